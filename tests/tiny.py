"""A deterministic encoder for unit tests: hashed character bigrams and words, no model.

Texts that share bigrams or words are near each other, whatever the process or the machine.
"""

import itertools
import re
import zlib
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from index.encoder import Encoded, TokenStates

_TERM = re.compile(r"[a-z0-9]+|[^\W_]", re.IGNORECASE)


class TinyEncoder:
    """An `Encoder` whose tokens are Latin words and single other characters."""

    def __init__(self, dimension: int = 64, name: str = "tiny") -> None:
        self.name = name
        self.dimension = dimension

    def questions(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """(n, d), each row of length 1."""
        return self.passages(texts)

    def passages(self, texts: Sequence[str], progress: Callable[[int], None] | None = None) -> NDArray[np.float32]:
        """(n, d), each row of length 1."""
        rows = [vector for vector, _ in self.passage_tokens(texts, progress)]
        return np.array(rows, np.float32).reshape(-1, self.dimension)

    def question_tokens(self, text: str) -> Encoded:
        """A question's vector and the states of its tokens."""
        return self.passage_tokens([text])[0]

    def passage_tokens(self, texts: Sequence[str], progress: Callable[[int], None] | None = None) -> list[Encoded]:
        """The same for passages."""
        encoded = []
        for text in texts:
            encoded.append(self._encode(text))
            if progress:
                progress(1)
        return encoded

    def importance(self, ids: NDArray[np.int32]) -> NDArray[np.float32]:
        """(t,) all alike: hashed tokens have no probability."""
        return np.ones(len(ids), np.float32)

    def _encode(self, text: str) -> Encoded:
        matches = list(_TERM.finditer(text))
        terms = [match.group().lower() for match in matches]
        vector = np.zeros(self.dimension, np.float32)
        for term in [*terms, *(a + b for a, b in itertools.pairwise(terms))]:
            vector[_number(term) % self.dimension] += 1
        vector[0] += 1e-3  # a text without a term has a direction too
        states = np.zeros((len(terms), self.dimension), np.float32)
        ids = np.array([_number(term) for term in terms], np.int32)
        states[np.arange(len(terms)), ids % self.dimension] = 1
        spans = np.array([match.span() for match in matches], np.int32).reshape(-1, 2)
        return vector / np.linalg.norm(vector), TokenStates(ids, spans, states)


def _number(term: str) -> int:
    return zlib.crc32(term.encode()) % 2**31
