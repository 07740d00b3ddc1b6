"""A desk that is asked before it is open: a question waits, an article does not, a fault is told to all."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as NotYet

import pytest

from bot import Bot, Done
from bot.late import LateDesk
from index.search import Index
from tests.making import CORPUS

QUESTION = "大桥有多长？"


@pytest.fixture
def desk(built: Index) -> LateDesk:
    return LateDesk(built.store)


@pytest.fixture
def visitor() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(4) as visitor:
        yield visitor


def test_articles_are_there_at_once(desk: LateDesk) -> None:
    now = desk.readiness()
    assert (now.ready, now.index, now.articles) == (False, "1", len(CORPUS)) and now.built
    assert desk.index_version == "1"
    assert {one.id for one in desk.articles()} == {one.id for one in CORPUS}
    found = desk.article(CORPUS[0].id)
    assert found and found == desk.article_versions(CORPUS[0].id)[0]
    assert desk.article("none") is None


def test_a_question_waits_and_is_answered(desk: LateDesk, built: Index, visitor: ThreadPoolExecutor) -> None:
    asked = visitor.submit(desk.ask, QUESTION)
    streamed = visitor.submit(lambda: list(desk.stream(QUESTION)))
    found = visitor.submit(desk.search, QUESTION, 1)
    with pytest.raises(NotYet):
        asked.result(timeout=0.2)
    bot = desk.open(lambda: Bot(built))
    last = streamed.result(30)[-1]
    assert isinstance(last, Done) and last.answer.text == asked.result(30).text == bot.ask(QUESTION).text
    assert [hit.article.id for hit in found.result(30)] == [hit.article.id for hit in bot.search(QUESTION, 1)]
    assert desk.readiness() == bot.readiness() and desk.readiness().ready
    assert desk.index_version == bot.index_version


def test_what_goes_wrong_is_told_to_who_waits_and_to_who_opens(desk: LateDesk, visitor: ThreadPoolExecutor) -> None:
    asked, gate = visitor.submit(desk.ask, QUESTION), threading.Event()

    def fails() -> Bot:
        gate.wait(10)
        raise OSError("no model")

    opened = visitor.submit(desk.open, fails)
    gate.set()
    for told in (opened, asked, visitor.submit(desk.ask, QUESTION)):
        with pytest.raises(OSError, match="no model"):
            told.result(10)
    assert not desk.readiness().ready and desk.articles()
