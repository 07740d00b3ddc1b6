"""What one conversation may ask, whatever addresses its questions come from: as many a minute as one address may, and
few at the same time, so that none fills the queue that all share. It knows nothing of answers.
"""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from bot.web.gates.limiting import Meter

TOGETHER = 2
"""Questions in work: the one that is being answered, and one asked while the page still stops it."""


class Sessions:
    """Safe within one event loop; `limit` is that of an address, 0 for none."""

    def __init__(self, limit: int) -> None:
        self._meter = Meter(limit) if limit else None
        self._in_work: Counter[int] = Counter()

    @contextmanager
    def asking(self, session: str) -> Iterator[bool]:
        """Within, a question of this session is in work; gives whether it may be."""
        who = hash(session)  # a stranger's choice, of any length
        if self._in_work[who] >= TOGETHER or (self._meter and self._meter.wait(str(who))):
            yield False
            return
        self._in_work[who] += 1
        try:
            yield True
        finally:
            self._in_work[who] -= 1
            if not self._in_work[who]:
                del self._in_work[who]
