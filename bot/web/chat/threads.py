"""A blocking generator as an asynchronous one, left at once when nobody listens any more.

Gradio and Starlette can both run blocking generators, but in a pool of 40 threads for everything, and
neither lets go of one that waits (for a language model, say): Gradio's stop button then hangs with it.
"""

import threading
from collections.abc import AsyncIterator, Generator
from typing import TypeVar

import anyio.to_thread
from anyio import CapacityLimiter

from bot.leaving import Left, watch

T = TypeVar("T")

THREADS = CapacityLimiter(200)
"""Generators that may run at once."""
_END = object()


async def in_threads(items: Generator[T, None, None]) -> AsyncIterator[T]:
    """The items, each fetched in a thread.

    When this is cancelled or closed amid an item, it does not wait: the thread closes `items` when it
    comes back.
    """
    left, lock = threading.Event(), threading.Lock()

    def fetch() -> object:
        watch(left)
        with lock:
            try:
                item = next(items, _END)
            except Left:
                return _END
            if left.is_set():
                items.close()
            return item

    try:
        while True:
            item = await anyio.to_thread.run_sync(fetch, abandon_on_cancel=True, limiter=THREADS)
            if item is _END:
                return
            yield item  # type: ignore[misc]
    finally:
        left.set()
        if lock.acquire(blocking=False):
            try:
                items.close()
            finally:
                lock.release()
