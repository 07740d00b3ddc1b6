"""An index on Milvus as it is searched: the `Holdings` of whoever was given its address.

What is read within a moment is of one version, whatever is published meanwhile. It knows nothing of publishing.
"""

import json
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.article import Article
from index.errors import ArticleError, IndexStoreError
from index.holdings import Sizes, StoredPassage, Vectors, Version
from index.milvus.address import MilvusAddress
from index.milvus.following import Following
from index.milvus.generation import Generation
from index.milvus.layout import Head, at
from index.milvus.packing import unpack_background
from index.milvus.parts import Row, joined
from index.milvus.verifying import faults_of
from index.milvus.wire import Wire
from index.reading.checks import check_id
from index.records import Background, Vector


@dataclass(frozen=True, slots=True)
class State:
    """What is read at a time: a version of a generation, with the names and verdicts that go with it."""

    head: Head
    generation: Generation
    names: str
    verdicts: dict[str, str]


@dataclass(frozen=True, slots=True)
class MilvusVectors:
    """The vectors of a version on Milvus."""

    version: int
    generation: Generation

    def search(self, vector: Vector, k: int) -> list[int]:
        return self.generation.nearest(vector, k, self.version)

    def cosines(self, vector: Vector, passage_rows: Sequence[int]) -> list[NDArray[Any]]:
        found = self.vectors(passage_rows)
        if not found:
            return []
        return np.split(np.concatenate(found) @ vector, np.cumsum([len(one) for one in found])[:-1])

    def vectors(self, passage_rows: Sequence[int]) -> list[NDArray[Any]]:
        found = self.generation.passages(passage_rows)
        none = np.zeros((0, 0), np.float32)
        return [found[row].vectors if row in found else none for row in passage_rows]


class MilvusStore:
    """An index on Milvus, opened; nothing is locked, because nothing that is read is ever altered."""

    def __init__(self, address: MilvusAddress) -> None:
        """Raises IndexStoreError where it cannot be reached, or holds no index that this program reads."""
        self._address, self._wire = address, Wire(address)
        self._pinned = threading.local()
        self._listed: tuple[State | None, list[int]] = None, []
        try:
            self._following = Following(self._wire, self._turn)
        except BaseException:
            self._wire.close()
            raise

    @property
    def place(self) -> str:
        return str(self._address)

    @property
    def dimension(self) -> int:
        return self._state.head.dimension

    def check_encoder(self, name: str, dimension: int) -> None:
        head = self._state.head
        if (head.encoder, head.dimension) != (name, dimension):
            raise IndexStoreError(
                f"the index at {self.place} was made with the model {head.encoder} ({head.dimension} dimensions), "
                f"not {name} ({dimension}); choose that model with --model, or publish under another name"
            )

    def outage(self) -> str:
        return self._following.fault

    def facts(self) -> dict[str, Any]:
        """Warnings are told where the index is built; how well a Milvus compares is not known here."""
        head = self._now.head
        compared = {"compared": "exact", "recall": 1.0} if head.exact else {"compared": "AUTOINDEX", "recall": None}
        return {"encoder": head.encoder, "dimension": head.dimension, **compared, "bytes": None, "warnings": []}

    def faults(self) -> list[str]:
        with self.moment() as now:
            return faults_of(now.generation, now.head)

    def close(self) -> None:
        self._following.close()
        self._wire.close()

    @contextmanager
    def moment(self) -> Iterator[State]:
        """One version for this thread. Raises IndexStoreError at once where Milvus did not answer a moment ago."""
        if nested := getattr(self._pinned, "state", None):
            yield nested
            return
        if self._following.fault:
            raise IndexStoreError(self._following.fault)
        self._pinned.state = self._state
        try:
            yield self._pinned.state
        finally:
            self._pinned.state = None

    @contextmanager
    def sealed(self) -> Iterator[None]:
        try:
            yield
        except (ValueError, KeyError, TypeError) as error:
            raise self._damaged(str(error)) from error

    def version(self) -> int:
        return self._now.head.version

    def newest(self) -> Version | None:
        head = self._now.head
        return Version(head.version, head.created, head.change)

    def versions(self) -> list[Version]:
        with self.moment() as now, self.sealed():
            rows = list(now.generation.where("parts", 'key like "v%"', ("key", "parts", "data")))
            found = [Version(**json.loads(told)) for told in joined(rows).values()]
        return sorted((one for one in found if one.number <= now.head.version), key=lambda one: one.number)

    def sizes(self) -> Sizes:
        head = self._now.head
        return Sizes(head.articles, head.passages, head.sentences, head.terms)

    def count(self) -> int:
        return self._now.head.articles

    def originals(self) -> tuple[int, str]:
        return self._now.head.originals, self._now.head.latest

    def names(self) -> str:
        return self._now.names

    def background(self) -> Background:
        with self.moment() as now, self.sealed():
            return unpack_background(now.generation.bytes_of(now.head.background), now.head.dimension)

    def verdicts(self, version: int) -> dict[str, str]:
        now = self._now
        return dict(now.verdicts) if now.head.version == version else {}

    def keep_verdicts(self, version: int, verdicts: dict[str, str]) -> None:
        """Nothing is kept: a server only reads."""

    def article(self, row: int) -> Article:
        with self.moment() as now, self.sealed():
            return now.generation.articles([row])[row][0]

    def articles(self) -> list[Article]:
        with self.moment() as now, self.sealed():
            found = now.generation.articles(self._members(now))
        return sorted((article for article, _ in found.values()), key=lambda article: article.id)

    def current(self, article_id: str) -> Article | None:
        row = self.member(article_id)
        return None if row is None else self.article(row)

    def member(self, article_id: str) -> int | None:
        with self.moment() as now:
            rows = self._named("article_id", article_id, at(now.head.version))
        return int(rows[0]["id"]) if rows else None

    def article_versions(self, article_id: str) -> list[Article]:
        with self.moment() as now, self.sealed():
            rows = self._named("article_id", article_id, f"first <= {now.head.version}")
            found = now.generation.articles(sorted((row["id"] for row in rows), reverse=True))
        return [article for article, _ in found.values()]

    def editions(self, original: str) -> dict[str, str]:
        with self.moment() as now:
            counting = at(now.head.version)
            rows = self._named("article_id", original, counting) + self._named("translation_of", original, counting)
        return {row["lang"]: row["article_id"] for row in sorted(rows, key=lambda row: row["article_id"], reverse=True)}

    def passage_rows(self, article_row: int) -> list[int]:
        with self.moment() as now, self.sealed():
            return now.generation.articles([article_row])[article_row][1]

    def passages(self, rows: Sequence[int]) -> list[StoredPassage]:
        with self.moment() as now, self.sealed():
            found = [packed.stored for packed in now.generation.passages(rows).values()]
            now.generation.articles(list(dict.fromkeys(one.article_row for one in found)))  # in one call, not in many
        return found

    def plain(self, rows: Sequence[int]) -> dict[int, tuple[str, int]]:
        with self.moment() as now, self.sealed():
            return {row: (packed.plain, packed.terms) for row, packed in now.generation.passages(rows).items()}

    def tokens(self, rows: Sequence[int]) -> dict[int, bytes]:
        with self.moment() as now, self.sealed():
            return now.generation.tokens(rows)

    def vectors(self, before: Vectors | None) -> MilvusVectors:
        now = self._now
        return MilvusVectors(now.head.version, now.generation)

    def frequencies(self, terms: Iterable[str]) -> dict[str, int]:
        with self.moment() as now:
            return now.generation.frequencies(terms, now.head.version)

    def matching(self, terms: Mapping[str, int], k: int) -> list[int]:
        with self.moment() as now:
            return now.generation.matching(terms, now.head.passages, k, now.head.version)

    def latin_terms(self, most: int) -> Iterator[str]:
        with self.moment() as now:
            return iter(list(islice(now.generation.latin_terms(now.head.version), most)))

    @property
    def _now(self) -> State:
        """What this thread's moment is of, else the newest; nothing is read for it."""
        return getattr(self._pinned, "state", None) or self._state

    def _turn(self, head: Head) -> None:
        """From the next moment on this head is read."""
        before: State | None = getattr(self, "_state", None)
        if before and before.generation.generation == head.generation:
            generation = before.generation
            generation.changed()
        else:
            generation = Generation(self._wire, self._address.name, head.generation, head.dimension)
        with self.sealed():
            names = generation.bytes_of(head.names).decode()
            verdicts = json.loads(generation.bytes_of(head.verdicts))
        self._state = State(head, generation, names, verdicts)

    def _members(self, now: State) -> list[int]:
        """Rows of the current articles; listed once for a version, because the page counts them at each question."""
        of, rows = self._listed
        if of is not now:
            rows = [row["id"] for row in now.generation.where("articles", at(now.head.version), ("id",))]
            self._listed = now, rows
        return rows

    def _named(self, column: str, article_id: str, where: str) -> list[Row]:
        """Rows of articles by an id; none of what cannot be an id, so that nothing else gets into a filter."""
        try:
            check_id(article_id)
        except ArticleError:
            return []
        with self.moment() as now:
            columns = ("id", "article_id", "lang")
            return list(now.generation.where("articles", f'{column} == "{article_id}" and {where}', columns))

    def _damaged(self, what: str) -> IndexStoreError:
        return IndexStoreError(f"the index at {self.place} is not as it was published ({what}); publish it again")
