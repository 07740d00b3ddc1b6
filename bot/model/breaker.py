"""A circuit breaker: a model that failed several times in a row is left alone for a while, then tried once.

Visitors then get the answer without a model at once, and an endpoint in trouble is not hammered.
It knows nothing of what a call is.
"""

import threading
import time
from collections.abc import Callable

FAILURES = 3
REST_S = 30.0


class Breaker:
    """Safe to share between threads."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock, self._lock = clock, threading.Lock()
        self._failures, self._closed_again = 0, 0.0

    def lets_through(self) -> bool:
        """Whether a call may be made; of those that ask after a rest, the first one alone."""
        with self._lock:
            if self._failures < FAILURES:
                return True
            if self._clock() < self._closed_again:
                return False
            self._closed_again = self._clock() + REST_S
            return True

    @property
    def rests(self) -> bool:
        """Whether what it guards is left alone, or only tried now and then."""
        with self._lock:
            return self._failures >= FAILURES

    def worked(self) -> None:
        with self._lock:
            self._failures = 0

    def failed(self) -> None:
        with self._lock:
            self._failures += 1
            if self._failures >= FAILURES:
                self._closed_again = self._clock() + REST_S
