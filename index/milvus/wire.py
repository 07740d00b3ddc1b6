"""Calls of one Milvus, each with a time limit; what goes wrong is an IndexStoreError in one line.

It knows nothing of what is stored.
"""

import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING, Any

from index.errors import IndexStoreError
from index.milvus.address import TOKEN, MilvusAddress
from index.milvus.layout import Field
from index.milvus.parts import Row
from index.records import Vector

if TYPE_CHECKING:
    from pymilvus import MilvusClient

CONNECT_S, READ_S, WRITE_S = 5.0, 5.0, 120.0
"""How long one call may take."""
AT_ONCE = 1_000
"""Rows of an iteration's step, and keys of one question."""
_UNREACHABLE = (2, 14)  # pymilvus's own code of a connection that fails, gRPC's UNAVAILABLE
_NOT_LOADED = 101
_DENIED = ("auth", "permission", "privilege", "unauthenticated")


class Wire:
    """A connection; safe to share between threads."""

    def __init__(self, address: MilvusAddress) -> None:
        """Raises IndexStoreError where the library is missing or nobody answers."""
        self.address = address
        with self._told():
            self._client = _client(address)

    def close(self) -> None:
        self._client.close()

    def has(self, name: str) -> bool:
        with self._told():
            return bool(self._client.has_collection(name, timeout=READ_S))

    def names(self) -> list[str]:
        """Of all collections."""
        with self._told():
            return list(self._client.list_collections(timeout=READ_S))

    def drop(self, name: str) -> None:
        with self._told():
            self._client.drop_collection(name, timeout=WRITE_S)

    def create(self, name: str, fields: Sequence[Field], dimension: int, dense: str, shards: int = 1) -> None:
        """A collection that can be read, made or finished; `dense` is the index of the encoder's vectors."""
        from pymilvus import DataType

        with self._told():
            if not self._client.has_collection(name, timeout=READ_S):
                schema = self._client.create_schema(auto_id=False)
                for one in fields:
                    schema.add_field(one.name, DataType[one.kind], is_primary=one.key, **_options(one, dimension))
                self._client.create_collection(
                    name, schema=schema, num_shards=shards, consistency_level="Bounded", timeout=WRITE_S
                )
            indexed = set(self._client.list_indexes(name, timeout=READ_S))
            wanted = self._client.prepare_index_params()
            for one in fields:
                if (kind := _index(one, dense)) and one.name not in indexed:
                    metric = {"metric_type": "IP"} if "VECTOR" in one.kind else {}
                    wanted.add_index(one.name, index_name=one.name, index_type=kind, **metric)
            if len(wanted):
                self._client.create_index(
                    name, wanted, timeout=WRITE_S, sync=False
                )  # it is empty, or built as it is read
            self._client.load_collection(name, timeout=WRITE_S)

    def write(self, name: str, rows: Sequence[Row]) -> None:
        """Replaces the rows of the same keys."""
        if rows:
            with self._told():
                self._client.upsert(name, list(rows), timeout=WRITE_S)

    def delete(self, name: str, where: str) -> None:
        with self._told():
            self._client.delete(name, filter=where, timeout=WRITE_S)

    def of_keys(self, name: str, keys: Sequence[int] | Sequence[str], columns: Sequence[str], level: str) -> list[Row]:
        """The rows of these keys that are there, in no order."""
        found: list[Row] = []
        for start in range(0, len(keys), AT_ONCE):
            some = list(keys[start : start + AT_ONCE])
            asked = {"ids": some, "output_fields": list(columns), "timeout": READ_S, "consistency_level": level}
            found += self._read(name, partial(self._client.query, name, **asked))
        return found

    def where(self, name: str, where: str, columns: Sequence[str], level: str) -> Iterator[Row]:
        """The rows for which this holds, by their keys."""
        asked = {"batch_size": AT_ONCE, "filter": where, "output_fields": list(columns), "consistency_level": level}
        steps = self._read(name, lambda: self._client.query_iterator(name, timeout=WRITE_S, **asked))
        try:
            while rows := self._read(name, steps.next):
                yield from rows
        finally:
            steps.close()

    def nearest(
        self,
        name: str,
        column: str,
        vector: Vector | Mapping[int, float],
        k: int,
        columns: Sequence[str],
        level: str,
        where: str = "",
    ) -> list[tuple[float, Row]]:
        """(inner product, row) of the k nearest, best first."""
        asked = {
            "data": [dict(vector) if isinstance(vector, Mapping) else vector.tolist()],
            "anns_field": column,
            "filter": where,
            "limit": k,
            "output_fields": list(columns),
            "search_params": {"metric_type": "IP"},
            "consistency_level": level,
        }
        (found,) = self._read(name, lambda: self._client.search(name, timeout=READ_S, **asked))
        return [(float(hit["distance"]), dict(hit["entity"])) for hit in found]

    def _read(self, name: str, call: Callable[[], Any]) -> Any:
        """What a call gives; of a collection that was released, by a restart or by hand, once it is loaded again."""
        try:
            return call()
        except _errors() as error:
            if not _is_released(error):
                raise self._failed(error) from None
        with self._told():
            self._client.load_collection(name, timeout=WRITE_S)
            return call()

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except _errors() as error:
            raise self._failed(error) from None

    def _failed(self, error: Exception) -> IndexStoreError:
        """What Milvus or the way to it cannot do, in one line and without a secret."""
        return IndexStoreError(self._complaint(_code(error), _message(error)))

    def _complaint(self, code: int, said: str) -> str:
        where = f"the store {self.address}"
        if self.address.token:
            said = said.replace(self.address.token, "…")
        if any(word in said.lower() for word in _DENIED):
            return f"{where} does not let us in: give user:password or a key as {TOKEN} (Milvus: {said})"
        if code in _UNREACHABLE or "timeout" in said.lower() or "deadline" in said.lower():
            return f"{where} cannot be reached: is a Milvus running there, and does it answer? ({said})"
        return f"{where} cannot be read or written: {said}"


def _client(address: MilvusAddress) -> "MilvusClient":
    try:
        import pymilvus
    except ImportError as error:
        raise IndexStoreError(
            f"a store on Milvus needs {error.name or error}, which is not installed: pip install 'yuwen[milvus]' "
            "(in a checkout: pip install -e '.[milvus]')"
        ) from error
    logging.getLogger("pymilvus").setLevel(logging.CRITICAL)  # it prints a page for each error that it raises as well
    return pymilvus.MilvusClient(address.uri, token=address.token, timeout=CONNECT_S, dedicated=True)


def _errors() -> tuple[type[Exception], ...]:
    try:
        import grpc
        import pymilvus
    except ImportError:
        return ()
    return (pymilvus.MilvusException, grpc.RpcError)


def _message(error: Exception) -> str:
    details = getattr(error, "details", None)  # gRPC's own errors print a page
    said = details() if callable(details) else getattr(error, "message", "")
    return " ".join(str(said or error).split())


def _is_released(error: Exception) -> bool:
    return _code(error) == _NOT_LOADED or "released" in _message(error) or "not loaded" in _message(error)


def _code(error: Exception) -> int:
    """Milvus's or gRPC's number of an error; 0 where there is none."""
    code: Any = getattr(error, "code", 0)
    code = code() if callable(code) else code
    value = getattr(code, "value", code)
    return value[0] if isinstance(value, tuple) else value if isinstance(value, int) else 0


def _options(one: Field, dimension: int) -> dict[str, Any]:
    mapped = {"mmap_enabled": True} if one.mapped else {}
    if one.kind == "VARCHAR":
        return {"max_length": one.size, **mapped}
    return {"dim": one.size or dimension, **mapped} if one.kind == "FLOAT_VECTOR" else mapped


def _index(one: Field, dense: str) -> str:
    if one.kind == "FLOAT_VECTOR":
        return "FLAT" if one.size else dense
    if one.kind == "SPARSE_FLOAT_VECTOR":
        return "SPARSE_INVERTED_INDEX"
    return "INVERTED" if one.looked_up else ""
