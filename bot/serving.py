"""Turns worked out in the order of the questions, a few at once, and kept for who asks the same.

As many at once as there are cores: more of them would share Python's one lock and all be late together. It knows
nothing of how an answer is found.
"""

import os
import threading
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from typing import Generic, TypeVar

from bot.leaving import Left, has_left

AT_ONCE = min(os.cpu_count() or 1, 4)
"""Turns worked out at the same time."""
KEPT = 512
"""Turns kept, a few MB."""

T = TypeVar("T")

Key = tuple[str, tuple[str, ...], str | None]
"""Question, earlier questions, language."""


class Serving(Generic[T]):
    """Safe to share between threads. `version` is that of the index, with which all changes; `worth`: what to keep."""

    def __init__(self, version: Callable[[], int], worth: Callable[[T], bool]) -> None:
        self._version, self._worth = version, worth
        self._threads = ThreadPoolExecutor(AT_ONCE, "answers")
        self._lock = threading.Lock()
        self._kept: tuple[int, OrderedDict[Key, T]] = (-1, OrderedDict())

    def in_order(self, key: Key, work: Callable[[], T]) -> T:
        """What `work` gives, once those who came before are served. Raises Left where the visitor went meanwhile."""
        return self._find(key) or self._threads.submit(copy_context().run, self._served, key, work).result()

    def at_once(self, key: Key, work: Callable[[], T]) -> T:
        """What `work` gives, here and now: for questions of our own, which may come amid a visitor's."""
        return self._find(key) or self._made(key, work)

    def _served(self, key: Key, work: Callable[[], T]) -> T:
        if has_left():
            raise Left
        return self.at_once(key, work)  # who was served just before may have asked the same

    def _made(self, key: Key, work: Callable[[], T]) -> T:
        version = self._version()
        made = work()
        with self._lock:
            if self._worth(made) and version == self._version():  # else nobody knows which articles it comes from
                self._kept = self._kept if self._kept[0] == version else (version, OrderedDict())
                kept = self._kept[1]
                kept[key] = made
                if len(kept) > KEPT:
                    kept.popitem(last=False)
        return made

    def _find(self, key: Key) -> T | None:
        with self._lock:
            version, kept = self._kept
            if key not in kept or version != self._version():
                return None
            kept.move_to_end(key)
            return kept[key]
