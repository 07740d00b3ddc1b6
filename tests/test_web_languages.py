"""Interface strings are complete in every language, and a visitor gets the one asked for."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.phrases import phrases
from bot.web import languages
from bot.web.languages import choose, interface
from index.errors import YuwenError

CLOSE = {"direction", "product", "original", "conversation", "articles", "articles_title", "passage", "page_number",
         "source", "source_n", "sources"}  # fmt: skip
"""Words that French and others write as English does."""


@pytest.fixture
def strings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder of strings of its own, with an English file."""
    monkeypatch.setattr(languages, "STRINGS", tmp_path)
    (tmp_path / "en.yaml").write_text('a: "one {n}"\nb: two\n', encoding="utf-8")
    interface.cache_clear()
    yield tmp_path
    monkeypatch.undo()
    interface.cache_clear()


def test_every_language_is_complete() -> None:
    assert {"zh", "zh-Hant", "en", "fr", "es", "ru", "ar", "ja", "ko", "pt", "de"} == interface().keys()
    assert len({frozenset(strings) for strings in interface().values()}) == 1
    assert all(text.strip() for strings in interface().values() for text in strings.values())


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("a: '{n}'\n", "lacks b"),
        ("a: '{n}'\nb: x\nc: x\n", "has c"),
        ("a: '{m}'\nb: x\n", r"a has the placeholders \['m'\], expected \['n'\]"),
        ("- a\n", "not a list of"),
        ("a: 1\nb: x\n", "not a list of"),
    ],
)
def test_an_incomplete_file_is_named(strings: Path, content: str, words: str) -> None:
    (strings / "fr.yaml").write_text(content, encoding="utf-8")
    with pytest.raises(YuwenError, match=words):
        interface()


@pytest.mark.parametrize(
    ("wanted", "accepted", "expected"),
    [
        ("zh", None, "zh"),
        ("zh-Hant-HK", "en", "zh-Hant"),
        ("zh-TW", None, "zh-Hant"),
        ("zh_HK", None, "zh-Hant"),
        ("zh-MO", None, "zh-Hant"),
        ("ZH-HANT", None, "zh-Hant"),
        ("zh-Hans-HK", None, "zh"),
        ("zh-SG", None, "zh"),
        ("pt-BR", None, "pt"),
        ("es-419", None, "es"),
        ("ar-EG", None, "ar"),
        ("ZH_cn", None, "zh"),
        ("xx", "zh-CN,en;q=0.5", "zh"),
        (None, "en;q=0.5, zh-TW;q=0.9", "zh-Hant"),
        (None, "zh;q=0, en", "en"),
        (None, "fr-FR,fr;q=0.9", "fr"),
        (None, "nl, sv;q=0.9", "en"),
        (None, "nl, de-AT;q=0.7, fr;q=0.8", "fr"),
        (None, "zh;q=nonsense", "zh"),
        (None, None, "en"),
        ("../../etc", ",;,=", "en"),
    ],
)
def test_the_language_asked_for_is_chosen(wanted: str | None, accepted: str | None, expected: str) -> None:
    assert choose(wanted, accepted) == expected


def test_each_language_names_itself_and_its_direction() -> None:
    names = [strings["language_name"] for strings in interface().values()]
    assert len(set(names)) == len(names)
    assert {code: strings["direction"] for code, strings in interface().items() if strings["direction"] != "ltr"} == {
        "ar": "rtl"
    }
    for code, strings in interface().items():
        assert choose(strings["html_lang"], None) == code


@pytest.mark.parametrize("language", sorted(interface().keys() - {"en"}))
def test_no_language_was_left_in_english(language: str) -> None:
    same = {key for key, text in interface()[language].items() if text == interface()["en"][key]}
    assert same <= CLOSE


def test_french_keeps_its_signs_on_the_line() -> None:
    assert [text for text in interface()["fr"].values() if re.search(" [;:?!»]|« ", text)] == []


@pytest.mark.parametrize("language", interface())
def test_the_bot_itself_speaks_every_language_of_the_interface(language: str) -> None:
    assert phrases(language)["part"] != phrases("en")["part"] or language == "en"
    assert (phrases(language) == phrases("zh")) == (language == "zh")
