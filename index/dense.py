"""Nearest vectors of the current version: FAISS's snapshot of some version, what came since added, what went left out.

A change is searched at once, before any file is written: what came since the snapshot is a tail that is compared one by
one. It knows nothing of texts or scores.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import faiss
import numpy as np
import threadpoolctl
from numpy.typing import NDArray

from index.records import Vector
from index.snapshot import Snapshot, make_snapshot, read_snapshot, write_snapshot
from index.store import CURRENT, Store
from index.units import Units, count_units, units_of

STALE = 10
"""A snapshot is made again when more than one vector of so many has come or gone since."""
_SINGLE = np.arange(1 << 16, dtype=np.uint16).view(np.float16).astype(np.float32)
"""Each half-precision number in single precision: looked up, because NumPy converts twice as slowly."""


def one_thread() -> None:
    """FAISS, called from this thread, starts no others: they only get in each other's way (54 ms → 145 ms)."""
    faiss.omp_set_num_threads(1)


one_thread()
# Those of a matrix product, which spin while they wait, take three times the processor's time.
threadpoolctl.threadpool_limits(1, user_api="blas")


@dataclass(frozen=True, slots=True)
class Dense:
    """The vectors of a version: those of `base` whose passages are not `gone` (g,), ascending, and those of `tail`."""

    version: int
    base: Snapshot
    gone: NDArray[np.int64]
    tail: Units
    articles: frozenset[int]
    """Article versions that the tail is of."""

    def search(self, vector: Vector, k: int) -> list[int]:
        """Rows of the passages that the k nearest vectors belong to, best first; `vector` is (d,) of unit length."""
        cosines, rows = self._kept(vector, k)
        cosines = np.concatenate([cosines, self.tail.vectors @ vector])
        rows = np.concatenate([rows, self.tail.passages])
        best = np.argsort(-cosines, kind="stable")[:k]
        return list(dict.fromkeys(rows[best].tolist()))

    def cosines(self, vector: Vector, passage_rows: Sequence[int]) -> list[NDArray[np.float32]]:
        """Cosines (m,) of each passage and, behind it, of its sentences; none of a passage that is not here."""
        counts, vectors = self._gathered(passage_rows)
        return _divided(vectors @ vector, counts)

    def vectors(self, passage_rows: Sequence[int]) -> list[NDArray[np.float32]]:
        """The vectors (m, d) themselves."""
        counts, vectors = self._gathered(passage_rows)
        return _divided(vectors, counts)

    def _gathered(self, passage_rows: Sequence[int]) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """How many vectors each passage has, and all of them one after the other: one product, not hundreds."""
        rows = np.asarray(passage_rows, np.int64)
        base, tail = (_places(passages, rows) for passages in (self.base.passages, self.tail.passages))
        if not len(self.tail.passages):
            return base[1], _taken(self.base.vectors, *base)
        here = base[1] > 0
        counts = np.where(here, base[1], tail[1])
        vectors = np.empty((int(counts.sum()), self.tail.vectors.shape[1]), np.float32)
        of = np.repeat(here, counts)
        vectors[of] = _taken(self.base.vectors, base[0][here], base[1][here])
        vectors[~of] = _taken(self.tail.vectors, tail[0][~here], tail[1][~here])
        return counts, vectors

    def _kept(self, vector: Vector, k: int) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
        """The k nearest of the snapshot that have not gone: more are asked for until so many are found."""
        asked = k + min(k, len(self.gone))
        while True:
            cosines, rows = self.base.search(vector, asked)
            kept = ~np.isin(rows, self.gone, assume_unique=False) if len(self.gone) else np.ones(len(rows), bool)
            if kept.sum() >= k or len(rows) < asked:
                return cosines[kept][:k], rows[kept][:k]
            asked *= 2


def open_dense(store: Store, before: Dense | None = None) -> Dense:
    """The vectors of the store's current version; `before`, those of an earlier one, spares reading them again."""
    with store.moment():
        version, named = store.version(), store.snapshot()
        base = before.base if before and named and before.base.file == named.file else read_snapshot(store)
        base = base or make_snapshot(store)
        joined, left = _since(store, base.version)
        new = [row for row in joined if not _held(store, base, row)]
        gone = [passage for row in left for passage in store.passage_rows(row)]
        tail = _tail(store, new, before)
    return Dense(version, base, np.array(sorted(gone), np.int64), tail, frozenset(new))


def keep_snapshot(store: Store) -> None:
    """Writes FAISS's file where there is none that is whole, or where too much has changed since."""
    with store.moment():
        fresh = store.version() == 0 or (snapshot_is_whole(store) and not _is_stale(store))
    if not fresh:
        write_snapshot(store)


def snapshot_is_whole(store: Store) -> bool:
    """Whether FAISS's file is there, unaltered."""
    return store.version() == 0 or read_snapshot(store) is not None


def _is_stale(store: Store) -> bool:
    with store.moment():
        named = store.snapshot()
        changed = sum(count_units(store, rows) for rows in _since(store, named.version)) if named else 1
    return named is None or changed * STALE > named.count


def _since(store: Store, version: int) -> tuple[list[int], list[int]]:
    """Article versions that are members and were not at that version, and those that were and are not."""
    with store.moment() as db:
        joined = db.execute("select article from member where since > ? and until is null", (version,)).fetchall()
        left = db.execute(
            f"select distinct article from member where until > ? and since <= ? and article not in ({CURRENT})",
            (version, version),
        ).fetchall()
    return [row for (row,) in joined], [row for (row,) in left]


def _held(store: Store, base: Snapshot, article: int) -> bool:
    """Whether the snapshot holds the article: one that left and came back since it was made."""
    rows = np.asarray(store.passage_rows(article)[:1], np.int64)
    return bool(_places(base.passages, rows)[1].any())


def _tail(store: Store, articles: Sequence[int], before: Dense | None) -> Units:
    """Their vectors; only those that `before` has not are read."""
    known = before.articles & set(articles) if before else frozenset()
    read = units_of(store, [row for row in articles if row not in known])
    if before is None or not known:
        return read
    passages = [passage for row in known for passage in store.passage_rows(row)]
    kept = np.isin(before.tail.passages, passages)
    rows = np.concatenate([before.tail.passages[kept], read.passages])
    order = np.argsort(rows, kind="stable")
    return Units(rows[order], np.concatenate([before.tail.vectors[kept], read.vectors])[order])


def _places(passages: NDArray[np.int64], rows: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Where each passage's vectors begin, and how many there are."""
    first, last = np.searchsorted(passages, rows), np.searchsorted(passages, rows, side="right")
    return first, last - first


def _taken(vectors: NDArray[Any], first: NDArray[np.int64], counts: NDArray[np.int64]) -> NDArray[np.float32]:
    """Runs of vectors, one after the other."""
    within = np.arange(int(counts.sum())) - np.repeat(np.cumsum(counts) - counts, counts)
    taken = vectors[np.repeat(first, counts) + within]
    return _SINGLE.take(taken.view(np.uint16)) if taken.dtype == np.float16 else np.asarray(taken, np.float32)


def _divided(values: NDArray[np.float32], counts: NDArray[np.int64]) -> list[NDArray[np.float32]]:
    """So many of them for each passage, in order: `np.split` takes ten times as long."""
    ends = np.cumsum(counts).tolist()
    return [values[start:end] for start, end in pairwise([0, *ends])]
