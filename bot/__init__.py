"""渝问: questions answered out of a press centre's own articles, with the passage behind every sentence."""

from bot.answer import Answer, Citation, Done, Event, Quote, Searching, Text
from bot.bot import Bot

__all__ = ["Answer", "Bot", "Citation", "Done", "Event", "Quote", "Searching", "Text"]
