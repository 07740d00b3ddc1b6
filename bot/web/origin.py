"""The address under which visitors know this site; it knows nothing of what is served."""

import re

from starlette.requests import Request

from bot.web.settings import WebSettings

_HOST = re.compile(r"[A-Za-z0-9.-]{1,253}(:[0-9]{1,5})?|\[[0-9A-Fa-f:.]{2,45}\](:[0-9]{1,5})?")


def origin_of(request: Request, settings: WebSettings) -> str:
    """The operator's `public_url`, else the address the visitor asked by, which only they get to see; else empty."""
    host = request.headers.get("host", "")
    if settings.public_origin or not _HOST.fullmatch(host):
        return settings.public_origin
    return f"{request.url.scheme}://{host}"
