"""Turns in the order of the questions, a few at once, kept while their version is the present one."""

import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from bot import serving
from bot.leaving import Left, watch
from bot.serving import AT_ONCE, CROWD, Key, Serving


def key(question: str, *history: str, language: str | None = None) -> Key:
    return question, history, language


class Desk:
    """Says what it was asked, and how often, at which version."""

    def __init__(self) -> None:
        self.version = 1
        self.worked: list[str] = []
        self.serving = Serving[str](lambda: self.version, worth=lambda answer: "secret" not in answer)

    def ask(self, asked: Key) -> str:
        return self.serving.in_order(asked, self.work(asked[0]))

    def work(self, question: str) -> Callable[[], str]:
        def work() -> str:
            self.worked.append(question)
            return f"{question} {self.version}"

        return work


@pytest.fixture
def desk() -> Desk:
    return Desk()


def test_who_asks_the_same_gets_the_same(desk: Desk) -> None:
    assert desk.ask(key("a")) == desk.ask(key("a")) == desk.serving.at_once(key("a"), desk.work("a")) == "a 1"
    assert desk.worked == ["a"]


def test_another_conversation_or_language_is_another_question(desk: Desk) -> None:
    for asked in (key("a"), key("a", "b"), key("a", "b", "c"), key("a", language="en")):
        desk.ask(asked)
    assert desk.worked == ["a"] * 4


def test_another_version_has_other_answers(desk: Desk) -> None:
    desk.ask(key("a"))
    desk.version = 2
    assert desk.ask(key("a")) == "a 2"
    desk.version = 1  # went back
    assert desk.ask(key("a")) == "a 1"
    assert desk.worked == ["a"] * 3


def test_what_was_worked_out_over_a_change_is_not_kept(desk: Desk) -> None:
    def over_a_change() -> str:
        desk.version += 1
        return "of which version?"

    desk.serving.in_order(key("a"), over_a_change)
    assert desk.ask(key("a")) == "a 2"


def test_what_is_not_worth_it_is_not_kept(desk: Desk) -> None:
    desk.ask(key("secret"))
    desk.ask(key("secret"))
    assert len(desk.worked) == 2


def test_what_was_not_asked_for_longest_goes_first(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(serving, "KEPT", 2)
    for question in "abaca":
        desk.ask(key(question))
    assert desk.worked == ["a", "b", "c"]
    desk.ask(key("b"))
    assert desk.worked[3:] == ["b"]


def test_a_fault_comes_out_and_is_not_kept(desk: Desk) -> None:
    def broken() -> str:
        raise ValueError("inside")

    for _ in range(2):
        with pytest.raises(ValueError, match="inside"):
            desk.serving.in_order(key("a"), broken)
    assert desk.ask(key("a")) == "a 1"


@pytest.fixture
def occupied(desk: Desk) -> Iterator[threading.Event]:
    """All who serve are at work until the event is set."""
    gate, entered = threading.Event(), threading.Semaphore(0)

    def long() -> str:
        entered.release()
        gate.wait(20)
        return ""

    with ThreadPoolExecutor(AT_ONCE) as visitors:
        for n in range(AT_ONCE):
            visitors.submit(desk.serving.in_order, key(f"long {n}"), long)
        for _ in range(AT_ONCE):
            assert entered.acquire(timeout=20)
        yield gate
        gate.set()


def test_who_asked_first_is_served_first(
    desk: Desk, occupied: threading.Event, monkeypatch: pytest.MonkeyPatch
) -> None:
    waiting = desk.serving._threads._work_queue
    with ThreadPoolExecutor(8) as visitors:
        for n in range(8):
            visitors.submit(desk.ask, key(str(n)))
            while waiting.qsize() <= n:  # each stands in line before the next one comes
                pass
        assert desk.worked == []
        occupied.set()
    assert sorted(desk.worked) == list("01234567")
    assert desk.worked[0] in "01234567"[:AT_ONCE]
    assert desk.worked[-1] in "01234567"[-AT_ONCE:]


def test_who_went_while_waiting_is_not_served(desk: Desk, occupied: threading.Event) -> None:
    left = threading.Event()

    def visitor() -> None:
        watch(left)
        with pytest.raises(Left):
            desk.ask(key("a"))

    with ThreadPoolExecutor(1) as visitors:
        gone = visitors.submit(visitor)
        while not desk.serving._threads._work_queue.qsize():
            pass
        left.set()
        occupied.set()
        gone.result(20)
    assert desk.worked == []


def test_many_who_wait_are_a_crowd_until_they_are_served(desk: Desk) -> None:
    go, waiting = threading.Event(), AT_ONCE + CROWD
    with ThreadPoolExecutor(waiting) as visitors:
        asked = [visitors.submit(desk.serving.in_order, key(str(n)), lambda: str(go.wait(20))) for n in range(waiting)]
        for _ in range(2000):
            if desk.serving.crowded:
                break
            time.sleep(0.01)
        assert desk.serving.crowded
        go.set()
        assert [one.result() for one in asked] == ["True"] * waiting
    assert not desk.serving.crowded
