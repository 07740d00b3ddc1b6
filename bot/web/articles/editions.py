"""Which articles are the same article in another language; it knows nothing of how they are shown."""

from collections.abc import Sequence

from index.article import Article


def originals(articles: Sequence[Article]) -> list[Article]:
    """The articles without their editions; an edition whose original is not there counts as one."""
    known = {article.id for article in articles}
    return [article for article in articles if article.translation_of not in known]


def editions_together(articles: Sequence[Article]) -> list[tuple[Article, list[Article]]]:
    """Each original, the newest first, with its translated editions."""
    newest_first = sorted(originals(articles), key=lambda article: (article.date, article.id), reverse=True)
    return [
        (original, [article for article in articles if article.translation_of == original.id])
        for original in newest_first
    ]


def other_editions(article: Article, articles: Sequence[Article]) -> list[Article]:
    """The other languages of this article, the original first."""
    family = article.translation_of or article.id
    others = [other for other in articles if family in {other.id, other.translation_of} and other.id != article.id]
    return sorted(others, key=lambda other: other.id != family)
