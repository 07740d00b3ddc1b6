"""Turns worked out in the order of the questions, a few at once, and kept for who asks the same.

As many at once as there are cores: more of them would share Python's one lock and all be late together. It knows
nothing of how an answer is found.
"""

import os
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from typing import Generic, TypeVar

from bot.leaving import Left, has_left

AT_ONCE = min(os.cpu_count() or 1, 4)
"""Turns worked out at the same time."""
KEPT = 512
"""Turns kept, a few MB."""
CROWD = 4 * AT_ONCE
"""Questions that wait, from which on there is a crowd."""

T = TypeVar("T")

Key = tuple[str, tuple[str, ...], str | None]
"""Question, earlier questions, language."""


class Serving(Generic[T]):
    """Safe to share between threads. With what `now` gives all that was kept goes; `worth` says what to keep."""

    def __init__(self, now: Callable[[], Hashable], worth: Callable[[T], bool]) -> None:
        self._now, self._worth = now, worth
        self._threads = ThreadPoolExecutor(AT_ONCE, "answers")
        self._lock = threading.Lock()
        self._waiting = 0
        self._kept: tuple[Hashable, OrderedDict[Key, T]] = (None, OrderedDict())

    @property
    def crowded(self) -> bool:
        """Whether so many wait that each had better be served fast."""
        return self._waiting >= CROWD

    def in_order(self, key: Key, work: Callable[[], T]) -> T:
        """What `work` gives, once those who came before are served. Raises Left where the visitor went meanwhile."""
        if found := self._find(key):
            return found
        self._count(1)
        return self._threads.submit(copy_context().run, self._served, key, work).result()

    def at_once(self, key: Key, work: Callable[[], T]) -> T:
        """What `work` gives, here and now: for questions of our own, which may come amid a visitor's."""
        return self._find(key) or self._made(key, work)

    def _count(self, more: int) -> None:
        with self._lock:
            self._waiting += more

    def _served(self, key: Key, work: Callable[[], T]) -> T:
        self._count(-1)
        if has_left():
            raise Left
        return self.at_once(key, work)  # who was served just before may have asked the same

    def _made(self, key: Key, work: Callable[[], T]) -> T:
        before = self._now()
        made = work()
        if self._worth(made) and before == self._now():  # else nobody knows which articles it comes from
            with self._lock:
                self._kept = self._kept if self._kept[0] == before else (before, OrderedDict())
                kept = self._kept[1]
                kept[key] = made
                if len(kept) > KEPT:
                    kept.popitem(last=False)
        return made

    def _find(self, key: Key) -> T | None:
        now = self._now()
        with self._lock:
            of, kept = self._kept
            if key not in kept or of != now:
                return None
            kept.move_to_end(key)
            return kept[key]
