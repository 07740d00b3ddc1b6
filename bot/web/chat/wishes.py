"""What the page's own buttons may wish, read from the browser's JSON; anything else is no wish.

A wish names a turn and brings the visitor's words, never what the conversation was: that is on the server.
"""

import json
from dataclasses import dataclass
from typing import Any, Literal

from bot.web.chat.conversation import is_text

Do = Literal["ask", "again", "edit", "liked", "disliked", "withdraw"]
DOES = frozenset({"ask", "again", "edit", "liked", "disliked", "withdraw"})


@dataclass(frozen=True, slots=True)
class Wish:
    """What to do, to which turn, with what words."""

    do: Do
    turn: str = ""
    text: str = ""


def wish(said: str | None) -> Wish | None:
    """The wish in this JSON, None where there is none."""
    try:
        given: Any = json.loads(said or "")
    except (ValueError, RecursionError):
        return None
    if not isinstance(given, dict) or str(given.get("do")) not in DOES:
        return None
    turn, text = given.get("turn", ""), given.get("text", "")
    if not (isinstance(turn, str) and isinstance(text, str) and is_text(text)):
        return None
    return Wish(given["do"], turn, text)
