"""The values that reading a printed page gives: its lines, the parts they make up, and what was decided on the way.

They know nothing of how any of it is found.
"""

from dataclasses import dataclass
from typing import Literal

from index.article import Article, Correction
from index.reading.joining import JoinKind

Role = Literal[
    "title",
    "kicker",
    "subtitle",
    "section",
    "heading",
    "paragraph",
    "caption",
    "byline",
    "source",
    "dateline",
    "folio",
]
"""A kicker stands above the title, a subtitle below; a folio is the page's own line (paper, date, page number)."""


@dataclass(frozen=True, slots=True)
class Line:
    """A printed line, or the part of one that stands by itself; `text` has no outer white space."""

    number: int
    """Counted from 1, as an editor shows it."""
    text: str
    indent: int = 0
    """Columns of white space before it; a full-width space has two."""
    width: int = 0
    """Columns of the text: a Chinese character has two."""


@dataclass(frozen=True, slots=True)
class Chunk:
    """Lines that the layout keeps together: a paragraph, a title, a caption, or a piece of one of them."""

    lines: tuple[Line, ...]
    full: float
    """Columns from which a line of the text around it counts as full."""
    indented: bool
    """Its first line is indented as a paragraph's."""
    scale: float = 0.0
    """The size of its print in sizes of the running text; 0 where sizes are not known."""
    row: bool = False
    """It is a row of a table."""


@dataclass(frozen=True, slots=True)
class Join:
    """Two lines that were made one: the ends that met, and what stands between them now."""

    line: int
    """Number of the second line."""
    left: str
    right: str
    joined: str
    """The two ends as they read now."""
    kind: JoinKind
    over_blank: bool
    """A blank line stood between: the sentence went on in the next column."""


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the page with the lines it was read from."""

    role: Role
    text: str
    lines: tuple[Line, ...]
    joins: tuple[Join, ...] = ()


@dataclass(frozen=True, slots=True)
class PrintedArticle:
    """The parts of one article in their order on the page."""

    parts: tuple[Part, ...]

    def texts(self, *roles: Role) -> list[str]:
        return [part.text for part in self.parts if part.role in roles]


@dataclass(frozen=True, slots=True)
class Page:
    """A printed page as read: its articles and everything that was decided, for the dry run to show."""

    articles: tuple[Article, ...]
    printed: tuple[PrintedArticle, ...]
    """The articles' parts, one for one with `articles`."""
    folio: tuple[Part, ...] = ()
    corrections: tuple[Correction, ...] = ()
    warnings: tuple[str, ...] = ()

    @property
    def joins(self) -> tuple[Join, ...]:
        return tuple(join for one in self.printed for part in one.parts for join in part.joins)
