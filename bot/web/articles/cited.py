"""What a permanent link names in the article of today: the words themselves, or what became of them.

A link is a visitor's input: whatever it says, the worst that comes of it is that nothing is marked. It knows
nothing of HTTP or HTML.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from bot.answer import Quote, Span
from bot.web.articles.following import follow
from bot.web.articles.spans import read_span, touched
from bot.web.protocol import AnswerDesk
from index.article import Article

State = Literal["whole", "same", "kept", "reworded", "removed", "unknown", "nowhere"]
"""whole: no words are named. same: the text is the link's own. kept, reworded, removed: see `following`.
unknown: the text the link was made from is not held. nowhere: that text has no such place."""

LONGEST = 2000
"""Characters of an earlier text that are shown again: a quote, not the whole of what was taken back."""
NOTICES: Mapping[State, str] = {
    "kept": "words_kept",
    "reworded": "words_reworded",
    "removed": "words_removed",
    "unknown": "changed_page",
    "nowhere": "no_span",
}
"""The string that tells a visitor so."""


@dataclass(frozen=True, slots=True)
class Cited:
    """An article as it is, with the words that a link names in it."""

    article: Article
    state: State
    span: Span | None = None
    quoted: str = ""
    """The words as they were quoted, where they no longer stand so."""
    after: int = -1
    """The block after which removed words stood; -1: before the first."""
    changed: bool = False
    """The article's text is not the one the link was made from."""

    @property
    def blocks(self) -> range:
        """The blocks that hold the marked words."""
        return touched(self.article, self.span) if self.span else range(0)

    @property
    def quote(self) -> Quote | None:
        """The words, where they are still the very words that were quoted."""
        quotable = self.span is not None and self.state in ("same", "kept")
        return Quote(self.article, self.span.start, self.span.end) if quotable and self.span else None


def cited(desk: AnswerDesk, article: Article, query: Mapping[str, str]) -> Cited:
    """What `v` and `s` of a link name in this article."""
    return _words(desk, article, query.get("v", article.hash), query.get("s"))


def cited_original(desk: AnswerDesk, article: Article, query: Mapping[str, str]) -> Cited | None:
    """What `ov` and `o` name in the original of a translated edition; None where there is no original.

    A link without `ov` was made from the only text there was, if there was only one.
    """
    original = desk.article(article.translation_of) if article.translation_of else None
    if original is None:
        return None
    texts = {version.hash for version in desk.article_versions(original.id)}
    only = original.hash if texts <= {original.hash} else ""
    return _words(desk, original, query.get("ov", only), query.get("o"))


def _words(desk: AnswerDesk, article: Article, version: str, named: str | None) -> Cited:
    changed = version != article.hash
    if named is None:
        return Cited(article, "whole", changed=changed)
    if not changed:
        span = read_span(named, article)
        return Cited(article, "same", span) if span and touched(article, span) else Cited(article, "nowhere")
    old = next((earlier for earlier in desk.article_versions(article.id) if earlier.hash == version), None)
    if old is None:
        return Cited(article, "unknown", changed=True)
    return _followed(old, read_span(named, old), article)


def _followed(old: Article, span: Span | None, article: Article) -> Cited:
    if span is None or not touched(old, span):
        return Cited(article, "nowhere", changed=True)
    found = follow(old, span, article)
    quoted = "" if found.fate == "kept" else old.text[span.start : span.end]
    if len(quoted) > LONGEST:
        return Cited(article, "unknown", changed=True)
    return Cited(article, found.fate, found.span, quoted, found.after, changed=True)
