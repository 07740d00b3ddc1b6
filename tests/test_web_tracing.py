"""A request's name and the log: what is in it, and what never is."""

import asyncio
import json
import logging
from collections.abc import Iterator
from urllib.parse import quote

import httpx
import pytest
from browser.scripted_desk import ScriptedDesk
from starlette.testclient import TestClient

from bot.web.app import create_app
from bot.web.observing import journal
from bot.web.observing.tracing import HEADER, kind_of
from bot.web.settings import WebSettings
from tests.chat_client import CHAT, messages, submit_event
from tests.serving import served

QUESTION = "何时成立？\nsecret-question"
ADDRESS = "198.51.100.77"


class Log:
    """What was written to stderr so far."""

    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self._capsys, self._text = capsys, ""

    @property
    def text(self) -> str:
        self._text += self._capsys.readouterr().err
        return self._text


@pytest.fixture
def log(capsys: pytest.CaptureFixture[str]) -> Iterator[Log]:
    """The log is as it was afterwards."""
    root = logging.getLogger()
    before = root.handlers[:], root.level
    yield Log(capsys)
    root.handlers[:], root.level = before
    for name in ("yuwen", "yuwen.answers"):
        logging.getLogger(name).setLevel(logging.NOTSET)


def client(**settings: bool) -> TestClient:
    app = create_app(ScriptedDesk(), WebSettings(**settings))
    return TestClient(app, raise_server_exceptions=False, client=(ADDRESS, 4711))


def visit(client: TestClient) -> None:
    """One of each: an answer, a fault, a search, a page."""
    for question in (QUESTION, f"{QUESTION} fail"):
        for accept in ("application/json", "text/event-stream"):
            client.post("/api/ask", json={"question": question}, headers={"Accept": accept, HEADER: "from-the-proxy"})
    client.get("/api/search", params={"q": QUESTION})
    client.get("/articles/", params={"q": QUESTION})
    client.get(f"/{quote(QUESTION)}")


@pytest.mark.parametrize("given", ["0123456789abcdef", "a-proxys_Name"])
def test_a_plain_name_is_kept(given: str) -> None:
    assert client().get("/healthz", headers={HEADER: given}).headers.get_list(HEADER) == [given]


@pytest.mark.parametrize("given", [None, "", "short", "x" * 65, ADDRESS, "2001:db8::1", "a\tb\tc\td\te", "naïve-name"])
def test_any_other_gets_a_name_of_ours(given: str | None) -> None:
    headers = {} if given is None else {HEADER: given.encode()}
    names = {client().get(path, headers=headers).headers[HEADER] for path in ("/healthz", "/nope")}
    assert len(names) == 2 and given not in names
    assert all(len(name) == 32 for name in names)


def test_json_lines_name_request_and_outcome_and_neither_question_nor_address(log: Log) -> None:
    journal.begin("json")
    visit(client())
    lines = [json.loads(line) for line in log.text.splitlines()]
    requests = [line for line in lines if line["logger"] == "yuwen.requests"]
    assert [(line["path"], line["status"]) for line in requests] == [
        ("/api/ask", 200), ("/api/ask", 200), ("/api/ask", 500), ("/api/ask", 200),
        ("/api/search", 200), ("/articles/", 200), ("(other)", 404),
    ]  # fmt: skip
    assert all(line["ms"] >= 0 and line["time"] for line in requests)
    answers = [line for line in lines if line["logger"] == "yuwen.answers"]
    assert [(line["outcome"], line["index"], line["request_id"]) for line in answers] == [
        ("answered", "7", "from-the-proxy")
    ] * 2
    faults = [line for line in lines if line["level"] == "error"]
    assert {line["request_id"] for line in faults} == {"from-the-proxy"} and "RuntimeError" in faults[0]["trace"]
    assert "secret-question" not in log.text and ADDRESS not in log.text


@pytest.mark.parametrize("format", ["json", "text"])
def test_questions_are_told_where_that_is_wanted_and_still_no_address(
    log: Log,
    format: journal.Format,  # noqa: A002
) -> None:
    journal.begin(format, questions=True)
    visit(client(log_questions=True))
    told = [line for line in log.text.splitlines() if "secret-question" in line]
    assert len(told) == 2  # one line each, whatever line breaks a question has
    assert r"\n" in told[0] and "何时成立" in told[0]
    assert ADDRESS not in log.text


def test_an_answer_in_the_chat_goes_by_the_name_of_its_question(log: Log) -> None:
    journal.begin("json")
    names = ["the-first-question", "another-question"]

    async def ask(origin: str) -> None:
        async with httpx.AsyncClient(base_url=origin) as client:
            event = submit_event((await client.get(f"{CHAT}/config")).json())
            for name in names:
                assert [told async for told in messages(client, QUESTION, name, event, {HEADER: name})][-1]["success"]

    with served(create_app(ScriptedDesk(), WebSettings())) as origin:
        asyncio.run(ask(origin))
    lines = [json.loads(line) for line in log.text.splitlines()]
    answers = [line for line in lines if line["logger"] == "yuwen.answers"]
    assert [line["request_id"] for line in answers] == names


def test_lines_for_people_are_quiet_by_default(log: Log) -> None:
    journal.begin()
    answering = client()
    answering.post("/api/ask", json={"question": QUESTION})
    assert log.text == ""
    answering.post("/api/ask", json={"question": "please fail"})
    assert "ERROR bot.web.api.routes: a question could not be answered" in log.text.splitlines()[0]
    assert "Traceback" in log.text


@pytest.mark.parametrize(
    ("path", "kind"),
    [("/", "page"), ("/articles/x", "articles"), ("/chat/en/config", "chat"), ("//api", "other"), ("/apis", "other")],
)
def test_kinds_of_paths(path: str, kind: str) -> None:
    assert kind_of(path) == kind
