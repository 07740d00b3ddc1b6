"""`/embed.js`: the launcher that another site puts on its pages with one line; all languages in one file.

The script is `templates/embed.js` with the strings and the stylesheet put in as data. It knows nothing of the
chat that it opens but its address, and nothing of who may frame it: that is said by the doors.
"""

import hashlib
from functools import cache

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.web.languages import interface
from bot.web.templates import rendered

KEPT = "public, max-age=3600, stale-while-revalidate=86400"
"""An hour: the address never changes, so a new version has to be asked for."""
_WORDS = (
    "html_lang", "loading", "product", "widget_close", "widget_failed", "widget_frame", "widget_full", "widget_label",
    "widget_retry",
)  # fmt: skip


@cache
def script() -> tuple[str, str]:
    """The script and its ETag, a weak one: it leaves compressed or not."""
    strings = {language: {key: words[key] for key in _WORDS} for language, words in interface().items()}
    text = rendered("embed.js", strings=strings, style=rendered("embed.css"))
    return text, f'W/"{hashlib.sha256(text.encode()).hexdigest()[:16]}"'


async def serve(request: Request) -> Response:
    text, tag = script()
    headers = {"ETag": tag, "Cache-Control": KEPT, "Cross-Origin-Resource-Policy": "cross-origin"}
    known = {known.strip() for known in request.headers.get("if-none-match", "").split(",")}
    if tag in known:
        return Response(status_code=304, headers=headers)
    return Response(text, media_type="text/javascript", headers=headers)


routes = [Route("/embed.js", serve)]
