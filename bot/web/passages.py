"""`/api/passages/<article>?v=…&s=…&o=…`: what the panel beside the chat shows of one citation, as JSON.

The text comes in pieces, so that the page makes text nodes of them and no offset is counted twice (a
character of Python is not one of JavaScript). It knows nothing of the page.
"""

from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from bot.answer import Span
from bot.web.links import permanent_link
from bot.web.protocol import AnswerDesk
from bot.web.spans import Piece, cut, read_span, touched
from index.article import Article


def passage_routes(desk: AnswerDesk) -> list[BaseRoute]:
    def passage(request: Request) -> Response:
        article = desk.article(request.path_params["article_id"])
        if article is None:
            raise HTTPException(404, "There is no such article.")
        changed = request.query_params.get("v", article.hash) != article.hash
        span = None if changed else read_span(request.query_params.get("s"), article)
        if not changed and (span is None or not touched(article, span)):
            raise HTTPException(404, "The article has no such place.")
        original = desk.article(article.translation_of) if article.translation_of else None
        other = read_span(request.query_params.get("o"), original) if original else None
        return JSONResponse(
            {
                "article": _about(article),
                "changed": changed,
                "translation": article.translation_of is not None,
                "paragraphs": _paragraphs(article, span) if span else [],
                "quote": article.text[span.start : span.end] if span else "",
                "original": _original(original, other) if original and other else None,
            }
        )

    return [Route("/api/passages/{article_id}", passage)]


def _about(article: Article) -> dict[str, Any]:
    names = ("id", "title", "subtitle", "section", "source", "date", "lang", "page")
    about: dict[str, Any] = {name: getattr(article, name) for name in names}
    return about | {"inferred": list(article.inferred)}


def _original(article: Article, span: Span) -> dict[str, Any]:
    return {
        "article": _about(article),
        "paragraphs": _paragraphs(article, span, neighbours=False),
        "quote": article.text[span.start : span.end],
        "link": permanent_link(article, span),
    }


def _paragraphs(article: Article, span: Span, neighbours: bool = True) -> list[dict[str, Any]]:
    """The blocks that hold the quote and, for context, the one before and the one after."""
    around = 1 if neighbours else 0
    marked = touched(article, span)
    first, last = max(marked.start - around, 0), min(marked.stop + around, len(article.blocks))
    return [
        {
            "kind": article.blocks[number].kind,
            "neighbour": number not in marked,
            "pieces": [_piece(piece) for piece in cut(article, article.blocks[number], span)],
        }
        for number in range(first, last)
    ]


def _piece(piece: Piece) -> dict[str, Any]:
    return {"text": piece.text, "marked": piece.marked}
