"""One conversation of one visitor: turns, kept on the server, and the work of answering the next one.

The browser's copy of the conversation is never read: only these turns give the bot its history. Nothing
here knows Gradio; `bot.web.chat.blocks` shows the turns.
"""

import logging
import time
import uuid
from collections.abc import Generator
from dataclasses import dataclass, field, replace
from typing import Literal

from bot.answer import Answer, Done, Searching, Text
from bot.web.articles.editions import originals
from bot.web.chat import markers
from bot.web.languages import Strings
from bot.web.protocol import AnswerDesk

HISTORY = 8
"""Earlier questions that go to the bot with a new one."""
KEPT = 40
"""Turns a conversation keeps; the oldest go first."""
PAUSE = 0.1
"""Seconds between two updates of the page: each costs the server about 1 ms of CPU (PROBES §1)."""

State = Literal["open", "answered", "stopped", "failed"]

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Turn:
    """A question and what is shown for it so far, as Markdown."""

    question: str
    shown: str
    state: State = "open"
    answer: Answer | None = None
    """The whole answer, once there is one."""
    id: str = field(default_factory=lambda: uuid.uuid4().hex[:16])
    """What the page names this turn by; it gives no right to the turns of another conversation."""


Turns = tuple[Turn, ...]


def fault(question: str, limit: int, strings: Strings) -> str | None:
    """Why this question cannot be asked, in the visitor's words, or None."""
    if not question.strip():
        return strings["empty"]
    if len(question) > limit:
        return strings["too_long"].format(length=len(question), limit=limit)
    return None if is_text(question) else strings["not_text"]


def is_text(value: str) -> bool:
    """False for halves of surrogate pairs, which JSON can carry and UTF-8 cannot."""
    return not any("\ud800" <= sign <= "\udfff" for sign in value)


def find(turns: Turns, turn_id: str) -> Turn | None:
    """The turn of this name in this conversation."""
    return next((turn for turn in turns if turn.id == turn_id), None)


def before(turns: Turns, turn: Turn) -> Turns:
    """The conversation cut where this turn began."""
    return turns[: turns.index(turn)]


def follow_ups(desk: AnswerDesk, turns: Turns) -> list[str]:
    """What could be asked next, none where the last answer is none."""
    last = turns[-1].answer if turns and turns[-1].state == "answered" else None
    return list(desk.follow_ups(last, [turn.question for turn in turns])) if last else []


def answer(desk: AnswerDesk, turns: Turns, question: str, strings: Strings) -> Generator[Turns, None, None]:
    """The turns with the new one in each state worth showing, at most one in `PAUSE` seconds.

    Never raises for a fault of the bot: the last turn then says so, and the log holds the reason.
    """
    history = [turn.question for turn in turns if turn.state == "answered"][-HISTORY:]
    earlier = turns[-(KEPT - 1) :]
    turn = Turn(question, "")
    try:
        searching = strings["searching"].format(count=len(originals(desk.articles())))
        turn = replace(turn, shown=markers.note("searching", searching))
        yield (*earlier, turn)
        for text, done in _shown(desk, question, history, strings):
            turn = replace(turn, shown=text, answer=done, state="answered" if done else "open")
            yield (*earlier, turn)
    except Exception:
        log.exception("a question could not be answered")
        yield (*earlier, replace(turn, shown=markers.note("failed", strings["failed"]), state="failed"))


def stopped(turns: Turns, strings: Strings) -> Turns:
    """The turns with the unfinished last one closed, what was shown of it kept."""
    if not turns or turns[-1].state != "open":
        return turns
    last = turns[-1]
    text = "" if 'class="searching"' in last.shown else last.shown + "\n\n"
    return (*turns[:-1], replace(last, shown=text + markers.note("stopped", strings["stopped"]), state="stopped"))


def _shown(
    desk: AnswerDesk, question: str, history: list[str], strings: Strings
) -> Generator[tuple[str, Answer | None], None, None]:
    text, last = "", 0.0
    for event in desk.stream(question, history, strings["html_lang"]):
        match event:
            case Searching():
                continue
            case Text(chunk):
                text += chunk
                if time.monotonic() - last >= PAUSE:
                    last = time.monotonic()
                    yield markers.streaming(text), None
            case Done(done):
                yield markers.finished(done, strings), done
                return
    raise RuntimeError("the stream ended without Done")
