"""`/healthz`: the process is alive. `/readyz`: it can answer, and in what state its parts are.

For a proxy, an orchestrator or a person with curl; neither waits for anything. While a server ends it is alive and not
ready, so that a proxy sends visitors elsewhere.
"""

from collections.abc import Callable
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from bot.web.protocol import AnswerDesk

NO_STORE = {"Cache-Control": "no-store"}
OUTAGE = "the index cannot be read just now; the log says why"
"""The reason names machines, which are nobody's business outside."""


def health_routes(desk: AnswerDesk, leaving: Callable[[], bool]) -> list[BaseRoute]:
    """`leaving` says whether the server is about to end."""

    def healthz(request: Request) -> Response:
        now = desk.readiness()
        return JSONResponse({"ok": True, "index": now.index, "articles": now.articles}, headers=NO_STORE)

    def readyz(request: Request) -> Response:
        now = desk.readiness()
        ready = now.ready and not now.outage and not leaving()
        state: dict[str, Any] = {
            "ready": ready,
            "index": {"version": now.index, "built": now.built, "articles": now.articles},
            "model": "warm" if now.ready else "loading",
            "language_model": now.language_model,
        }
        if now.outage:
            state["outage"] = OUTAGE
        if leaving():
            state["leaving"] = True
        return JSONResponse(state, 200 if ready else 503, NO_STORE)

    return [Route("/healthz", healthz), Route("/readyz", readyz)]
