"""What the checks do to a language model's answers: the same words with and without them.

Without them is what the model said; with them what a visitor saw, the answer without a model where nothing
passed. A fact is held where any passage that the model was given says it. It knows nothing of endpoints.
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from bot.bot import Bot
from bot.evaluation.items import Item
from bot.evaluation.judging import Progress, folded
from bot.model.citing import without_markers
from bot.model.client import Client
from bot.model.facts import facts_of
from bot.model.naming import strange_name
from bot.model.quoting import is_span, quotations
from bot.model.sentences import Sentences
from bot.model.sources import Source, sources_of
from bot.model.wording import Task, Wording


@dataclass(frozen=True, slots=True)
class Counted:
    """A text, its sentences and quotations, those that no passage holds, and whether the answer is in it."""

    text: str
    sentences: int
    invented: int
    """Sentences with a number, date or name that no passage holds."""
    quotations: int
    altered: int
    right: bool


@dataclass(frozen=True, slots=True)
class Pair:
    """One answer of the model without and with the checks; `shown` is None where nothing passed."""

    item: str
    """The question's id."""
    said: Counted
    shown: Counted | None
    right: bool
    """What the visitor saw holds the answer, quotes included."""
    first_words_s: float | None


def with_and_without(bot: Bot, client: Client, items: Sequence[Item], progress: Progress | None = None) -> list[Pair]:
    """Asks the model once for each item that the desk would let it answer."""
    wording = Wording(bot.index, client)
    pairs: list[Pair] = []
    for number, item in enumerate(items, 1):
        if item.answerable and (pair := pair_of(bot, wording, item)):
            pairs.append(pair)
        if progress:
            progress(number, len(items))
    return pairs


def summary(pairs: Sequence[Pair]) -> dict[str, Any]:
    """Shares as fractions; None where there is nothing to divide by."""
    said, shown = [pair.said for pair in pairs], [pair.shown for pair in pairs if pair.shown]
    waits = sorted(pair.first_words_s for pair in pairs if pair.first_words_s is not None)
    right = [pair for pair in pairs if pair.said.right]
    return {
        "asked": len(pairs),
        "in_its_words": len(shown),
        "without_checks": _shares(said),
        "with_checks": _shares(shown) | {"right": _share(sum(pair.right for pair in pairs), len(pairs))},
        "right_answers_lost": _share(sum(not pair.right for pair in right), len(right)),
        "right_answers_in_other_words": _share(sum(not (p.shown and p.shown.right) for p in right), len(right)),
        "first_words_s": waits[len(waits) // 2] if waits else None,
    }


def _shares(texts: Sequence[Counted]) -> dict[str, float | None]:
    return {
        "quotes_altered": _share(sum(t.altered for t in texts), sum(t.quotations for t in texts)),
        "sentences_with_an_invented_fact": _share(sum(t.invented for t in texts), sum(t.sentences for t in texts)),
        "right": _share(sum(t.right for t in texts), len(texts)),
    }


def _share(part: int, whole: int) -> float | None:
    return round(part / whole, 4) if whole else None


def pair_of(bot: Bot, wording: Wording, item: Item) -> Pair | None:
    """One item asked; None where the desk would not let the model answer it."""
    turn = bot.turn(item.question, item.history, None)
    if not turn.found:
        return None
    started, first = time.perf_counter(), None
    pieces = wording.word(Task(turn.answer.question, turn.answer.language, turn.found))
    while True:
        try:
            next(pieces)
        except StopIteration as end:
            worded = end.value
            break
        first = first or time.perf_counter() - started
    sources = sources_of(bot.index, turn.found)
    count = _Counter(bot, item, turn.answer.language, sources)
    shown = count(worded.written.text) if worded.written else None
    quotes = [q.text for c in (worded.written or turn.answer).citations for q in (c.quote, c.original) if q]
    seen = " ".join([worded.written.text if worded.written else turn.answer.text, *quotes])
    return Pair(item.id, count(worded.raw), shown, _is_right(item, seen), first)


@dataclass(frozen=True, slots=True)
class _Counter:
    bot: Bot
    item: Item
    language: str
    sources: Sequence[Source]

    def __call__(self, text: str) -> Counted:
        splitting = Sentences(self.language)
        sentences = [*splitting.add(text), *splitting.end()]
        words = [one for source in self.sources for one in source.words]
        quoted = quotations(text)
        return Counted(
            text,
            len(sentences),
            sum(self._invented(without_markers(said.text)[0], words) for said in sentences),
            len(quoted),
            sum(not is_span(quote.rstrip(",.，。"), words) for quote in quoted),
            _is_right(self.item, text),
        )

    def _invented(self, sentence: str, words: Sequence[str]) -> bool:
        facts = facts_of(sentence, self.language)
        held = any(source.known.missing(facts) is None for source in self.sources)
        return not held or strange_name(sentence, self.language, words, self.bot.index.names) is not None


def _is_right(item: Item, text: str) -> bool:
    found = folded(text)
    return all(any(folded(one) in found for one in any_of) for any_of in item.gold)
