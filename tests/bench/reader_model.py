"""The reader as it learns, in PyTorch: the packaged model with low-rank differences and two small heads.

Its parameters carry the names that they have in bot/reader/weights.npz, and bot/reader/learned.py reads them there.
It knows token ids, and nothing of texts, of languages or of how examples are drawn.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
import torch.nn.functional as F
from numpy.typing import NDArray
from reader_examples import Example
from torch import Tensor, nn

from index.packaged.source import ModelFile

RANK = 32
DROPOUT = 0.1


class Difference(nn.Module):
    """A layer's matrix W as W + BA: W is the packaged model's and stays (Hu et al., "LoRA", 2021)."""

    def __init__(self, weight: NDArray[np.float32], bias: NDArray[np.float32]) -> None:
        super().__init__()
        outputs, inputs = weight.shape
        self.register_buffer("packaged", torch.tensor(weight), persistent=False)
        self.A = nn.Parameter(torch.randn(RANK, inputs) / math.sqrt(inputs))
        self.B = nn.Parameter(torch.zeros(outputs, RANK))
        self.b = nn.Parameter(torch.tensor(bias))

    def forward(self, states: Tensor) -> Tensor:
        return F.linear(states, self.packaged, self.b) + F.linear(F.linear(states, self.A), self.B)


class Norm(nn.Module):
    def __init__(self, source: ModelFile, name: str) -> None:
        super().__init__()
        self.epsilon = source.sizes.epsilon
        self.w, self.b = (nn.Parameter(torch.tensor(source.floats(f"{name}.{part}"))) for part in "wb")

    def forward(self, states: Tensor) -> Tensor:
        return F.layer_norm(states, self.w.shape, self.w, self.b, self.epsilon)


class Head(nn.Module):
    """A small new linear layer; begins as PyTorch's own do, or with weights of a given deviation."""

    def __init__(self, inputs: int, outputs: int, deviation: float | None = None) -> None:
        super().__init__()
        begun = nn.Linear(inputs, outputs)
        if deviation is not None:
            nn.init.normal_(begun.weight, std=deviation)
        self.w, self.b = begun.weight, begun.bias

    def forward(self, states: Tensor) -> Tensor:
        return F.linear(states, self.w, self.b)


class Layer(nn.Module):
    """Attention, then feed-forward, each added to its input and normalized."""

    def __init__(self, source: ModelFile, name: str) -> None:
        super().__init__()
        sizes = source.sizes
        joined = np.concatenate([source.matrix(f"{name}.{part}.w", sizes.hidden) for part in "qkv"])
        self.qkv = Difference(joined, np.concatenate([source.floats(f"{name}.{part}.b") for part in "qkv"]))
        for part, columns in (("ao", sizes.hidden), ("fi", sizes.hidden), ("fo", sizes.feed_forward)):
            weight, bias = source.matrix(f"{name}.{part}.w", columns), source.floats(f"{name}.{part}.b")
            setattr(self, part, Difference(weight, bias))
        self.aln, self.oln = Norm(source, f"{name}.aln"), Norm(source, f"{name}.oln")
        self.heads = sizes.heads
        self.drop = nn.Dropout(DROPOUT)

    def forward(self, states: Tensor, attended: Tensor) -> Tensor:
        texts, length, hidden = states.shape
        parts = self.qkv(states).view(texts, length, 3, self.heads, hidden // self.heads)
        query, key, value = parts.permute(2, 0, 3, 1, 4)
        mixed = F.scaled_dot_product_attention(query, key, value, attn_mask=attended)
        states = self.aln(states + self.drop(self.ao(mixed.transpose(1, 2).reshape(texts, length, hidden))))
        return self.oln(states + self.drop(self.fo(F.gelu(self.fi(states)))))


@dataclass(frozen=True, slots=True)
class Batch:
    """Questions and passages as the model takes them: `<s> question </s></s> passage </s>`, padded behind."""

    ids: Tensor
    """(texts, tokens)"""
    there: Tensor
    """(texts, tokens) which are not padding"""
    in_passage: Tensor
    """(texts, tokens)"""
    answered: Tensor
    """(texts,) 1 or 0"""
    first: Tensor
    """(texts,) the answer's first token in the row; of no meaning where it is not answered"""
    last: Tensor

    @classmethod
    def of(cls, examples: Sequence[Example], source: ModelFile, device: torch.device) -> "Batch":
        """Examples in their order; their questions hold the first token of all."""
        end, pad = source.pieces.eos, source.pieces.pad
        rows = [np.concatenate([x.question, [end, end], x.passage, [end]]) for x in examples]
        ids = np.full((len(rows), max(map(len, rows))), pad, np.int64)
        for row, tokens in zip(ids, rows, strict=True):
            row[: len(tokens)] = tokens
        at = np.arange(ids.shape[1])[None]
        lengths = np.array([[len(tokens)] for tokens in rows])
        starts = np.array([[len(x.question) + 2] for x in examples])
        marks = np.array([(x.first, x.last) for x in examples])
        arrays = (ids, at < lengths, (at >= starts) & (at < lengths - 1), np.float32(marks[:, 0] >= 0))
        places = (starts + np.maximum(marks, 0)).T
        return cls(*(torch.from_numpy(np.ascontiguousarray(array)).to(device) for array in (*arrays, *places)))


class Model(nn.Module):
    """Batch → log odds that it is answered, (texts,), and where the answer begins and ends, (texts, tokens, 2)."""

    def __init__(self, source: ModelFile) -> None:
        super().__init__()
        sizes = source.sizes
        words = source.matrix("emb.word", sizes.hidden)
        self.register_buffer("words", torch.from_numpy(words).half(), persistent=False)
        places = source.floats("emb.pos").reshape(sizes.positions, -1) + source.floats("emb.type")[: sizes.hidden]
        self.register_buffer("places", torch.tensor(places), persistent=False)
        self.emb = nn.ModuleDict({"ln": Norm(source, "emb.ln")})
        self.layers = [Layer(source, f"l{number}") for number in range(sizes.layers)]
        for number, layer in enumerate(self.layers):
            self.add_module(f"l{number}", layer)
        self.segment = nn.Parameter(torch.zeros(sizes.hidden))
        self.pool = Head(sizes.hidden, sizes.hidden)
        self.answered = Head(sizes.hidden, 1)
        self.span = Head(sizes.hidden, 2, deviation=0.02)
        self.drop = nn.Dropout(DROPOUT)

    def forward(self, batch: Batch) -> tuple[Tensor, Tensor]:
        states = self.words[batch.ids].float() + self.places[: batch.ids.shape[1]]
        states = states + batch.in_passage[..., None] * self.segment
        states = self.drop(self.emb["ln"](states))
        for layer in self.layers:
            states = layer(states, batch.there[:, None, None])
        pooled = torch.tanh(self.pool(self.drop(states[:, 0])))
        ends = self.span(states).float().masked_fill(~batch.in_passage[..., None], -1e4)
        return self.answered(pooled)[:, 0].float(), ends

    def learned(self) -> dict[str, NDArray[np.float16]]:
        """What was learned, by its names in weights.npz."""
        return {name: value.detach().half().cpu().numpy() for name, value in self.state_dict().items()}

    def lay_over(self, learned: dict[str, NDArray[np.float16]]) -> None:
        """Take what was learned before in place of what stands here."""
        self.load_state_dict({name: torch.tensor(value).float() for name, value in learned.items()})
