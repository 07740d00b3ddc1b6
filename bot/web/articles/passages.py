"""`/api/passages/<article>?v=…&s=…&o=…`: what the panel beside the chat shows of one citation, as JSON.

The text comes in pieces, so that the page makes text nodes of them and no offset is counted twice (a
character of Python is not one of JavaScript). It knows nothing of the page.
"""

from dataclasses import asdict
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from bot.web.articles.cited import NOTICES, Cited, cited, cited_original
from bot.web.articles.links import permanent_link, query_of, reference_path
from bot.web.articles.present import present
from bot.web.articles.spans import cut
from bot.web.citing.formats import FORMATS
from bot.web.citing.reference import reference_of
from bot.web.citing.words import citing
from bot.web.languages import Strings, interface
from bot.web.origin import origin_of
from bot.web.protocol import AnswerDesk
from bot.web.settings import WebSettings
from bot.web.templates import language_of
from index.article import Article


def passage_routes(desk: AnswerDesk, settings: WebSettings) -> list[BaseRoute]:
    def passage(request: Request) -> Response:
        article, query = present(desk, request.path_params["article_id"]), request.query_params
        here, there = cited(desk, article, query), cited_original(desk, article, query)
        if here.state == "nowhere" or (here.state == "whole" and not here.changed):
            raise HTTPException(404, "The article has no such place.")
        strings = interface()[language_of(request)]
        headers = {"Cache-Control": "no-store", "Vary": "Accept-Language"}
        return JSONResponse(_shown(here, there, strings, origin_of(request, settings)), headers=headers)

    return [Route("/api/passages/{article_id}", passage)]


def _shown(here: Cited, there: Cited | None, strings: Strings, origin: str) -> dict[str, Any]:
    article, reference = here.article, reference_of(here, there, origin)
    query = query_of(article, here.span, there.quote if there else None)
    return {
        "article": _about(article),
        "changed": here.changed,
        "state": here.state,
        "notice": _notice(here, strings),
        "translation": article.translation_of is not None,
        "paragraphs": _paragraphs(here),
        "quote": here.quote.text if here.quote else "",
        "original": _original(there) if there and there.span else None,
        "quotable": bool(reference.quote),
        "citation": asdict(citing(reference, strings)),
        "references": [
            {"name": form.name, "href": f"{reference_path(article, query)}&format={name}"}
            for name, form in FORMATS.items()
        ],
    }


def _notice(here: Cited, strings: Strings) -> str:
    """What is to be said of an article that has changed; nothing of one that has not."""
    if here.state == "unknown":
        return strings["changed"]
    key = NOTICES.get(here.state, "changed_whole" if here.changed else "")
    return strings[key] if key else ""


def _about(article: Article) -> dict[str, Any]:
    names = ("id", "title", "subtitle", "section", "source", "date", "lang", "page")
    about: dict[str, Any] = {name: getattr(article, name) for name in names}
    return about | {"inferred": list(article.inferred)}


def _original(there: Cited) -> dict[str, Any]:
    return {
        "article": _about(there.article),
        "state": there.state,
        "paragraphs": _paragraphs(there, neighbours=False),
        "quote": there.quote.text if there.quote else "",
        "link": permanent_link(there.article, there.span),
    }


def _paragraphs(here: Cited, neighbours: bool = True) -> list[dict[str, Any]]:
    """The blocks that hold the words and, for context, the one before and the one after.

    Words that no longer stand so are told as they were quoted (`history`), where they stood.
    """
    article, around = here.article, 1 if neighbours else 0
    marked = here.blocks
    if not marked and not here.quoted:
        return []
    first, last = (marked.start, marked.stop) if marked else (here.after + 1, here.after + 1)
    numbers = range(max(first - around, 0), min(last + around, len(article.blocks)))
    shown = [_paragraph(here, number) for number in numbers]
    if here.quoted:
        at = sum(number < last for number in numbers)
        shown.insert(at, {"kind": "history", "neighbour": False, "pieces": [{"text": here.quoted, "marked": False}]})
    return shown


def _paragraph(here: Cited, number: int) -> dict[str, Any]:
    block = here.article.blocks[number]
    return {
        "kind": block.kind,
        "neighbour": number not in here.blocks,
        "pieces": [asdict(piece) for piece in cut(here.article, block, here.span)],
    }
