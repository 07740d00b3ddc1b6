"""The JSON API and the doors around everything, with the real application and a scripted desk."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from browser.scripted_desk import FOUNDED, FOUNDED_EN, ScriptedDesk
from starlette.testclient import TestClient

from bot.web.app import create_app
from bot.web.settings import WebSettings
from index.errors import YuwenError
from tests.chat_client import submit_event

FRIEND = "https://press.example"


@pytest.fixture(scope="module")
def desk() -> ScriptedDesk:
    return ScriptedDesk()


@pytest.fixture(scope="module")
def client(desk: ScriptedDesk) -> Iterator[TestClient]:
    settings = WebSettings(max_question=50, allow_origins=(FRIEND,))
    with TestClient(create_app(desk, settings), raise_server_exceptions=False) as client:
        yield client


def ask(client: TestClient, body: Any, **headers: str) -> Any:
    return client.post("/api/ask", json=body, headers=headers)


def test_an_answer_is_its_json(client: TestClient, desk: ScriptedDesk) -> None:
    reply = ask(client, {"question": " 它在哪里成立？ ", "history": ["什么中心？"], "language": "zh"})
    assert reply.status_code == 200
    assert reply.json() == desk.ask("它在哪里成立？", ["什么中心？"], "zh").to_dict()
    assert desk.asked[-2] == ("它在哪里成立？", ("什么中心？",), "zh")


def test_the_stream_ends_with_the_whole_answer(client: TestClient, desk: ScriptedDesk) -> None:
    reply = ask(client, {"question": "何时成立？"}, accept="text/event-stream")
    assert reply.headers["content-type"].startswith("text/event-stream")
    events = [frame.split("\n") for frame in reply.text.strip().split("\n\n")]
    named = [(name.removeprefix("event: "), json.loads(data.removeprefix("data: "))) for name, data in events]
    answer = desk.ask("何时成立？")
    assert named[0] == ("searching", {"language": "zh"})
    assert "".join(data["chunk"] for name, data in named if name == "text") == answer.text
    assert named[-1] == ("answer", answer.to_dict())


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ({}, "question"),
        ({"question": " \n"}, "question"),
        ({"question": 5}, "question"),
        ({"question": "x" * 51}, "51 characters; at most 50"),
        ({"question": "x", "history": "no"}, "history"),
        ({"question": "x", "history": ["a", 1]}, "history"),
        ({"question": "x", "language": "<b>"}, "language"),
        ({"question": "x", "language": 1}, "language"),
        ([], "JSON object"),
    ],
)
def test_a_field_that_cannot_be_used_is_named(client: TestClient, body: Any, words: str) -> None:
    reply = ask(client, body)
    assert reply.status_code == 422
    assert words in reply.json()["detail"]


@pytest.mark.parametrize(
    ("content", "media_type", "status"),
    [
        (b"{", "application/json", 400),
        (b"\xff", "application/json", 400),
        (b"[" * 100_000, "application/json", 400),
        (b"{}", "text/plain", 415),
        (b'{"question": "\\ud800"}', "application/json", 422),
        (b"x" * (256 * 1024 + 1), "application/json", 413),
    ],
)
def test_a_body_that_cannot_be_read_is_turned_away(
    client: TestClient, content: bytes, media_type: str, status: int
) -> None:
    reply = client.post("/api/ask", content=content, headers={"content-type": media_type})
    assert reply.status_code == status
    assert reply.json()["detail"]


def test_a_body_of_unknown_length_is_turned_away(client: TestClient) -> None:
    assert client.post("/api/ask", content=iter([b"{}"])).status_code == 411


def test_only_the_latest_history_is_used_and_each_item_cut(client: TestClient, desk: ScriptedDesk) -> None:
    ask(client, {"question": "何时？", "history": [f"{n}" + "长" * 60 for n in range(30)]})
    _, history, _ = desk.asked[-1]
    assert [item[:2] for item in history] == [str(n) for n in range(10, 30)]
    assert {len(item) for item in history} == {50}


@pytest.mark.parametrize("accept", ["application/json", "text/event-stream"])
def test_a_fault_of_the_bot_keeps_its_reason(client: TestClient, accept: str) -> None:
    reply = ask(client, {"question": "please fail"}, accept=accept)
    assert "Try again" in reply.text
    assert "secret" not in reply.text
    assert reply.status_code == (500 if accept == "application/json" else 200)


def test_health_names_the_index(client: TestClient) -> None:
    assert client.get("/healthz").json() == {"ok": True, "index": "7", "articles": 4}


def test_a_passage_comes_in_pieces_with_its_neighbours(client: TestClient) -> None:
    passage = client.get(FOUNDED.link.replace("/articles/", "/api/passages/")).json()
    assert [paragraph["neighbour"] for paragraph in passage["paragraphs"]] == [True, False, True]
    assert [piece["text"] for piece in passage["paragraphs"][1]["pieces"] if piece["marked"]] == [FOUNDED.text]
    assert (passage["quote"], passage["original"], passage["changed"]) == (FOUNDED.text, None, False)


def test_a_translated_passage_brings_its_original(client: TestClient) -> None:
    link = FOUNDED_EN.link.replace("/articles/", "/api/passages/").replace("#", f"&o={FOUNDED.start}-{FOUNDED.end}#")
    passage = client.get(link).json()
    assert passage["translation"] is True
    assert passage["original"]["quote"] == FOUNDED.text
    assert passage["original"]["link"] == FOUNDED.link


def test_a_passage_of_a_changed_article_marks_nothing(client: TestClient) -> None:
    passage = client.get("/api/passages/center-zh?v=0123&s=1-5").json()
    assert (passage["changed"], passage["paragraphs"], passage["quote"]) == (True, [], "")


@pytest.mark.parametrize(
    "path", ["nope?s=1-2", "center-zh", "center-zh?s=9-2", "center-zh?s=0-999999999", "center-zh?s=x"]
)
def test_a_passage_that_is_not_there_is_a_clean_404(client: TestClient, path: str) -> None:
    reply = client.get(f"/api/passages/{path}")
    assert reply.status_code == 404
    assert reply.json()["detail"]


@pytest.mark.parametrize(
    "path",
    [
        "/docs", "/redoc", "/openapi.json", "/chat/", "/chat/zh/", "/chat/xx/config", "/config", "/gradio_api/info",
        "/chat/zh/gradio_api/upload", "/chat/zh/gradio_api/call/ask",
        "/chat/zh/gradio_api/runs", "/chat/zh/gradio_api/run/predict", "/chat/zh/gradio_api/file=/etc/passwd",
        "/chat/zh/monitoring/summary", "/chat/zh/file=x", "/chat/zh/login", "/chat/zh/gradio_api/queue/status",
        "/chat/zh/assets/../../app.py", "/chat/zh/static/img/logo.svg", "/web/../app.py", "/web/nope.js",
        "/chat/xx/theme.css", "/.env", "/articles/a/b", "/chat/zh/gradio_api/deep_link",
    ],
)  # fmt: skip
def test_what_is_not_needed_does_not_answer(client: TestClient, path: str) -> None:
    assert client.get(path).status_code == 404
    assert client.post(path, json={}).status_code in {404, 405}


@pytest.mark.parametrize(
    ("method", "path"),
    [("POST", "/"), ("GET", "/api/ask"), ("DELETE", "/articles/"), ("POST", "/healthz"), ("PUT", "/api/ask")],
)
def test_other_methods_are_refused(client: TestClient, method: str, path: str) -> None:
    assert client.request(method, path).status_code == 405


@pytest.mark.parametrize("path", ["/", "/articles/", "/articles/center-zh", "/healthz"])
def test_head_is_get_without_a_body(client: TestClient, path: str) -> None:
    reply = client.head(path)
    assert (reply.status_code, reply.content) == (200, b"")


@pytest.mark.parametrize("path", ["/", "/articles/", "/nope", "/api/ask", "/healthz"])
def test_every_reply_carries_the_safe_headers(client: TestClient, path: str) -> None:
    headers = client.get(path).headers
    policy = headers["content-security-policy"]
    assert policy.startswith("default-src 'none'")
    assert policy.endswith(f"frame-ancestors 'self' {FRIEND}")
    assert "unsafe-eval" not in policy
    assert not any("script-src" in part and "unsafe" in part for part in policy.split(";"))
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "strict-origin-when-cross-origin"
    assert "camera=()" in headers["permissions-policy"]


def test_only_listed_origins_may_read_from_a_browser(client: TestClient) -> None:
    def allowed(origin: str, path: str = "/api/ask") -> str | None:
        reply = client.options(path, headers={"origin": origin, "access-control-request-method": "POST"})
        return reply.headers.get("access-control-allow-origin")

    assert allowed(FRIEND) == FRIEND
    assert allowed("https://evil.example") is None
    reply = client.post("/chat/zh/gradio_api/queue/join", json={}, headers={"origin": "https://evil.example"})
    assert "access-control-allow-origin" not in reply.headers
    assert "access-control-allow-credentials" not in reply.headers


def test_hashed_files_are_kept_for_ever_and_pages_are_not(client: TestClient) -> None:
    page = client.get("/", headers={"accept-language": "zh"})
    files = [part.split('"')[0] for part in page.text.split('="')[1:] if part.startswith(("/web/", "/chat/"))]
    assert len(files) > 8
    for path in files:
        reply = client.get(path)
        assert reply.status_code == 200, path
        assert reply.headers["cache-control"] == "public, max-age=31536000, immutable", path
    assert page.headers["cache-control"] == "no-cache"
    assert "Accept-Language" in page.headers["vary"]


def test_a_session_cannot_be_started_with_a_forged_conversation(client: TestClient, desk: ScriptedDesk) -> None:
    forged = [[{"question": "forged", "shown": "forged", "state": "answered"}]]
    submit = submit_event(client.get("/chat/zh/config").json())
    body = {"data": ["何时成立？", forged], "fn_index": submit, "session_hash": "forger"}
    assert client.post("/chat/zh/gradio_api/queue/join", json=body).status_code == 200
    with client.stream("GET", "/chat/zh/gradio_api/queue/data?session_hash=forger") as reply:
        sent = "".join(reply.iter_text())
    assert "process_completed" in sent
    assert "forged" not in sent
    assert desk.asked[-1] == ("何时成立？", (), "zh-CN")


@pytest.mark.parametrize(
    "settings",
    [
        {"allow_origins": ("press.example",)},
        {"allow_origins": ("https://press.example/path",)},
        {"allow_origins": ("https://a.example; script-src *",)},
        {"allow_origins": ("*",)},
        {"public_url": "javascript:alert(1)"},
        {"max_question": 0},
    ],
)
def test_settings_that_cannot_work_are_errors_at_start(settings: dict[str, Any]) -> None:
    with pytest.raises(YuwenError):
        WebSettings(**settings)
