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
TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}


@cache
def asset_url(name: str) -> str:
    """The address of a file in `static/`; its content's hash makes it cacheable for ever."""
    digest = hashlib.sha256((STATIC / name).read_bytes()).hexdigest()[:12]
    stem, dot, suffix = name.rpartition(".")
    return f"/web/{stem}.{digest}{dot}{suffix}"


@cache
def _served() -> dict[str, tuple[bytes, str]]:
    paths = (path for path in sorted(STATIC.iterdir()) if path.suffix in TYPES)
    return {asset_url(path.name): (path.read_bytes(), TYPES[path.suffix]) for path in paths}


async def serve(request: Request) -> Response:
    if request.url.path not in _served():
        raise HTTPException(404)
    content, media_type = _served()[request.url.path]
    return Response(content, media_type=media_type, headers={"Cache-Control": FOR_EVER})


routes = [Route("/web/{name}", serve)]
