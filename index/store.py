"""Reading the index: its versions, articles, passages, vectors and words, as of one moment.

Safe to share between threads: one connection, one caller at a time. It knows nothing of scores.
"""

import json
import sqlite3
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.article import Article, Passage, Sentence
from index.errors import IndexStoreError
from index.layout import damaged, open_checked, told
from index.maxsim import Centres
from index.records import Background, Embedding, Vector, from_record

CURRENT = "select article from member where until is null"
KEPT = 8192
"""Passages that are kept in memory, about 1 kB each without their texts; when there are more, all of them go."""


@dataclass(frozen=True, slots=True)
class Version:
    """One numbered state of the index."""

    number: int
    created: str
    change: str


@dataclass(frozen=True, slots=True)
class Units:
    """All that is searched densely, in the order of the vectors.

    `passages` (n,) int64: the passage row; `sentences` (n,) int64: the sentence row, 0 for the passage
    as a whole; `vectors` (n, d) float32.
    """

    passages: NDArray[np.int64]
    sentences: NDArray[np.int64]
    vectors: Vector


@dataclass(frozen=True, slots=True)
class Sizes:
    """How much the current version holds."""

    articles: int
    passages: int
    sentences: int
    terms: int


@dataclass(frozen=True, slots=True)
class StoredPassage:
    """A passage with its rows: its own, its article's and its sentences', in order."""

    row: int
    article_row: int
    passage: Passage
    sentence_rows: tuple[int, ...]
    first_sentence: int
    """How many sentences of the same block stand before this passage."""


class Store:
    """An index folder, opened."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.connection, self.meta = open_checked(folder)
        self._lock = threading.RLock()
        # Article versions and their passages are never altered, so a cached one is never stale.
        self.article = lru_cache(maxsize=4096)(self._article)
        self._passages: dict[int, StoredPassage] = {}

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

    @contextmanager
    def moment(self) -> Iterator[sqlite3.Connection]:
        """Several reads of one consistent state; damage shows as IndexStoreError."""
        with self._lock, told(self.folder):
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
        with self._lock, told(self.folder):
            try:
                self.connection.execute("begin immediate")
                yield self.connection
                self.connection.execute("commit")
            finally:
                if self.connection.in_transaction:
                    self.connection.execute("rollback")

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

    def _article(self, row: int) -> Article:
        with self.moment() as db:
            found = db.execute("select record from article where id = ?", (row,)).fetchone()
        if found is None:
            raise IndexStoreError(f"the index in {self.folder} names an article (row {row}) that it does not hold")
        try:
            return from_record(found[0])
        except (ValueError, KeyError, TypeError) as error:
            raise damaged(self.folder, f"the article of row {row} is not as it was written") from error

    def articles(self) -> list[Article]:
        """All current articles, by id."""
        return [self.article(row) for row, _ in self.members().values()]

    def article_versions(self, article_id: str) -> list[Article]:
        """All that was ever stored under this id, the newest first, a withdrawn article's versions too."""
        with self.moment() as db:
            rows = db.execute("select id from article where article_id = ? order by id desc", (article_id,)).fetchall()
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
                "select p.id, p.article, a.article_id, p.number, p.block, p.start, p.stop, p.heading, ("
                "select count(*) from passage o join sentence s on s.passage = o.id "
                "where o.article = p.article and o.block = p.block and o.number < p.number) "
                f"from passage p join article a on a.id = p.article where p.id in ({marks})",
                tuple(rows),
            ).fetchall()
            spans = db.execute(
                f"select passage, id, start, stop from sentence where passage in ({marks}) order by id",
                tuple(rows),
            ).fetchall()
        sentences: dict[int, list[tuple[int, Sentence]]] = {row: [] for row in rows}
        for passage, row, start, stop in spans:
            sentences[passage].append((row, Sentence(start, stop)))
        return {values[0]: _stored_passage(values, sentences[values[0]]) for values in found}

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

    def sizes(self) -> Sizes:
        with self.moment() as db:
            passages, terms = db.execute(
                f"select count(*), coalesce(sum(terms), 0) from passage where article in ({CURRENT})"
            ).fetchone()
            (sentences,) = db.execute(
                f"select count(*) from sentence s join passage p on p.id = s.passage where p.article in ({CURRENT})"
            ).fetchone()
            return Sizes(len(self.members()), passages, sentences, terms)

    def units(self) -> Units:
        """Every passage and sentence of the current version with its vector."""
        with self.moment() as db:
            rows = db.execute(
                "select u.passage, u.sentence, e.vector from ("
                f"select id passage, 0 sentence, embedding from passage where article in ({CURRENT}) union all "
                "select s.passage, s.id, s.embedding from sentence s join passage p on p.id = s.passage "
                f"where p.article in ({CURRENT})) u join embedding e on e.key = u.embedding order by 1, 2"
            ).fetchall()
        if any(len(row[2]) != 4 * self.meta.dimension for row in rows):
            raise damaged(self.folder, f"a vector has not {self.meta.dimension} dimensions")
        vectors = np.frombuffer(b"".join(row[2] for row in rows), np.float32).reshape(-1, self.meta.dimension)
        passages = np.array([row[0] for row in rows], np.int64)
        return Units(passages, np.array([row[1] for row in rows], np.int64), vectors)

    def background(self) -> Background:
        """What this index's encoder makes of texts that no corpus shares."""
        with self.moment() as db:
            centre = db.execute("select passage, question from centre").fetchone()
            rows = db.execute("select vector, tokens from background order by number").fetchall()
        passages = [Embedding(np.frombuffer(vector, "<f4"), tokens) for vector, tokens in rows]
        if centre is None or not rows:
            raise damaged(self.folder, "it has no background")
        centres = Centres(*(np.frombuffer(part, "<f4") for part in centre))
        return Background(centres, tuple(passages))

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
            )
            return dict(found.fetchall())


def _stored_passage(
    values: tuple[int, int, str, int, int, int, int, str, int], sentences: list[tuple[int, Sentence]]
) -> StoredPassage:
    row, article_row, article_id, number, block, start, stop, heading, before = values
    passage = Passage(article_id, number, block, start, stop, tuple(s for _, s in sentences), heading)
    return StoredPassage(row, article_row, passage, tuple(r for r, _ in sentences), before)
