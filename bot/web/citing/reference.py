"""What a newspaper may print of a citation: the original's words, the article, its permanent link.

A translation is never offered as a quote: where one was read, the original is cited and the translation named.
It knows nothing of the forms a reference is written in.
"""

import re
from dataclasses import dataclass

from bot.answer import Quote, Span
from bot.web.articles.cited import Cited
from bot.web.articles.links import permanent_link
from index.article import Article

_DATE = re.compile("([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")


@dataclass(frozen=True, slots=True)
class Reference:
    """An article with the words quoted from it, if any, and the address that opens both."""

    article: Article
    link: str
    quote: str = ""
    edition: Article | None = None
    """The translated edition that was read."""
    translated: str = ""
    """The edition's words for the quote: shown with it, never instead of it."""

    @property
    def date_parts(self) -> tuple[int, ...]:
        """Year, month and day, as far as they are known."""
        match = _DATE.fullmatch(self.article.date)
        return tuple(int(part) for part in match.groups() if part) if match else ()

    @property
    def web_url(self) -> str | None:
        """Where the paper itself published it."""
        url = self.article.url or ""
        return url if url.startswith(("https://", "http://")) else None


def reference_of(cited: Cited, original: Cited | None, origin: str) -> Reference:
    """What to cite for this place; `original` is the same place in the original of an edition.

    Words are offered only where they still stand as they were quoted.
    """
    article, quote = cited.article, cited.quote
    if original is None:
        words = None if article.translation_of else quote
        return Reference(article, origin + _link(article, quote), words.text if words else "", _edition(article))
    words = original.quote
    translated = quote.text if quote and words else ""
    link = origin + _link(original.article, words)
    return Reference(original.article, link, words.text if words else "", article, translated)


def _edition(article: Article) -> Article | None:
    """A translation whose original is not there stands for itself, and says what it is."""
    return article if article.translation_of else None


def _link(article: Article, quote: Quote | None) -> str:
    return permanent_link(article, Span(quote.start, quote.end) if quote else None)
