"""Changing the index: each change is one transaction and one numbered version.

Embeddings are written ahead of the change, keyed by their text: a build that is killed loses none of
them and leaves the index as it was. It knows nothing of encoders.
"""

import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime

from index.article import Article, Passage
from index.errors import IndexStoreError
from index.layout import lock
from index.names import Names
from index.records import Embedding, embedding_key, from_record, record_hash, to_record
from index.store import Store
from index.words import passage_terms


@dataclass(frozen=True, slots=True)
class Entry:
    """An article with its passages, ready to be stored."""

    article: Article
    passages: tuple[Passage, ...]

    def texts(self) -> Iterator[tuple[str, bool]]:
        """Every text that needs a vector, with True where it is a passage's."""
        text = self.article.text
        for passage in self.passages:
            yield text[passage.start : passage.end], True
            for sentence in passage.sentences:
                yield text[sentence.start : sentence.end], False


@contextmanager
def changing(store: Store) -> Iterator[None]:
    """One change at a time: a second process waits here; a change may hold another within it."""
    with lock(store.folder):
        yield


def missing_embeddings(store: Store, keys: Iterable[bytes], with_tokens: bool) -> set[bytes]:
    """The keys that have no embedding yet, or, `with_tokens`, none with token states."""
    wanted = set(keys)
    have = "tokens is not null" if with_tokens else "true"
    with store.moment() as db:
        for key in list(wanted):
            if db.execute(f"select 1 from embedding where key = ? and {have}", (key,)).fetchone():
                wanted.discard(key)
    return wanted


def put_embeddings(store: Store, embeddings: Mapping[bytes, Embedding]) -> None:
    """Stored for good, whatever becomes of the change they were made for."""
    rows = [(key, e.vector.astype("<f4").tobytes(), e.tokens) for key, e in embeddings.items()]
    with store.writing() as db:
        db.executemany(
            "insert into embedding values(?, ?, ?) on conflict(key) do update set tokens = "
            "coalesce(excluded.tokens, tokens)",
            rows,
        )


def put_names(store: Store, names: Names) -> None:
    """Keeps the names file with the index, for whoever opens it."""
    with store.writing() as db:
        db.execute("insert or replace into meta values('names', ?)", (names.to_json(),))


def commit(store: Store, change: str, add: Sequence[Entry] = (), remove: Sequence[str] = ()) -> int:
    """Makes a new version: `add` replaces articles of the same ids, `remove` withdraws ids.

    Returns its number; the current one where nothing changes.
    """
    members = store.members()
    hashes = {entry.article.id: record_hash(to_record(entry.article)) for entry in add}
    add = [e for e in add if members.get(e.article.id, (0, ""))[1] != hashes[e.article.id]]
    leaving = [members[i][0] for i in {*remove, *(e.article.id for e in add)} if i in members]
    if not add and not leaving:
        return store.version()
    with store.writing() as db:
        number = _next_version(db, change)
        for row in leaving:
            _leave(db, row, number)
        for entry in add:
            _join(db, _article_row(db, entry), number)
    return number


def rollback(store: Store, to: int | None = None) -> int:
    """A new version with the articles of an earlier one (the one before the current by default)."""
    numbers = [version.number for version in store.versions()]
    target = to if to is not None else (numbers[-2] if len(numbers) > 1 else None)
    if target is None or target not in numbers:
        known = f"{numbers[0]}-{numbers[-1]}" if numbers else "none"
        raise IndexStoreError(f"no version {target if to is not None else 'before this one'} (known: {known})")
    with store.writing() as db:
        now = {row for row, _ in store.members().values()}
        found = db.execute(
            "select article from member where since <= ? and (until is null or until > ?)", (target, target)
        )
        then = {row for (row,) in found.fetchall()}
        if then == now:
            return numbers[-1]
        number = _next_version(db, f"rollback to {target}")
        for row in now - then:
            _leave(db, row, number)
        for row in then - now:
            _join(db, row, number)
    return number


def _next_version(db: sqlite3.Connection, change: str) -> int:
    created = datetime.now(UTC).isoformat(timespec="seconds")
    return int(db.execute("insert into version(created, change) values(?, ?)", (created, change)).lastrowid or 0)


def _article_row(db: sqlite3.Connection, entry: Entry) -> int:
    """The row of this very article version, made now or found from an earlier version of the index."""
    article, record = entry.article, to_record(entry.article)
    digest = record_hash(record)
    found = db.execute("select id from article where article_id = ? and hash = ?", (article.id, digest)).fetchone()
    if found:
        return int(found[0])
    row = db.execute(
        "insert into article(article_id, hash, record, lang, translation_of) values(?, ?, ?, ?, ?)",
        (article.id, digest, record, article.lang, article.translation_of),
    ).lastrowid
    for passage in entry.passages:
        _insert_passage(db, int(row or 0), article.text, passage)
    return int(row or 0)


def _insert_passage(db: sqlite3.Connection, article: int, text: str, passage: Passage) -> None:
    words = text[passage.start : passage.end]
    values = (article, passage.number, passage.block, passage.start, passage.end, passage.heading)
    row = db.execute(
        "insert into passage(article, number, block, start, stop, heading, terms, embedding) "
        "values(?, ?, ?, ?, ?, ?, ?, ?)",
        (*values, len(passage_terms(words)), embedding_key(words)),
    ).lastrowid
    db.executemany(
        "insert into sentence(passage, start, stop, embedding) values(?, ?, ?, ?)",
        [(row, s.start, s.end, embedding_key(text[s.start : s.end])) for s in passage.sentences],
    )


def _join(db: sqlite3.Connection, article: int, number: int) -> None:
    db.execute("insert into member(article, since) values(?, ?)", (article, number))
    for row, terms in _terms(db, article):
        db.execute("insert into words(rowid, terms) values(?, ?)", (row, terms))


def _leave(db: sqlite3.Connection, article: int, number: int) -> None:
    db.execute("update member set until = ? where article = ? and until is null", (number, article))
    for row, terms in _terms(db, article):
        db.execute("insert into words(words, rowid, terms) values('delete', ?, ?)", (row, terms))


def _terms(db: sqlite3.Connection, article: int) -> list[tuple[int, str]]:
    # Read afresh: what a cache kept of a change that failed could be another article's row by now.
    (record,) = db.execute("select record from article where id = ?", (article,)).fetchone()
    text = from_record(record).text
    rows = db.execute("select id, start, stop from passage where article = ?", (article,)).fetchall()
    return [(row, " ".join(passage_terms(text[start:stop]))) for row, start, stop in rows]
