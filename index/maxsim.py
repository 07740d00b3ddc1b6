"""Late interaction: how well each word of a question is met by some word of a passage, in its context.

MaxSim over the encoder's token states (Khattab and Zaharia, "ColBERT", 2020), here with an
encoder that was not trained for it: states are centred first, and a question's tokens count by how rare
they are in the encoder's vocabulary. It knows nothing of storage but the bytes that it packs.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index.encoder import TokenStates

_LARGEST = 127
_SIGNS = np.unpackbits(np.arange(256, dtype=np.uint8)[:, None], axis=1).astype(np.int8) * 2 - 1
"""The eight signs that a byte of bits stands for, (256, 8)."""


@dataclass(frozen=True, slots=True)
class Centres:
    """Mean token states (d,) of passages and of questions, made from texts that no corpus shares."""

    passage: NDArray[np.float32]
    question: NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class PackedTokens:
    """A passage's tokens: character spans (t, 2) in the passage, directions of their centred states (t, d).

    A cosine with a direction is the product divided by its length (t,).
    """

    spans: NDArray[np.uint16]
    states: NDArray[np.int8]
    lengths: NDArray[np.float32]


def pack(tokens: TokenStates, centre: NDArray[np.float32], *, coarse: bool = False) -> bytes:
    """A passage's token states as bytes: int8 loses nothing measurable and is a quarter of float32.

    `coarse`: one bit a dimension, a seventh of that, with what makes its cosines right on average (RaBitQ: Gao and
    Long, 2024).
    """
    states = _unit(tokens.vectors - centre)
    spans = tokens.spans.astype("<u2")
    head = [len(spans).to_bytes(4, "little"), spans.tobytes()]
    if coarse:
        lengths = np.abs(states).sum(axis=1).astype("<f2")
        return b"".join([*head, lengths.tobytes(), np.packbits(states > 0, axis=1).tobytes()])
    scale = np.abs(states).max(axis=1, keepdims=True, initial=1e-9)
    quantized = np.round(states / scale * _LARGEST).astype(np.int8)
    return b"".join([*head, quantized.tobytes()])


def unpack(data: bytes, dimension: int) -> PackedTokens:
    """What `pack` packed; the length tells how."""
    count = int.from_bytes(data[:4], "little")
    at = 4 + 4 * count
    spans = np.frombuffer(data, "<u2", count * 2, 4).reshape(count, 2)
    if len(data) == at + count * dimension:
        states = np.frombuffer(data, np.int8, count * dimension, at).reshape(count, dimension)
        wide = states.astype(np.float32)
        return PackedTokens(spans, states, np.sqrt(np.einsum("td,td->t", wide, wide)))
    lengths = np.frombuffer(data, "<f2", count, at).astype(np.float32)
    bits = np.frombuffer(data, np.uint8, -1, at + 2 * count).reshape(count, -1)
    signs = _SIGNS.take(bits, axis=0).reshape(count, -1)[:, :dimension]
    return PackedTokens(spans, signs, lengths)


def similarities(
    question: TokenStates, centre: NDArray[np.float32], passages: Sequence[PackedTokens]
) -> list[NDArray[np.float32]]:
    """Cosines (question tokens, passage tokens) of centred states, for each passage.

    One product for all of them: twenty small ones cost more, and far more on a busy machine.
    """
    if not passages:
        return []
    states = np.concatenate([passage.states for passage in passages]).astype(np.float32)
    lengths = np.concatenate([passage.lengths for passage in passages])
    similar = np.clip(_unit(question.vectors - centre) @ states.T / np.maximum(lengths, 1e-9), -1.0, 1.0)
    return np.split(similar, np.cumsum([len(passage.states) for passage in passages])[:-1], axis=1)


def met(similar: NDArray[np.float32], columns: NDArray[np.intp] | None = None) -> NDArray[np.float32]:
    """For each question token (q,) its best cosine among the passage's tokens, or those of `columns`."""
    chosen = similar if columns is None else similar[:, columns]
    return chosen.max(axis=1) if chosen.shape[1] else np.full(len(similar), -1.0, np.float32)


def _unit(states: NDArray[np.float32]) -> NDArray[np.float32]:
    lengths = np.linalg.norm(states, axis=-1, keepdims=True)
    return np.asarray(states / np.maximum(lengths, 1e-9), np.float32)
