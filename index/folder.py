"""An index folder as it is searched: what `index.store` reads, with the vectors and the words that find passages.

It knows nothing of scores.
"""

import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from index.holdings import Vectors
from index.store import Store
from index.words import is_unspaced


class Folder(Store):
    """The `Holdings` of a folder."""

    @property
    def place(self) -> str:
        return str(self.folder)

    @property
    def dimension(self) -> int:
        return self.meta.dimension

    def outage(self) -> str:
        """A folder is there, or fails when it is read."""
        return ""

    def facts(self) -> dict[str, Any]:
        from index.stocktaking import facts_of

        return facts_of(self)

    def faults(self) -> list[str]:
        from index.verifying import verify

        return verify(self)

    def vectors(self, before: Vectors | None) -> Vectors:
        from index.dense import Dense, open_dense  # brings FAISS: a page is served before

        return open_dense(self, before if isinstance(before, Dense) else None)

    def frequencies(self, terms: Iterable[str]) -> dict[str, int]:
        with self.moment() as db:
            return {term: _frequency(db, term) for term in terms}

    def matching(self, terms: Mapping[str, int], k: int) -> list[int]:
        match = " OR ".join(map(_matching, terms))
        if not match:
            return []
        with self.moment() as db:
            rows = db.execute("select rowid from words where words match ? order by rank limit ?", (match, k))
            return [row for (row,) in rows.fetchall()]

    def latin_terms(self, most: int) -> Iterator[str]:
        with self.moment() as db:
            rows = db.execute("select term from vocabulary where term >= 'a' and term < '{' limit ?", (most,))
            return iter([term for (term,) in rows.fetchall()])


def _frequency(db: sqlite3.Connection, term: str) -> int:
    if len(term) == 1 and is_unspaced(term):
        row = db.execute("select count(*) from words where words match ?", (_matching(term),)).fetchone()
    else:
        row = db.execute("select doc from vocabulary where term = ?", (term,)).fetchone()
    return int(row[0]) if row else 0


def _matching(term: str) -> str:
    """The term as full text syntax; a lone character of an unspaced script is a bigram's beginning."""
    return f'"{term}"*' if len(term) == 1 and is_unspaced(term) else f'"{term}"'
