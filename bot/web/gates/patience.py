"""How long a client may take to say what it wants: the head of a request, and its body.

Else a few hundred connections that send a byte now and then (slowloris) are all that a server can hold. A reverse
proxy in front does the same; this holds without one. It knows nothing of what is asked.
"""

import asyncio

import anyio
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from uvicorn.protocols.http.h11_impl import H11Protocol

HEAD_S, BODY_S = 20.0, 20.0
"""Seconds from the first byte of a head, or from the connection, to its end; and for a whole body after it."""
CONNECTIONS = 900
"""At once: an open page holds one. More are turned away; a process may open 1,024 files where nobody says otherwise."""


class PatientProtocol(H11Protocol):
    """HTTP/1.1 of a connection that is closed when the head of a request does not come to its end."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._impatience: asyncio.TimerHandle | None = self.loop.call_later(HEAD_S, self._close)

    def connection_lost(self, exc: Exception | None) -> None:
        self._calm_down()
        super().connection_lost(exc)

    def handle_events(self) -> None:
        super().handle_events()
        if self.cycle is not None and not self.cycle.response_complete:
            self._calm_down()
        elif self._impatience is None and self.conn.trailing_data[0]:
            self._impatience = self.loop.call_later(HEAD_S, self._close)

    def _calm_down(self) -> None:
        if self._impatience is not None:
            self._impatience.cancel()
            self._impatience = None

    def _close(self) -> None:
        if not self.transport.is_closing():
            self.transport.close()


class PatientBodies:
    """ASGI middleware: 408 where a body does not come to its end."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] != "POST":
            await self.app(scope, receive, send)
            return
        messages: list[Message] = []
        with anyio.move_on_after(BODY_S) as waiting:
            while not messages or messages[-1].get("more_body"):
                messages.append(await receive())
        if waiting.cancelled_caught:
            reply = JSONResponse({"detail": "The body did not come."}, 408, {"Connection": "close"})
            await reply(scope, receive, send)
            return

        async def receive_again() -> Message:
            return messages.pop(0) if messages else await receive()

        await self.app(scope, receive_again, send)
