"""Visitors' votes on answers, kept in one SQLite file on this machine; nothing about the visitor is kept.

Safe with several threads and processes, and whole after a kill: each vote is one transaction. It knows
nothing of who shows the answers or reads the votes.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import astuple, dataclass, fields
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

from bot.answer import Answer
from index.errors import FeedbackError

Vote = Literal["liked", "disliked"]

KEPT = 100_000
"""Votes kept; the oldest go first."""
LARGEST = 64 * 2**20
"""Bytes that the file may take, long answers or not; the oldest votes go first."""
AT_A_TIME = 10
"""Votes that go at a time where it takes more."""
LONGEST_WORD = 500
LONGEST_ANSWER = 8000
"""Characters of what is kept; more is cut."""
_TABLE = (
    "create table if not exists vote(turn text primary key, time text not null, vote text not null, "
    "word text not null, question text not null, answer text not null, refused integer not null, "
    "links text not null, version text not null)"
)

_OLDEST_AWAY = (
    "delete from vote where rowid in (select rowid from vote order by rowid limit ?) "
    "and rowid < (select max(rowid) from vote)"
)


@dataclass(frozen=True, slots=True)
class Voted:
    """One answer and what its reader thought of it; `links` are the citations' permanent links, one a line."""

    turn: str
    time: str
    vote: Vote
    word: str
    question: str
    answer: str
    refused: bool
    links: str
    version: str


def voted(turn: str, vote: Vote, word: str, answer: Answer) -> Voted:
    """What is kept of a vote given now."""
    return Voted(
        turn=turn,
        time=datetime.now(UTC).isoformat(timespec="seconds"),
        vote=vote,
        word=word.strip()[:LONGEST_WORD],
        question=answer.question,
        answer=answer.text[:LONGEST_ANSWER],
        refused=answer.refused,
        links="\n".join(citation.quote.link for citation in answer.citations),
        version=answer.index,
    )


class Feedback:
    """The file of votes; every failure to write or read it is a FeedbackError."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def record(self, given: Voted) -> None:
        """Keeps a vote; another on the same turn takes its place."""
        names = [field.name for field in fields(Voted)]
        with self._open(create=True) as db:
            db.execute(_TABLE)
            db.execute(
                f"insert or replace into vote({', '.join(names)}) values({', '.join('?' * len(names))})", astuple(given)
            )
            db.execute("delete from vote where rowid <= (select max(rowid) from vote) - ?", (KEPT,))
            while _size(db) > LARGEST and db.execute(_OLDEST_AWAY, (AT_A_TIME,)).rowcount:
                pass

    def withdraw(self, turn: str) -> None:
        """Forgets the vote on a turn."""
        with self._open(create=True) as db:
            db.execute(_TABLE)
            db.execute("delete from vote where turn = ?", (turn,))

    def votes(self, vote: Vote | None = None, since: str = "") -> list[Voted]:
        """The votes of this kind from this time on (a prefix of ISO 8601), the oldest first."""
        if not self.path.exists():
            return []
        names = [field.name for field in fields(Voted)]
        with self._open(create=False) as db:
            rows = db.execute(
                f"select {', '.join(names)} from vote where time >= ? and (? is null or vote = ?) order by time, rowid",
                (since, vote, vote),
            ).fetchall()
        # Any by nature: what a row holds is what `record` wrote, save that SQLite has no booleans.
        made: list[dict[str, Any]] = [dict(zip(names, row, strict=True)) for row in rows]
        return [Voted(**one | {"refused": bool(one["refused"])}) for one in made]

    @contextmanager
    def _open(self, create: bool) -> Iterator[sqlite3.Connection]:
        # A connection a vote: they are rare, and a file that was moved away is made anew.
        connection = None
        try:
            mode = "rwc" if create else "ro"
            connection = sqlite3.connect(f"{self.path.absolute().as_uri()}?mode={mode}", uri=True, timeout=5)
            with connection:  # one transaction, rolled back where anything fails
                yield connection
        except (sqlite3.Error, OSError) as error:
            raise FeedbackError(f"the votes in {self.path} cannot be read or written: {error}") from error
        finally:
            if connection:
                connection.close()


def _size(db: sqlite3.Connection) -> int:
    """Bytes in use: what was deleted is written over, so the file grows no further."""
    pages, free, size = (
        db.execute(f"pragma {name}").fetchone()[0] for name in ("page_count", "freelist_count", "page_size")
    )
    return int((pages - free) * size)
