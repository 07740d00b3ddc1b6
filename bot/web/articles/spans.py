"""From `s=43-106` to the pieces of an article's blocks that it marks.

It knows nothing of HTTP or HTML. A span out of a link is a visitor's input: whatever does not lie inside
the article is None, never an error.
"""

import re
from dataclasses import dataclass

from bot.answer import Span
from index.article import Article, Block

_SPAN = re.compile(r"([0-9]{1,9})-([0-9]{1,9})")


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of one block, wholly inside or wholly outside the span."""

    text: str
    marked: bool


def read_span(value: str | None, article: Article) -> Span | None:
    """The span that a link names, or None when it names no characters of this article."""
    match = _SPAN.fullmatch(value or "")
    if not match:
        return None
    start, end = int(match[1]), int(match[2])
    return Span(start, end) if start < end <= len(article.text) else None


def cut(article: Article, block: Block, span: Span | None) -> tuple[Piece, ...]:
    """The block's text in one to three pieces; joined they are the block's text."""
    text = article.block_text(block)
    if span is None:
        return (Piece(text, False),)
    start = min(max(span.start, block.start), block.end) - block.start
    end = max(min(span.end, block.end), block.start) - block.start
    if start >= end:
        return (Piece(text, False),)
    pieces = (Piece(text[:start], False), Piece(text[start:end], True), Piece(text[end:], False))
    return tuple(piece for piece in pieces if piece.text)


def touched(article: Article, span: Span) -> range:
    """Indices of the blocks that the span reaches into; empty when it lies between blocks."""
    inside = [n for n, block in enumerate(article.blocks) if block.start < span.end and span.start < block.end]
    return range(inside[0], inside[-1] + 1) if inside else range(0)
