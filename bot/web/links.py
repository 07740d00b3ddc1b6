"""The addresses of articles and of words in them; it knows nothing of who serves them."""

from urllib.parse import quote

from bot.answer import Span
from index.article import Article


def permanent_link(article: Article, span: Span | None = None, original: Span | None = None) -> str:
    """The article's address in this version of its text (`v`), with the words it marks (`s`).

    `original` are the words of the translated article's original (`o`), shown beside the marked ones.
    """
    words = f"&s={span.start}-{span.end}" if span else ""
    beside = f"&o={original.start}-{original.end}" if original else ""
    return f"/articles/{quote(article.id, safe='')}?v={article.hash}{words}{beside}" + ("#quote" if span else "")
