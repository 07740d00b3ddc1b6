"""From a question and its history to a checked, cited answer: the line through everything else.

Safe to share between threads: a conversation is an argument, never state. It knows the order of the steps
and nothing of how each is done.
"""

import re
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

from bot.answer import Answer, Certainty, Done, Event, Searching, Text
from bot.checking import check
from bot.choosing import choose, chosen
from bot.conversation import Turn, asks_for_source, resolve
from bot.language import language_of
from bot.phrases import phrases
from bot.question import Asked, read_question
from bot.refusing import Thresholds, judge, own_words_met, thresholds
from bot.selecting import Candidate, rank
from bot.small_talk import small_talk
from bot.suggesting import suggestions
from bot.writing import Written, cite, describe, write
from index.article import Article
from index.encoder import Encoder, load_encoder
from index.query import Query
from index.search import Hit, Index
from index.store import Store
from index.words import simplified

SEARCHED = 10
"""Passages that a question is judged by."""
EXAMPLES = 4
NEAREST = 3
"""Passages that a refusal shows."""
_CHUNK = re.compile(r"(?:[⺀-\uffff]{1,4}|[^\s⺀-\uffff]+)\s*|\s+")
"""What is streamed at a time: a word, or a few characters of a script without spaces."""


@dataclass(frozen=True, slots=True)
class Found:
    """What a search came to: the ranked sentences and the probability that they answer."""

    query: Query
    hits: list[Hit]
    ranked: list[Candidate]
    asked: Asked
    probability: float


@dataclass(frozen=True, slots=True)
class Outcome:
    """What was written, and whether it is a refusal."""

    written: Written
    refused: bool = False
    certainty: Certainty = "high"


class Bot:
    """An answer desk over one index."""

    def __init__(self, index: Index, caution: float = 0.5) -> None:
        self.index = index
        self._thresholds: Thresholds = thresholds(caution)
        self._examples: dict[tuple[int, str], list[str]] = {}

    @classmethod
    def open(cls, folder: str | Path, model: str | None = None, caution: float = 0.5) -> "Bot":
        """The desk over the index in `folder`, made with `model` (None: the packaged one).

        Raises IndexStoreError or EncoderError where either cannot be opened.
        """
        Store(Path(folder)).close()  # says at once when there is none, before seconds go into a model
        encoder: Encoder = load_encoder(model)
        return cls(Index.open(Path(folder), encoder), caution)

    @property
    def index_version(self) -> str:
        return str(self.index.version)

    def articles(self) -> list[Article]:
        """All articles, editions too."""
        return self.index.articles()

    def article(self, article_id: str) -> Article | None:
        return self.index.article(article_id)

    def examples(self, language: str) -> list[str]:
        """Questions to begin with that the articles do answer."""
        key = (self.index.version, language)
        if key not in self._examples:
            candidates = suggestions(self.index, language)
            answered = (question for question in candidates if not self.ask(question, (), language).refused)
            self._examples[key] = list(islice(answered, EXAMPLES))
        return self._examples[key]

    def ask(self, question: str, history: Sequence[str] = (), language: str | None = None) -> Answer:
        """The answer; `history` holds the earlier questions, `language` is the visitor's setting."""
        started = time.perf_counter()
        question, history = _encodable(question), [_encodable(text) for text in history]
        spoken = language_of(question, language)
        if written := self._without_search(question, spoken):
            return self._answer(question, spoken, Outcome(written), {"total": _ms(started)})
        if history and asks_for_source(question) and (sourced := self._sources(history, spoken)):
            return self._answer(question, spoken, Outcome(sourced), {"total": _ms(started)})
        turn = resolve(question, history, self.index.names)
        found = self._find(turn, spoken)
        searched = _ms(started)
        outcome = self._write(found, spoken)
        answer = self._answer(question, spoken, outcome, {"search": searched, "total": _ms(started)})
        return replace(answer, probability=found.probability)

    def stream(self, question: str, history: Sequence[str] = (), language: str | None = None) -> Iterator[Event]:
        """The answer as it comes: Searching, then Text pieces, then Done."""
        yield Searching(language_of(question, language))
        answer = self.ask(question, history, language)
        for piece in _CHUNK.findall(answer.text):
            yield Text(piece)
        yield Done(answer)

    def _without_search(self, question: str, language: str) -> Written | None:
        """What is said where there is nothing to search for, or nothing to search in."""
        said = phrases(language)
        if not any(character.isalnum() for character in question):
            return Written(said["nothing"])
        if wish := small_talk(question):
            return Written(self._politely(wish, language))
        if not self.index.sizes.passages:
            return Written(said["empty"])
        return None

    def _sources(self, history: Sequence[str], language: str) -> Written | None:
        """Where the answer before was published and when; None where it had no source."""
        earlier = [text for text in history if not asks_for_source(text) and not small_talk(text)]
        if not earlier:
            return None
        before = self.ask(earlier[-1], earlier[:-1], language)
        if before.refused or not before.citations:
            return None
        told: dict[str, str] = {}
        for c in before.citations:
            article = describe(c.quote.article)
            told[article] = f"{told.get(article, article)}[{c.n}]"
        return Written(phrases(language)["asked"].format(sources="; ".join(told.values())), before.citations)

    def _politely(self, wish: str, language: str) -> str:
        text = phrases(language)[wish].format(n=self.index.overview().articles)
        if wish in ("greeting", "help"):
            text += "".join(f"\n- {example}" for example in self.examples(language))
        return text

    def _find(self, turn: Turn, language: str) -> Found:
        """The question searched alone, made whole, or both where it is not clear which is meant."""
        if turn.whole is None:
            return self._search(turn.alone, turn.alone, language)
        whole = self._search(turn.whole, turn.alone, language)
        if turn.need == "certain" and whole.probability >= self._thresholds.answered:
            return whole
        alone = self._search(turn.alone, turn.alone, language)
        if alone.probability >= self._thresholds.answered or not whole.ranked:
            return alone
        if turn.need == "perhaps" and not own_words_met(self.index, whole.query, whole.ranked[0]):
            return alone
        return max(whole, alone, key=_by_probability)

    def _search(self, text: str, question: str, language: str) -> Found:
        """Searches `text`; what is asked for is read from the question as it was put."""
        asked = read_question(question, language)
        wanted, context = (asked.subject, 0) if text == question else (text, _context(text, question))
        # The encoder knows both scripts, but meets a word best in the script that the articles are written in.
        query = self.index.query(simplified(wanted) if language == "zh-Hant" else wanted, context)
        hits = self.index.search(query, SEARCHED)
        ranked = rank(query, hits, asked)
        if not ranked or not query.content:
            return Found(query, hits, ranked, asked, 0.0)
        judged = judge(self.index, query, hits, ranked[0], asked, language)
        return Found(query, hits, ranked, asked, judged)

    def _write(self, found: Found, language: str) -> Outcome:
        """An answer, a refusal with what is possibly related, or a refusal."""
        if found.probability >= self._thresholds.answered:
            shown = choose(self.index, found.ranked, found.asked)
            return Outcome(write(cite(self.index, shown, language, found.asked), language))
        said, overview = phrases(language), self.index.overview()
        nearest = cite(self.index, [chosen(c) for c in found.ranked[:NEAREST]], language)
        filled = {"n": overview.articles, "date": overview.latest or said["unknown_date"]}
        if found.probability >= self._thresholds.possible:
            return Outcome(write(nearest, language, said["possible"].format(**filled)), True, "low")
        return Outcome(Written(said["refused"].format(**filled), nearest), True)

    def _answer(self, question: str, language: str, outcome: Outcome, timings: dict[str, float]) -> Answer:
        written = outcome.written
        return Answer(
            question=question,
            language=language,
            text=written.text,
            refused=outcome.refused,
            certainty=outcome.certainty,
            citations=written.citations,
            checks=check(written.text, written.quoted, written.citations),
            index=self.index_version,
            timings_ms=timings,
        )


def _encodable(text: str) -> str:
    """Half of a surrogate pair, as a terminal or JSON may hold it, has no place in UTF-8."""
    return text.encode("utf-8", "replace").decode("utf-8")


def _context(whole: str, question: str) -> int:
    """How many characters of a question made whole are earlier questions; 0 where they are woven into it."""
    return len(whole) - len(question) if whole.endswith(question) else 0


def _by_probability(found: Found) -> float:
    return found.probability


def _ms(started: float) -> float:
    return round((time.perf_counter() - started) * 1000, 1)
