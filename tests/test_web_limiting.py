"""Questions a minute by address: the meter with a clock of the test's, then every way of asking."""

from collections.abc import Iterator
from typing import Any

import pytest
from browser.scripted_desk import ScriptedDesk
from gradio_client import Client
from starlette.testclient import TestClient
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from bot.web.app import create_app
from bot.web.gates import limiting
from bot.web.gates.limiting import Meter, household
from bot.web.languages import interface
from bot.web.settings import WebSettings
from index.errors import YuwenError
from tests.serving import served

JOIN = {"data": ["何时成立？", None], "fn_index": 1, "session_hash": "s"}
WAYS: dict[str, tuple[str, str, Any]] = {
    "ask": ("POST", "/api/ask", {"question": "何时成立？"}),
    "search": ("GET", "/api/search?q=重庆", None),
    "chat": ("POST", "/chat/zh/gradio_api/queue/join", JOIN),
    "page": ("GET", "/articles/?q=重庆&lang=fr", None),
    "agents": ("POST", "/mcp", {"jsonrpc": "2.0", "id": 1, "method": "ping"}),
}


class Clock:
    """Time stands still until it is set."""

    now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


def test_a_minutes_questions_may_come_at_once_and_then_at_the_even_rate(clock: Clock) -> None:
    meter = Meter(3, clock)
    assert [meter.wait("a") for _ in range(4)] == [0, 0, 0, pytest.approx(20)]
    assert meter.wait("b") == 0
    clock.now += 19
    assert meter.wait("a") == pytest.approx(1)
    clock.now += 1
    assert [meter.wait("a"), meter.wait("a")] == [0, pytest.approx(20)]
    clock.now += 3600
    assert [meter.wait("a") for _ in range(4)] == [0, 0, 0, pytest.approx(20)]


def test_no_more_addresses_are_remembered_than_fit(clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limiting, "ADDRESSES", 3)
    meter = Meter(1, clock)
    for address in "abcd":
        assert meter.wait(address) == 0
    assert meter.wait("a") == 0  # forgotten, the one that was silent longest
    assert meter.wait("d") > 0
    assert len(meter._paid_off) == 3


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("192.0.2.1", "192.0.2.2", False),
        ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", True),
        ("2001:db8:1:2::1", "2001:db8:1:3::1", False),
        ("::ffff:192.0.2.1", "192.0.2.1", True),
        ("::ffff:192.0.2.1", "::ffff:192.0.2.2", False),
        ("fe80::1%eth0", "fe80::2", True),
        ("testclient", "testclient", True),
    ],
)
def test_who_counts_as_one(one: str, other: str, same: bool) -> None:
    assert (household(one) == household(other)) is same


@pytest.fixture
def client() -> Iterator[TestClient]:
    app = create_app(ScriptedDesk(), WebSettings(rate_limit=2, mcp=True, allow_origins=("https://press.example",)))
    with TestClient(app, base_url="http://localhost:1") as client:
        yield client


def send(client: TestClient, way: str, **headers: str) -> Any:
    method, path, body = WAYS[way]
    return client.request(method, path, json=body, headers={"accept": "application/json, text/event-stream"} | headers)


@pytest.mark.parametrize("way", WAYS)
def test_each_way_of_asking_is_counted_and_refused_with_words(client: TestClient, way: str) -> None:
    taken, seconds = (4, 15) if way == "chat" else (2, 30)  # in the chat each question brings a second request
    assert [send(client, way).status_code for _ in range(taken)] == [200] * taken
    reply = send(client, way)
    assert reply.status_code == 429
    assert seconds - 5 < int(reply.headers["retry-after"]) <= seconds
    assert reply.headers["content-security-policy"]
    if way == "chat":
        assert reply.json() == {"detail": interface()["zh"]["rate_limited"]}
    elif way == "page":
        assert reply.headers["content-type"].startswith("text/html") and interface()["fr"]["rate_limited"] in reply.text
    else:
        assert f"again in {reply.headers['retry-after']} s; at most 2" in reply.json()["detail"]


def test_the_ways_count_together_and_reading_does_not(client: TestClient) -> None:
    assert [send(client, way).status_code for way in ("ask", "search", "chat", "agents")] == [200, 200, 429, 429]
    for path in ("/", "/articles/", "/api/articles", "/healthz"):
        assert client.get(path).status_code == 200


def test_a_page_that_may_call_can_read_the_refusal(client: TestClient) -> None:
    asked = [send(client, "ask", origin="https://press.example") for _ in range(3)]
    assert [reply.status_code for reply in asked] == [200, 200, 429]
    assert asked[-1].headers["access-control-allow-origin"] == "https://press.example"
    preflight = {"origin": "https://press.example", "access-control-request-method": "POST"}
    assert client.options("/api/ask", headers=preflight).status_code == 200


def test_a_made_up_address_in_a_header_changes_nothing(client: TestClient) -> None:
    asked = [send(client, "ask", **{"x-forwarded-for": f"192.0.2.{n}"}).status_code for n in range(3)]
    assert asked == [200, 200, 429]


def test_a_trusted_proxy_names_the_address() -> None:
    app = ProxyHeadersMiddleware(create_app(ScriptedDesk(), WebSettings(rate_limit=1)), ["10.0.0.0/8"])  # type: ignore[arg-type]
    ways = (
        ("10.0.0.1", "192.0.2.1"),
        ("10.0.0.1", "192.0.2.2"),
        ("10.9.9.9", "8.8.8.8, 192.0.2.2"),
        ("11.0.0.1", "192.0.2.3"),
        ("11.0.0.1", "192.0.2.4"),
    )
    statuses = [
        send(TestClient(app, client=(proxy, 1)), "ask", **{"x-forwarded-for": visitor}).status_code
        for proxy, visitor in ways
    ]
    assert statuses == [200, 200, 429, 200, 429]


def test_gradios_client_is_told() -> None:
    with served(create_app(ScriptedDesk(), WebSettings(rate_limit=1))) as origin:
        client = Client(f"{origin}/chat/en", verbose=False, analytics_enabled=False, download_files=False)
        for _ in range(2):  # each counts half: the chat asks by the same address, twice a question
            assert client.predict("何时成立？", api_name="/ask")["refused"] is False
        with pytest.raises(Exception, match=r"(?i)too many"):
            client.predict("何时成立？", api_name="/ask")
        client.close()


def test_without_a_limit_nobody_is_refused() -> None:
    client = TestClient(create_app(ScriptedDesk(), WebSettings()))
    assert {send(client, "search").status_code for _ in range(50)} == {200}


def test_a_limit_below_none_is_an_error_at_start() -> None:
    with pytest.raises(YuwenError, match="rate_limit is -1"):
        WebSettings(rate_limit=-1)
