"""The end (`bot.web.gates.ending`, `.closing`): answers finished, questions turned away, in bounded time."""

import http.client
import json
import signal
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.desk import ARTICLES
from tests.scripted_model import Call, scripted
from tests.test_app import QUESTION, get, started

pytestmark = pytest.mark.model


class Slow:
    """A language model that has begun when `asked` is set and goes on when `gate` is."""

    def __init__(self) -> None:
        self.asked, self.gate = threading.Event(), threading.Event()

    def play(self, call: Call) -> None:
        call.begin()
        call.delta("Well")
        self.asked.set()
        self.gate.wait(60)
        call.end()


def stream(port: int) -> list[str]:
    """The names of the events of a streamed answer, to its end."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    headers = {"Content-Type": "application/json", "Accept": "text/event-stream"}
    connection.request("POST", "/api/ask", json.dumps({"question": QUESTION}), headers)
    lines = connection.getresponse().read().decode().splitlines()
    connection.close()
    return [line.removeprefix("event: ") for line in lines if line.startswith("event: ")]


def open_page(port: int) -> http.client.HTTPConnection:
    """The connection that an open page holds as long as it is open."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    connection.request("GET", "/chat/en/gradio_api/heartbeat/somebody")
    return connection


def test_answers_are_finished_and_no_new_one_is_begun(tmp_path: Path) -> None:
    slow = Slow()
    flags = ["--llm-model", "m", "--llm-patience", "50"]
    with scripted(slow.play) as model, started(tmp_path, ARTICLES, "--llm", model.url, *flags) as (port, server):
        page = open_page(port)
        with ThreadPoolExecutor(1) as visitor:
            asked = visitor.submit(stream, port)
            assert slow.asked.wait(60)
            server.send_signal(signal.SIGTERM)
            for _ in range(100):
                if get(port, "/readyz")[0] == 503:
                    break
                time.sleep(0.1)
            status, _, text = get(port, "/readyz")
            assert (status, json.loads(text)["leaving"]) == (503, True)
            status, _, text = get(port, "/api/ask", {"question": QUESTION})
            assert status == 503 and "again" in json.loads(text)["detail"]
            assert get(port, "/healthz")[0] == get(port, "/articles/")[0] == 200
            slow.gate.set()
            events = asked.result(60)
        assert events[0] == "searching" and events[-1] == "answer"
        assert server.wait(30) == 0
        page.close()


def test_the_end_comes_when_patience_is_over(tmp_path: Path) -> None:
    slow = Slow()
    flags = ["--llm-model", "m", "--llm-patience", "50", "--grace", "1"]
    with scripted(slow.play) as model, started(tmp_path, ARTICLES, "--llm", model.url, *flags) as (port, server):
        with ThreadPoolExecutor(1) as visitor:
            asked = visitor.submit(stream, port)
            assert slow.asked.wait(60)
            server.send_signal(signal.SIGTERM)
            assert server.wait(30) == 0
            assert asked.result(30) == ["searching", "error"]
        slow.gate.set()
