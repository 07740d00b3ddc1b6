"""A name for each request, kept through the log to the reply (`X-Request-ID`), and one line about it at its end.

A proxy's name for it is taken over if it is a plain one. Neither the address of who asks nor the query, which
may hold a question, is ever noted. It knows nothing of what a request asks for.
"""

import logging
import re
import time
import uuid
from collections.abc import Mapping
from contextvars import ContextVar

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.web.observing.metrics import Metrics

HEADER = "X-Request-ID"
PLAIN = re.compile(r"[A-Za-z0-9_-]{8,64}")
"""Without dots and colons: no address passes for a name."""
KINDS = ("api", "articles", "chat", "embed.js", "healthz", "mcp", "metrics", "readyz", "web")
LONGEST_PATH = 200

request_id: ContextVar[str] = ContextVar("request_id", default="")
"""Of the request that this is done for; empty where it is done for none."""
log = logging.getLogger("yuwen.requests")


class Traced:
    """ASGI middleware around everything else."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self.app, self._metrics = app, metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        named, started, status = _named(Headers(scope=scope)), time.perf_counter(), 500

        async def send_named(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                MutableHeaders(scope=message)[HEADER] = named
            await send(message)

        MutableHeaders(scope=scope)[HEADER] = named  # for what runs later, outside of this context
        before = request_id.set(named)
        try:
            await self.app(scope, receive, send_named)
        finally:
            self._note(scope, status, started)
            request_id.reset(before)

    def _note(self, scope: Scope, status: int, started: float) -> None:
        kind = kind_of(scope["path"])
        self._metrics.replied(kind, status)
        told = {
            "method": scope["method"],
            "path": scope["path"][:LONGEST_PATH] if kind != "other" else "(other)",
            "status": status,
            "ms": round((time.perf_counter() - started) * 1000, 1),
        }
        log.info("%s %s %s", told["method"], told["path"], status, extra={"told": told})


def name_after(headers: Mapping[str, str]) -> None:
    """What this task does from here on is done for the request with these headers: Gradio has tasks of its own."""
    request_id.set(headers.get(HEADER, ""))


def kind_of(path: str) -> str:
    """A few words for all paths there could be: `page` is the chat's."""
    first = path.split("/", 2)[1] if path.startswith("/") else path
    return "page" if path == "/" else first if first in KINDS else "other"


def _named(headers: Headers) -> str:
    given = headers.get(HEADER, "")
    return given if PLAIN.fullmatch(given) else uuid.uuid4().hex
