"""Whether the visitor who asked is still there, for who waits on something long, such as a language model.

Who runs a stream in a thread says so (`bot.web.chat.threads`); where nobody does, the visitor is there.
"""

import threading
from contextvars import ContextVar

_LEFT: ContextVar[threading.Event | None] = ContextVar("left", default=None)


class Left(BaseException):
    """Nobody waits for this any more: no fault, so nothing that handles faults sees it."""


def watch(left: threading.Event) -> None:
    """From here on, in this context, the event says that the visitor has gone."""
    _LEFT.set(left)


def has_left() -> bool:
    """Whether nobody listens any more."""
    left = _LEFT.get()
    return left is not None and left.is_set()
