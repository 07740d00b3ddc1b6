"""Interface strings are complete in every language, and a visitor gets the one asked for."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.web import languages
from bot.web.languages import choose, interface
from index.errors import YuwenError


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
    assert {"en", "zh"} <= interface().keys()
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
        ("zh-Hant-HK", "en", "zh"),
        ("ZH_cn", None, "zh"),
        ("xx", "zh-CN,en;q=0.5", "zh"),
        (None, "en;q=0.5, zh-TW;q=0.9", "zh"),
        (None, "zh;q=0, en", "en"),
        (None, "fr-FR,fr;q=0.9", "en"),
        (None, "zh;q=nonsense", "zh"),
        (None, None, "en"),
        ("../../etc", ",;,=", "en"),
    ],
)
def test_the_language_asked_for_is_chosen(wanted: str | None, accepted: str | None, expected: str) -> None:
    assert choose(wanted, accepted) == expected
