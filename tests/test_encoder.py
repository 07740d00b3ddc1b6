"""Encoders: prompts, batches, token places; the packaged model and one made here for the test."""

import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from index.encoder import PACKAGED, SentenceEncoder, load_encoder, prompts_of
from index.errors import EncoderError
from tests.tiny import TinyEncoder

TEXTS = ["重庆的桥有多少座？", "", "The bridge was opened in 1997.", "مرحبا", "桥" * 700, " \t\n", "a\ud800b\x00c"]


# Without a model


@pytest.mark.parametrize(
    ("name", "own", "expected"),
    [
        ("intfloat/multilingual-e5-base", {"query": "", "document": ""}, ("query: ", "passage: ")),
        ("E5", {}, ("query: ", "passage: ")),
        ("BAAI/bge-m3", {"query": "", "document": ""}, ("", "")),
        ("some/re5ult-model", {}, ("", "")),
        ("x", {"query": "Q: ", "document": "D: "}, ("Q: ", "D: ")),
        ("x", {"query": "Q: ", "passage": "P: ", "document": ""}, ("Q: ", "P: ")),
        ("e5", {"query": "Q: ", "document": None}, ("Q: ", "")),
    ],
)
def test_prompts_are_the_models_own_or_e5s(name: str, own: dict[str, str | None], expected: tuple[str, str]) -> None:
    assert prompts_of(name, own) == expected


def test_importing_the_encoder_imports_no_model_library() -> None:
    code = "import sys, index.encoder; print(sorted({'torch', 'transformers', 'onnxruntime'} & set(sys.modules)))"
    root = Path(__file__).parents[1]
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=root)
    assert done.stdout.strip() == "[]"


@pytest.mark.model
def test_what_serves_the_packaged_model_holds_no_torch() -> None:
    """4 s and 360 MB, for a mean; and the dictionary of pinyin is for who needs it."""
    code = (
        "import sys, bot, bot.web.app; from index.encoder import load_encoder; load_encoder().questions(['重庆']);"
        "print(sorted({'torch', 'transformers', 'sentence_transformers', 'pypinyin'} & set(sys.modules)))"
    )
    root = Path(__file__).parents[1]
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=root)
    assert done.stdout.strip() == "[]"


def test_a_model_that_is_not_here_is_named_with_the_way_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    forbid_network(monkeypatch)
    with pytest.raises(EncoderError, match="hf download nobody/nothing-e5"):
        load_encoder("nobody/nothing-e5")


def test_a_folder_that_holds_no_model_is_named(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("no model", encoding="utf-8")
    with pytest.raises(EncoderError, match="expected the folder of a sentence-transformers model"):
        load_encoder(str(tmp_path))


def forbid_network(monkeypatch: pytest.MonkeyPatch) -> None:
    import socket

    def refuse(*arguments: object) -> None:
        pytest.fail(f"the network was tried: {arguments}")

    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    monkeypatch.setattr(socket.socket, "connect", refuse)


def test_the_tiny_encoder_is_deterministic_and_knows_places() -> None:
    tiny = TinyEncoder()
    text = "重庆 Bridge 1997"
    vector, tokens = tiny.question_tokens(text)
    assert [text[start:end] for start, end in tokens.spans] == ["重", "庆", "Bridge", "1997"]
    assert tokens.vectors.shape == (4, tiny.dimension)
    np.testing.assert_array_equal(vector, TinyEncoder().passages([text])[0])
    other, same = tiny.questions(["Fluss im Tal", "bridge 重庆"])
    assert vector @ same > 0.5 > vector @ other
    np.testing.assert_allclose(np.linalg.norm(tiny.questions(["", "。"]), axis=1), 1, atol=1e-6)


# Any sentence-transformers model, by folder: one of 16 dimensions, made here, which pads on the left


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An untrained BERT over single characters, at most 12 tokens, with prompts of its own."""
    import torch
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.base.modules import Transformer
    from sentence_transformers.sentence_transformer.modules import Pooling
    from tokenizers import Regex, Tokenizer, models, pre_tokenizers
    from transformers import BertConfig, BertModel, PreTrainedTokenizerFast

    bert, target = tmp_path_factory.mktemp("bert"), tmp_path_factory.mktemp("model")
    vocabulary = {token: number for number, token in enumerate(["[PAD]", "[UNK]", *"qp:重庆桥abc"])}
    tokenizer = Tokenizer(models.WordLevel(vocabulary, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = pre_tokenizers.Split(Regex(r"\s*\S"), "isolated")
    fast = PreTrainedTokenizerFast(  # type: ignore[no-untyped-call]
        tokenizer_object=tokenizer, pad_token="[PAD]", unk_token="[UNK]", padding_side="left", model_max_length=12
    )
    fast.save_pretrained(bert)
    torch.manual_seed(0)
    sizes: dict[str, Any] = {
        "hidden_size": 16,
        "num_hidden_layers": 1,
        "num_attention_heads": 2,
        "intermediate_size": 16,
    }
    BertModel(BertConfig(vocab_size=len(vocabulary), max_position_embeddings=12, **sizes)).save_pretrained(bert)
    model = SentenceTransformer(
        modules=[Transformer(str(bert)), Pooling(16)], device="cpu", prompts={"query": "q:", "document": "p:"}
    )
    model.save(str(target))
    return target


@pytest.fixture(scope="module")
def own(folder: Path) -> SentenceEncoder:
    return load_encoder(str(folder))


def test_a_model_by_folder_has_its_name_dimension_and_prompts(own: SentenceEncoder, folder: Path) -> None:
    from sentence_transformers import SentenceTransformer

    assert (own.name, own.dimension) == (str(folder), 16)
    model = SentenceTransformer(str(folder), device="cpu", local_files_only=True)
    for encode, prompt in ((own.questions, "q:"), (own.passages, "p:")):
        expected = model.encode(["重庆桥"], prompt=prompt, normalize_embeddings=True)
        np.testing.assert_allclose(encode(["重庆桥"]), expected, atol=1e-6)


def test_a_model_is_found_by_name_in_the_hugging_face_cache(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    forbid_network(monkeypatch)
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_CACHE", str(tmp_path))
    cached = tmp_path / "models--our--tiny"
    shutil.copytree(folder, cached / "snapshots" / "abc")
    (cached / "refs").mkdir()
    (cached / "refs" / "main").write_text("abc", encoding="utf-8")
    assert load_encoder("our/tiny").name == "our/tiny"


def test_the_vector_is_the_mean_of_the_tokens_given(own: SentenceEncoder) -> None:
    """Without prompt or special tokens it is; so the states are the right rows, padding or not."""
    plain = SentenceEncoder("plain", own._model)
    plain._passage_prompt = ""
    for vector, tokens in plain.passage_tokens(["a", "重庆桥 abc", "bc"]):
        mean = tokens.vectors.mean(axis=0)
        np.testing.assert_allclose(vector, mean / np.linalg.norm(mean), atol=1e-5)


def test_padding_on_the_left_moves_no_token(own: SentenceEncoder) -> None:
    texts = ["a", "重庆桥 abc", "bc"]
    for text, (vector, tokens) in zip(texts, own.passage_tokens(texts), strict=True):
        alone, expected = own.passage_tokens([text])[0]
        np.testing.assert_array_equal(tokens.ids, expected.ids)
        np.testing.assert_array_equal(tokens.spans, expected.spans)
        assert [text[start:end] for start, end in tokens.spans] == list(text.replace(" ", ""))
        # An untrained BERT numbers its positions from the left, padding included, so that states differ;
        # their number and the vector's length do not.
        assert tokens.vectors.shape == expected.vectors.shape == (len(tokens.ids), 16)
        assert np.linalg.norm(vector) == pytest.approx(np.linalg.norm(alone), abs=1e-5)


def test_a_text_is_truncated_at_the_models_length(own: SentenceEncoder) -> None:
    _, tokens = own.question_tokens("桥" * 100_000)
    assert len(tokens.ids) == 10  # 12 less the two of "q:"
    assert tokens.spans[-1].tolist() == [9, 10]


# The packaged model


@pytest.fixture(scope="module")
def packaged() -> SentenceEncoder:
    return load_encoder(quiet=True)


@pytest.mark.model
def test_loading_the_packaged_model_tries_no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    forbid_network(monkeypatch)
    assert load_encoder(quiet=True).questions(["桥"]).shape == (1, 384)


@pytest.mark.model
def test_vectors_have_length_one_and_keep_the_order(packaged: SentenceEncoder) -> None:
    assert (packaged.name, packaged.dimension) == (PACKAGED, 384)
    done: list[int] = []
    vectors = packaged.passages(TEXTS * 5, done.append)
    assert sum(done) == len(TEXTS) * 5
    assert vectors.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    alone = np.concatenate([packaged.passages([text]) for text in TEXTS])
    # Quantization depends a little on the texts beside it.
    assert (vectors[: len(TEXTS)] * alone).sum(axis=1).min() > 0.995
    assert packaged.passages([]).shape == (0, 384)


@pytest.mark.model
def test_questions_and_passages_have_prompts_of_their_own(packaged: SentenceEncoder) -> None:
    text = "重庆的桥"
    model = packaged._model
    for encode, prompt in ((packaged.questions, "query: "), (packaged.passages, "passage: ")):
        (vector,) = model.run([prompt + text], "").vectors
        np.testing.assert_allclose(encode([text])[0], vector / np.linalg.norm(vector), atol=1e-5)
    assert float(packaged.questions([text])[0] @ packaged.passages([text])[0]) < 0.99


@pytest.mark.model
@pytest.mark.parametrize("text", TEXTS, ids=ascii)
def test_tokens_come_with_the_vector_of_the_same_pass(packaged: SentenceEncoder, text: str) -> None:
    vector, tokens = packaged.question_tokens(text)
    np.testing.assert_allclose(vector, packaged.questions([text])[0], atol=1e-6)
    assert tokens.vectors.shape == (len(tokens.ids), 384)
    assert tokens.spans.shape == (len(tokens.ids), 2)
    starts, ends = tokens.spans[:, 0], tokens.spans[:, 1]
    assert (starts < ends).all()
    assert (ends <= len(text)).all()
    assert (np.diff(starts) >= 0).all()


@pytest.mark.model
def test_spans_are_the_words_without_the_space_before(packaged: SentenceEncoder) -> None:
    text = "Ａ桥 bridge\u3000½ </s>"
    _, tokens = packaged.passage_tokens([text])[0]
    words = [text[start:end] for start, end in tokens.spans if text[start:end].strip()]
    assert "".join(words) == "Ａ桥bridge½</s>"
    assert all(word == word.strip() for word in words)


@pytest.mark.model
def test_a_very_long_text_is_cut(packaged: SentenceEncoder) -> None:
    vector, tokens = packaged.passage_tokens(["重庆的桥 " * 20_000])[0]
    assert 500 < len(tokens.ids) < 512
    assert np.linalg.norm(vector) == pytest.approx(1, abs=1e-5)


@pytest.mark.model
def test_several_threads_get_what_one_gets(packaged: SentenceEncoder) -> None:
    texts = [f"第{number}座桥在哪里？" + "长" * (number % 7) for number in range(40)]

    def ask(text: str) -> tuple[Any, list[int]]:
        vector, tokens = packaged.question_tokens(text)
        return vector, tokens.ids.tolist()

    expected = [ask(text) for text in texts]
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(ask, texts))
    for (vector, ids), (expected_vector, expected_ids) in zip(found, expected, strict=True):
        assert ids == expected_ids
        np.testing.assert_allclose(vector, expected_vector, atol=1e-5)


@pytest.mark.model
def test_rare_tokens_tell_more_than_common_ones(packaged: SentenceEncoder) -> None:
    text = "的重庆"
    _, tokens = packaged.question_tokens(text)
    importance = packaged.importance(tokens.ids)
    told = {text[start:end]: value for (start, end), value in zip(tokens.spans.tolist(), importance, strict=True)}
    assert told["重庆"] > told["的"] > 0
