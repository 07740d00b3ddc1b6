"""The values that travel: articles, passages, sentences and hits, each with exact character offsets.

They know nothing of files, models or the index. All offsets count characters (code points) of
`Article.text`, half open: `text[start:end]`.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal

BlockKind = Literal["heading", "paragraph", "item", "caption"]

BLOCK_BREAK = "\n\n"
"""Stands between two blocks of an article's text; no block contains it."""


@dataclass(frozen=True, slots=True)
class Block:
    """One heading, paragraph, list item or picture caption: `article.text[start:end]`."""

    kind: BlockKind
    start: int
    end: int
    level: int = 0
    """Depth of a heading (2 = a section of the article); 0 for every other kind."""


@dataclass(frozen=True, slots=True)
class Correction:
    """A character of the print that was plainly wrong: what stood there, what stands now, why."""

    printed: str
    corrected: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Article:
    """One article as stored: plain text without markup, its blocks in order, and what is known of it.

    What the source does not say is empty or None; what was concluded rather than read is named in
    `inferred`. An edition names its original in `translation_of` and has the same blocks in the same
    order.
    """

    id: str
    title: str
    text: str
    blocks: tuple[Block, ...]
    lang: str
    """BCP 47 tag: "zh", "en", "zh-Hant" …"""
    source: str = ""
    date: str = ""
    """"2023", "2023-08" or "2023-08-16"; empty when unknown."""
    url: str | None = None
    page: str | None = None
    authors: tuple[str, ...] = ()
    subtitle: str = ""
    section: str = ""
    """The column or page section that the print names above the title (新闻纵深)."""
    source_line: str = ""
    """The source line as printed (据重庆日报客户端)."""
    translation_of: str | None = None
    inferred: tuple[str, ...] = ()
    corrections: tuple[Correction, ...] = ()
    extra: Mapping[str, object] = field(default_factory=lambda: MappingProxyType({}))
    """Front matter keys that the format does not name, kept as they were."""

    @property
    def draft(self) -> bool:
        """Whether nobody has approved it yet; then it is read, but neither indexed nor quoted."""
        return bool(self.extra.get("draft"))

    @property
    def hash(self) -> str:
        """16 hexadecimal digits that name this text; a permanent link carries them."""
        return hashlib.sha256(self.text.encode()).hexdigest()[:16]

    def block_text(self, block: Block) -> str:
        return self.text[block.start : block.end]


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence: `article.text[start:end]`, without the white space around it."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Passage:
    """What is searched and cited: a paragraph, or a piece of a long one; never across paragraphs."""

    article_id: str
    number: int
    """Position among the article's passages, from 0."""
    block: int
    """Index of the block it lies in: the same in an edition, by which the two are aligned."""
    start: int
    end: int
    sentences: tuple[Sentence, ...]
    heading: str = ""
    """The section heading above it, for context; not part of its text."""

    @property
    def id(self) -> str:
        return f"{self.article_id}:{self.number}"
