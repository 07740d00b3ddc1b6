"""How many questions may be in work at once outside of the chat, which has a queue of its own: one more gets a 503.

A question that waits for minutes is of no use to who asked, and what waits takes memory. It knows nothing of answers.
"""

from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from bot.web.gates.limiting import asks

AT_ONCE = 100
"""Two cores answer as many in a few seconds."""
RETRY_AFTER = 5
CROWDED = "Many questions are being answered just now. Ask again in a moment."


class NotTooMany:
    """ASGI middleware: 503 with `Retry-After` to who comes when so many are there already."""

    def __init__(self, app: ASGIApp) -> None:
        self.app, self.inside = app, 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        asking = asks(scope) if scope["type"] == "http" else None
        if not asking or asking["language"]:
            await self.app(scope, receive, send)
        elif self.inside >= AT_ONCE:
            await JSONResponse({"detail": CROWDED}, 503, {"Retry-After": str(RETRY_AFTER)})(scope, receive, send)
        else:
            self.inside += 1
            try:
                await self.app(scope, receive, send)
            finally:
                self.inside -= 1
