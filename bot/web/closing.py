"""The end of a server: answers that are being written are finished, and no new one is begun.

A question that comes meanwhile gets a 503, on which a proxy turns to another server and the chat's page says that it is
busy. It knows nothing of how a server is told to end.
"""

from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from bot.web.limiting import ASKING

RETRY_AFTER = 5
"""Seconds: a server that is started again answers by then."""
ENDING = "The server is being restarted. Ask again in a moment."


class Closing:
    """Whether the end has begun."""

    begun = False

    def __bool__(self) -> bool:
        return self.begun


class ClosedToQuestions:
    """ASGI middleware: 503 with `Retry-After` to who asks once the end has begun."""

    def __init__(self, app: ASGIApp, closing: Closing) -> None:
        self.app, self.closing = app, closing

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if self.closing and scope["type"] == "http" and ASKING.fullmatch(scope["path"]):
            headers = {"Retry-After": str(RETRY_AFTER), "Connection": "close"}
            await JSONResponse({"detail": ENDING}, 503, headers)(scope, receive, send)
        else:
            await self.app(scope, receive, send)
