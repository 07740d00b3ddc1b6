"""The index on disk, named once: its files, its tables and how they are opened and checked.

One SQLite file is the commit point for everything that is known. Article versions are never altered: a
numbered version of the index is the set of article versions that are members of it. It knows nothing of
what the tables are used for.
"""

import errno
import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock

from index.errors import IndexStoreError
from index.records import Background, seal

DATABASE = "index.sqlite"
LOCK = "index.lock"
FORMAT = 3
BUSY_SECONDS = 60.0
CACHE_KB = 32 * 1024
"""A question reads 1.3 MB of token states: SQLite's own 2 MB would forget the rest in between."""
_NOT_DAMAGE = {
    *(sqlite3.SQLITE_PERM, sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_NOMEM),
    *(sqlite3.SQLITE_READONLY, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_FULL, sqlite3.SQLITE_CANTOPEN),
}
"""SQLite's codes for what the system, not the file, is to blame for."""

SCHEMA = """
create table centre(
    one integer primary key check(one = 1), passage blob not null, question blob not null);
create table background(number integer primary key, vector blob not null, tokens blob not null);
create table meta(key text primary key, value text not null) without rowid;
create table version(
    number integer primary key, created text not null, change text not null,
    articles integer not null, passages integer not null, sentences integer not null, terms integer not null);
create table article(
    id integer primary key, article_id text not null, hash text not null, record text not null,
    lang text not null, date text not null, translation_of text, seal text not null, unique(article_id, hash));
create index article_translation on article(translation_of);
create table member(
    article integer not null references article, since integer not null, until integer,
    primary key(article, since)) without rowid;
create index member_now on member(article) where until is null;
create index member_since on member(since);
create index member_until on member(until) where until is not null;
create table passage(
    id integer primary key, article integer not null references article, number integer not null,
    block integer not null, start integer not null, stop integer not null, heading text not null,
    before integer not null, terms integer not null, plain text not null, embedding blob not null);
create index passage_article on passage(article);
create table sentence(
    id integer primary key, passage integer not null references passage,
    start integer not null, stop integer not null, embedding blob not null);
create index sentence_passage on sentence(passage);
create table embedding(id integer primary key, key blob not null unique, vector blob not null, tokens blob);
create virtual table words using fts5(terms, content='', tokenize="ascii tokenchars '.,'");
create table snapshot(
    one integer primary key check(one = 1), version integer not null, file text not null,
    sha256 text not null, count integer not null, kind text not null, breadth integer not null, recall real not null);
create table file(path text primary key, record text not null, hash text not null) without rowid;
"""
"""Numbers that grow with the archive are kept in `version`: nothing counts rows when an index is opened.

`passage.plain` is the text as it is compared (`index.words.plain`), `before` how many sentences of its block stand
before it; `article.seal` names the article's passages and sentences as they were stored.
"""


@dataclass(frozen=True, slots=True)
class Meta:
    """What an index is made with; vectors of another encoder mean nothing in it."""

    encoder: str
    dimension: int


def connect(folder: Path) -> sqlite3.Connection:
    """A connection for one thread at a time; every change is made durable before it is acknowledged.

    SQLite writes beside the file to read it, too. Where it may not, and no log waits there, the file is read as one
    that nobody changes.
    """
    path = (folder / DATABASE).absolute()
    log = path.with_name(f"{DATABASE}-wal")
    closed = path.exists() and not os.access(folder, os.W_OK) and not (log.exists() and log.stat().st_size)
    connection = sqlite3.connect(
        f"{path.as_uri()}{'?immutable=1' if closed else ''}",
        uri=True,
        isolation_level=None,
        check_same_thread=False,
        timeout=BUSY_SECONDS,
    )
    connection.execute("pragma synchronous = full")
    connection.execute("pragma foreign_keys = on")
    connection.execute(f"pragma cache_size = -{CACHE_KB}")
    return connection


def create(folder: Path, meta: Meta, make_background: Callable[[], Background]) -> None:
    """An empty index in `folder` where there is none, complete or not there at all."""
    folder.mkdir(parents=True, exist_ok=True)
    with locked(folder), told(folder), closing(connect(folder)) as connection:
        if not _is_empty(connection):
            return
        background = make_background()
        connection.execute("pragma journal_mode = wal")
        connection.execute("begin immediate")
        for statement in SCHEMA.split(";\n"):
            connection.execute(statement)
        values = {"format": FORMAT, "encoder": meta.encoder, "dimension": meta.dimension}
        connection.executemany("insert into meta values(?, ?)", [(k, str(v)) for k, v in values.items()])
        centres = (background.centres.passage, background.centres.question)
        blobs = [seal(part.astype("<f4").tobytes()) for part in centres]
        connection.execute("insert into centre values(1, ?, ?)", blobs)
        texts = [(seal(e.vector.astype("<f4").tobytes()), seal(e.tokens or b"")) for e in background.passages]
        connection.executemany("insert into background(vector, tokens) values(?, ?)", texts)
        connection.execute("commit")


def open_checked(folder: Path) -> tuple[sqlite3.Connection, Meta]:
    """A connection to an index of a format that this program reads.

    Raises IndexStoreError when it is missing, damaged, half written or newer than this program.
    """
    path = folder / DATABASE
    if not path.is_file():
        raise IndexStoreError(f"no index in {folder}; build one: python -m index build --out {folder}")
    with told(folder):
        connection = connect(folder)
        try:
            meta = _read_meta(connection, folder)
            connection.execute("create virtual table temp.vocabulary using fts5vocab(main, words, row)")
            return connection, meta
        except BaseException:
            connection.close()
            raise


@contextmanager
def locked(folder: Path) -> Iterator[bool]:
    """Held by who changes the index: a second process waits, a thread that holds it may take it again.

    Gives whether it was taken just now. Raises IndexStoreError where nothing may be written.
    """
    held = FileLock(folder / LOCK, is_singleton=True)
    try:
        held.acquire()
    except OSError as error:
        if error.errno not in (errno.EACCES, errno.EPERM, errno.EROFS):
            raise
        raise IndexStoreError(
            f"the index in {folder} may only be read, so it cannot be changed: {error.strerror}; "
            "give the folder to the user who builds, or build elsewhere with --out"
        ) from error
    try:
        yield held.lock_counter == 1
    finally:
        held.release()


@contextmanager
def told(folder: Path, look: Callable[[], str] = str) -> Iterator[None]:
    """What SQLite cannot do becomes an IndexStoreError: the file is damaged, or the system keeps us from it.

    Damage that SQLite overlooks shows as values that cannot be: `look` then says what is wrong, if anything is.
    """
    try:
        yield
    except UnicodeDecodeError as error:  # SQLite's own complaint quotes what is damaged
        raise damaged(folder, "it holds what is no text") from error
    except (TypeError, ValueError, LookupError, ArithmeticError) as error:
        if what := look():
            raise damaged(folder, what) from error
        raise
    except sqlite3.DatabaseError as error:
        if getattr(error, "sqlite_errorcode", 0) & 0xFF in _NOT_DAMAGE:
            raise IndexStoreError(
                f"the index in {folder} cannot be read or written: {error} (SQLite writes there to read, too)"
            ) from error
        raise damaged(folder, str(error)) from error


def damaged(folder: Path, what: str) -> IndexStoreError:
    """The error of an index whose file cannot be read as one."""
    return IndexStoreError(
        f"the index in {folder} is damaged ({what}); delete the folder and build it again: "
        f"python -m index build --out {folder}"
    )


def contradiction(connection: sqlite3.Connection) -> str:
    """What SQLite finds wrong when it reads the whole file; empty where nothing is."""
    try:
        (found,) = connection.execute("pragma integrity_check(1)").fetchone()
    except sqlite3.DatabaseError as error:
        return str(error)
    return "" if found == "ok" else " ".join(str(found).split())


def _is_empty(connection: sqlite3.Connection) -> bool:
    return bool(connection.execute("select count(*) from sqlite_master").fetchone()[0] == 0)


def _read_meta(connection: sqlite3.Connection, folder: Path) -> Meta:
    if _is_empty(connection):
        raise IndexStoreError(f"the index in {folder} is empty or half made; build it again")
    values = dict(connection.execute("select key, value from meta").fetchall())
    if not values.keys() >= {"format", "encoder", "dimension"}:
        raise damaged(folder, "it does not say what it was made with")
    if values["format"] != str(FORMAT):
        raise IndexStoreError(
            f"the index in {folder} has format {values['format']}, this program reads {FORMAT}; "
            f"delete the folder and build it again: python -m index build --out {folder}"
        )
    return Meta(values["encoder"], int(values["dimension"]))
