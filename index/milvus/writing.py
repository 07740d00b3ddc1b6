"""Rows of a folder's articles written into a generation on Milvus; what they are written for is decided elsewhere.

An article's row says whether all of it was written: it is there before anything else of it, and whole after.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from index.folder import Folder
from index.milvus.layout import UNITS, collection
from index.milvus.packing import Packed, pack_article, pack_passage
from index.milvus.parts import Row, part_count, rows_of
from index.milvus.sparse import counted, passage_vector
from index.milvus.wire import Wire
from index.records import to_record
from index.units import Units, units_of

BYTES_AT_ONCE = 8_000_000
"""Of one call, about; Milvus takes 64 MB."""


@dataclass(frozen=True, slots=True)
class Span:
    """The versions between which rows count; `first`: since when an article is known at all."""

    since: int
    until: int
    first: int

    @property
    def both(self) -> Row:
        return {"since": self.since, "until": self.until}


class Writing:
    """Writes into one generation; `average` is the length of its passages, in terms, that BM25 counts with."""

    def __init__(self, wire: Wire, generation: str, folder: Folder, average: float) -> None:
        self._wire, self._generation, self._folder, self._average = wire, generation, folder, average

    def articles(self, spans: dict[int, Span], *, content: bool) -> None:
        """Article versions with their passages and vectors; `content`: with what is shown of them, too."""
        self.put("articles", [self._article(row, span, whole=False) for row, span in spans.items()])
        vectors = units_of(self._folder, list(spans))
        packed = {row: self._packed(row, vectors) for row in spans}
        if content:
            self.put("parts", (part for row, some in packed.items() for part in self._content(row, some)))
        self.put("passages", (self._passage(one, spans[row]) for row, some in packed.items() for one in some))
        units = (_units(one, spans[row]) for row, some in packed.items() for one in some)
        self.put("units", (unit for some in units for unit in some))
        self.put("articles", [self._article(row, span, whole=True) for row, span in spans.items()])

    def records(self, spans: dict[int, Span]) -> None:
        """Articles alone, as permanent links need them."""
        self.put("parts", (part for row in spans for part in self._record(row)))
        self.put("articles", [self._article(row, span, whole=True) for row, span in spans.items()])

    def bytes_of(self, key: str, data: bytes) -> None:
        self.put("parts", rows_of(key, data))

    def put(self, kind: str, rows: Iterable[Row]) -> None:
        name = collection(self._wire.address.name, self._generation, kind)
        for some in _by_size(rows):
            self._wire.write(name, some)

    def terms_of(self, row: int) -> Counter[str]:
        """In how many passages of an article version each term occurs."""
        plains = self._folder.plain(self._folder.passage_rows(row))
        return Counter(term for plain, _ in plains.values() for term in counted(plain))

    def _content(self, row: int, packed: Sequence[Packed]) -> Iterator[Row]:
        tokens = self._folder.tokens([one.stored.row for one in packed])
        yield from self._record(row)
        for one in packed:
            yield from rows_of(f"p{one.stored.row}", pack_passage(one))
        for passage, states in tokens.items():
            yield from rows_of(f"t{passage}", states)

    def _record(self, row: int) -> list[Row]:
        """The same for an article that counts and for one that is only known: a reader keeps it for good."""
        return rows_of(f"a{row}", pack_article(to_record(self._folder.article(row)), self._folder.passage_rows(row)))

    def _packed(self, row: int, units: Units) -> list[Packed]:
        """The passages of an article version, with those of these vectors that are theirs."""
        stored = self._folder.passages(self._folder.passage_rows(row))
        rows = [one.row for one in stored]
        plain, tokens = self._folder.plain(rows), self._folder.tokens(rows)
        ends = np.searchsorted(units.passages, rows, side="right")
        found = zip(stored, np.searchsorted(units.passages, rows), ends, strict=True)
        return [
            Packed(
                stored=one,
                plain=plain[one.row][0],
                terms=plain[one.row][1],
                vectors=units.vectors[first:last],
                token_parts=part_count(tokens[one.row]) if one.row in tokens else 0,
            )
            for one, first, last in found
        ]

    def _article(self, row: int, span: Span, *, whole: bool) -> Row:
        article = self._folder.article(row)
        told = {"article_id": article.id, "translation_of": article.translation_of or "", "lang": article.lang}
        return {"id": row, **told, "first": span.first, **span.both, "whole": whole, "none": [0.0, 0.0]}

    def _passage(self, packed: Packed, span: Span) -> Row:
        words = passage_vector(counted(packed.plain), packed.terms, self._average)
        return {"id": packed.stored.row, "article": packed.stored.article_row, **span.both, "words": words}


def _units(packed: Packed, span: Span) -> Iterator[Row]:
    for n, vector in enumerate(packed.vectors):
        of = {"passage": packed.stored.row, "article": packed.stored.article_row}
        yield {"id": packed.stored.row * UNITS + n, **of, **span.both, "vector": vector}


def _by_size(rows: Iterable[Row]) -> Iterator[list[Row]]:
    some: list[Row] = []
    size = 0
    for row in rows:
        size += sum(_bytes(value) for value in row.values())
        some.append(row)
        if size >= BYTES_AT_ONCE:
            yield some
            some, size = [], 0
    if some:
        yield some


def _bytes(value: Any) -> int:
    """About what a value takes: a number of a vector four bytes, of a sparse one with its dimension eight."""
    if isinstance(value, str):
        return len(value.encode())
    if isinstance(value, np.ndarray):
        return value.nbytes
    return 8 * len(value) if isinstance(value, dict | list) else 8
