"""Where words that were quoted from an article stand in it now that its text has changed.

First the paragraph as it was, then the words to the letter, then what stands between the unchanged words around
them. It knows nothing of links or pages.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import islice
from typing import Literal

from bot.answer import Span
from bot.web.articles.spans import touched
from index.article import Article
from index.words import UNSPACED

Fate = Literal["kept", "reworded", "removed"]

TELLING = 10
"""Characters from which words are so much their own that they are known by themselves wherever they stand."""
ALIKE = 0.5
"""Twice the words in common over the words of both: below it, what stands there is something else."""
PLACES = 100
"""Places with the very words that are compared; no quote stands in an article more often."""
LARGEST = 4_000_000
"""Words before × words after of the changed stretch that are compared: a second at the very most."""
_WORD = re.compile(rf"[{UNSPACED}]|[^\W{UNSPACED}]+|[^\w\s]")


@dataclass(frozen=True, slots=True)
class Followed:
    """What became of the words: `span` marks them or what replaced them; None where nothing did."""

    fate: Fate
    span: Span | None
    after: int
    """The block after which they stood last; -1: before the first."""


def follow(old: Article, span: Span, new: Article) -> Followed:
    """The words `span` of `old` in `new`, a later text of the same article."""
    words = old.text[span.start : span.end]
    here = _aligned(old, span, new)
    if here.span and new.text[here.span.start : here.span.end] == words:
        return here
    if len(words) >= TELLING and (places := list(islice(_places(words, new.text), PLACES))):
        start = max(places, key=lambda at: _context(old, span, new, at))
        moved = Span(start, start + len(words))
        return Followed("kept", moved, touched(new, moved)[0]) if touched(new, moved) else here
    return here


def _places(words: str, text: str) -> Iterator[int]:
    at = text.find(words)
    while at >= 0:
        yield at
        at = text.find(words, at + 1)


def _context(old: Article, span: Span, new: Article, at: int) -> int:
    """How many characters before and after the words are the same in both texts."""
    before = _common(old.text[: span.start][::-1], new.text[:at][::-1])
    return before + _common(old.text[span.end :], new.text[at + span.end - span.start :])


def _common(one: str, other: str) -> int:
    return next((n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))


def _aligned(old: Article, span: Span, new: Article) -> Followed:
    """By the unchanged words around: both texts word by word, unchanged paragraphs left out."""
    pairs = _pairs(old, span, new)
    inside = [(a, b) for a, b in pairs if span.start <= a.start and a.end <= span.end]
    before = max((b.end for a, b in pairs if a.end <= span.start), default=0)
    behind = min((b.start for a, b in pairs if a.start >= span.end), default=len(new.text))
    words = _words(old.text, span.start, span.end)
    after = sum(block.start < before for block in new.blocks) - 1
    if not inside:
        return Followed("removed", None, after)
    start = inside[0][1].start if inside[0][0] == words[0] else before
    end = inside[-1][1].end if inside[-1][0] == words[-1] else behind
    found = _trimmed(new.text, start, end)
    if 2 * len(inside) < ALIKE * (len(words) + len(_words(new.text, found.start, found.end))):
        return Followed("removed", None, after)
    same = new.text[found.start : found.end] == old.text[span.start : span.end]
    return Followed("kept" if same else "reworded", found, after)


def _pairs(old: Article, span: Span, new: Article) -> list[tuple[Span, Span]]:
    """Words before and after that are the same words, in order."""
    was, now = ([article.block_text(block) for block in article.blocks] for article in (old, new))
    quoted = touched(old, span)
    pairs: list[tuple[Span, Span]] = []
    for kind, a, b, c, d in SequenceMatcher(None, was, now, autojunk=False).get_opcodes():
        if kind == "equal":
            for one, other in zip(old.blocks[a:b], new.blocks[c:d], strict=True):
                shift = other.start - one.start
                words = _words(old.text, one.start, one.end)
                pairs += [(word, Span(word.start + shift, word.end + shift)) for word in words]
        elif kind == "replace" and a < quoted.stop and quoted.start < b:
            before = _words(old.text, old.blocks[a].start, old.blocks[b - 1].end)
            pairs += _same_words(old, before, new, _words(new.text, new.blocks[c].start, new.blocks[d - 1].end))
    return pairs


def _same_words(old: Article, before: list[Span], new: Article, after: list[Span]) -> list[tuple[Span, Span]]:
    if len(before) * len(after) > LARGEST:
        return []
    was, now = [old.text[w.start : w.end] for w in before], [new.text[w.start : w.end] for w in after]
    runs = SequenceMatcher(None, was, now, autojunk=False).get_matching_blocks()
    return [(before[run.a + n], after[run.b + n]) for run in runs for n in range(run.size)]


def _words(text: str, start: int, end: int) -> list[Span]:
    """Words, single characters of scripts without spaces, and marks."""
    return [Span(*match.span()) for match in _WORD.finditer(text, start, end)]


def _trimmed(text: str, start: int, end: int) -> Span:
    """Without the white space at either end."""
    words = text[start:end]
    return Span(start + len(words) - len(words.lstrip()), end - len(words) + len(words.rstrip()))
