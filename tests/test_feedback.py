"""Votes: kept, changed, withdrawn, filtered; and said clearly where they cannot be kept."""

import os
import sqlite3
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from bot import __main__ as command
from bot import feedback as module
from bot.feedback import LONGEST_WORD, Feedback, voted
from index.errors import FeedbackError
from tests.desk import ROOT, run, said


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


def test_the_file_keeps_its_size_and_the_latest_votes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "LARGEST", 300_000)
    feedback = Feedback(tmp_path / "votes.db")
    for n in range(60):
        feedback.record(voted(str(n), "liked", "词" * 500, said("答" * 8000)))
    kept = [int(one.turn) for one in feedback.votes()]
    assert kept == list(range(60 - len(kept), 60)) and kept
    assert feedback.path.stat().st_size < 400_000


def test_the_oldest_votes_go_where_there_are_too_many(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "KEPT", 3)
    feedback = Feedback(tmp_path / "votes.db")
    for n in range(5):
        feedback.record(voted(str(n), "liked", "", said("one")))
    assert [one.turn for one in feedback.votes()] == ["2", "3", "4"]


FILLED = """
import resource, sys
from pathlib import Path
from bot.feedback import Feedback, voted
from index.errors import FeedbackError
from tests.desk import ROOT, run, said
file = Path(sys.argv[1])
feedback = Feedback(file)
feedback.record(voted("first", "liked", "", said("one")))
most = resource.getrlimit(resource.RLIMIT_FSIZE)[1]
resource.setrlimit(resource.RLIMIT_FSIZE, (file.stat().st_size, most))  # the disk is full
for n in range(3):
    try:
        feedback.record(voted(f"lost {n}", "liked", "", said("long" * 2000)))
    except FeedbackError as error:
        print(str(error).count("cannot be read or written"))
print([one.turn for one in feedback.votes()])
resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))
feedback.record(voted("later", "liked", "", said("long" * 2000)))
print([one.turn for one in feedback.votes()])
"""


def test_a_full_disk_loses_the_new_vote_alone(tmp_path: Path) -> None:
    done = run("-c", FILLED, str(tmp_path / "votes.db"), cwd=ROOT)
    assert done.stdout.splitlines() == ["1", "1", "1", "['first']", "['first', 'later']"], done.stderr


VOTING = """
import itertools, sys
from pathlib import Path
from bot.feedback import Feedback, voted
from tests.desk import ROOT, run, said
feedback = Feedback(Path(sys.argv[1]))
for n in itertools.count():
    feedback.record(voted(str(n), "liked", "", said("long" * 2000)))
    print(n, flush=True)
"""


def test_a_kill_amid_votes_loses_none_that_was_kept(tmp_path: Path) -> None:
    file = tmp_path / "votes.db"
    for killed in range(3):
        voting = subprocess.Popen(
            [sys.executable, "-c", VOTING.replace("count()", f"count({killed * 1000})"), str(file)],
            stdout=subprocess.PIPE,
            text=True,
            env=os.environ | {"PYTHONPATH": str(ROOT)},
        )
        assert voting.stdout
        kept = [next(voting.stdout) for _ in range(5 + 7 * killed)]
        voting.kill()
        voting.wait(20)
        assert {int(n) for n in kept} <= {int(one.turn) for one in Feedback(file).votes()}
    Feedback(file).record(voted("after", "disliked", "", said("one")))
    assert Feedback(file).votes("disliked")[0].turn == "after"
    with sqlite3.connect(file) as db:
        assert db.execute("pragma integrity_check").fetchone() == ("ok",)


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
