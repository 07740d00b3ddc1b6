"""The server, which ends when it is told to and the answers that are being written are finished, or patience is over.

The first signal begins the end (`bot.web.gates.closing`), a second one is the end. It knows nothing of who answers.
"""

import signal
import time
from collections.abc import Callable
from types import FrameType

import uvicorn

from bot.web.gates.closing import Closing

QUIET_S = 0.5
"""Without an answer in work, so that the last words are sent too."""
CLOSING_S = 2
"""For the last bytes of what was cut off."""


class EndingServer(uvicorn.Server):
    """Serves until told to end."""

    def __init__(
        self, config: uvicorn.Config, closing: Closing, unfinished: Callable[[], int], patience_s: float
    ) -> None:
        """`unfinished` says how many answers are in work."""
        config.timeout_graceful_shutdown = CLOSING_S
        super().__init__(config)
        self._closing, self._unfinished, self._patience = closing, unfinished, patience_s
        self._until = self._quiet_since = 0.0

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        if self._closing.begun:
            self.should_exit = self.force_exit = True
            return
        if sig == signal.SIGINT:
            self._captured_signals.append(sig)  # raised again at the end: who pressed Ctrl-C expects it
        now = time.monotonic()
        self._closing.begun, self._until, self._quiet_since = True, now + self._patience, now

    async def on_tick(self, counter: int) -> bool:
        if self._closing.begun:
            now = time.monotonic()
            if self._unfinished():
                self._quiet_since = now
            if now - self._quiet_since >= QUIET_S or now >= self._until:
                self._closing.cut_off()
                self.should_exit = True
        return await super().on_tick(counter)

    def end(self) -> None:
        """Ends at once, as where there is nobody to answer; from any thread."""
        self.should_exit = True
