"""The end of a server: answers that are being written are finished, and no new one is begun.

A question that comes meanwhile gets a 503, on which a proxy turns to another server and the chat's page says that it is
busy. What goes on without an end, as an open page's connection does, is cut at last, politely. It knows nothing of how
a server is told to end.
"""

import asyncio
import json
import re
from collections.abc import MutableMapping
from typing import Any

from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from bot.web.gates.limiting import asks

RETRY_AFTER = 5
"""Seconds: a server that is started again answers by then."""
ENDING = "The server is being restarted. Ask again in a moment."
STREAMS = re.compile(r"/api/ask|/chat/[\w-]+/gradio_api/(heartbeat/[\w-]+|queue/data)")


class Closing:
    """Whether the end has begun, and what still runs."""

    def __init__(self) -> None:
        self.begun = self.cut = False
        self.streams: set[asyncio.Task[None]] = set()

    def cut_off(self) -> None:
        """Ends what still runs; to be called in the loop that it runs in."""
        self.cut = True
        for stream in self.streams:
            stream.cancel()


class ClosedToQuestions:
    """ASGI middleware: 503 with `Retry-After` to who asks once the end has begun."""

    def __init__(self, app: ASGIApp, closing: Closing) -> None:
        self.app, self.closing = app, closing

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
        elif self.closing.begun and asks(scope):
            headers = {"Retry-After": str(RETRY_AFTER), "Connection": "close"}
            await JSONResponse({"detail": ENDING}, 503, headers)(scope, receive, send)
        elif STREAMS.fullmatch(scope["path"]):
            await self._until_cut(scope, receive, send)
        else:
            await self.app(scope, receive, send)

    async def _until_cut(self, scope: Scope, receive: Receive, send: Send) -> None:
        started = ended = False

        async def send_on(message: MutableMapping[str, Any]) -> None:
            nonlocal started, ended
            started, ended = True, message["type"] == "http.response.body" and not message.get("more_body", False)
            await send(message)

        running = asyncio.ensure_future(_run(self.app, scope, receive, send_on))
        self.closing.streams.add(running)
        try:
            await running
        except asyncio.CancelledError:
            if not (self.closing.cut and running.cancelled()):
                running.cancel()
                raise
            if started and not ended:
                await _last_words(scope["path"], send)
            elif not started:
                await JSONResponse({"detail": ENDING}, 503)(scope, receive, send)
        finally:
            self.closing.streams.discard(running)


async def _run(app: ASGIApp, scope: Scope, receive: Receive, send: Send) -> None:
    await app(scope, receive, send)


async def _last_words(path: str, send: Send) -> None:
    """A stream of the API ends with the event that it names for a fault; the page's connection just ends."""
    error = f"event: error\ndata: {json.dumps({'detail': ENDING})}\n\n".encode() if path == "/api/ask" else b""
    await send({"type": "http.response.body", "body": error, "more_body": False})
