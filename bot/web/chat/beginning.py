"""Questions to begin with, drawn without holding up the page: one that comes before they are ready shows none.

It knows nothing of how they are drawn or shown.
"""

import logging
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as NotYet

from bot.web.protocol import AnswerDesk

WAIT = 0.2
"""Seconds that a page waits for them; the next page has them."""

log = logging.getLogger(__name__)


class Beginning:
    """Draws the questions of each language once for a version of the index."""

    def __init__(self, desk: AnswerDesk) -> None:
        self._desk = desk
        self._threads = ThreadPoolExecutor(2, "examples")
        self._drawn: dict[tuple[str, str], Future[list[str]]] = {}

    def questions(self, language: str) -> list[str]:
        version = self._desk.index_version
        drawn = self._drawn.get((version, language))
        if drawn is None or (drawn.done() and drawn.exception()):
            self._drawn = {key: value for key, value in self._drawn.items() if key[0] == version}
            drawn = self._drawn[version, language] = self._threads.submit(lambda: list(self._desk.examples(language)))
        try:
            return drawn.result(timeout=WAIT if self._desk.readiness().ready else 0)
        except NotYet:
            return []
        except Exception:
            log.exception("no questions to begin with could be drawn")
            return []
