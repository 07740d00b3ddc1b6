"""What each file of a folder held when it was last read: only what has changed since is read again.

A file counts as unchanged when the system says so, or when its bytes are the same; never for another version of the
reader. It knows nothing of formats or of what becomes of the articles.
"""

import functools
import hashlib
import json
import time
from collections.abc import Mapping
from dataclasses import astuple, dataclass
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from index.errors import ArticleError
from index.records import record_hash
from index.store import Store

_UNSURE = 2_000_000_000
"""Nanoseconds: a file altered so shortly before it is read may be altered again without its times telling."""


@dataclass(frozen=True, slots=True)
class Shelved:
    """A file as it was read: what the system said of it (where that may mislead, nothing), a name of its bytes."""

    stat: str
    digest: str
    articles: tuple[tuple[str, int], ...]
    """Ids and rows, in order."""


def shelved(store: Store) -> dict[str, Shelved]:
    """All files that were ever read whole, by their paths in the folder; none that the disk has altered."""
    with store.moment() as db:
        rows = db.execute("select path, record, hash from file").fetchall()
    return {path: _from_record(record) for path, record, digest in rows if record_hash(f"{path} {record}") == digest}


def shelve(store: Store, read: Mapping[str, Shelved]) -> None:
    """Keeps what was read of these files."""
    records = {path: json.dumps(astuple(one)) for path, one in read.items()}
    rows = [(path, record, record_hash(f"{path} {record}")) for path, record in records.items()]
    with store.writing() as db:
        db.executemany("insert or replace into file values(?, ?, ?)", rows)


def _from_record(record: str) -> Shelved:
    stat, digest, articles = json.loads(record)
    return Shelved(stat, digest, tuple((name, row) for name, row in articles))


def forget(store: Store, paths: set[str]) -> None:
    """Forgets files that are no longer there."""
    with store.writing() as db:
        db.executemany("delete from file where path = ?", [(path,) for path in paths])


def look(path: Path, known: Shelved | None) -> Shelved:
    """The file as it is now: the same object where it is unchanged, else one without articles.

    Raises ArticleError where it cannot be read.
    """
    try:
        found = path.stat()
        stat = f"{found.st_size} {found.st_mtime_ns} {found.st_ctime_ns} {found.st_ino} {_reader()}"
        if known is not None and known.stat == stat:
            return known
        digest = hashlib.sha256(path.read_bytes() + _reader().encode()).hexdigest()
    except OSError as error:
        raise ArticleError(f"{path.name}: the file cannot be read: {error.strerror or error}.") from None
    sure = max(found.st_mtime_ns, found.st_ctime_ns) < time.time_ns() - _UNSURE
    same = known.articles if known is not None and known.digest == digest else ()
    return Shelved(stat if sure else "", digest, same)


@functools.cache
def _reader() -> str:
    """Names the program that reads files and divides articles: another one may make something else of them."""
    found = hashlib.sha256()
    for part in ("reading", "splitting.py", "article.py", "records.py", "words.py"):
        for source in _sources(files("index").joinpath(part)):
            found.update(source.read_bytes())
    return found.hexdigest()[:16]


def _sources(part: Traversable) -> list[Traversable]:
    if part.is_file():
        return [part] if not part.name.endswith(".pyc") else []
    return [source for one in sorted(part.iterdir(), key=lambda one: one.name) for source in _sources(one)]
