"""Every route that the application has, Gradio's too: open because it is needed, or it does not answer."""

import re
from collections.abc import Iterable, Iterator
from typing import Any

import pytest
from browser.scripted_desk import ScriptedDesk
from starlette.datastructures import Headers
from starlette.testclient import TestClient
from starlette.websockets import WebSocketDisconnect

from bot.web.app import create_app
from bot.web.gates.doors import Doors, refuse
from bot.web.observing.tracing import Traced
from bot.web.settings import WebSettings

NEEDED = {
    ("GET", "/assets/{name}"),
    ("GET", "/assets/{path:path}"),
    ("GET", "/config"),
    ("GET", "/gradio_api/app_id"),
    ("GET", "/gradio_api/heartbeat/{session_hash}"),
    ("GET", "/gradio_api/info"),
    ("GET", "/gradio_api/queue/data"),
    ("GET", "/gradio_api/startup-events"),
    ("GET", "/theme.css"),
    ("POST", "/gradio_api/cancel"),
    ("POST", "/gradio_api/queue/join"),
    ("POST", "/gradio_api/reset"),
}
"""What the chat page and Gradio's clients ask of Gradio; one more is a decision."""
ROOT = "/chat/{language}"
"""Where Gradio is mounted."""
SEARCHED = {"/articles/", "/articles/hostile"}
KNOWN = {"/gradio_api/upload", "/gradio_api/file={path_or_url:path}", "/gradio_api/call/{api_name}", "/monitoring"}
"""Some that Gradio opens by default: a walk that misses them proves nothing."""


@pytest.fixture(scope="module")
def app() -> Traced:
    app = create_app(ScriptedDesk(), WebSettings(mcp=True))
    assert isinstance(app, Traced) and isinstance(app.app, Doors)
    return app


@pytest.fixture(scope="module")
def client(app: Traced) -> Iterator[TestClient]:
    with TestClient(app, raise_server_exceptions=False, follow_redirects=False) as client:
        yield client


def walk(routes: Iterable[Any], prefix: str = "") -> Iterator[tuple[str, frozenset[str]]]:
    """(path, methods) of every route, through mounts and included routers."""
    for route in routes:
        inner = getattr(route, "original_router", None) or getattr(route, "app", None)
        path = prefix + getattr(route, "path", "")
        if getattr(inner, "routes", None):
            yield from walk(inner.routes, path)
        else:
            yield path, frozenset(getattr(route, "methods", None) or {"GET", "POST", "DELETE"})


@pytest.fixture(scope="module")
def gradios(app: Traced) -> set[tuple[str, str]]:
    """(method, path under the mount) of Gradio's own routes."""
    found = {
        (method, path.removeprefix(ROOT))
        for path, methods in walk(app.app.app.routes)  # type: ignore[attr-defined]
        for method in methods - {"HEAD"}
        if path.startswith(ROOT)
    }
    assert {path for _, path in found} >= KNOWN
    return found


def filled(path: str) -> str:
    return re.sub(r"\{[^}]+\}", "x", path.replace("{language}", "zh"))


def may_enter(method: str, path: str) -> bool:
    return refuse(path, method, Headers()) is None


def test_of_gradio_only_what_is_needed_may_enter(gradios: set[tuple[str, str]]) -> None:
    assert {(method, path) for method, path in gradios if may_enter(method, "/chat/zh" + filled(path))} == NEEDED


def test_what_may_not_enter_does_not_answer(client: TestClient, gradios: set[tuple[str, str]]) -> None:
    closed = sorted(gradios - NEEDED)
    assert len(closed) > 30
    for method, path in closed:
        reply = client.request(method, "/chat/zh" + filled(path))
        assert reply.status_code in {404, 405}, (method, path)
        assert reply.headers["content-security-policy"].startswith("default-src 'none'"), (method, path)


def test_our_own_routes_are_all_open_and_for_their_methods_alone(app: Traced) -> None:
    ours = [(path, methods) for path, methods in walk(app.app.app.routes) if not path.startswith(ROOT)]  # type: ignore[attr-defined]
    assert {"/", "/api/ask", "/api/search", "/articles/"} <= {path for path, _ in ours}
    for path, methods in ours:
        assert any(may_enter(method, filled(path)) for method in methods), path
        for method in ("PUT", "PATCH", "DELETE", "TRACE", "CONNECT"):
            assert not may_enter(method, filled(path)), (method, path)


@pytest.mark.parametrize(
    "path",
    [
        "/chat/zh/assets/..%2f..%2fapp.py", "/chat/zh/assets/%2e%2e/config", "/chat/zh/assets//etc/passwd", "//api/ask",
        "/api/ask/", "/API/ask", "/mcp/", "/chat/zh/gradio_api/queue/data/", "/chat/zh/gradio_api/heartbeat/a/b",
        "/chat/zh/config/", "/chat/zh/config\n", "/chat/zh/gradio_api/proxy=https://evil.example", "/web/..%5capp.py",
    ],
)  # fmt: skip
def test_what_only_looks_like_an_open_path_is_closed(client: TestClient, path: str) -> None:
    for method in ("GET", "POST"):
        reply = client.request(method, path.replace("\n", "%0a"))
        assert reply.status_code in {404, 405}, (method, reply.status_code)
        assert "frame-ancestors" in reply.headers["content-security-policy"]


def test_there_is_no_websocket(client: TestClient) -> None:
    with pytest.raises(WebSocketDisconnect), client.websocket_connect("/chat/zh/gradio_api/queue/join"):
        pass


@pytest.mark.parametrize(
    "path", ["/", "/articles/", "/articles/hostile", "/api/articles", "/api/search?q=x", "/api/search", "/healthz",
             "/nope", "/articles/nope", "/chat/zh/config", "/chat/zh/theme.css", "/chat/zh/gradio_api/info",
             "/chat/zh/gradio_api/app_id"],
)  # fmt: skip
def test_every_reply_has_a_strict_policy(client: TestClient, path: str) -> None:
    policy = client.get(path).headers["content-security-policy"]
    parts = dict(part.strip().split(" ", 1) for part in policy.split(";"))
    assert parts["default-src"] == parts["base-uri"] == "'none'"
    assert parts["form-action"] == ("'self'" if path in SEARCHED else "'none'")  # the search is a form
    assert parts.get("script-src", "'none'") in {"'none'", "'self'"}
    assert set(parts.get("connect-src", "").split()) <= {"'self'"}
    assert "http" not in policy and "*" not in policy and "eval" not in policy
