"""The addresses of articles and of words in them; it knows nothing of who serves them."""

from urllib.parse import quote

from bot.answer import Quote, Span
from index.article import Article


def article_path(article: Article) -> str:
    """The address of the article as it is now."""
    return f"/articles/{quote(article.id, safe='')}"


def reference_path(article: Article, query: str) -> str:
    """Where the article's reference is had as a file; `&format=` follows."""
    return f"/api/references/{quote(article.id, safe='')}{query}"


def query_of(article: Article, span: Span | None = None, original: Quote | None = None) -> str:
    """The version of the article's text (`v`) and the words it marks (`s`).

    `original` are the words of the translated article's original (`o`) in that one's version (`ov`).
    """
    words = f"&s={span.start}-{span.end}" if span else ""
    beside = f"&o={original.start}-{original.end}&ov={original.article.hash}" if original else ""
    return f"?v={article.hash}{words}{beside}"


def permanent_link(article: Article, span: Span | None = None, original: Quote | None = None) -> str:
    """Opens the article with these words marked, also after it has been corrected."""
    return article_path(article) + query_of(article, span, original) + ("#quote" if span else "")
