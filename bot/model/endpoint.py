"""Which language model is asked, and within which limits; it knows nothing of how.

The key comes from the environment alone: a flag shows in the list of processes, a file is copied.
"""

import os
from dataclasses import dataclass

from index.errors import YuwenError

PATIENCE_S = 20.0
KEYS = ("YUWEN_LLM_KEY", "OPENAI_API_KEY")


class ModelError(YuwenError):
    """A language model that cannot be connected, or that fails."""


@dataclass(frozen=True, slots=True)
class Endpoint:
    """An OpenAI-compatible address and what a call may cost."""

    url: str
    model: str
    key: str = ""
    patience_s: float = PATIENCE_S
    """How long a visitor waits for the first checked sentence, and for each one after it."""
    tokens: int = 800
    """The longest answer, a model's thoughts included."""
    at_once: int = 4
    """Calls at the same time; others wait, within their patience."""
    retries: int = 2
    """Of a call that failed before its first word, each after a longer pause."""
    own: bool = False
    """A server of ours, which may be spoken to before anybody asks: that costs no one anything."""


def key_from_environment() -> str:
    """The key, empty where none is set: a local server needs none."""
    return next((key for name in KEYS if (key := os.environ.get(name, "").strip())), "")
