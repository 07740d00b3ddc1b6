"""What was read lately, kept in memory: rows are never altered, so it is never stale. It knows nothing of Milvus."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from typing import Generic, TypeVar

T = TypeVar("T")


class Kept(Generic[T]):
    """So many of the values asked for last; safe to share between threads."""

    def __init__(self, most: int, read: Callable[[Sequence[int]], Mapping[int, T]]) -> None:
        """`read` reads those that are not here; what it does not give is not there."""
        self._most, self._read = most, read
        self._lock = threading.Lock()
        self._values: OrderedDict[int, T] = OrderedDict()

    def get(self, rows: Sequence[int]) -> dict[int, T]:
        """Row → value, in the order asked for, of those that are there."""
        with self._lock:
            found = {row: self._values[row] for row in rows if row in self._values}
            for row in found:
                self._values.move_to_end(row)
        if new := [row for row in dict.fromkeys(rows) if row not in found]:
            read = self._read(new)
            found.update(read)
            with self._lock:
                self._values.update(read)
                while len(self._values) > self._most:
                    self._values.popitem(last=False)
        return {row: found[row] for row in rows if row in found}
