"""Reading the index: its versions, articles, passages and token states, as of one moment.

Safe to share between threads: one connection, one caller at a time. It knows nothing of scores.
"""

import json
import sqlite3
import threading
import uuid
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from index.article import Article, Passage, Sentence
from index.errors import IndexStoreError
from index.holdings import Sizes, StoredPassage, Version
from index.layout import BUSY_SECONDS, contradiction, damaged, open_checked, told
from index.maxsim import Centres
from index.records import Background, Embedding, from_record, record_hash, unseal

CURRENT = "select article from member where until is null"
KEPT = 8192
"""Passages that are kept in memory, about 1 kB each without their texts; when there are more, all of them go."""


@dataclass(frozen=True, slots=True)
class SnapshotRecord:
    """FAISS's file as the store names it (`index.snapshot`): what it was made of, how, and how often it is right."""

    version: int
    file: str
    sha256: str
    count: int
    kind: str
    breadth: int
    recall: float


class Store:
    """An index folder, opened."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.connection, self.meta = open_checked(folder)
        self._lock = threading.RLock()
        # Article versions and their passages are never altered, so a cached one is never stale.
        self.article = lru_cache(maxsize=4096)(self._article)
        self._passages: dict[int, StoredPassage] = {}
        self._wrong: str | None = None

    def check_encoder(self, name: str, dimension: int) -> None:
        """Raises IndexStoreError where the vectors here are another encoder's."""
        if (self.meta.encoder, self.meta.dimension) != (name, dimension):
            raise IndexStoreError(
                f"the index in {self.folder} was made with the model {self.meta.encoder} "
                f"({self.meta.dimension} dimensions), not {name} ({dimension}); "
                "choose that model with --model, or build an index of its own with --out"
            )

    def close(self) -> None:
        self.connection.close()

    def _contradiction(self) -> str:
        """What is wrong with the file; looked for once, because all of it is read for that."""
        if self._wrong is None:
            self._wrong = contradiction(self.connection)
        return self._wrong

    def checkpoint(self) -> None:
        """Moves what the log holds into the database and empties it, where nobody is reading just now.

        A long log costs every reader, and is what a damaged disk takes along.
        """
        with self._lock, told(self.folder):
            self.connection.execute("pragma busy_timeout = 0")
            try:
                self.connection.execute("pragma wal_checkpoint(truncate)").fetchone()
            finally:
                self.connection.execute(f"pragma busy_timeout = {int(BUSY_SECONDS * 1000)}")

    @contextmanager
    def moment(self) -> Iterator[sqlite3.Connection]:
        """Several reads of one consistent state; damage shows as IndexStoreError."""
        with self._lock, told(self.folder, self._contradiction):
            nested = self.connection.in_transaction
            try:
                if not nested:
                    self.connection.execute("begin")
                yield self.connection
            finally:
                if not nested and self.connection.in_transaction:
                    self.connection.execute("rollback")

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """One transaction: all of it is there afterwards, or nothing."""
        with self._lock, told(self.folder, self._contradiction):
            try:
                self.connection.execute("begin immediate")
                yield self.connection
                self.connection.execute("commit")
            finally:
                if self.connection.in_transaction:
                    self.connection.execute("rollback")

    @contextmanager
    def sealed(self) -> Iterator[None]:
        """Within it, what turns out not to be as it was stored shows as an IndexStoreError."""
        try:
            yield
        except ValueError as error:
            raise damaged(self.folder, str(error)) from error

    def version(self) -> int:
        """The current version's number, 0 before the first build."""
        with self.moment() as db:
            return int(db.execute("select coalesce(max(number), 0) from version").fetchone()[0])

    def versions(self) -> list[Version]:
        with self.moment() as db:
            rows = db.execute("select number, created, change from version order by number")
            return [Version(*row) for row in rows.fetchall()]

    def newest(self) -> Version | None:
        """The current version; None before the first build."""
        with self.moment() as db:
            row = db.execute("select number, created, change from version order by number desc limit 1").fetchone()
            return Version(*row) if row else None

    def count(self) -> int:
        """How many articles are current, editions too."""
        with self.moment() as db:
            return int(db.execute("select count(*) from member where until is null").fetchone()[0])

    def members(self) -> dict[str, tuple[int, str]]:
        """Article id → (row, record hash) of the current version."""
        with self.moment() as db:
            rows = db.execute(f"select article_id, id, hash from article where id in ({CURRENT}) order by article_id")
            return {name: (row, digest) for name, row, digest in rows.fetchall()}

    def members_at(self, version: int) -> set[int]:
        """Rows of the article versions that were members at a version."""
        with self.moment() as db:
            found = db.execute(
                "select article from member where since <= ? and (until is null or until > ?)", (version, version)
            )
            return {row for (row,) in found.fetchall()}

    def joined_since(self, version: int) -> set[int]:
        """Rows of those that became members after it, for however long."""
        with self.moment() as db:
            return {row for (row,) in db.execute("select article from member where since > ?", (version,)).fetchall()}

    def lineage(self) -> str:
        """Names this index's history for good, whatever folder it is moved to."""
        with self.writing() as db:
            db.execute("insert or ignore into meta values('lineage', ?)", (uuid.uuid4().hex,))
            return str(db.execute("select value from meta where key = 'lineage'").fetchone()[0])

    def rows(self, named: Sequence[tuple[str, str]]) -> dict[tuple[str, str], int]:
        """(article id, record hash) → row of those article versions that are stored, members or not."""
        ask = "select id from article where article_id = ? and hash = ?"
        with self.moment() as db:
            found = {name: db.execute(ask, name).fetchone() for name in named}
        return {name: row[0] for name, row in found.items() if row}

    def translations(self, rows: Iterable[int]) -> dict[str, str]:
        """Edition's id → original's id of those among these article versions that are editions."""
        wanted = set(rows)
        with self.moment() as db:
            found = db.execute("select id, article_id, translation_of from article where translation_of is not null")
            return {edition: original for row, edition, original in found.fetchall() if row in wanted}

    def _article(self, row: int) -> Article:
        with self.moment() as db:
            found = db.execute("select record, hash from article where id = ?", (row,)).fetchone()
        if found is None:
            raise IndexStoreError(f"the index in {self.folder} names an article (row {row}) that it does not hold")
        try:
            if record_hash(found[0]) != found[1]:
                raise ValueError("its hash is another")
            return from_record(found[0])
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise damaged(self.folder, f"the article of row {row} is not as it was stored") from error

    def articles(self) -> list[Article]:
        """All current articles, by id."""
        return [self.article(row) for row, _ in self.members().values()]

    def article_versions(self, article_id: str) -> list[Article]:
        """All that was ever a member under this id, the newest first, a withdrawn article's versions too."""
        with self.moment() as db:
            rows = db.execute(
                "select id from article where article_id = ? "
                "and exists (select 1 from member where article = article.id) order by id desc",
                (article_id,),
            ).fetchall()
        return [self.article(row) for (row,) in rows]

    def passages(self, rows: Sequence[int]) -> list[StoredPassage]:
        """The passages of these rows, in this order."""
        with self.moment():
            if missing := [row for row in rows if row not in self._passages]:
                if len(self._passages) > KEPT:
                    self._passages.clear()
                    missing = list(rows)
                self._passages |= self._read_passages(missing)
            return [self._passages[row] for row in rows if row in self._passages]

    def _read_passages(self, rows: Sequence[int]) -> dict[int, StoredPassage]:
        marks = ",".join("?" * len(rows))
        with self.moment() as db:
            found = db.execute(
                "select p.id, p.article, a.article_id, p.number, p.block, p.start, p.stop, p.heading, p.before, "
                f"p.embedding from passage p join article a on a.id = p.article where p.id in ({marks})",
                tuple(rows),
            ).fetchall()
            spans = db.execute(
                f"select passage, start, stop, embedding from sentence where passage in ({marks}) order by id",
                tuple(rows),
            ).fetchall()
        sentences: dict[int, list[tuple[Sentence, bytes]]] = {row: [] for row in rows}
        for passage, start, stop, key in spans:
            sentences[passage].append((Sentence(start, stop), key))
        return {values[0]: _stored_passage(values, sentences[values[0]]) for values in found}

    def plain(self, rows: Sequence[int]) -> dict[int, tuple[str, int]]:
        """Passage row → its text as it is compared, and how many terms that has."""
        marks = ",".join("?" * len(rows))
        with self.moment() as db:
            found = db.execute(f"select id, plain, terms from passage where id in ({marks})", tuple(rows)).fetchall()
        return {row: (text, terms) for row, text, terms in found}

    def current(self, article_id: str) -> Article | None:
        """A current article; None where there is none of this id."""
        row = self.member(article_id)
        return None if row is None else self.article(row)

    def member(self, article_id: str) -> int | None:
        """The row of a current article."""
        with self.moment() as db:
            found = db.execute(
                f"select id from article where article_id = ? and id in ({CURRENT})", (article_id,)
            ).fetchone()
            return int(found[0]) if found else None

    def editions(self, original: str) -> dict[str, str]:
        """Language → article id of a current article and its translated editions, the first by id of each."""
        with self.moment() as db:
            rows = db.execute(
                "select lang, article_id from article "
                f"where (article_id = ? or translation_of = ?) and id in ({CURRENT}) order by article_id desc",
                (original, original),
            )
            return dict(rows.fetchall())

    def passage_rows(self, article_row: int) -> list[int]:
        """The rows of an article's passages, in reading order."""
        with self.moment() as db:
            rows = db.execute("select id from passage where article = ? order by number", (article_row,))
            return [row for (row,) in rows.fetchall()]

    def snapshot(self) -> SnapshotRecord | None:
        """FAISS's file, where one was written."""
        with self.moment() as db:
            found = db.execute("select version, file, sha256, count, kind, breadth, recall from snapshot").fetchone()
        return SnapshotRecord(*found) if found else None

    def stored_passages(self) -> int:
        """How many passages were ever stored: no rows are counted for it."""
        with self.moment() as db:
            return int(db.execute("select coalesce(max(id), 0) from passage").fetchone()[0])

    def sizes(self) -> Sizes:
        with self.moment() as db:
            found = db.execute(
                "select articles, passages, sentences, terms from version order by number desc limit 1"
            ).fetchone()
        return Sizes(*found) if found else Sizes(0, 0, 0, 0)

    def originals(self) -> tuple[int, str]:
        """How many current articles are no editions, and the latest date among them, empty where none has one."""
        with self.moment() as db:
            count, latest = db.execute(
                f"select count(*), max(date) from article where translation_of is null and id in ({CURRENT})"
            ).fetchone()
        return int(count), str(latest or "")

    def background(self) -> Background:
        """What this index's encoder makes of texts that no corpus shares."""
        with self.moment() as db:
            centre = db.execute("select passage, question from centre").fetchone()
            rows = db.execute("select vector, tokens from background order by number").fetchall()
        if centre is None or not rows:
            raise damaged(self.folder, "it has no background")
        with self.sealed():
            parts = [np.frombuffer(unseal(part), "<f4") for part in centre]
            passages = [Embedding(np.frombuffer(unseal(vector), "<f4"), unseal(tokens)) for vector, tokens in rows]
        return Background(Centres(*parts), tuple(passages))

    def names(self) -> str:
        """The names file that the index was built with, as JSON."""
        with self.moment() as db:
            found = db.execute("select value from meta where key = 'names'").fetchone()
        return str(found[0]) if found else "[]"

    def verdicts(self, version: int) -> dict[str, str]:
        """What was found out about questions drawn from the articles, at this version; empty where nothing was kept."""
        with self.moment() as db:
            found = db.execute("select value from meta where key = 'verdicts'").fetchone()
        kept = json.loads(found[0]) if found else {}
        return dict(kept["of"]) if kept.get("version") == version else {}

    def keep_verdicts(self, version: int, verdicts: dict[str, str]) -> None:
        """Keeps them for the next start; where the index cannot be written they are found out anew instead."""
        value = json.dumps({"version": version, "of": verdicts}, ensure_ascii=False)
        with suppress(IndexStoreError), self.writing() as db:
            db.execute("insert or replace into meta values('verdicts', ?)", (value,))

    def tokens(self, rows: Sequence[int]) -> dict[int, bytes]:
        """Packed token states of these passages, where they were kept."""
        marks = ",".join("?" * len(rows))
        with self.moment() as db:
            found = db.execute(
                "select p.id, e.tokens from passage p join embedding e on e.key = p.embedding "
                f"where p.id in ({marks}) and e.tokens is not null",
                tuple(rows),
            ).fetchall()
        with self.sealed():
            return {row: unseal(tokens) for row, tokens in found}


def _stored_passage(values: tuple[Any, ...], sentences: Sequence[tuple[Sentence, bytes]]) -> StoredPassage:
    row, article_row, article_id, number, block, start, stop, heading, before, key = values
    passage = Passage(article_id, number, block, start, stop, tuple(one for one, _ in sentences), heading)
    return StoredPassage(row, article_row, passage, before, (key, *(key for _, key in sentences)))
