"""One generation of an index on Milvus, read: rows by their numbers, what counts at a version, what is nearest.

It knows nothing of which version is current.
"""

import time
from collections.abc import Iterable, Iterator, Mapping, Sequence

from index.article import Article
from index.errors import IndexStoreError
from index.milvus.kept import Kept
from index.milvus.layout import at, collection, count_at
from index.milvus.packing import Packed, unpack_article, unpack_passage
from index.milvus.parts import Row, joined, missing, part_key, part_keys
from index.milvus.sparse import question_vector, term_key
from index.milvus.wire import Wire
from index.records import Vector

PASSAGES, TOKENS, ARTICLES = 4096, 512, 4096
"""Kept in memory: passages at about 10 kB, token states of passages at 45 kB or a seventh of it, articles."""
SETTLED_S = 6.0
"""Seconds after which every replica has what was written before a version was named: Milvus's bounded staleness is 5.
Until then it is waited for, up to a fifth of a second a call."""
SLACK = 2
"""So many times as many are asked for, because some that are found may not count at the version."""


class Generation:
    """Safe to share between threads."""

    def __init__(self, wire: Wire, name: str, generation: str, dimension: int) -> None:
        self.generation = generation
        self._wire, self._name, self._dimension = wire, name, dimension
        self._seen = time.monotonic()
        self._passages = Kept(PASSAGES, self._read_passages)
        self._tokens = Kept(TOKENS, self._read_tokens)
        self._articles = Kept(ARTICLES, self._read_articles)

    def changed(self) -> None:
        """A new version of it was named just now."""
        self._seen = time.monotonic()

    def passages(self, rows: Sequence[int]) -> dict[int, Packed]:
        return self._passages.get(rows)

    def tokens(self, rows: Sequence[int]) -> dict[int, bytes]:
        """Packed token states of those passages that have some."""
        return self._tokens.get(rows)

    def articles(self, rows: Sequence[int]) -> dict[int, tuple[Article, list[int]]]:
        """Article versions with the rows of their passages. Raises IndexStoreError where one is not there."""
        found = self._articles.get(rows)
        if lost := [row for row in rows if row not in found]:
            raise IndexStoreError(f"the store {self._wire.address} lacks an article (row {lost[0]}); publish it again")
        return found

    def bytes_of(self, key: str) -> bytes:
        """What stands under this key. Raises ValueError where it is damaged or not there."""
        found = self._bytes([key])
        if key not in found:
            raise ValueError(f"it lacks {key}")
        return found[key]

    def nearest(self, vector: Vector, k: int, version: int) -> list[int]:
        """Passages that the k nearest vectors at this version belong to, best first."""
        found = self._visible("units", "vector", vector, k, version, ("passage",))
        return list(dict.fromkeys(row["passage"] for _, row in found))

    def matching(self, terms: Mapping[str, int], passages: int, k: int, version: int) -> list[int]:
        """The k passages that hold any of these terms, best BM25 first; among so many of them all."""
        if not terms:
            return []
        asked = question_vector(terms, passages)
        found = self._visible("passages", "words", asked, k, version, ("id",))
        return [row["id"] for _, row in sorted(found, key=lambda one: (-one[0], one[1]["id"]))]

    def frequencies(self, terms: Iterable[str], version: int) -> dict[str, int]:
        keys = {term: term_key(term) for term in terms}
        rows = self._of("terms", list(dict.fromkeys(keys.values())), ("term", "since", "count", "before"))
        counts = {row["term"]: count_at(row, version) for row in rows}
        return {term: counts.get(key, 0) for term, key in keys.items()}

    def latin_terms(self, version: int) -> Iterator[str]:
        for row in self.where("terms", 'term >= "a" and term < "{"', ("term", "since", "count", "before")):
            if count_at(row, version):
                yield row["term"]

    def where(self, kind: str, where: str, columns: Sequence[str]) -> Iterator[Row]:
        """The rows for which this holds, by their keys."""
        return self._wire.where(collection(self._name, self.generation, kind), where, columns, self._level)

    def _visible(
        self, kind: str, column: str, vector: Vector | Mapping[int, float], k: int, version: int, columns: Sequence[str]
    ) -> list[tuple[float, Row]]:
        """The k nearest that count at this version. Milvus is asked to sort them out only where too many do not:
        that has it look at every row."""
        name = collection(self._name, self.generation, kind)
        wanted = (*columns, "since", "until")
        found = self._wire.nearest(name, column, vector, SLACK * k, wanted, self._level)
        counting = [one for one in found if one[1]["since"] <= version < one[1]["until"]]
        if len(counting) < k and len(found) == SLACK * k:
            return self._wire.nearest(name, column, vector, k, wanted, self._level, at(version))
        return counting[:k]

    def _read_passages(self, rows: Sequence[int]) -> dict[int, Packed]:
        found = self._bytes([f"p{row}" for row in rows])
        return {row: unpack_passage(row, found[f"p{row}"], self._dimension) for row in rows if f"p{row}" in found}

    def _read_tokens(self, rows: Sequence[int]) -> dict[int, bytes]:
        counts = {row: packed.token_parts for row, packed in self.passages(rows).items()}
        keys = [key for row, count in counts.items() for key in part_keys(f"t{row}", count)]
        found = joined(self._parts(keys))
        return {row: found[f"t{row}"] for row in rows if f"t{row}" in found}

    def _read_articles(self, rows: Sequence[int]) -> dict[int, tuple[Article, list[int]]]:
        found = self._bytes([f"a{row}" for row in rows])
        return {row: unpack_article(found[f"a{row}"]) for row in rows if f"a{row}" in found}

    def _bytes(self, keys: Sequence[str]) -> dict[str, bytes]:
        """The first parts of all, then those that follow them, which few have."""
        first = self._parts([part_key(key, 0) for key in keys])
        return joined([*first, *self._parts(missing(first))])

    def _parts(self, keys: Sequence[str]) -> list[Row]:
        return self._of("parts", keys, ("key", "parts", "data"))

    def _of(self, kind: str, keys: Sequence[str], columns: Sequence[str]) -> list[Row]:
        return self._wire.of_keys(collection(self._name, self.generation, kind), keys, columns, self._level)

    @property
    def _level(self) -> str:
        return "Strong" if time.monotonic() - self._seen < SETTLED_S else "Bounded"
