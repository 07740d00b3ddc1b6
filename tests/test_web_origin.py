"""The address that printed and shared links begin with."""

import pytest
from starlette.requests import Request

from bot.web.origin import origin_of
from bot.web.settings import WebSettings


def request(host: str, scheme: str = "http") -> Request:
    headers = [(b"host", host.encode("latin-1"))]
    return Request({"type": "http", "scheme": scheme, "method": "GET", "path": "/", "headers": headers})


def test_the_operators_address_comes_first() -> None:
    assert origin_of(request("evil.example"), WebSettings(public_url="https://ask.example/")) == "https://ask.example"


@pytest.mark.parametrize("host", ["127.0.0.1:7860", "press.example", "[::1]:80"])
def test_else_the_one_the_visitor_asked_by(host: str) -> None:
    assert origin_of(request(host, "https"), WebSettings()) == f"https://{host}"


@pytest.mark.parametrize("host", ["", "a b", 'x"><script>', "user@host", "a/b", "a\r\nb", "x" * 300, "ä.example"])
def test_what_is_no_host_is_left_out(host: str) -> None:
    assert origin_of(request(host), WebSettings()) == ""
