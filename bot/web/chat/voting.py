"""A visitor's vote on one answer of the conversation, and what the page says to it.

What is kept comes from the server's own turns; the browser brings the vote and a word alone.
"""

import logging

from bot.feedback import Feedback, voted
from bot.web.chat import conversation, markers
from bot.web.chat.conversation import Turns
from bot.web.chat.wishes import Wish
from bot.web.languages import Strings
from index.errors import FeedbackError

log = logging.getLogger(__name__)


def vote(feedback: Feedback, wish: Wish, turns: Turns, strings: Strings) -> str:
    """Keeps the vote; the note for the page, a fault where it could not be kept, and the outcome for its script."""
    turn = conversation.find(turns, wish.turn)
    if turn is None or turn.answer is None:
        return _told("", "failed", "fault", strings["gone"])
    try:
        if wish.do == "withdraw":
            feedback.withdraw(turn.id)
            return _told(turn.id, "withdraw", "thanks", strings["vote_withdrawn"])
        if wish.do == "liked" or wish.do == "disliked":  # noqa: PLR1714  (mypy narrows these, not a set)
            feedback.record(voted(turn.id, wish.do, wish.text, turn.answer))
            said = strings["thanks_for_word" if wish.text.strip() else "thanks_for_vote"]
            return _told(turn.id, wish.do, "thanks", said)
    except FeedbackError:
        log.exception("a vote could not be kept")
        return _told(turn.id, "failed", "fault", strings["vote_failed"])
    return ""


def _told(turn_id: str, became: str, kind: str, words: str) -> str:
    return f"{markers.outcome(turn_id, became)}\n\n{markers.note(kind, words)}"
