"""An encoder that encodes each text once, for measurements that build many small indexes of the same texts."""

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from index.encoder import Encoded, Encoder

Progress = Callable[[int], None]


class RememberingEncoder:
    """An `Encoder` around another one."""

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder
        self.name, self.dimension = encoder.name, encoder.dimension
        self._passages: dict[str, Encoded] = {}
        self._vectors: dict[str, NDArray[np.float32]] = {}
        self._questions: dict[str, Encoded] = {}

    def questions(self, texts: Sequence[str]) -> NDArray[np.float32]:
        return np.stack([self.question_tokens(text)[0] for text in texts])

    def passages(self, texts: Sequence[str], progress: Progress | None = None) -> NDArray[np.float32]:
        new = [text for text in dict.fromkeys(texts) if text not in self._vectors]
        self._vectors |= dict(zip(new, self._encoder.passages(new), strict=True)) if new else {}
        return np.stack([self._vectors[text] for text in texts])

    def question_tokens(self, text: str) -> Encoded:
        if text not in self._questions:
            self._questions[text] = self._encoder.question_tokens(text)
        return self._questions[text]

    def passage_tokens(self, texts: Sequence[str], progress: Progress | None = None) -> list[Encoded]:
        new = [text for text in dict.fromkeys(texts) if text not in self._passages]
        self._passages |= dict(zip(new, self._encoder.passage_tokens(new), strict=True)) if new else {}
        return [self._passages[text] for text in texts]

    def importance(self, ids: NDArray[np.int32]) -> NDArray[np.float32]:
        return self._encoder.importance(ids)
