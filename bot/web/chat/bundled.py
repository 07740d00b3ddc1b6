"""Gradio's scripts and stylesheets, compressed once and kept, ahead of Gradio's own way of serving them.

Gradio reads a file and the middleware compresses it anew for each visitor. These names carry a hash of the
content (`bot.web.gates.doors` lets browsers keep them for ever), so what was compressed stays right.
"""

import gzip
import mimetypes
from functools import lru_cache

import anyio.to_thread
import brotli
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from bot.web.chat.preloading import ASSETS

KEPT = 256
"""Compressed files in memory, some 2 MB in all; the page needs about 50."""
_TEXT = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}


async def serve(request: Request) -> Response:
    """The file in the best coding that the browser takes."""
    name = request.path_params["name"]
    accepted = request.headers.get("accept-encoding", "")
    coding = next((coding for coding in ("br", "gzip") if coding in accepted), "")
    content, media_type, coding = await anyio.to_thread.run_sync(_packed, name, coding)
    headers = {"Vary": "Accept-Encoding"} | ({"Content-Encoding": coding} if coding else {})
    return Response(content, media_type=media_type, headers=headers)


@lru_cache(maxsize=KEPT)
def _packed(name: str, coding: str) -> tuple[bytes, str, str]:
    """Content, media type and coding; what is no text goes as it is. Raises HTTPException 404."""
    path = ASSETS / name
    if path.parent != ASSETS or not path.is_file():
        raise HTTPException(404)
    content, media_type = path.read_bytes(), _TEXT.get(path.suffix)
    if media_type is None:
        return content, mimetypes.guess_type(name)[0] or "application/octet-stream", ""
    if coding == "br":
        return brotli.compress(content, quality=9), media_type, coding
    if coding == "gzip":
        return gzip.compress(content, mtime=0), media_type, coding
    return content, media_type, ""
