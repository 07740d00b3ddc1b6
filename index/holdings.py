"""What an index holds, as whoever searches it reads it: of a folder (`index.folder`) or of a Milvus (`index.milvus`).

It knows nothing of where that is.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any, Protocol

from numpy.typing import NDArray

from index.article import Article, Passage
from index.records import Background, Vector, embedding_key


@dataclass(frozen=True, slots=True)
class Version:
    """One numbered state of the index."""

    number: int
    created: str
    change: str


@dataclass(frozen=True, slots=True)
class Sizes:
    """How much the current version holds."""

    articles: int
    passages: int
    sentences: int
    terms: int


@dataclass(frozen=True, slots=True)
class StoredPassage:
    """A passage with its rows: its own and its article's."""

    row: int
    article_row: int
    passage: Passage
    first_sentence: int
    """How many sentences of the same block stand before this passage."""
    keys: tuple[bytes, ...]
    """Names of the texts that were embedded: the passage's, then its sentences'."""

    def check(self, text: str) -> None:
        """Raises ValueError where the article's text does not hold at these offsets what was embedded for them."""
        spans = [(self.passage.start, self.passage.end), *((one.start, one.end) for one in self.passage.sentences)]
        for (start, end), key in zip(spans, self.keys, strict=True):
            if embedding_key(text[start:end]) != key:
                raise ValueError(f"passage {self.passage.id} or a sentence of it is not the text that was embedded")


class Vectors(Protocol):
    """The vectors of one version; `vector` is (d,) of unit length."""

    @property
    def version(self) -> int: ...

    def search(self, vector: Vector, k: int) -> list[int]:
        """Rows of the passages that the k nearest vectors belong to, best first."""
        ...

    def cosines(self, vector: Vector, passage_rows: Sequence[int]) -> list[NDArray[Any]]:
        """Cosines (m,) of each passage and, behind it, of its sentences; none of a passage that is not here."""
        ...

    def vectors(self, passage_rows: Sequence[int]) -> list[NDArray[Any]]:
        """The vectors (m, d) themselves."""
        ...


class Holdings(Protocol):
    """An index opened for reading; safe to share between threads.

    Rows name article versions and passages and are never used again for others. All that is read may raise
    IndexStoreError.
    """

    @property
    def place(self) -> str:
        """Where it is, as a person names it; no secret is in it."""
        ...

    @property
    def dimension(self) -> int:
        """Of its vectors."""
        ...

    def check_encoder(self, name: str, dimension: int) -> None:
        """Raises IndexStoreError where the vectors here are another encoder's."""
        ...

    def outage(self) -> str:
        """Why it cannot be read just now, said at once; empty where nothing is known against it."""
        ...

    def facts(self) -> dict[str, Any]:
        """What `info` tells beside what it holds: `encoder`, `dimension`, `bytes`, `compared`, `recall`, `warnings`.

        None where it is not known.
        """
        ...

    def faults(self) -> list[str]:
        """What is wrong with it, one line each; all of it is read for that."""
        ...

    def close(self) -> None: ...

    def moment(self) -> AbstractContextManager[Any]:
        """Several reads, by one thread, of one consistent state."""
        ...

    def sealed(self) -> AbstractContextManager[None]:
        """Within it, what turns out not to be as it was stored shows as an IndexStoreError."""
        ...

    # versions
    def version(self) -> int:
        """The current version's number, 0 before the first build."""
        ...

    def versions(self) -> list[Version]: ...

    def newest(self) -> Version | None:
        """The current version; None before the first build."""
        ...

    def sizes(self) -> Sizes: ...

    def count(self) -> int:
        """How many articles are current, editions too."""
        ...

    def originals(self) -> tuple[int, str]:
        """How many current articles are no editions, and the latest date among them, empty where none has one."""
        ...

    def names(self) -> str:
        """The names file that the index was built with, as JSON."""
        ...

    def background(self) -> Background:
        """What this index's encoder makes of texts that no corpus shares."""
        ...

    def verdicts(self, version: int) -> dict[str, str]:
        """What was found out about questions drawn from the articles, at this version; empty where nothing was kept."""
        ...

    def keep_verdicts(self, version: int, verdicts: dict[str, str]) -> None:
        """Keeps them for the next start where that can be; else they are found out anew."""
        ...

    # articles
    def article(self, row: int) -> Article: ...

    def articles(self) -> list[Article]:
        """All current articles, by id."""
        ...

    def current(self, article_id: str) -> Article | None:
        """A current article; None where there is none of this id."""
        ...

    def member(self, article_id: str) -> int | None:
        """The row of a current article."""
        ...

    def article_versions(self, article_id: str) -> list[Article]:
        """All that was ever a member under this id, the newest first, a withdrawn article's versions too."""
        ...

    def editions(self, original: str) -> dict[str, str]:
        """Language → article id of a current article and its translated editions, the first by id of each."""
        ...

    # passages
    def passage_rows(self, article_row: int) -> list[int]:
        """The rows of an article's passages, in reading order."""
        ...

    def passages(self, rows: Sequence[int]) -> list[StoredPassage]:
        """The passages of these rows, in this order."""
        ...

    def plain(self, rows: Sequence[int]) -> dict[int, tuple[str, int]]:
        """Passage row → its text as it is compared, and how many terms that has."""
        ...

    def tokens(self, rows: Sequence[int]) -> dict[int, bytes]:
        """Packed token states of these passages, where they were kept."""
        ...

    # what they are found by
    def vectors(self, before: Vectors | None) -> Vectors:
        """Those of the current version; those of an earlier one spare reading them again."""
        ...

    def frequencies(self, terms: Iterable[str]) -> dict[str, int]:
        """In how many current passages each term (`index.words`) occurs; a lone character as a term's beginning."""
        ...

    def matching(self, terms: Mapping[str, int], k: int) -> list[int]:
        """Rows of the k current passages that hold any of these terms, best BM25 first; with each term's frequency."""
        ...

    def latin_terms(self, most: int) -> Iterator[str]:
        """The terms that begin with a letter from a to z, in order, so many at most."""
        ...
