"""Looking articles up by words, over a real index."""

from pathlib import Path

import pytest

from bot import Bot
from bot.web.articles.looking import ARTICLES, look_up
from index.building import replace_all
from index.search import Index
from tests.making import CORPUS, article
from tests.tiny import TinyEncoder


@pytest.fixture
def bot(built: Index) -> Bot:
    return Bot(built)


def test_a_word_of_the_text_finds_its_article_and_marks_the_sentence(bot: Bot) -> None:
    first = look_up(bot, "采茶季节")[0]
    assert first.article.id == "tea"
    assert [piece.text for piece in first.pieces if piece.marked] == ["采茶季节从三月开始。"]
    assert "".join(piece.text for piece in first.pieces) in first.article.text
    assert first.link.startswith("/articles/tea?v=") and "&s=" in first.link


def test_an_article_and_its_edition_are_one(bot: Bot) -> None:
    found = look_up(bot, "bridge 大桥")
    families = [one.article.translation_of or one.article.id for one in found]
    assert len(families) == len(set(families)) == 3


def test_a_title_that_holds_the_words_comes_first_however_they_are_written(bot: Bot) -> None:
    assert look_up(bot, "永川茶園")[0].article.id == "tea"
    assert look_up(bot, "LIZIBA  monorail")[0].article.id == "rail"


@pytest.mark.parametrize("words", ["?", "！", "\ud800", "x" * 5000, "\x00", "的"])
def test_any_words_are_harmless(bot: Bot, words: str) -> None:
    assert len(look_up(bot, words)) <= ARTICLES


def test_no_more_than_a_page_of_them(built: Index) -> None:
    replace_all(built.store, TinyEncoder(), [*CORPUS, *(article(f"n{n}", f"第{n}座大桥。") for n in range(30))])
    assert len(look_up(Bot(built), "大桥")) == ARTICLES


def test_nothing_is_found_in_nothing(built: Index, tmp_path: Path) -> None:
    replace_all(built.store, TinyEncoder(), [])
    assert look_up(Bot(built), "大桥") == []
