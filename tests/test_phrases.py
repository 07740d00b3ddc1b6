"""The bot's own words are complete in every language."""

import re

import pytest
import yaml

from bot.phrases import phrases, speaks
from tests.desk import LANGUAGES, ROOT

LOADED = yaml.safe_load((ROOT / "bot" / "phrases.yaml").read_text("utf-8"))
BLANK = re.compile(r"\{\w*\}")


def blanks(phrase: str | list[str]) -> list[list[str]]:
    """The placeholders of a phrase, or of each of its templates."""
    return [sorted(BLANK.findall(text)) for text in ([phrase] if isinstance(phrase, str) else phrase)]


def test_all_promised_languages_are_there() -> None:
    assert set(LANGUAGES) <= LOADED.keys()


@pytest.mark.parametrize("language", LOADED)
def test_each_language_says_all_that_english_says(language: str) -> None:
    spoken, english = LOADED[language], LOADED["en"]
    assert spoken.keys() == english.keys()
    for name, phrase in spoken.items():
        assert blanks(phrase) == blanks(english[name]), name
        assert all(text.strip() for text in ([phrase] if isinstance(phrase, str) else phrase)), name


@pytest.mark.parametrize("language", LOADED)
def test_nothing_looks_like_a_quote_or_a_marker(language: str) -> None:
    said = " ".join(f"{phrase}" for phrase in LOADED[language].values() if isinstance(phrase, str))
    assert re.search(r"[“”]|\[\d+\]", said) is None


@pytest.mark.parametrize("language", sorted(LOADED.keys() - {"en"}))
def test_no_language_was_left_in_english(language: str) -> None:
    same = {name for name, phrase in LOADED[language].items() if phrase == LOADED["en"][name]}
    assert same <= {"original"}  # French, Spanish and others write it so too


def test_a_variant_speaks_its_language_and_a_stranger_english() -> None:
    assert phrases("pt-BR") == phrases("pt") and phrases("zh-Hant") != phrases("zh") == phrases("zh-CN")
    assert phrases("nl") == phrases("en")
    assert speaks("pt-BR") and speaks("zh-Hant") and not speaks("nl")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_refusal_says_how_many_articles_and_the_latest_date(language: str) -> None:
    for name in ("refused", "possible"):
        filled = phrases(language)[name].format(n=4321, date="2023-08-16")
        assert "4321" in filled and "2023-08-16" in filled
