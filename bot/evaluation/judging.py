"""Asking every item once, and whether it was answered rightly.

An item is right when, for each list of its gold, one string occurs in the answer or its quotes; an
unanswerable one when it is refused. White space and width are folded, nothing else. It knows nothing of
how an answer is made.
"""

import re
import time
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from bot.answer import Answer
from bot.checking import CLOSE_QUOTE, OPEN_QUOTE
from bot.evaluation.items import Item

_QUOTATION = re.compile(f"{OPEN_QUOTE}[^{CLOSE_QUOTE}]+{CLOSE_QUOTE}")
THIRD = 3


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer and how sure whoever gave it was, on a scale of their own: an order is all that is needed."""

    answer: Answer
    score: float | None


Ask = Callable[[str, Sequence[str]], Reply]
"""Takes a question and the questions before it."""
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Outcome:
    """How one item was answered."""

    item: Item
    answer: Answer
    right: bool
    first: bool
    """The first quote alone is right."""
    third: bool
    """The first three quotes are."""
    verbatim: bool
    latency_ms: float
    score: float | None = None

    @property
    def shown(self) -> int:
        return len(self.answer.text)


def evaluate(items: Sequence[Item], ask: Ask, progress: Progress | None = None) -> list[Outcome]:
    """Asks every item once; `progress` is called with (asked, to ask)."""
    outcomes: list[Outcome] = []
    for item in items:
        started = time.perf_counter()
        reply = ask(item.question, item.history)
        outcomes.append(judge(item, reply, (time.perf_counter() - started) * 1000))
        if progress:
            progress(len(outcomes), len(items))
    return outcomes


def judge(item: Item, reply: Reply, latency_ms: float) -> Outcome:
    """What came of one item."""
    answer = reply.answer
    said = item.answerable and not answer.refused
    return Outcome(
        item,
        answer,
        right=_holds([answer.text, *_quotes(answer)], item.gold) if said else answer.refused != item.answerable,
        first=said and _holds(_quotes(answer, 1), item.gold),
        third=said and _holds(_quotes(answer, THIRD), item.gold),
        verbatim=_quoted_only(answer.text, _quotes(answer)),
        latency_ms=latency_ms,
        score=reply.score,
    )


def refusing_below(outcomes: Sequence[Outcome], thresholds: Mapping[str, float]) -> list[Outcome]:
    """The same outcomes, had what scores below its language's threshold been refused, and the rest been answered.

    What has no score stays as it was.
    """
    moved: list[Outcome] = []
    for outcome in outcomes:
        refused = outcome.answer.refused if outcome.score is None else outcome.score < thresholds[outcome.item.lang]
        answer = replace(outcome.answer, refused=refused)
        moved.append(judge(outcome.item, Reply(answer, outcome.score), outcome.latency_ms))
    return moved


def folded(text: str) -> str:
    """The text as gold is looked for in it: without white space, of one width."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))


def _quotes(answer: Answer, most: int | None = None) -> list[str]:
    """What the first citations quote, the originals beside their editions."""
    return [quote.text for c in answer.citations[:most] for quote in (c.quote, c.original) if quote]


def _quoted_only(text: str, quotes: Sequence[str]) -> bool:
    """Whether nothing stands between quotation marks but the cited words."""
    for quote in sorted(quotes, key=len, reverse=True):
        text = text.replace(quote, "")
    return _QUOTATION.search(text) is None


def _holds(texts: Sequence[str], gold: Sequence[Sequence[str]]) -> bool:
    found = folded(" ".join(texts))
    return bool(gold) and all(any(folded(one) in found for one in any_of) for any_of in gold)
