"""渝问: questions answered out of a press centre's own articles, with the passage behind every sentence."""

from typing import TYPE_CHECKING, Any

from bot.answer import Answer, Citation, Done, Event, Quote, Searching, Text

if TYPE_CHECKING:
    from bot.bot import Bot

__all__ = ["Answer", "Bot", "Citation", "Done", "Event", "Quote", "Searching", "Text"]


def __getattr__(name: str) -> Any:
    """The desk itself brings all that answers with it; the web front, which is there before, needs none of it."""
    if name != "Bot":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from bot.bot import Bot

    return Bot
