"""Requests that never come to their end, and too large ones: the connection is closed, others are served."""

import contextlib
import socket
import threading
import time
from collections.abc import Iterator

import pytest
import uvicorn
from browser.scripted_desk import ScriptedDesk

from bot.web.app import create_app
from bot.web.gates import patience
from bot.web.gates.doors import MAX_BODY
from bot.web.gates.patience import PatientProtocol

HEAD = b"POST /api/ask HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
BODY = '{"question": "何时成立？"}'.encode()


@pytest.fixture
def address(monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[str, int]]:
    """A server of little patience."""
    monkeypatch.setattr(patience, "HEAD_S", 0.5)
    monkeypatch.setattr(patience, "BODY_S", 0.5)
    listener = socket.create_server(("127.0.0.1", 0))
    config = uvicorn.Config(
        create_app(ScriptedDesk()), http=PatientProtocol, log_level="warning", timeout_graceful_shutdown=2
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    yield listener.getsockname()
    server.should_exit = True
    thread.join(20)


def sent(address: tuple[str, int], *pieces: bytes, pause: float = 0.0) -> bytes:
    """What comes back for these pieces, until the server closes; each is sent after a pause."""
    with socket.create_connection(address, timeout=20) as client:
        for piece in pieces:
            with contextlib.suppress(OSError):  # closed already
                client.sendall(piece)
            time.sleep(pause)
        received = b""
        with contextlib.suppress(ConnectionResetError):
            while data := client.recv(65536):
                received += data
        return received


def test_a_head_that_does_not_end_is_hung_up_on(address: tuple[str, int]) -> None:
    assert sent(address) == b""
    assert sent(address, HEAD) == b""
    assert sent(address, *[HEAD[n : n + 1] for n in range(30)], pause=0.05) == b""


def test_a_second_head_is_not_waited_for_either(address: tuple[str, int]) -> None:
    first = b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n"
    reply = sent(address, first, b"GET /hea", b"l", b"t", pause=0.3)
    assert reply.startswith(b"HTTP/1.1 200") and reply.count(b"HTTP/1.1") == 1


def test_a_body_that_does_not_end_is_answered_with_408(address: tuple[str, int]) -> None:
    head = HEAD + b"Content-Length: %d\r\n\r\n" % len(BODY)
    assert sent(address, head + BODY[:5]).startswith(b"HTTP/1.1 408 ")
    assert sent(address, head, *[BODY[n : n + 1] for n in range(20)], pause=0.05).startswith(b"HTTP/1.1 408 ")


def test_who_is_slow_but_comes_to_the_end_is_answered(address: tuple[str, int]) -> None:
    head = HEAD + b"Connection: close\r\nContent-Length: %d\r\n\r\n" % len(BODY)
    reply = sent(address, head[:30], head[30:] + BODY[:9], BODY[9:], pause=0.2)
    assert reply.startswith(b"HTTP/1.1 200 ") and b'"refused":false' in reply


def test_others_are_served_meanwhile(address: tuple[str, int]) -> None:
    slow = [socket.create_connection(address) for _ in range(50)]
    for client in slow:
        client.sendall(HEAD)
    head = HEAD + b"Connection: close\r\nContent-Length: %d\r\n\r\n" % len(BODY)
    assert sent(address, head + BODY).startswith(b"HTTP/1.1 200 ")
    for client in slow:
        client.settimeout(20)
        assert client.recv(1) == b""  # all are hung up on
        client.close()


@pytest.mark.parametrize(
    ("head", "status"),
    [
        (b"Content-Length: %d\r\n\r\n" % (MAX_BODY + 1), b"413"),
        (b"Content-Length: -1\r\n\r\n", b"400"),
        (b"Content-Length: 5\r\nContent-Length: 6\r\n\r\n", b"400"),
        (b"Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n", b"411"),
        (b"Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n", b"411"),
        (b"X: %s\r\n\r\n" % (b"x" * 100_000), b"400"),
        (b"X\x00: y\r\n\r\n", b"400"),
        (b" folded\r\n\r\n", b"415"),  # onto the line before, as it was once allowed
    ],
)
def test_what_is_too_large_or_ambiguous_is_refused(address: tuple[str, int], head: bytes, status: bytes) -> None:
    received = sent(address, HEAD + head)
    assert received.startswith(b"HTTP/1.1 " + status), received[:200]
