"""The index on Milvus, named once: its collections, their fields, and the one row that says which version is current.

A *generation* is one set of collections; a row's `since` and `until` are the published versions between which it
counts, so that what is being written is not seen before the head's row names its version. Rows have the numbers that
they have in the folder they come from. It knows nothing of how they are written or read.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any

FORMAT = 1
FOREVER = 2**62
"""The `until` of a row that nothing has ended."""
UNITS = 1024
"""More vectors than a passage has: its own and one for each sentence. A unit's number is passage · UNITS + n."""
EXACT_UP_TO = 100_000
"""Vectors that a new generation compares one by one (FLAT); beyond, the index that the Milvus is set to (AUTOINDEX)."""
SHARD = 100_000_000
"""Vectors for each of which a new generation's collections get a shard: writing is spread over so many."""
CHARACTERS = 65_532
"""Of a part at most: Milvus holds 65,535 bytes in a text, and base64 comes in fours."""
LONGEST_TERM = 200
"""UTF-8 bytes of a term's key; longer ones are named by a hash."""

_INT, _TEXT, _VECTOR, _SPARSE, _TRUTH = "INT64", "VARCHAR", "FLOAT_VECTOR", "SPARSE_FLOAT_VECTOR", "BOOL"


@dataclass(frozen=True, slots=True)
class Field:
    """A column; `size` is the most bytes of a text, or the dimension of a vector, 0 for the encoder's."""

    name: str
    kind: str
    size: int = 0
    key: bool = False
    looked_up: bool = False
    """Whether questions find rows by it, beside the key; what only publishing looks for is looked through."""
    mapped: bool = False
    """Whether it stays on the disk of who searches, mapped, instead of in memory."""


_NO_VECTOR = Field("none", _VECTOR, 2)
"""Milvus takes no collection without a vector."""
_SPAN = (Field("since", _INT), Field("until", _INT))

HEAD = (Field("id", _INT, key=True), Field("record", _TEXT, CHARACTERS), _NO_VECTOR)
COLLECTIONS: dict[str, tuple[Field, ...]] = {
    "parts": (
        Field("key", _TEXT, 128, key=True),
        Field("parts", _INT),
        Field("data", _TEXT, CHARACTERS, mapped=True),
        _NO_VECTOR,
    ),
    "articles": (
        Field("id", _INT, key=True),
        Field("article_id", _TEXT, 512, looked_up=True),
        Field("translation_of", _TEXT, 512, looked_up=True),
        Field("lang", _TEXT, 64),
        Field("first", _INT),
        *_SPAN,
        Field("whole", _TRUTH),
        _NO_VECTOR,
    ),
    "passages": (
        Field("id", _INT, key=True),
        Field("article", _INT),
        *_SPAN,
        Field("words", _SPARSE),
    ),
    "units": (
        Field("id", _INT, key=True),
        Field("passage", _INT),
        Field("article", _INT),
        *_SPAN,
        Field("vector", _VECTOR),
    ),
    "terms": (
        Field("term", _TEXT, 256, key=True),
        Field("since", _INT),
        Field("count", _INT),
        Field("before", _INT),
        _NO_VECTOR,
    ),
}
"""`parts`: bytes by key, in base64: an article's record (a7), what is shown and compared of a passage (p7), its token
states (t7), and what the head names. `articles.first`: the version from which an article is known at all, also after
it was withdrawn; `whole`: whether all of it was written. `terms`: in how many passages a term occurs from `since` on,
and before."""


@dataclass(frozen=True, slots=True)
class Head:
    """All that a reader knows of the current version without looking at anything else; one row, written last."""

    version: int
    """Published versions only go up; the folder's number plus `offset`."""
    offset: int
    created: str
    change: str
    generation: str
    before: str
    """The generation before, which readers may still be reading."""
    lineage: str
    """Names the folder's history: versions of another folder mean nothing here."""
    encoder: str
    dimension: int
    exact: bool
    average: float
    """Terms of a passage on average when the generation was begun; BM25 on Milvus counts with it."""
    articles: int
    passages: int
    sentences: int
    terms: int
    originals: int
    latest: str
    names: str
    """Keys of what stands in `parts`."""
    background: str
    verdicts: str
    published: float
    """When that was, in seconds since 1970."""
    format: int = FORMAT

    def to_record(self) -> str:
        return json.dumps(asdict(self), ensure_ascii=False)


def head_of(record: str) -> Head | int:
    """What `to_record` wrote; the number of its format where that is another one."""
    values: dict[str, Any] = json.loads(record)
    if values.get("format") != FORMAT:
        return int(values.get("format", 0))
    return Head(**{one.name: values[one.name] for one in fields(Head)})


def at(version: int) -> str:
    """The filter that lets through what counts at a version."""
    return f"since <= {version} and until > {version}"


def count_at(term: Mapping[str, Any], version: int) -> int:
    """In how many passages of a version a row of `terms` says that its term occurs."""
    return int(term["count"] if term["since"] <= version else term["before"])


def collection(name: str, generation: str, kind: str) -> str:
    return f"{name}_{generation}_{kind}"


def generation_of(name: str, found: str) -> str | None:
    """The generation that this collection belongs to; None where it is none of this name's."""
    match = re.fullmatch(f"{re.escape(name)}_([0-9a-f]{{8}})_({'|'.join(COLLECTIONS)})", found)
    return match[1] if match else None
