"""The packaged model for sentence-transformers: a module around its network.

`modules.json` of the unpacked folder names it, so that `SentenceTransformer(folder, trust_remote_code=True)`
opens the folder as any other model, with the vectors that the encoder gives. It knows tokens and their states;
pooling and normalizing are the ordinary modules behind it.
"""

import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import torch
from sentence_transformers.base.modules import InputModule

from index.packaged.network import CONFIG_FILE, GRAPH_FILE, TOKENIZER_FILE, Network


class OnnxTransformer(InputModule):
    """Texts → `token_embeddings` and `token_states` (texts, tokens, hidden), `attention_mask` (texts, tokens)."""

    config_keys = ["max_seq_length", "embedding_dimension"]  # noqa: RUF012, as in the base class
    config_file_name = CONFIG_FILE

    def __init__(self, folder: str | Path, max_seq_length: int, embedding_dimension: int) -> None:
        """Open the graph and the tokenizer in `folder`."""
        super().__init__()  # type: ignore[no-untyped-call]
        self.folder = Path(folder)
        self.max_seq_length = max_seq_length
        self.embedding_dimension = embedding_dimension
        self.network = Network(self.folder, max_seq_length)
        self.tokenizer = self.network.tokenizer

    def preprocess(  # type: ignore[override]  # texts are all it reads
        self, inputs: Sequence[str], prompt: str | None = None, **kwargs: Any
    ) -> dict[str, torch.Tensor]:
        """Token ids and mask of texts, each behind `prompt`: int64, (texts, tokens of the longest)."""
        ids, mask = self.network.tokenized(inputs, prompt or "")
        return {"input_ids": torch.from_numpy(ids), "attention_mask": torch.from_numpy(mask)}

    def forward(self, features: dict[str, torch.Tensor], **kwargs: Any) -> dict[str, torch.Tensor]:
        """Add the graph's outputs, float32, to the features."""
        ids, mask = (features[name].cpu().numpy() for name in ("input_ids", "attention_mask"))
        for output, states in self.network.states(ids, mask).items():
            features[output] = torch.from_numpy(states).to(features["input_ids"].device)
        return features

    def get_embedding_dimension(self) -> int:
        """Numbers in one token's state."""
        return self.embedding_dimension

    def save(self, output_path: str, *args: Any, safe_serialization: bool = True, **kwargs: Any) -> None:
        """Copy graph, tokenizer and configuration to another folder."""
        for name in (GRAPH_FILE, TOKENIZER_FILE, "tokenizer_config.json"):
            shutil.copyfile(self.folder / name, Path(output_path, name))
        self.save_config(output_path)

    @classmethod
    def load(  # type: ignore[override]  # what concerns the network is dropped
        cls, model_name_or_path: str, subfolder: str = "", **kwargs: Any
    ) -> "OnnxTransformer":
        """Open the module in a local folder; nothing is looked for elsewhere."""
        config = cls.load_config(model_name_or_path, subfolder, local_files_only=True)
        return cls(Path(model_name_or_path, subfolder), **config)
