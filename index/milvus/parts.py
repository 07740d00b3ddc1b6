"""Bytes as texts of a length that Milvus takes: split, in base64, each part saying how many there are.

It knows nothing of what the bytes mean.
"""

import base64
from collections.abc import Iterable, Sequence
from typing import Any

from index.milvus.layout import CHARACTERS
from index.records import seal, unseal

Row = dict[str, Any]


def rows_of(key: str, data: bytes) -> list[Row]:
    """The rows that hold these bytes under this key."""
    text = base64.b64encode(seal(data)).decode()
    pieces = [text[start : start + CHARACTERS] for start in range(0, len(text), CHARACTERS)]
    return [
        {"key": part_key(key, n), "parts": len(pieces), "data": piece, "none": [0.0, 0.0]}
        for n, piece in enumerate(pieces)
    ]


def part_count(data: bytes) -> int:
    """How many rows hold these bytes."""
    return -(-4 * -(-(len(data) + 4) // 3) // CHARACTERS)


def part_key(key: str, number: int) -> str:
    return f"{key}.{number}"


def part_keys(key: str, count: int) -> list[str]:
    return [part_key(key, number) for number in range(count)]


def missing(first: Iterable[Row]) -> list[str]:
    """The keys of the parts that follow these first ones."""
    return [key for row in first for key in part_keys(row["key"].rpartition(".")[0], row["parts"])[1:]]


def joined(rows: Sequence[Row]) -> dict[str, bytes]:
    """Key → bytes of all whose parts are all there; raises ValueError where they are not what was written."""
    pieces: dict[str, dict[int, Row]] = {}
    for row in rows:
        key, _, number = row["key"].rpartition(".")
        pieces.setdefault(key, {})[int(number)] = row
    return {
        key: unseal(base64.b64decode("".join(found[n]["data"] for n in sorted(found)), validate=True))
        for key, found in pieces.items()
        if len(found) == found[min(found)]["parts"]
    }
