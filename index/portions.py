"""Some of many at a time, so that no more than these need to be in memory; `itertools.batched` of Python 3.12."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TypeVar

T = TypeVar("T")


def portions(items: Iterable[T], count: int) -> Iterator[list[T]]:
    """Lists of so many, in order; the last one may be shorter."""
    left = iter(items)
    while some := list(islice(left, count)):
        yield some
