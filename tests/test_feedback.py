"""Votes: kept, changed, withdrawn, filtered; and said clearly where they cannot be kept."""

import threading
from pathlib import Path

import pytest

from bot import __main__ as command
from bot.feedback import LONGEST_WORD, Feedback, voted
from index.errors import FeedbackError
from tests.desk import said


def test_a_changed_vote_takes_the_place_of_the_first(tmp_path: Path) -> None:
    feedback = Feedback(tmp_path / "votes.db")
    feedback.record(voted("a", "liked", "", said("one")))
    feedback.record(voted("a", "disliked", " why? " + "x" * 600, said("one", refused=True)))
    feedback.record(voted("b", "liked", "", said("two")))
    first, second = feedback.votes()
    assert (first.turn, first.vote, first.refused, len(first.word)) == ("a", "disliked", True, LONGEST_WORD)
    assert feedback.votes("liked") == [second]
    assert feedback.votes(since="9999-01-01") == []
    feedback.withdraw("a")
    assert feedback.votes() == [second]


def test_several_threads_lose_nothing(tmp_path: Path) -> None:
    feedback = Feedback(tmp_path / "votes.db")
    threads = [
        threading.Thread(target=feedback.record, args=(voted(str(n), "liked", "", said("one")),)) for n in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {one.turn for one in feedback.votes()} == {str(n) for n in range(8)}


def test_a_file_that_cannot_be_written_is_a_clear_error(tmp_path: Path) -> None:
    with pytest.raises(FeedbackError, match="cannot be read or written"):
        Feedback(tmp_path / "absent" / "votes.db").record(voted("a", "liked", "", said("one")))


def test_the_command_strips_control_characters(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "votes.db"
    Feedback(file).record(voted("a", "liked", "\x1b[2Jgood [bold]", said("one")))
    assert command.main(["feedback", "--file", str(file)]) == 0
    shown = capsys.readouterr().out
    assert "\x1b[2J" not in shown
    assert "liked: 1" in shown
