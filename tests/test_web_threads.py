"""A blocking generator run as an asynchronous one: in order, with its errors, and left without waiting."""

import asyncio
import threading
from collections.abc import Coroutine, Generator
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

import pytest

from bot.leaving import Left
from bot.web.chat.threads import in_threads

T = TypeVar("T")


def run(coroutine: Coroutine[None, None, T]) -> T:
    """Runs it in a thread of its own: a browser driven in this one keeps an event loop here."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, coroutine).result()


def test_items_come_in_order_and_the_end_ends() -> None:
    async def collect() -> list[int]:
        return [item async for item in in_threads(n for n in range(5))]

    assert run(collect()) == [0, 1, 2, 3, 4]


def test_an_error_inside_comes_out() -> None:
    def broken() -> Generator[int, None, None]:
        yield 1
        raise ValueError("inside")

    async def collect() -> None:
        async for _ in in_threads(broken()):
            pass

    with pytest.raises(ValueError, match="inside"):
        run(collect())


def test_work_that_nobody_waits_for_is_no_fault() -> None:
    def left() -> Generator[int, None, None]:
        yield 1
        raise Left

    async def collect() -> list[int]:
        return [item async for item in in_threads(left())]

    assert run(collect()) == [1]


def test_leaving_between_items_closes_the_generator() -> None:
    closed = threading.Event()

    def items() -> Generator[int, None, None]:
        try:
            yield 1
            yield 2
        finally:
            closed.set()

    async def leave() -> None:
        stream = in_threads(items())
        assert await anext(stream) == 1
        await stream.aclose()  # type: ignore[attr-defined]

    run(leave())
    assert closed.is_set()


def test_leaving_amid_an_item_does_not_wait_and_closes_later() -> None:
    gate, closed, entered = threading.Event(), threading.Event(), threading.Event()

    def items() -> Generator[int, None, None]:
        try:
            entered.set()
            gate.wait(20)
            yield 1
        finally:
            closed.set()

    async def leave() -> bool:
        task = asyncio.ensure_future(anext(in_threads(items())))
        await asyncio.to_thread(entered.wait, 20)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        waited = closed.is_set()
        gate.set()  # the loop's own end waits for its threads
        return waited

    assert run(leave()) is False
    assert closed.wait(20)
