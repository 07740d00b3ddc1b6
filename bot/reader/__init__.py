"""A second look at what the search found: does this passage answer this question, and with which words.

A cross-encoder reads question and passage together, as the encoder cannot, which sees either alone. It is the
packaged model with what was learned laid over its weights (tests/bench/train_reader.py).

weights.npz    what was learned: low-rank differences, norms, and two small heads
learned.py     the packaged model's weights with them laid over
graph.py       these as an ONNX graph, quantized for a CPU
reader.py      question and passages → how surely each answers, and where
"""
