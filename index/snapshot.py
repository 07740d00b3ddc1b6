"""FAISS's file of one version of the index: made from the store, named in it with its checksum, never altered.

Few vectors are compared one by one. Many are first compared by one bit a dimension (RaBitQ: Gao and Long, 2024), then
the nearest of them again in half precision; that file is mapped into memory, not read. How often that finds what
comparing all would find is measured whenever the file is made. A vector's number in it is its passage's row.
"""

import hashlib
import os
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import faiss
import numpy as np
from numpy.typing import NDArray

from index.encoder import usable_cores
from index.errors import IndexStoreError
from index.records import Vector
from index.store import Store
from index.units import Units, sample, units

EXACT_UP_TO = 100_000
"""Vectors that are compared one by one: 5 ms on one thread. Beyond, one bit a dimension takes a fifth of that."""
LEAST_RECALL = 0.99
BREADTHS = (600, 1_200, 2_400, 4_800)
"""How many of the nearest by bits are compared again: the first with which enough is found."""
_SAMPLE, _TRAINING, _TOP = 100, 5_000, 10
_PIECE = 1 << 26
_HALF_PRECISION = 1e-3
_UNSURE = 2_000_000_000
"""Nanoseconds in which a file may be altered twice without its times telling."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Passage rows (n,), ascending, and vectors (n, d), float32 or float16, seen where FAISS has them."""

    version: int
    file: str
    """Empty where it is in memory only."""
    index: Any
    breadth: int
    """0 where all are compared."""
    recall: float
    """Of the ten nearest, the share that is found."""
    passages: NDArray[np.int64]
    vectors: NDArray[Any]

    @property
    def kind(self) -> str:
        return "bits" if self.breadth else "exact"

    def search(self, vector: Vector, k: int) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
        """Cosines and passage rows of the k nearest vectors at most, best first; `vector` is (d,) of unit length."""
        k = min(k, len(self.passages))
        if not k:
            return np.zeros(0, np.float32), np.zeros(0, np.int64)
        wider = _wider(self.breadth / k) if self.breadth else None
        cosines, rows = self.index.search(vector[None], k, params=wider)
        return cosines[0][rows[0] >= 0], rows[0][rows[0] >= 0]


def read_snapshot(store: Store) -> Snapshot | None:
    """The file that the store names; None where it is missing or not as it was written."""
    with store.moment():
        named = store.snapshot()
        if named is None:
            return None
        path = store.folder / named.file
        try:
            if checksum(path) != named.sha256:
                return None
            index = faiss.read_index(str(path), faiss.IO_FLAG_MMAP_IFC if named.breadth else 0)
        except (OSError, RuntimeError):
            return None
        if index.d != store.meta.dimension:
            return None
        return _seen(named.version, named.file, index, named.breadth, named.recall)


def make_snapshot(store: Store) -> Snapshot:
    """One of the current version, in memory."""
    with store.moment():
        version, sizes = store.version(), store.sizes()
        if sizes.passages + sizes.sentences <= EXACT_UP_TO:
            index: Any = faiss.IndexIDMap(faiss.IndexFlatIP(store.meta.dimension))
            for part in units(store):
                index.add_with_ids(part.vectors, part.passages)
            return _seen(version, "", index, 0, 1.0)
        index = faiss.IndexIDMap(
            faiss.index_factory(store.meta.dimension, "RaBitQfs,Refine(SQfp16)", faiss.METRIC_INNER_PRODUCT)
        )
        index.train(sample(store, _TRAINING).vectors)
        asked = sample(store, _SAMPLE).vectors[:_SAMPLE]
        nearest = np.full((len(asked), _TOP + 1), -1.0, np.float32)
        for part in units(store):
            index.add_with_ids(part.vectors, part.passages)
            nearest = _nearest(asked, part, nearest)
    return _wide_enough(version, index, asked, nearest)


def write_snapshot(store: Store) -> Path:
    """Writes the file of the current version and names it in the store; older files go."""
    made = make_snapshot(store)
    path = store.folder / f"vectors-{made.version}.faiss"
    digest = _write_whole(path, made.index)
    with store.writing() as db:
        db.execute(
            "insert or replace into snapshot values(1, ?, ?, ?, ?, ?, ?, ?)",
            (made.version, path.name, digest, len(made.passages), made.kind, made.breadth, made.recall),
        )
    for other in store.folder.glob("vectors-*.faiss*"):
        if other != path:
            other.unlink(missing_ok=True)
    return path


def checksum(path: Path) -> str:
    """Names a file's bytes; not read again while the system says that nobody has touched it."""
    found = path.stat()
    if max(found.st_mtime_ns, found.st_ctime_ns) > time.time_ns() - _UNSURE:
        return _digest(path, found.st_size)
    return _kept_digest(path, found.st_size, found.st_mtime_ns, found.st_ctime_ns, found.st_ino)


@lru_cache(maxsize=8)
def _kept_digest(path: Path, size: int, *_: int) -> str:
    return _digest(path, size)


def _digest(path: Path, size: int) -> str:
    """SHA-256 of the SHA-256 of the file's pieces, which several cores work out at once."""
    starts = range(0, size, _PIECE)

    def digest(start: int) -> bytes:
        found = hashlib.sha256()
        with path.open("rb") as file:
            file.seek(start)
            for _ in range(_PIECE >> 20):
                found.update(file.read(1 << 20))
        return found.digest()

    with ThreadPoolExecutor(usable_cores()) as pool:
        return hashlib.sha256(b"".join(pool.map(digest, starts))).hexdigest()


def _seen(version: int, file: str, index: Any, breadth: int, recall: float) -> Snapshot:
    """The snapshot around an `IndexIDMap`; its vectors are not copied."""
    count, dimension = index.ntotal, index.d
    inner: Any = faiss.downcast_index(index.index)
    if breadth:
        refining: Any = faiss.downcast_index(inner.refine_index)
        codes = refining.codes
        vectors = _view(codes.data(), count * dimension * 2).view(np.float16)
    else:
        vectors = _view(inner.get_xb(), count * dimension)
    rows = faiss.vector_to_array(index.id_map)
    return Snapshot(version, file, index, breadth, recall, rows, vectors.reshape(count, dimension))


def _wider(factor: float) -> Any:
    """So many times as many candidates as are asked for are compared again."""
    parameters: Any = faiss.IndexRefineSearchParameters()
    parameters.k_factor = max(factor, 1.0)
    return parameters


def _view(pointer: Any, count: int) -> NDArray[Any]:
    return np.asarray(faiss.rev_swig_ptr(pointer, count)) if count else np.zeros(0, np.float32)


def _nearest(asked: Vector, part: Units, nearest: NDArray[np.float32]) -> NDArray[np.float32]:
    """The highest cosines so far, (asked, _TOP + 1), best first."""
    both = np.concatenate([nearest, asked @ part.vectors.T], axis=1)
    return -np.sort(-np.partition(both, -(_TOP + 1), axis=1)[:, -(_TOP + 1) :], axis=1)


def _wide_enough(version: int, index: Any, asked: Vector, nearest: NDArray[np.float32]) -> Snapshot:
    """With the least breadth that finds enough; the widest, where none does.

    Each vector asked for is itself the nearest; it is not counted.
    """
    for breadth in BREADTHS:
        made = _seen(version, "", index, breadth, 1.0)
        found = [made.search(vector, _TOP + 1)[0] for vector in asked]
        right = [
            min(int((cosines >= exact[-1] - _HALF_PRECISION).sum()), _TOP + 1) - 1
            for cosines, exact in zip(found, nearest, strict=True)
        ]
        recall = sum(right) / (_TOP * len(right))
        if recall >= LEAST_RECALL:
            break
    return _seen(version, "", index, breadth, recall)


def _write_whole(path: Path, index: Any) -> str:
    """A file that is complete or not there, also after a power cut; its checksum."""
    temporary = path.with_name(f"{path.name}.{os.getpid()}")
    try:
        faiss.write_index(index, str(temporary))
        with temporary.open("rb") as file:
            os.fsync(file.fileno())
        digest = checksum(temporary)
        temporary.replace(path)
    except (OSError, RuntimeError) as error:
        temporary.unlink(missing_ok=True)
        raise IndexStoreError(
            f"the vectors could not be written to {path}: {error}; the articles are stored, build again to have them"
        ) from error
    return digest
