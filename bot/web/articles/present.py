"""The article that an address names, or why there is none: it never was here, or it was withdrawn."""

from starlette.exceptions import HTTPException

from bot.web.protocol import AnswerDesk
from index.article import Article


def present(desk: AnswerDesk, article_id: str) -> Article:
    """Raises HTTPException: 410 for an article that was withdrawn, 404 for one that never was here."""
    article = desk.article(article_id)
    if article is None and desk.article_versions(article_id):
        raise HTTPException(410, "The article was withdrawn.")
    if article is None:
        raise HTTPException(404, "There is no such article.")
    return article
