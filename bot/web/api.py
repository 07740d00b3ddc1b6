"""The JSON API: `POST /api/ask`, in one piece or as server-sent events, and `/healthz`.

What is wrong with a request is said as `{"detail": …}`: 400 not JSON, 413 body too large (`bot.web.doors`),
415 not `application/json`, 422 JSON with a field that cannot be used, a question too long among them.
It knows nothing of the chat page.
"""

import json
import logging
import re
from collections.abc import Generator
from dataclasses import dataclass
from functools import partial
from typing import Any

import anyio.to_thread
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import BaseRoute, Route

from bot.answer import Done, Event, Searching, Text
from bot.web.conversation import is_text
from bot.web.protocol import AnswerDesk
from bot.web.settings import WebSettings
from bot.web.threads import THREADS, in_threads

HISTORY = 20
"""Earlier questions that are read; of a longer history the latest ones."""
FAILED = "The question could not be answered just now. Try again in a moment."
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}")

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Ask:
    """A request that was checked."""

    question: str
    history: tuple[str, ...]
    language: str | None


def api_routes(desk: AnswerDesk, settings: WebSettings) -> list[BaseRoute]:
    async def answer(request: Request) -> Response:
        wanted = read_ask(await _json_object(request), settings.max_question)
        if "text/event-stream" in request.headers.get("accept", ""):
            headers = {"Cache-Control": "no-cache", "X-Accel-Buffering": "no"}
            events = in_threads(event_stream(desk, wanted))
            return StreamingResponse(events, media_type="text/event-stream", headers=headers)
        try:
            ask = partial(desk.ask, wanted.question, wanted.history, wanted.language)
            found = await anyio.to_thread.run_sync(ask, limiter=THREADS)
        except Exception:
            log.exception("a question could not be answered")
            return JSONResponse({"detail": FAILED}, 500)
        return JSONResponse(found.to_dict())

    def healthz(request: Request) -> Response:
        return JSONResponse({"ok": True, "index": desk.index_version, "articles": len(desk.articles())})

    return [Route("/api/ask", answer, methods=["POST"]), Route("/healthz", healthz)]


def read_ask(body: dict[str, Any], max_question: int) -> Ask:
    """The request's fields, checked.

    Raises:
        HTTPException: 422, with what was received and what was expected.
    """
    question = body.get("question")
    if not isinstance(question, str) or not question.strip():
        raise HTTPException(422, "`question` is missing or empty. Give a string with the question.")
    if len(question) > max_question:
        raise HTTPException(
            422, f"`question` has {len(question)} characters; at most {max_question} are read. Shorten it."
        )
    history = body.get("history", [])
    if not isinstance(history, list) or not all(isinstance(earlier, str) for earlier in history):
        raise HTTPException(422, "`history` is not a list of strings. Give the earlier questions, oldest first.")
    language = body.get("language")
    if language is not None and not (isinstance(language, str) and _LANGUAGE.fullmatch(language)):
        raise HTTPException(422, "`language` is not a language tag. Give one such as zh, en or zh-Hant.")
    kept = tuple(earlier[:max_question] for earlier in history[-HISTORY:])
    if not all(map(is_text, (question, *kept))):
        raise HTTPException(422, "The text holds half of a surrogate pair. Send whole characters.")
    return Ask(question.strip(), kept, language)


def event_stream(desk: AnswerDesk, wanted: Ask) -> Generator[str, None, None]:
    """Server-sent events `searching` {language}, `text` {chunk}, `answer` {the whole JSON}, or `error` {detail}."""
    try:
        yield from map(server_sent, desk.stream(wanted.question, wanted.history, wanted.language))
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


async def _json_object(request: Request) -> dict[str, Any]:
    media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media_type != "application/json":
        raise HTTPException(415, "Send the body as JSON, with Content-Type: application/json.")
    try:
        body = json.loads(await request.body())
    except (ValueError, RecursionError) as error:
        raise HTTPException(400, "The body is not JSON.") from error
    if not isinstance(body, dict):
        raise HTTPException(422, 'The body is not a JSON object. Send {"question": "…"}.')
    return body
