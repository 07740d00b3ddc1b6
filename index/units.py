"""What is searched densely: the vectors of passages and of their sentences, some at a time, in the passages' order.

It knows nothing of FAISS or of searching.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index.records import Vector, unseal
from index.store import Store

AT_ONCE = 4_096
"""Passages that are read at a time: with their sentences about 25 MB of vectors."""
ARTICLES = 500
"""Articles that are read at a time."""
_IS_MEMBER = "exists (select 1 from member m where m.article = p.article and m.until is null)"
_UNITS = """
select p.id, 0, e.vector from passage p join embedding e on e.key = p.embedding where {which} union all
select s.passage, s.id, e.vector from passage p join sentence s on s.passage = p.id
join embedding e on e.key = s.embedding where {which} order by 1, 2
"""

_COUNT = """
select (select count(*) from passage where article = ?) +
(select count(*) from sentence where passage in (select id from passage where article = ?))
"""


@dataclass(frozen=True, slots=True)
class Units:
    """Vectors (n, d) and the row of each one's passage (n,), ascending; a passage's own vector, then its sentences'."""

    passages: NDArray[np.int64]
    vectors: Vector


def no_units(dimension: int) -> Units:
    return Units(np.zeros(0, np.int64), np.zeros((0, dimension), np.float32))


def units(store: Store) -> Iterator[Units]:
    """All of the current version; nothing more of it is in memory at a time than is given at a time."""
    with store.moment() as db:
        first, last = db.execute("select coalesce(min(id), 0), coalesce(max(id), -1) from passage").fetchone()
        for start in range(first, last + 1, AT_ONCE):
            yield _read(store, f"p.id >= ? and p.id < ? and {_IS_MEMBER}", (start, start + AT_ONCE))


def sample(store: Store, count: int) -> Units:
    """Those of so many of its passages at most, drawn from a seed."""
    with store.moment() as db:
        first, last = db.execute("select coalesce(min(id), 0), coalesce(max(id), -1) from passage").fetchone()
        drawn = np.random.default_rng(0).integers(first, last + 1, 4 * count) if last >= first else np.zeros(0, int)
        rows = tuple(sorted({int(row) for row in drawn}))
        found = _read(store, f"p.id in ({','.join('?' * len(rows))}) and {_IS_MEMBER}", rows)
    kept = np.isin(found.passages, np.random.default_rng(0).permutation(np.unique(found.passages))[:count])
    return Units(found.passages[kept], found.vectors[kept])


def units_of(store: Store, articles: Sequence[int]) -> Units:
    """Those of these article versions, members or not."""
    parts = [no_units(store.meta.dimension)]
    for start in range(0, len(articles), ARTICLES):
        some = tuple(articles[start : start + ARTICLES])
        parts.append(_read(store, f"p.article in ({','.join('?' * len(some))})", some))
    passages = np.concatenate([part.passages for part in parts])
    order = np.argsort(passages, kind="stable")
    return Units(passages[order], np.concatenate([part.vectors for part in parts])[order])


def count_units(store: Store, articles: Sequence[int]) -> int:
    """How many these article versions have."""
    with store.moment() as db:
        return sum(int(db.execute(_COUNT, (row, row)).fetchone()[0]) for row in articles)


def _read(store: Store, which: str, values: tuple[int, ...]) -> Units:
    dimension = store.meta.dimension
    with store.moment() as db, store.sealed():
        rows = db.execute(_UNITS.format(which=which), values * 2).fetchall()
        blob = b"".join([unseal(row[2]) for row in rows])
        if len(blob) != 4 * dimension * len(rows):
            raise ValueError(f"a vector has not {dimension} dimensions")
    vectors = np.frombuffer(blob, "<f4").astype(np.float32, copy=False).reshape(-1, dimension)
    return Units(np.array([row[0] for row in rows], np.int64), vectors)
