"""FAISS over the vectors of one version of the index: passages and their sentences together.

The file is a snapshot made from the store and named in it with its checksum; one that is missing or
damaged is made again from the store. Flat (exact) search: at 10⁵ vectors it takes 5 ms on one thread.
It knows nothing of texts or scores.
"""

import hashlib
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import faiss
import numpy as np
import threadpoolctl
from numpy.typing import NDArray

from index.errors import IndexStoreError
from index.records import Vector
from index.store import Store, Units

# One question is answered by one thread: several only get in each other's way (measured, 54 ms → 145 ms), and the
# threads of a matrix product, which spin while they wait, take three times the processor's time.
faiss.omp_set_num_threads(1)
threadpoolctl.threadpool_limits(1, user_api="blas")


@dataclass(frozen=True, slots=True)
class Dense:
    """`index` holds the vectors in the order of `units`; `sentence_at` and `passage_at` find them again."""

    version: int
    units: Units
    index: Any

    def search(self, vector: Vector, k: int) -> list[int]:
        """Positions in `units` of the k nearest by cosine, best first; `vector` is (d,) of unit length."""
        if not self.index.ntotal:
            return []
        _, found = self.index.search(vector[None], min(k, self.index.ntotal))
        return [int(position) for position in found[0] if position >= 0]

    def positions(self, passage_rows: Sequence[int]) -> list[slice]:
        """Where each passage stands in `units`: the passage first, then its sentences in order."""
        rows = np.asarray(passage_rows, np.int64)
        first, last = np.searchsorted(self.units.passages, np.stack([rows, rows + 1])).tolist()
        return [slice(*ends) for ends in zip(first, last, strict=True)]

    def cosines(self, vector: Vector, positions: Sequence[slice]) -> list[NDArray[np.float32]]:
        """Cosines (m,) of the units at each of these positions."""
        return [np.asarray(self.units.vectors[place] @ vector, np.float32) for place in positions]


def open_dense(store: Store) -> Dense:
    """The vectors of the store's current version, from its snapshot or from the store itself."""
    with store.moment():
        version, units = store.version(), store.units()
        index = _snapshot(store)
    if index is None or index.ntotal != len(units.passages) or index.d != store.meta.dimension:
        index = _flat(units, store.meta.dimension)
    return Dense(version, units, index)


def write_snapshot(store: Store) -> Path:
    """Writes the FAISS file of the current version and names it in the store; older files go."""
    with store.moment():
        version, units = store.version(), store.units()
    index = _flat(units, store.meta.dimension)
    path = store.folder / f"vectors-{version}.faiss"
    data = faiss.serialize_index(index).tobytes()
    _write_whole(path, data)
    with store.writing() as db:
        db.execute(
            "insert or replace into snapshot values(1, ?, ?, ?, ?)",
            (version, path.name, hashlib.sha256(data).hexdigest(), index.ntotal),
        )
    for other in store.folder.glob("vectors-*.faiss*"):
        if other != path:
            other.unlink(missing_ok=True)
    return path


def keep_snapshot(store: Store) -> None:
    """Writes the FAISS file where the current version has none that is whole."""
    if not snapshot_is_whole(store):
        write_snapshot(store)


def snapshot_is_whole(store: Store) -> bool:
    """Whether the FAISS file of the current version is there, unaltered."""
    with store.moment():
        return store.version() == 0 or _snapshot(store) is not None


def _flat(units: Units, dimension: int) -> Any:
    index = faiss.IndexFlatIP(dimension)
    index.add(units.vectors)
    return index


def _snapshot(store: Store) -> Any:
    """The current version's FAISS index from a whole, unaltered file; None where it has to be made again."""
    with store.moment() as db:
        named = db.execute("select file, sha256 from snapshot where version = ?", (store.version(),)).fetchone()
    if named is None:
        return None
    try:
        data = (store.folder / named[0]).read_bytes()
    except OSError:
        return None
    if hashlib.sha256(data).hexdigest() != named[1]:
        return None
    index: Any = faiss.deserialize_index(np.frombuffer(data, np.uint8))
    return index


def _write_whole(path: Path, data: bytes) -> None:
    """A file that is complete or not there, also after a power cut."""
    temporary = path.with_name(f"{path.name}.{os.getpid()}")
    try:
        with temporary.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    except OSError as error:
        temporary.unlink(missing_ok=True)
        raise IndexStoreError(f"the vectors could not be written to {path}: {error}") from error
