"""How many questions a minute one address may ask: by the API, the chat, the search of the articles, agents and
Gradio's clients together.

Each address has one number, the time at which all it asked is paid off at the even rate (GCRA: the leaky
bucket as a meter, ITU-T I.371). It may run a minute ahead, so a whole minute's questions may come at once. It
knows nothing of proxies: the server in front (uvicorn's `forwarded_allow_ips`) says whose address it is.
"""

import ipaddress
import math
import re
import time
from collections import OrderedDict
from collections.abc import Callable

from starlette.datastructures import QueryParams
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from bot.web.languages import interface
from bot.web.templates import language_of, page

MINUTE = 60.0
ADDRESSES = 10_000
"""Addresses that are remembered, about 2 MB; of more the one that was silent longest is forgotten."""
FOLLOWED = 0.5
"""What a request of the chat counts: each question there brings a second one, for what could be asked next."""
ASKING = re.compile(r"/api/(ask|search)|/mcp|/chat/(?P<language>[\w-]+)/gradio_api/queue/join|(?P<page>/articles/)")
TOO_MANY = "Too many questions from this address. Ask again in {seconds} s; at most {limit} a minute are answered."


class Meter:
    """Who has asked how much; `wait` is the one question to it."""

    def __init__(self, limit: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._each, self._clock = MINUTE / limit, clock
        self._paid_off: OrderedDict[str, float] = OrderedDict()

    def wait(self, address: str, share: float = 1.0) -> float:
        """Seconds until this address may ask so much of a question; 0: now, and it is counted."""
        who, now = household(address), self._clock()
        paid_off = max(self._paid_off.get(who, now), now) + self._each * share
        if paid_off - now > MINUTE + 1e-6:
            return paid_off - now - MINUTE
        self._paid_off[who] = paid_off
        self._paid_off.move_to_end(who)
        if len(self._paid_off) > ADDRESSES:
            self._paid_off.popitem(last=False)
        return 0.0


class RateLimit:
    """ASGI middleware: 429 with `Retry-After` to who has asked too much."""

    def __init__(self, app: ASGIApp, limit: int) -> None:
        self.app, self.limit, self.meter = app, limit, Meter(limit)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        asking = asks(scope) if scope["type"] == "http" else None
        wait = self._wait(scope, asking) if asking else 0.0
        if asking and wait:
            await self._refusal(Request(scope), asking, math.ceil(wait))(scope, receive, send)
        else:
            await self.app(scope, receive, send)

    def _wait(self, scope: Scope, asking: re.Match[str]) -> float:
        address = scope["client"][0] if scope["client"] else ""
        return self.meter.wait(address, FOLLOWED if asking["language"] else 1.0)

    def _refusal(self, request: Request, asking: re.Match[str], seconds: int) -> Response:
        reply: Response
        if asking["page"]:
            strings = interface()[language_of(request)]
            reply = page(request, "missing.html", 429, title=strings["search_articles"], hint=strings["rate_limited"])
        else:
            told = interface().get(asking["language"] or "")  # the chat shows it to its visitor
            detail = told["rate_limited"] if told else TOO_MANY.format(seconds=seconds, limit=self.limit)
            reply = JSONResponse({"detail": detail}, 429)
        reply.headers["Retry-After"] = str(seconds)
        return reply


def asks(scope: Scope) -> re.Match[str] | None:
    """Which way of asking a request is; None where it asks nothing."""
    found = None if scope["method"] == "OPTIONS" else ASKING.fullmatch(scope["path"])
    if found and found["page"] and not QueryParams(scope["query_string"]).get("q"):
        return None  # the list of the articles costs nothing
    return found


def household(address: str) -> str:
    """Who counts as one: an IPv4 address; of IPv6 the /64 network, of which one subscriber has every address."""
    try:
        ip = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if isinstance(ip, ipaddress.IPv4Address):
        return str(ip)
    return str(ip.ipv4_mapped or ipaddress.ip_network((ip, 64), strict=False))
