"""A sentence finds itself in the original and in the edition that a visitor can read."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.editions import Place, counterpart, in_language, original_of
from index.building import open_for, replace_all
from index.search import Index
from tests.making import article
from tests.tiny import TinyEncoder

ZH = article("a", "第一句。第二句3500。第三句。", "## 今后", "只有一句，很长。")
EN = article("a.en", "First. The second 3500. Third.", "## Later", "One. And long 7.", lang="en", translation_of="a")
FR = article("a.fr", "Un. Deux 3500. Trois.", "## Plus tard", "Une seule, longue.", lang="fr", translation_of="a")
ALONE = article("b", "没有别的版本。")


@pytest.fixture
def index(tmp_path: Path, tiny: TinyEncoder) -> Iterator[Index]:
    store = open_for(tmp_path / "editions", tiny)
    replace_all(store, tiny, [ZH, EN, FR, ALONE])
    yield Index(store, tiny)
    store.close()


def place(index: Index, article_id: str, block: int, number: int) -> Place:
    found, unit = index.article(article_id), index.block_sentences(article_id, block)[number]
    assert found is not None
    return Place(found, block, unit.sentence, unit.passage)


def words(found: Place | None) -> str | None:
    return found and found.article.text[found.sentence.start : found.sentence.end]


@pytest.mark.parametrize(("number", "original"), [(0, "第一句。"), (1, "第二句3500。"), (2, "第三句。")])
def test_sentences_pair_by_number_where_there_are_as_many(index: Index, number: int, original: str) -> None:
    assert words(original_of(index, place(index, "a.en", 0, number))) == original


def test_otherwise_by_meaning_and_place(index: Index) -> None:
    assert [words(original_of(index, place(index, "a.en", 2, n))) for n in (0, 1)] == ["只有一句，很长。"] * 2
    assert words(counterpart(index, place(index, "a", 2, 0), "a.en")) in ("One.", "And long 7.")


def test_an_original_has_no_original(index: Index) -> None:
    assert original_of(index, place(index, "a", 0, 0)) is None


@pytest.mark.parametrize(
    ("language", "shown"),
    [
        ("zh", "第二句3500。"),
        ("zh-Hant", "第二句3500。"),
        ("en", "The second 3500."),
        ("fr", "Deux 3500."),
        ("ru", "The second 3500."),
    ],
)
@pytest.mark.parametrize("found_in", ["a", "a.en", "a.fr"])
def test_a_visitor_gets_the_own_language_else_english(index: Index, found_in: str, language: str, shown: str) -> None:
    assert words(in_language(index, place(index, found_in, 0, 1), language)) == shown


@pytest.mark.parametrize("language", ["zh", "en", "fr"])
def test_an_article_without_editions_is_shown_as_it_is(index: Index, language: str) -> None:
    alone = place(index, "b", 0, 0)
    assert in_language(index, alone, language) == alone


def test_a_place_that_does_not_exist_has_no_counterpart(index: Index) -> None:
    here = place(index, "a", 2, 0)
    assert counterpart(index, here, "nowhere") is None
    assert counterpart(index, here, "b") is None
    assert counterpart(index, Place(here.article, 0, here.sentence, here.passage), "a.en") is None
