"""A visitor's vote on one answer of the conversation, and what the page says to it.

What is kept comes from the server's own turns; the browser brings the vote and a word alone.
"""

import logging

from bot.feedback import Feedback, voted
from bot.web import conversation, markers
from bot.web.conversation import Turns
from bot.web.languages import Strings
from bot.web.wishes import Wish
from index.errors import FeedbackError

log = logging.getLogger(__name__)


def vote(feedback: Feedback, wish: Wish, turns: Turns, strings: Strings) -> str:
    """Keeps the vote; the note for the page, which is a fault where it could not be kept."""
    turn = conversation.find(turns, wish.turn)
    if turn is None or turn.answer is None:
        return markers.note("fault", strings["gone"])
    try:
        if wish.do == "withdraw":
            feedback.withdraw(turn.id)
            return markers.note("thanks", strings["vote_withdrawn"])
        if wish.do == "liked" or wish.do == "disliked":  # noqa: PLR1714  (mypy narrows these, not a set)
            feedback.record(voted(turn.id, wish.do, wish.text, turn.answer))
            return markers.note("thanks", strings["thanks_for_word" if wish.text.strip() else "thanks_for_vote"])
    except FeedbackError:
        log.exception("a vote could not be kept")
        return markers.note("fault", strings["vote_failed"])
    return ""
