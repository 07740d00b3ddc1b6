"""The reader's weights as an ONNX graph.

It maps the word vectors of a question and a passage, (1, tokens, hidden), and which of the tokens are the passage's,
(1, tokens, 1), to `answered`, (1, 1, 1), log odds, and `ends`, (1, tokens, 2), where the answer begins and ends. Word
vectors are looked up outside (see reader.py): they are most of a model's size.
"""

import numpy as np
import onnx
from onnx import TensorProto, helper

from bot.reader.learned import Learned
from index.packaged.graph import Graph


def build_graph(learned: Learned) -> onnx.ModelProto:
    """The reader as a quantized ONNX model (25 MB)."""
    graph, sizes = Graph(learned), learned.sizes
    states = graph.first_norm(_embedding(graph, learned))
    for layer in range(sizes.layers):
        states = graph.layer(layer, states)
    _heads(graph, learned, states)
    tokens: list[str | int] = [1, "tokens"]
    inputs = [
        helper.make_tensor_value_info("words", TensorProto.FLOAT, [*tokens, sizes.hidden]),
        helper.make_tensor_value_info("in_passage", TensorProto.FLOAT, [*tokens, 1]),
    ]
    outputs = [
        helper.make_tensor_value_info("answered", TensorProto.FLOAT, [1, 1, 1]),
        helper.make_tensor_value_info("ends", TensorProto.FLOAT, [*tokens, 2]),
    ]
    return graph.model("reader", inputs, outputs)


def _embedding(graph: Graph, learned: Learned) -> str:
    """Word and position vectors, and what tells the passage's tokens from the question's."""
    side = graph.node("Mul", ["in_passage", graph.constant("segment", learned.head("segment"))], "side")
    return graph.node("Add", [graph.node("Add", ["words", graph.positions("words")], "placed"), side], "embedding")


def _heads(graph: Graph, learned: Learned, states: str) -> None:
    """The first token's state says whether, each token's state where."""

    def head(name: str, states: str, out: str) -> str:
        weights = graph.constant(f"{name}.w", learned.head(f"{name}.w").T)
        product = graph.node("MatMul", [states, weights], f"{name}.product")
        return graph.node("Add", [product, graph.constant(f"{name}.b", learned.head(f"{name}.b"))], out)

    first = graph.node("Gather", [states, graph.constant("first", np.zeros(1, np.int64))], "first.state", axis=1)
    head("answered", graph.node("Tanh", [head("pool", first, "pool")], "pooled"), "answered")
    head("span", states, "ends")
