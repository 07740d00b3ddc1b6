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


@dataclass(frozen=True, slots=True)
class Centres:
    """Mean token states (d,) of passages and of questions, made from texts that no corpus shares."""

    passage: NDArray[np.float32]
    question: NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class PackedTokens:
    """A passage's tokens: character spans (t, 2) in the passage, centred unit states (t, d) as int8."""

    spans: NDArray[np.uint16]
    states: NDArray[np.int8]


def pack(tokens: TokenStates, centre: NDArray[np.float32]) -> bytes:
    """A passage's token states as bytes: int8 loses nothing measurable and is a quarter of float32."""
    states = _unit(tokens.vectors - centre)
    scale = np.abs(states).max(axis=1, keepdims=True, initial=1e-9)
    quantized = np.round(states / scale * _LARGEST).astype(np.int8)
    spans = tokens.spans.astype("<u2")
    return b"".join([len(spans).to_bytes(4, "little"), spans.tobytes(), quantized.tobytes()])


def unpack(data: bytes, dimension: int) -> PackedTokens:
    """What `pack` packed."""
    count = int.from_bytes(data[:4], "little")
    spans = np.frombuffer(data, "<u2", count * 2, 4).reshape(count, 2)
    states = np.frombuffer(data, np.int8, count * dimension, 4 + count * 4).reshape(count, dimension)
    return PackedTokens(spans, states)


def similarities(
    question: TokenStates, centre: NDArray[np.float32], passages: Sequence[PackedTokens]
) -> list[NDArray[np.float32]]:
    """Cosines (question tokens, passage tokens) of centred states, for each passage.

    One product for all of them: twenty small ones cost more, and far more on a busy machine.
    """
    if not passages:
        return []
    states = np.concatenate([passage.states for passage in passages]).astype(np.float32)
    lengths = np.sqrt(np.einsum("td,td->t", states, states))
    similar = _unit(question.vectors - centre) @ states.T / np.maximum(lengths, 1e-9)
    return np.split(similar, np.cumsum([len(passage.states) for passage in passages])[:-1], axis=1)


def met(similar: NDArray[np.float32], columns: NDArray[np.intp] | None = None) -> NDArray[np.float32]:
    """For each question token (q,) its best cosine among the passage's tokens, or those of `columns`."""
    chosen = similar if columns is None else similar[:, columns]
    return chosen.max(axis=1) if chosen.shape[1] else np.full(len(similar), -1.0, np.float32)


def _unit(states: NDArray[np.float32]) -> NDArray[np.float32]:
    lengths = np.linalg.norm(states, axis=-1, keepdims=True)
    return np.asarray(states / np.maximum(lengths, 1e-9), np.float32)
