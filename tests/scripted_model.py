"""An OpenAI-compatible server over real HTTP on loopback that plays whatever model a test wants."""

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Play = Callable[["Call"], None]


@dataclass
class Call:
    """One request, and the ways to answer it."""

    handler: BaseHTTPRequestHandler
    body: dict[str, Any]
    server: "Scripted"

    @property
    def prompt(self) -> str:
        return "\n".join(message["content"] for message in self.body["messages"])

    def begin(self, content_type: str = "text/event-stream") -> None:
        self.handler.send_response(200)
        self.handler.send_header("Content-Type", content_type)
        self.handler.end_headers()

    def delta(self, text: str | None, finish: str | None = None) -> None:
        choice = {"index": 0, "delta": {"content": text} if text else {}, "finish_reason": finish}
        chunk = {"id": "x", "object": "chat.completion.chunk", "created": 0, "model": "m", "choices": [choice]}
        self.raw(f"data: {json.dumps(chunk)}\n\n")

    def raw(self, text: str) -> None:
        try:
            self.handler.wfile.write(text.encode())
            self.handler.wfile.flush()
        except OSError:
            self.server.hung_up.set()
            raise

    def end(self, finish: str | None = "stop") -> None:
        self.delta(None, finish)
        self.raw("data: [DONE]\n\n")

    def error(self, status: int, **headers: str) -> None:
        body = b'{"error": {"message": "no", "type": "x"}}'
        self.handler.send_response(status)
        for name, value in {"Content-Type": "application/json", "Content-Length": str(len(body)), **headers}.items():
            self.handler.send_header(name, value)
        self.handler.end_headers()
        self.handler.wfile.write(body)


@dataclass
class Scripted:
    """The server: what it plays may be changed at any time; it keeps what it was asked."""

    play: Play
    url: str = ""
    calls: list[dict[str, Any]] = field(default_factory=list)
    hung_up: threading.Event = field(default_factory=threading.Event)
    """Set once a client closed the connection while it was spoken to."""
    stopped: threading.Event = field(default_factory=threading.Event)
    """Set at the end of a test: who plays without end looks at it."""


def says(text: str, finish: str | None = "stop", size: int = 7) -> Play:
    """A model that says this, a few characters at a time."""

    def play(call: Call) -> None:
        call.begin()
        for at in range(0, len(text), size):
            call.delta(text[at : at + size])
        if finish:
            call.end(finish)

    return play


def endless(text: str) -> Play:
    """One that says the same for ever."""

    def play(call: Call) -> None:
        call.begin()
        while not call.server.stopped.is_set():
            call.delta(text)
            time.sleep(0.02)

    return play


def silent(call: Call) -> None:
    """One that takes the question and says nothing."""
    call.begin()
    call.server.stopped.wait(20)


def fails(status: int, times: int = 99, then: Play | None = None) -> Play:
    """One that answers with an error so many times."""
    left = [times]

    def play(call: Call) -> None:
        left[0] -= 1
        if left[0] >= 0 or then is None:
            call.error(status, **{"retry-after-ms": "1"})
        else:
            then(call)

    return play


def garbled(call: Call) -> None:
    """One whose events are no JSON."""
    call.begin()
    call.raw('data: {"choices": [{"delta": {"content": "大桥\n\ndata: nonsense\n\n')


@contextmanager
def scripted(play: Play) -> Iterator[Scripted]:
    """The server, as long as the context lasts."""
    server = Scripted(play)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            server.calls.append(body)
            try:
                server.play(Call(self, body, server))
            except OSError:
                server.hung_up.set()

        def log_message(self, *_: object) -> None:
            pass

    http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    http.daemon_threads = True
    thread = threading.Thread(target=http.serve_forever, daemon=True)
    thread.start()
    server.url = f"http://127.0.0.1:{http.server_address[1]}/v1"
    try:
        yield server
    finally:
        server.stopped.set()
        http.shutdown()
        http.server_close()
