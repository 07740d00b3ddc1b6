"""py3langid's model, mapped: it says what the library says, and works without a cache."""

from pathlib import Path

import pytest

from bot import identifier
from bot.identifier import identifier_of
from index.errors import EncoderError

LANGUAGES = ("en", "fr", "es", "de", "vi")
TEXTS = [
    "How many journalists are registered there?",
    "Combien de journalistes y sont inscrits ?",
    "¿Cuántos periodistas están registrados?",
    "Wie viele Journalisten sind dort gemeldet?",
    "Có bao nhiêu nhà báo đăng ký ở đó?",
    "Chongqing",
    "",
    "重庆 2024 ñ",
]


def test_it_says_what_the_library_says(tmp_path: Path) -> None:
    mapped, own = identifier_of(LANGUAGES, tmp_path), identifier._as_it_comes(LANGUAGES)
    assert [mapped.classify(text) for text in TEXTS] == [own.classify(text) for text in TEXTS]
    assert [mapped.classify(text)[0] for text in TEXTS[:5]] == list(LANGUAGES)
    assert type(mapped.tk_nextmove) is memoryview


def test_another_choice_of_languages_is_another_folder(tmp_path: Path) -> None:
    identifier_of(LANGUAGES, tmp_path)
    assert identifier_of(("fr", "es"), tmp_path).classify(TEXTS[0])[0] in {"fr", "es"}
    assert len([path for path in tmp_path.iterdir() if path.is_dir()]) == 2


def test_without_a_cache_it_is_made_as_it_comes(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object, **__: object) -> Path:
        raise EncoderError("the disk is full")

    monkeypatch.setattr(identifier, "made_once", fails)
    assert identifier_of(LANGUAGES).classify(TEXTS[1])[0] == "fr"
