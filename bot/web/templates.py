"""Jinja templates of this package: autoescape on, an unknown name is an error."""

import json
from functools import partial
from itertools import groupby
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse

from bot.web.assets import asset_url
from bot.web.languages import choose, interface

_environment = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_environment.globals["asset_url"] = asset_url
_environment.filters["json"] = partial(json.dumps, ensure_ascii=False)  # as text: `tojson` is for scripts
_environment.filters["groupby_runs"] = lambda blocks: [
    (kind, list(run)) for kind, run in groupby(blocks, key=lambda block: block.kind)
]


def in_language(address: str, language: str) -> str:
    """An address of ours with the interface language chosen by hand."""
    path, mark, place = address.partition("#")
    return f"{path}{'&' if '?' in path else '?'}lang={language}{mark}{place}"


def language_of(request: Request) -> str:
    """The interface language of a request: `?lang=`, else `Accept-Language`."""
    return choose(request.query_params.get("lang"), request.headers.get("accept-language"))


def rendered(name: str, **values: Any) -> str:
    return _environment.get_template(name).render(**values)


def page(request: Request, name: str, status: int = 200, **values: Any) -> HTMLResponse:
    """A page in the visitor's language; it differs by `Accept-Language`, so caches must know."""
    language = language_of(request)
    chosen = "lang" in request.query_params
    html = rendered(
        name,
        t=interface()[language],
        language=language,
        interface=interface(),
        keep=f"?lang={language}" if chosen else "",
        in_language=lambda address: in_language(address, language) if chosen else address,
        links=_language_links(request),
        **values,
    )
    headers = {"Vary": "Accept-Language", "Cache-Control": "no-cache"}
    return HTMLResponse(html, status, headers=headers)


def _language_links(request: Request) -> list[tuple[str, str]]:
    """(language, address of this very page in it): the rest of the query is kept, so that marked words stay marked."""
    kept = [(name, value) for name, value in request.query_params.multi_items() if name != "lang"]
    return [(language, "?" + urlencode([*kept, ("lang", language)])) for language in interface()]
