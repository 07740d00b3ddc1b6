"""Forged hosts, origins, headers and paths: none comes back as ours, nothing outside of the index is read."""

from urllib.parse import quote

import pytest
from browser.scripted_desk import ScriptedDesk
from starlette.testclient import TestClient

from bot import Bot
from bot.web.app import create_app
from bot.web.settings import WebSettings
from index.search import Index
from tests.making import CORPUS

EVIL = "forged.example"
PAGES = ("/", "/?lang=en", "/articles/", "/articles/center-zh", "/articles/?q=x", "/api/", "/embed.js", "/nope")
FORGED = {
    "Host": EVIL,
    "X-Forwarded-Host": EVIL,
    "X-Forwarded-Proto": "javascript",
    "X-Forwarded-Prefix": f"//{EVIL}",
    "Forwarded": f"host={EVIL};proto=https",
    "X-Original-URL": f"https://{EVIL}/",
    "X-Rewrite-URL": "/metrics",
    "Referer": f"https://{EVIL}/",
}
CRLF = "x\r\nX-Injected: yes\r\nSet-Cookie: a=b"
OUTSIDE = (
    "../settings.py", "..%2f..%2fetc%2fpasswd", "%2e%2e/%2e%2e/etc/passwd", "..\\..\\settings.py", "/etc/passwd",
    "%00", "center-zh%00.md", "center-zh/../../x", "....//....//etc/passwd", "%c0%ae%c0%ae/etc/passwd", "file:///etc/passwd",
    "~root", ".", "..", "%", "%zz", "' or 1=1 --", "*", "a" * 3000,
)  # fmt: skip


@pytest.fixture(scope="module")
def client() -> TestClient:
    return TestClient(
        create_app(ScriptedDesk(), WebSettings(mcp=True, public_url="https://ask.example")),
        raise_server_exceptions=False,
        follow_redirects=False,
    )


@pytest.mark.parametrize("path", PAGES)
def test_a_forged_host_is_nowhere_in_a_page(client: TestClient, path: str) -> None:
    """Where the operator has said what the address is; else who forges it sees it, and nobody besides."""
    reply = client.get(path, headers=FORGED)
    assert reply.status_code in {200, 404}
    assert EVIL not in reply.text + str(reply.headers) and "javascript://" not in reply.text


@pytest.mark.parametrize("path", ["/api/ask", "/chat/en/gradio_api/queue/join", "/mcp"])
@pytest.mark.parametrize("origin", [f"https://{EVIL}", "null", "https://127.0.0.1.evil.example"])
def test_a_strange_origin_is_told_nothing(client: TestClient, path: str, origin: str) -> None:
    asked = {
        "Origin": origin,
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "content-type",
    }
    for reply in (client.options(path, headers=asked), client.post(path, json={}, headers={"Origin": origin})):
        assert "access-control-allow-origin" not in reply.headers
        assert "access-control-allow-credentials" not in reply.headers
    assert client.options(path, headers=asked).status_code in {400, 405}


@pytest.mark.parametrize(
    "path",
    [
        f"/?lang={quote(CRLF)}",
        f"/articles/{quote(CRLF)}",
        f"/articles/center-zh?v={quote(CRLF)}&s={quote(CRLF)}&lang={quote(CRLF)}",
        f"/api/references/center-zh?format={quote(CRLF)}&s=1-2",
        f"/api/references/center-zh?format=ris&s=1-2&lang={quote(CRLF)}",
        f"/api/search?q={quote(CRLF)}",
        f"/web/{quote(CRLF)}",
        f"/chat/{quote(CRLF)}/config",
    ],
)
def test_no_header_comes_out_of_an_address(client: TestClient, path: str) -> None:
    reply = client.get(path, headers={"Accept-Language": "en\tx", "X-Request-ID": "a\tX-Injected: yes"})
    assert reply.status_code < 500
    assert "x-injected" not in reply.headers and "set-cookie" not in reply.headers
    assert "\n" not in "".join(reply.headers.values())


@pytest.mark.parametrize("name", OUTSIDE)
def test_nothing_but_articles_of_the_index_is_read(built: Index, name: str) -> None:
    inside = TestClient(create_app(Bot(built)), raise_server_exceptions=False, follow_redirects=False)
    for path in (f"/articles/{name}", f"/api/articles/{name}", f"/api/passages/{name}?s=0-3", f"/web/{name}"):
        reply = inside.get(path)
        listed = reply.status_code == 200 and path.endswith(("/.", "/.."))  # the client resolves them itself
        assert listed or reply.status_code in {303, 307, 308, 404, 405, 422}, (path, reply.status_code)
        assert "root:" not in reply.text and "BaseSettings" not in reply.text


def test_an_article_is_found_by_its_id_alone(built: Index) -> None:
    inside = TestClient(create_app(Bot(built)))
    assert inside.get(f"/api/articles/{CORPUS[0].id}").json()["id"] == CORPUS[0].id
