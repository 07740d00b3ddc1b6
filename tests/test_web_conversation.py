"""Turns of a conversation, without Gradio: what the bot is told, what is shown, what a stop leaves."""

from collections.abc import Iterator, Sequence

import pytest
from browser.scripted_desk import ScriptedDesk

from bot.answer import Done, Event, Searching, Text
from bot.web.chat import conversation
from bot.web.chat.conversation import HISTORY, KEPT, Turn, answer, fault, stopped
from bot.web.chat.page import beginning
from bot.web.languages import interface
from index.article import Article
from index.errors import IndexStoreError

ENGLISH = interface()["en"]


def test_a_new_turn_goes_from_searching_to_answered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(conversation, "PAUSE", 0)
    states = list(answer(ScriptedDesk(), (), "When was it established?", ENGLISH))
    assert "Searching 3 articles" in states[0][-1].shown
    assert [turns[-1].state for turns in states[:-1]] == ["open"] * (len(states) - 1)
    assert states[-1][-1].state == "answered"
    assert 'class="sources"' in states[-1][-1].shown
    assert len(states) > 5


def test_the_page_is_not_updated_at_every_chunk() -> None:
    states = list(answer(ScriptedDesk(), (), "When was it established?", ENGLISH))
    assert len(states) <= 5


def test_the_latest_answered_questions_are_the_history() -> None:
    desk = ScriptedDesk()
    turns = (*(Turn(str(n), "", "answered") for n in range(10)), Turn("s", "", "stopped"), Turn("f", "", "failed"))
    list(answer(desk, turns, "When?", ENGLISH))
    assert desk.asked[-1][1] == tuple(str(n) for n in range(10 - HISTORY, 10))


def test_a_long_conversation_loses_its_oldest_turns() -> None:
    turns = tuple(Turn(str(n), "", "answered") for n in range(KEPT))
    *_, last = answer(ScriptedDesk(), turns, "When?", ENGLISH)
    assert len(last) == KEPT
    assert last[0].question == "1"


def test_a_fault_is_a_failed_turn_that_keeps_its_reason(caplog: pytest.LogCaptureFixture) -> None:
    *_, last = answer(ScriptedDesk(), (), "please fail", ENGLISH)
    assert last[-1].state == "failed"
    assert "secret" not in last[-1].shown
    assert "secret" in caplog.text


def test_a_stream_without_an_end_is_a_fault() -> None:
    class Broken(ScriptedDesk):
        def stream(self, question: str, history: Sequence[str] = (), language: str | None = None) -> Iterator[Event]:
            yield Searching("en")
            yield Text("half")

    *_, last = answer(Broken(), (), "When?", ENGLISH)
    assert last[-1].state == "failed"


def test_done_is_what_counts_even_when_more_would_follow() -> None:
    class Talkative(ScriptedDesk):
        def stream(self, question: str, history: Sequence[str] = (), language: str | None = None) -> Iterator[Event]:
            yield Done(self.ask(question))
            yield Text("more")

    *_, last = answer(Talkative(), (), "When?", ENGLISH)
    assert last[-1].state == "answered"
    assert "more" not in last[-1].shown.split("sources")[0].replace("More than", "")


def test_a_stop_closes_the_open_turn_alone() -> None:
    done, opened = Turn("a", "A", "answered"), Turn("b", '<div class="answer">\n\nhalf\n\n</div>')
    assert stopped((done,), ENGLISH) == (done,)
    assert stopped((), ENGLISH) == ()
    earlier, last = stopped((done, opened), ENGLISH)
    assert earlier == done
    assert last.state == "stopped"
    assert "half" in last.shown
    assert "Stopped" in last.shown


def test_a_stop_while_searching_leaves_no_search() -> None:
    searching = next(answer(ScriptedDesk(), (), "When?", ENGLISH))
    assert "Searching" not in stopped(searching, ENGLISH)[-1].shown


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("", "write a question"),
        (" \n", "write a question"),
        ("x" * 11, "11 characters; at most 10"),
        ("\ud800", "valid"),
    ],
)
def test_a_question_that_cannot_be_asked_has_a_reason(question: str, words: str) -> None:
    assert words in (fault(question, 10, ENGLISH) or "")


def test_a_question_of_full_length_can_be_asked() -> None:
    assert fault("长" * 10, 10, ENGLISH) is None


def test_an_index_that_cannot_be_read_is_a_failed_turn_too() -> None:
    class Away(ScriptedDesk):
        def articles(self) -> Sequence[Article]:
            raise IndexStoreError("the store is away")

    *_, last = answer(Away(), (), "When?", ENGLISH)
    assert last[-1].state == "failed" and 'class="failed"' in last[-1].shown
    assert "away" not in beginning(Away(), (), "en")["placeholder"]
