"""Changing the index: each change is one transaction and one numbered version.

Article versions and embeddings are written ahead of the change, named by their texts: a build that is killed loses
none of them and leaves the index as it was. It knows nothing of encoders.
"""

import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime

import numpy as np
from numpy.typing import NDArray

from index.article import Article, Passage
from index.errors import IndexStoreError
from index.layout import locked
from index.names import Names
from index.records import Embedding, embedding_key, passages_seal, record_hash, seal, to_record
from index.store import Store
from index.words import plain, terms_of


@dataclass(frozen=True, slots=True)
class Entry:
    """An article with its passages, ready to be stored."""

    article: Article
    passages: tuple[Passage, ...]


@contextmanager
def changing(store: Store) -> Iterator[None]:
    """One change at a time: a second process waits here; a change may hold another within it."""
    with locked(store.folder) as outermost:
        yield
        if outermost:
            store.checkpoint()


def put_articles(store: Store, entries: Sequence[Entry]) -> list[int]:
    """Stores article versions for good, members of no version of the index yet; their rows, in order."""
    with store.writing() as db:
        return [_article_row(db, entry) for entry in entries]


def put_embeddings(store: Store, embeddings: Mapping[bytes, Embedding]) -> None:
    """Stored for good, whatever becomes of the change they were made for."""
    rows = [
        (key, seal(e.vector.astype("<f4").tobytes()), None if e.tokens is None else seal(e.tokens))
        for key, e in embeddings.items()
    ]
    with store.writing() as db:
        db.executemany(
            "insert into embedding(key, vector, tokens) values(?, ?, ?) on conflict(key) do update set tokens = "
            "coalesce(excluded.tokens, tokens)",
            rows,
        )


def put_names(store: Store, names: Names) -> None:
    """Keeps the names file with the index, for whoever opens it."""
    with store.writing() as db:
        db.execute("insert or replace into meta values('names', ?)", (names.to_json(),))


def commit(store: Store, change: str, add: Sequence[int] = (), remove: Sequence[str] = ()) -> int:
    """Makes a new version: `add`, rows of article versions, replace those of the same ids, `remove` withdraws ids.

    Returns its number; the current one where nothing changes.
    """
    with store.writing() as db:
        members = {name: row for name, (row, _) in store.members().items()}
        joining = {name: row for row, name in _names(db, add) if members.get(name) != row}
        leaving = [members[name] for name in {*remove, *joining} if name in members]
        return _new_version(db, change, list(joining.values()), leaving) or store.version()


def rollback(store: Store, to: int | None = None) -> int:
    """A new version with the articles of an earlier one (the one before the current by default)."""
    numbers = [version.number for version in store.versions()]
    target = to if to is not None else (numbers[-2] if len(numbers) > 1 else None)
    if target is None or target not in numbers:
        known = f"{numbers[0]}-{numbers[-1]}" if numbers else "none"
        raise IndexStoreError(f"no version {target if to is not None else 'before this one'} (known: {known})")
    with store.writing() as db:
        now, then = {row for row, _ in store.members().values()}, store.members_at(target)
        return _new_version(db, f"rollback to {target}", sorted(then - now), sorted(now - then)) or numbers[-1]


def _new_version(db: sqlite3.Connection, change: str, joining: Sequence[int], leaving: Sequence[int]) -> int:
    """The number of the version without the one and with the other article versions; 0 where there are none."""
    if not joining and not leaving:
        return 0
    sizes = db.execute("select articles, passages, sentences, terms from version order by number desc limit 1")
    total = np.array(sizes.fetchone() or (0, 0, 0, 0), np.int64)
    for rows, sign in ((leaving, -1), (joining, 1)):
        total += sign * sum((_sizes(db, row) for row in rows), np.zeros(4, np.int64))
    created = datetime.now(UTC).isoformat(timespec="seconds")
    number = db.execute(
        "insert into version(created, change, articles, passages, sentences, terms) values(?, ?, ?, ?, ?, ?)",
        (created, change, *total.tolist()),
    ).lastrowid
    for row in leaving:
        _leave(db, row, number or 0)
    for row in joining:
        _join(db, row, number or 0)
    return number or 0


def _sizes(db: sqlite3.Connection, article: int) -> NDArray[np.int64]:
    """One article, its passages, sentences and terms, (4,)."""
    passages, terms = db.execute(
        "select count(*), coalesce(sum(terms), 0) from passage where article = ?", (article,)
    ).fetchone()
    (sentences,) = db.execute(
        "select count(*) from sentence where passage in (select id from passage where article = ?)", (article,)
    ).fetchone()
    return np.array((1, passages, sentences, terms), np.int64)


def _names(db: sqlite3.Connection, articles: Iterable[int]) -> Iterator[tuple[int, str]]:
    """(row, article id) of these article versions."""
    for row in articles:
        yield row, db.execute("select article_id from article where id = ?", (row,)).fetchone()[0]


def _article_row(db: sqlite3.Connection, entry: Entry) -> int:
    """The row of this very article version, made now or found from an earlier version of the index."""
    article, record = entry.article, to_record(entry.article)
    digest = record_hash(record)
    found = db.execute("select id from article where article_id = ? and hash = ?", (article.id, digest)).fetchone()
    if found:
        return int(found[0])
    values = (article.id, digest, record, article.lang, article.date, article.translation_of)
    row = db.execute(
        "insert into article(article_id, hash, record, lang, date, translation_of, seal) values(?, ?, ?, ?, ?, ?, ?)",
        (*values, passages_seal(entry.passages)),
    ).lastrowid
    before: Counter[int] = Counter()
    for passage in entry.passages:
        _insert_passage(db, int(row or 0), article.text, passage, before[passage.block])
        before[passage.block] += len(passage.sentences)
    return int(row or 0)


def _insert_passage(db: sqlite3.Connection, article: int, text: str, passage: Passage, before: int) -> None:
    words = text[passage.start : passage.end]
    as_compared = plain(words)
    values = (article, passage.number, passage.block, passage.start, passage.end, passage.heading, before)
    row = db.execute(
        "insert into passage(article, number, block, start, stop, heading, before, terms, plain, embedding) "
        "values(?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (*values, len(terms_of(as_compared)), as_compared, embedding_key(words)),
    ).lastrowid
    db.executemany(
        "insert into sentence(passage, start, stop, embedding) values(?, ?, ?, ?)",
        [(row, s.start, s.end, embedding_key(text[s.start : s.end])) for s in passage.sentences],
    )


def _join(db: sqlite3.Connection, article: int, number: int) -> None:
    db.execute("insert into member(article, since) values(?, ?)", (article, number))
    db.executemany("insert into words(rowid, terms) values(?, ?)", _terms(db, article))


def _leave(db: sqlite3.Connection, article: int, number: int) -> None:
    db.execute("update member set until = ? where article = ? and until is null", (number, article))
    db.executemany("insert into words(words, rowid, terms) values('delete', ?, ?)", _terms(db, article))


def _terms(db: sqlite3.Connection, article: int) -> list[tuple[int, str]]:
    rows = db.execute("select id, plain from passage where article = ?", (article,)).fetchall()
    return [(row, " ".join(terms_of(text))) for row, text in rows]
