"""The outermost layer: which requests may enter at all, and the headers on everything that leaves.

Gradio opens uploads, files, its API, monitoring and more by default; here a request enters only when its
path and method are on the list. It knows nothing of what happens inside.
"""

import re

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.web.assets import FOR_EVER
from bot.web.languages import interface
from bot.web.settings import WebSettings

READ = frozenset({"GET", "HEAD"})
POST = frozenset({"POST", "OPTIONS"})
MAX_BODY = 256 * 1024
"""Bytes: a question and a history of 20 at full length, escaped, fit four times."""

_CHAT = "/chat/(?:" + "|".join(map(re.escape, interface())) + ")"
"""Gradio's place, in a language that the interface has."""

OPEN: tuple[tuple[re.Pattern[str], frozenset[str]], ...] = (
    (re.compile(r"/"), READ),
    (re.compile(r"/articles(/[^/]*)?"), READ),
    (re.compile(r"/api(/|/openapi\.json)?"), READ),
    (re.compile(r"/embed\.js"), READ),
    (re.compile(r"/api/ask"), POST),
    (re.compile(r"/api/search"), READ),
    (re.compile(r"/api/articles(/[^/]+)?"), READ),
    (re.compile(r"/api/passages/[^/]+"), READ),
    (re.compile(r"/api/references/[^/]+"), READ),
    (re.compile(r"/mcp"), POST),
    (re.compile(r"/(healthz|readyz|metrics)"), READ),
    (re.compile(r"/web/[\w.-]+"), READ),
    (re.compile(_CHAT + r"/assets/[\w.-]+"), READ),
    (re.compile(_CHAT + r"/(theme\.css|config)"), READ),
    (re.compile(_CHAT + r"/gradio_api/(queue/data|heartbeat/[\w-]+|app_id|startup-events|info)"), READ),
    (re.compile(_CHAT + r"/gradio_api/(queue/join|cancel|reset)"), POST),
)
HASHED = re.compile(r"/chat/[\w-]+/(assets/[\w.-]+-[\w-]{8,}\.\w+\?|theme\.css\?v=[0-9a-f]{64})")
"""Path and query of Gradio's files whose address changes with their content."""
CLOSED_POLICY = "default-src 'none'; style-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none'"
"""For all that brings no policy of its own: no script runs there."""
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
}


class Doors:
    """ASGI middleware around the whole application."""

    def __init__(self, app: ASGIApp, settings: WebSettings) -> None:
        self.app = app
        # For browsers that don't know frame-ancestors; the header cannot name an origin.
        self.closed_to_others = not settings.allow_origins
        self.frame_ancestors = " ".join(("frame-ancestors 'self'", *settings.allow_origins))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
        elif scope["type"] == "http":
            refusal = refuse(scope["path"], scope["method"], Headers(scope=scope))
            await (refusal or self.app)(scope, receive, self._with_headers(scope, send))
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008})

    def _with_headers(self, scope: Scope, send: Send) -> Send:
        address = f"{scope['path']}?{scope['query_string'].decode('latin-1')}"

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                policy = headers.get("Content-Security-Policy", CLOSED_POLICY)
                headers["Content-Security-Policy"] = f"{policy}; {self.frame_ancestors}"
                headers.update(HEADERS)
                headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")  # /embed.js brings its own
                if self.closed_to_others:
                    headers["X-Frame-Options"] = "SAMEORIGIN"
                if HASHED.fullmatch(address) and message["status"] == 200:
                    headers["Cache-Control"] = FOR_EVER
            await send(message)

        return send_with_headers


def refuse(path: str, method: str, headers: Headers) -> Response | None:
    """The answer to a request that may not enter, or None."""
    methods = next((methods for pattern, methods in OPEN if pattern.fullmatch(path)), None)
    if methods is None:
        return PlainTextResponse("Not found", 404)
    if method not in methods:
        allowed = {"Allow": ", ".join(sorted(methods - {"OPTIONS"}))}
        return JSONResponse({"detail": f"{method} is not possible here."}, 405, allowed)
    if "transfer-encoding" in headers:
        return JSONResponse({"detail": "Send the body with a Content-Length."}, 411)
    length = headers.get("content-length", "0")
    if not length.isdecimal() or len(length) > 12 or int(length) > MAX_BODY:
        return JSONResponse({"detail": f"The body is larger than {MAX_BODY} bytes."}, 413)
    return None
