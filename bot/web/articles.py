"""The article pages: the list, and one article with the quoted words marked, without any script.

A permanent link names the text it was made from (`v`) and the words (`s`); when the text has changed
since, nothing is marked rather than the wrong words. It knows nothing of the chat.
"""

from dataclasses import dataclass
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from bot.answer import Span
from bot.web.editions import editions_together, other_editions
from bot.web.links import permanent_link
from bot.web.protocol import AnswerDesk
from bot.web.settings import WebSettings
from bot.web.spans import Piece, cut, read_span, touched
from bot.web.templates import page
from index.article import Article, BlockKind


@dataclass(frozen=True, slots=True)
class ShownBlock:
    """One block as the page shows it."""

    number: int
    kind: BlockKind
    level: int
    pieces: tuple[Piece, ...]
    has_quote: bool
    """True for the block in which the marked words begin: its first mark carries the id `quote`."""
    original: tuple[Piece, ...] = ()
    """The same block of the original, under a marked block of a translation."""


def article_routes(desk: AnswerDesk, settings: WebSettings) -> list[BaseRoute]:
    def every(request: Request) -> Response:
        return page(request, "articles.html", groups=editions_together(desk.articles()))

    def one(request: Request) -> Response:
        article = desk.article(request.path_params["article_id"])
        if article is None:
            raise HTTPException(404)
        view = _view(desk, article, request)
        return page(request, "article.html", public_origin=settings.public_origin, **view)

    def to_list(request: Request) -> Response:
        return RedirectResponse("/articles/", 308)

    return [
        Route("/articles", to_list),
        Route("/articles/", every),
        Route("/articles/{article_id}", one),
    ]


def _view(desk: AnswerDesk, article: Article, request: Request) -> dict[str, Any]:
    query = request.query_params
    changed = "v" in query and query["v"] != article.hash
    span = None if changed else read_span(query.get("s"), article)
    marked = touched(article, span) if span else range(0)
    original = desk.article(article.translation_of) if article.translation_of else None
    other = read_span(query.get("o"), original) if original else None
    return {
        "article": article,
        "blocks": _blocks(article, span, marked, original, other),
        "changed": changed,
        "lost": "s" in query and not changed and not marked,
        "marked": bool(marked),
        "original": original,
        "editions": other_editions(article, desk.articles()),
        "place": f"#b{marked[0]}" if marked else "",
        "permanent": permanent_link(article, span if marked else None, other),
        "web_url": article.url if (article.url or "").startswith(("https://", "http://")) else None,
    }


def _blocks(
    article: Article, span: Span | None, marked: range, original: Article | None, other: Span | None
) -> list[ShownBlock]:
    aligned = original is not None and len(original.blocks) == len(article.blocks)
    return [
        ShownBlock(
            number=number,
            kind=block.kind,
            level=block.level,
            pieces=cut(article, block, span),
            has_quote=bool(marked) and number == marked[0],
            original=cut(original, original.blocks[number], other)
            if original is not None and aligned and number in marked
            else (),
        )
        for number, block in enumerate(article.blocks)
    ]
