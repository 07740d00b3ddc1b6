"""The JSON API: ask, in one piece or as server-sent events, search, the articles.

What is wrong with a request is said as `{"detail": …}`: 400 not JSON, 413 body too large (`bot.web.gates.doors`),
415 not `application/json`, 422 a field that cannot be used, a question too long among them, 429 too many
(`bot.web.gates.limiting`). It knows nothing of the chat page.
"""

import json
import logging
from collections.abc import Callable, Generator
from functools import partial
from typing import Any, TypeVar

import anyio.to_thread
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import BaseRoute, Route

from bot.answer import Done, Event, Searching, Span, Text
from bot.web.api.reading import json_body, read_ask, read_search
from bot.web.api.schema import Ask, Found, Hits, Listed, Listing, Search, Whole
from bot.web.articles.links import permanent_link
from bot.web.chat.threads import THREADS, in_threads
from bot.web.protocol import AnswerDesk
from bot.web.settings import WebSettings

FAILED = "The question could not be answered just now. Try again in a moment."

T = TypeVar("T")

log = logging.getLogger(__name__)


def api_routes(desk: AnswerDesk, settings: WebSettings) -> list[BaseRoute]:
    async def ask(request: Request) -> Response:
        wanted = read_ask(await json_body(request), settings.max_question)
        if "text/event-stream" in request.headers.get("accept", ""):
            headers = {"Cache-Control": "no-cache", "X-Accel-Buffering": "no"}
            events = in_threads(event_stream(desk, wanted))
            return StreamingResponse(events, media_type="text/event-stream", headers=headers)
        found = await worked_out(partial(desk.ask, wanted.question, wanted.history, wanted.language))
        return JSONResponse(found.to_dict())

    async def search(request: Request) -> Response:
        wanted = read_search(request.query_params, settings.max_question)
        return JSONResponse((await worked_out(partial(hits, desk, wanted))).model_dump())

    def articles(request: Request) -> Response:
        listed = [Listed.of(article, permanent_link(article)) for article in desk.articles()]
        return JSONResponse(Listing(index=desk.index_version, articles=listed).model_dump())

    def article(request: Request) -> Response:
        found = desk.article(request.path_params["article_id"])
        if found is None:
            raise HTTPException(404, "There is no such article.")
        return JSONResponse(Whole.of(found, permanent_link(found)).model_dump())

    return [
        Route("/api/ask", ask, methods=["POST"]),
        Route("/api/search", search),
        Route("/api/articles", articles),
        Route("/api/articles/{article_id}", article),
    ]


def hits(desk: AnswerDesk, wanted: Search) -> Hits:
    """The passages found, each with the link that opens its article with the passage marked."""
    found = [
        Found.of(hit, permanent_link(hit.article, Span(hit.passage.start, hit.passage.end)))
        for hit in desk.search(wanted.q, wanted.k)
    ]
    return Hits(index=desk.index_version, hits=found)


def event_stream(desk: AnswerDesk, wanted: Ask) -> Generator[str, None, None]:
    """Server-sent events `searching` {language}, `text` {chunk}, `answer` {the whole JSON}, or `error` {detail}."""
    worded = False
    try:
        for event in desk.stream(wanted.question, wanted.history, wanted.language):
            worded = worded or isinstance(event, Text)
            whole = server_sent(Text(event.answer.text)) if isinstance(event, Done) and not worded else ""
            yield whole + server_sent(event)
    except Exception:
        log.exception("a question could not be answered")
        yield _frame("error", {"detail": FAILED})


def server_sent(event: Event) -> str:
    match event:
        case Searching(language):
            return _frame("searching", {"language": language})
        case Text(chunk):
            return _frame("text", {"chunk": chunk})
        case Done(answer):
            return _frame("answer", answer.to_dict())


def _frame(name: str, data: dict[str, Any]) -> str:
    return f"event: {name}\ndata: {json.dumps(data, ensure_ascii=False)}\n\n"


async def worked_out(work: Callable[[], T]) -> T:
    """What the desk finds, in a thread; its faults are logged, their reasons never sent."""
    try:
        return await anyio.to_thread.run_sync(work, limiter=THREADS)
    except Exception as error:
        log.exception("a question could not be answered")
        raise HTTPException(500, FAILED) from error
