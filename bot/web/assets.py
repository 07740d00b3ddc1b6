"""The page's own stylesheets and scripts, under addresses that change with their content."""

import hashlib
from functools import cache
from pathlib import Path

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

STATIC = Path(__file__).parent / "static"
FOR_EVER = "public, max-age=31536000, immutable"
TOGETHER = {
    "chat-page.css": ("palette.css", "languages.css", "chat.css", "turns.css", "panel.css"),
    "chat-first.js": ("boot.js", "loading.js", "stream.js", "busy.js"),
    "chat-page.js": ("clipboard.js", "menu.js", "panel.js", "copying.js", "turns.js", "export.js", "chat.js"),
}
"""What the chat page asks for in one piece, in this order: each request more costs a visitor far away a way there."""
TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}


@cache
def asset_url(name: str) -> str:
    """The address of a file in `static/`, or of several `TOGETHER`; its content's hash makes it cacheable for ever."""
    digest = hashlib.sha256(_content(name)).hexdigest()[:12]
    stem, dot, suffix = name.rpartition(".")
    return f"/web/{stem}.{digest}{dot}{suffix}"


def _content(name: str) -> bytes:
    return b"\n".join((STATIC / part).read_bytes() for part in TOGETHER.get(name, (name,)))


@cache
def _served() -> dict[str, tuple[bytes, str]]:
    names = [*TOGETHER, *(path.name for path in sorted(STATIC.iterdir()) if path.suffix in TYPES)]
    return {asset_url(name): (_content(name), TYPES[name[name.rindex(".") :]]) for name in names}


async def serve(request: Request) -> Response:
    if request.url.path not in _served():
        raise HTTPException(404)
    content, media_type = _served()[request.url.path]
    return Response(content, media_type=media_type, headers={"Cache-Control": FOR_EVER})


routes = [Route("/web/{name}", serve)]
