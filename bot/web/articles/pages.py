"""The article pages: the list, its search, and one article with the quoted words marked, without any script.

A permanent link names the text it was made from (`v`) and the words (`s`); after a correction they are followed to
where they stand now (`bot.web.articles.cited`). It knows nothing of the chat.
"""

from dataclasses import asdict, dataclass
from typing import Any
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from bot.web.articles.cited import NOTICES, Cited, cited, cited_original
from bot.web.articles.editions import editions_together, other_editions
from bot.web.articles.links import article_path, permanent_link, query_of, reference_path
from bot.web.articles.looking import look_up
from bot.web.articles.present import present
from bot.web.articles.spans import Piece, cut
from bot.web.articles.structured import described, news_article
from bot.web.citing.formats import FORMATS
from bot.web.citing.reference import reference_of
from bot.web.citing.words import citing
from bot.web.languages import interface
from bot.web.origin import origin_of
from bot.web.protocol import AnswerDesk
from bot.web.settings import WebSettings
from bot.web.templates import language_of, page
from index.article import Article, BlockKind

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'self'"
)


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
    history: bool = False
    """The words as they were quoted are shown after it."""


def article_routes(desk: AnswerDesk, settings: WebSettings) -> list[BaseRoute]:
    def every(request: Request) -> Response:
        words = request.query_params.get("q", "").strip()[: settings.max_question]
        found = look_up(desk, words) if words else []
        groups = [] if words else editions_together(desk.articles())
        return _page(request, "articles.html", words=words, found=found, groups=groups, longest=settings.max_question)

    def one(request: Request) -> Response:
        article_id = request.path_params["article_id"]
        if moved := _moved(desk, article_id, request):
            return moved
        article = present(desk, article_id)
        return _page(request, "article.html", **_view(desk, article, request, origin_of(request, settings)))

    def to_list(request: Request) -> Response:
        return RedirectResponse("/articles/", 308)

    return [
        Route("/articles", to_list),
        Route("/articles/", every),
        Route("/articles/{article_id}", one),
    ]


def _page(request: Request, name: str, status: int = 200, **values: Any) -> Response:
    response = page(request, name, status, **values)
    response.headers["Content-Security-Policy"] = POLICY
    return response


def _moved(desk: AnswerDesk, article_id: str, request: Request) -> Response | None:
    """To where the very text of the link stands now, when no article has its name any more."""
    version = request.query_params.get("v")
    if version is None or desk.article(article_id):
        return None
    same = next((article for article in desk.articles() if article.hash == version), None)
    if same is None:
        return None
    return RedirectResponse(f"{article_path(same)}?{urlencode(request.query_params.multi_items())}", 307)


def _view(desk: AnswerDesk, article: Article, request: Request, origin: str) -> dict[str, Any]:
    strings = interface()[language_of(request)]
    here, there = cited(desk, article, request.query_params), cited_original(desk, article, request.query_params)
    original = there.article if there else None
    beside = there.quote if there else None
    reference = reference_of(here, there, origin)
    query = query_of(article, here.span, beside)
    editions = other_editions(article, desk.articles())
    return {
        "article": article,
        "origin": origin,
        "blocks": _blocks(here, there),
        "cited": here,
        "notice": strings[key] if (key := NOTICES.get(here.state, "changed_whole" if here.changed else "")) else "",
        "at_place": bool(here.span or here.quoted),
        "original": original,
        "original_changed": there is not None and there.state in ("reworded", "removed", "unknown"),
        "editions": editions,
        "place": f"#b{here.blocks[0]}" if here.blocks else "",
        "permanent": permanent_link(article, here.span, beside),
        "reference": reference,
        "citing": asdict(citing(reference, strings)),
        "references": [
            (form.name, f"{reference_path(article, query)}&format={name}") for name, form in FORMATS.items()
        ],
        "described": described(article),
        "structured": news_article(article, editions, origin),
        "web_url": article.url if (article.url or "").startswith(("https://", "http://")) else None,
    }


def _blocks(here: Cited, there: Cited | None) -> list[ShownBlock]:
    article, marked = here.article, here.blocks
    original = there.article if there and len(there.article.blocks) == len(article.blocks) else None
    last = marked[-1] if marked else here.after
    return [
        ShownBlock(
            number=number,
            kind=block.kind,
            level=block.level,
            pieces=cut(article, block, here.span),
            has_quote=bool(marked) and number == marked[0],
            original=cut(original, original.blocks[number], there.span if there else None)
            if original and number in marked
            else (),
            history=bool(here.quoted) and number == last,
        )
        for number, block in enumerate(article.blocks)
    ]
