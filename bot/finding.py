"""What the articles hold for each part of a turn: searched, ranked, and judged whether it answers.

A follow-up is searched made whole, alone or both; slips are mended first. It knows nothing of how an answer is
written.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.conversation import Turn, resolve
from bot.leaning import of_another_year, own_words_met
from bot.parts import parts
from bot.question import Asked, read_question
from bot.refusing import Thresholds, judge, meets_half, own_words, thresholds
from bot.rereading import Reads, read_again
from bot.selecting import Candidate, rank
from index.hits import Hit
from index.query import Query
from index.search import Index
from index.spelling import Spelling, words_among
from index.words import fold, simplified

SEARCHED = 10
"""Passages that a question is judged by."""


@dataclass(frozen=True, slots=True)
class Found:
    """What a search came to: the ranked sentences and the probability that they answer."""

    query: Query
    hits: list[Hit]
    ranked: list[Candidate]
    asked: Asked
    probability: float


class Finder:
    """Finds in one index; safe to share between threads."""

    def __init__(self, index: Index, caution: float, reader: Reads | None = None) -> None:
        """With a `reader`, the best passages are read again before it is decided which of them answers."""
        self._index, self._reader = index, reader
        self.thresholds: Thresholds = thresholds(caution)
        self._spelling = Spelling(index.store, words_among(index.encoder))

    def find(self, question: str, history: Sequence[str], language: str, hasty: bool = False) -> list[Found]:
        """What was found for each part of a question; for the question as one where no part is answered.

        Nothing is read again where it is `hasty`: that takes twice as long as all the rest.
        """
        asked = parts(question, language)
        turns = [resolve(self._mended(part), [*history, *asked[:n]], self._index.names) for n, part in enumerate(asked)]
        found = [self._turn(turn, language, hasty) for turn in turns]
        if len(found) > 1 and not any(map(self.answers, found)):
            return [self._turn(resolve(self._mended(question), history, self._index.names), language, hasty)]
        return found

    def _mended(self, question: str) -> str:
        return self._spelling.mended(question, self._index.names)

    def answers(self, found: Found) -> bool:
        return found.probability >= self.thresholds.answered

    def _turn(self, turn: Turn, language: str, hasty: bool) -> Found:
        """The question searched alone, made whole, or both where it is not clear which is meant."""
        if turn.whole is None:
            return self._search(turn.alone, turn.alone, language, hasty)
        whole = self._search(turn.whole, turn.alone, language, hasty)
        if turn.need != "perhaps":
            if whole.ranked and not own_words_met(
                whole.query, whole.hits, whole.ranked[0], turn.alone, self._index.names
            ):
                whole = self._doubted(whole)
            if turn.need == "only" or self.answers(whole):
                return whole
        alone = self._search(turn.alone, turn.alone, language, hasty)
        if self.answers(alone) or not whole.ranked:
            return alone
        if turn.need == "perhaps" and not meets_half(self._index, whole.query, whole.ranked[0]):
            return alone
        return max(whole, alone, key=_by_probability)

    def _search(self, text: str, question: str, language: str, hasty: bool) -> Found:
        """Searches `text`; what is asked for is read from the question as it was put."""
        asked = read_question(question, language)
        wanted, context = (asked.subject, 0) if text == question else (text, _context(text, question))
        # The models know both scripts, but meet a word best in the script that the articles are written in.
        written = simplified if language == "zh-Hant" else str
        query = self._index.query(written(wanted), context, language)
        hits = self._index.search(query, SEARCHED)
        ranked = rank(query, hits, asked)
        if not ranked or not query.content:
            return Found(query, hits, ranked, asked, 0.0)
        # The reader has learned from questions for a fact that stand alone, not from "What is the Centre?".
        alone = text == question and asked.kind == "fact" and own_words(self._index, query)
        if self._reader and alone and not hasty:
            ranked = read_again(self._reader, written(question), query, ranked)
        found = Found(query, hits, ranked, asked, judge(self._index, query, hits, ranked, asked, language))
        held = fold(f"{ranked[0].hit.article.title}\n{ranked[0].hit.text}")
        strange = any(name not in held for name in self._spelling.strangers(query.text, self._index.names))
        return self._doubted(found) if strange or of_another_year(question, text, ranked[0].hit) else found

    def _doubted(self, found: Found) -> Found:
        """The same, at most possibly related."""
        return replace(found, probability=min(found.probability, math.nextafter(self.thresholds.answered, 0)))


def _context(whole: str, question: str) -> int:
    """How many characters of a question made whole are earlier questions; 0 where they are woven into it."""
    return len(whole) - len(question) if whole.endswith(question) else 0


def _by_probability(found: Found) -> float:
    return found.probability
