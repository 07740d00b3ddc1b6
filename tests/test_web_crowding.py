"""A crowd beyond what is answered at once is turned away with words, and let in again when there is room."""

import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest
from browser.scripted_desk import ScriptedDesk

from bot.answer import Answer
from bot.web.app import create_app
from bot.web.gates import crowding
from tests.serving import served


class HeldDesk(ScriptedDesk):
    """Answers when `gate` is open; `inside` is released by each that came in."""

    def __init__(self) -> None:
        super().__init__()
        self.inside = threading.Semaphore(0)

    def ask(self, question: str, history: Sequence[str] = (), language: str | None = None) -> Answer:
        self.inside.release()
        self.gate.wait(30)
        return super().ask(question, history, language)


def test_one_more_is_refused_and_all_others_answered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(crowding, "AT_ONCE", 3)
    desk = HeldDesk()
    with served(create_app(desk)) as origin, ThreadPoolExecutor(3) as visitors:

        def ask() -> httpx.Response:
            return httpx.post(f"{origin}/api/ask", json={"question": "何时成立？"}, timeout=60)

        asked = [visitors.submit(ask) for _ in range(3)]
        for _ in range(3):
            assert desk.inside.acquire(timeout=30)
        refused = ask()
        assert (refused.status_code, refused.headers["retry-after"]) == (503, "5")
        assert "again" in refused.json()["detail"]
        assert httpx.get(f"{origin}/articles/").status_code == httpx.get(f"{origin}/healthz").status_code == 200
        desk.gate.set()
        assert [reply.result(60).json()["refused"] for reply in asked] == [False] * 3
        assert ask().status_code == 200
