"""A vote on a turn of the server's own: kept, withdrawn, or said not to be kept; and what the page's script is told."""

import re
from pathlib import Path

import pytest
from browser.scripted_desk import ScriptedDesk

from bot.feedback import Feedback
from bot.web.chat.conversation import Turn
from bot.web.chat.voting import vote
from bot.web.chat.wishes import Do, Wish
from bot.web.languages import interface

STRINGS = interface()["en"]
ANSWER = ScriptedDesk().ask("When was it established?")
TURN, OPEN = Turn(ANSWER.question, "", "answered", ANSWER), Turn("?", "")


@pytest.fixture
def feedback(tmp_path: Path) -> Feedback:
    return Feedback(tmp_path / "votes.db")


def said(feedback: Feedback, do: Do, turn: str = TURN.id, text: str = "") -> tuple[str, str, str]:
    """The turn and the outcome that the script reads, and the note's kind."""
    told = vote(feedback, Wish(do, turn, text), (OPEN, TURN), STRINGS)
    found = re.search(r'class="outcome" id="outcome-\w+" title="(.*?) (.*?)"', told)
    kind = re.search('class="(thanks|fault)"', told)
    assert found and kind
    return found[1], found[2], kind[1]


def test_a_vote_and_its_word_are_kept_from_the_servers_own_turn(feedback: Feedback) -> None:
    assert said(feedback, "disliked", text=" too short ") == (TURN.id, "disliked", "thanks")
    (kept,) = feedback.votes()
    assert (kept.turn, kept.vote, kept.word) == (TURN.id, "disliked", "too short")
    assert (kept.question, kept.answer, kept.version) == (ANSWER.question, ANSWER.text, ANSWER.index)


def test_a_vote_is_withdrawn(feedback: Feedback) -> None:
    said(feedback, "liked")
    assert said(feedback, "withdraw") == (TURN.id, "withdraw", "thanks")
    assert feedback.votes() == []


@pytest.mark.parametrize("turn", ["", "nobody's", OPEN.id, '"><img src=x>'])
def test_only_an_answer_of_this_conversation_can_be_voted_on(feedback: Feedback, turn: str) -> None:
    assert said(feedback, "liked", turn) == ("", "failed", "fault")
    assert feedback.votes() == []


@pytest.mark.parametrize("do", ["liked", "withdraw"])
def test_what_cannot_be_kept_is_said_and_logged(tmp_path: Path, do: Do, caplog: pytest.LogCaptureFixture) -> None:
    absent = Feedback(tmp_path / "absent" / "votes.db")
    assert said(absent, do) == (TURN.id, "failed", "fault")
    assert "could not be kept" in caplog.text


def test_each_outcome_is_another_one_for_the_script(feedback: Feedback) -> None:
    assert len({vote(feedback, Wish("liked", TURN.id), (TURN,), STRINGS) for _ in range(3)}) == 3


def test_another_wish_is_no_vote(feedback: Feedback) -> None:
    assert vote(feedback, Wish("ask", TURN.id), (TURN,), STRINGS) == ""
