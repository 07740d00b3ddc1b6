"""Any sentence-transformers model as the encoder runs it: by name or by folder, nothing is downloaded.

It knows torch; nothing else here does. Both take seconds to import.
"""

from collections.abc import Sequence
from typing import Any

import torch
from sentence_transformers import SentenceTransformer

from index.encoder import Output
from index.errors import EncoderError


class SentenceModel:
    """A `Model` of the encoder. Its callers take turns: transformers' tokenizers are changed by each call."""

    def __init__(self, model: SentenceTransformer) -> None:
        self._model = model
        self.dimension = model.get_embedding_dimension() or 0
        self.max_seq_length: int | None = model.max_seq_length
        self.prompts: dict[str, str | None] = dict(model.prompts)

    @classmethod
    def open(cls, folder: str) -> "SentenceModel":
        """Raises EncoderError where the folder holds no such model."""
        try:
            return cls(SentenceTransformer(folder, device="cpu", local_files_only=True))
        except Exception as error:
            reason = next(iter(str(error).splitlines()), type(error).__name__)
            raise EncoderError(
                f"The model {folder} cannot be opened ({reason}); expected the folder of a sentence-transformers "
                "model, or the name of one that was fetched whole by `hf download`."
            ) from error

    @property
    def tokenizer(self) -> Any:
        """As the `tokenizers` library knows it, or as the model brings it where it has no fast one."""
        tokenizer: Any = self._model.tokenizer
        return getattr(tokenizer, "backend_tokenizer", tokenizer)

    def run(self, texts: Sequence[str], prompt: str) -> Output:
        with torch.inference_mode():
            features = self._model.preprocess(list(texts), prompt=prompt)
            found = self._model({name: _to(value, self._model.device) for name, value in features.items()})
        states = found.get("token_states", found.get("token_embeddings"))
        return Output(
            found["sentence_embedding"].cpu().numpy(),
            None if states is None else states.cpu().numpy(),
            found["attention_mask"].cpu().numpy(),
        )


def _to(value: Any, device: Any) -> Any:
    return value.to(device) if hasattr(value, "to") else value
