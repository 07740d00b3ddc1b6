"""From a question and its history to a checked, cited answer: the line through everything else.

Safe to share between threads: a conversation is an argument, never state. It knows the order of the steps
and nothing of how each is done.
"""

import math
import re
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

from bot.about_before import Wish, about_before
from bot.answer import Answer, Certainty, Citation, Done, Event, Searching, Text
from bot.checking import check
from bot.choosing import choose, chosen
from bot.conversation import Turn, questions_in, recent, resolve
from bot.joining import join
from bot.language import language_of
from bot.leaning import of_another_year, own_words_met
from bot.more import more_of
from bot.parts import parts
from bot.phrases import phrases
from bot.politeness import bare
from bot.question import Asked, read_question
from bot.refusing import Thresholds, judge, thresholds
from bot.refusing import own_words_met as meets_half
from bot.selecting import Candidate, rank
from bot.small_talk import small_talk
from bot.suggesting import suggestions
from bot.writing import Written, cite, describe, write
from index.article import Article
from index.encoder import Encoder, load_encoder
from index.query import LONGEST_QUESTION, Query
from index.search import Hit, Index
from index.spelling import Spelling, words_among
from index.store import Store
from index.words import fold, simplified

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
        self._spelling = Spelling(index.store, words_among(index.encoder))
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
        question, history = _encodable(question), [_encodable(text) for text in recent(history)]
        said = question[:LONGEST_QUESTION]  # no more of it is searched, so no more of it is looked at
        spoken = language_of(said, language or _spoken_before(history))
        if written := self._without_search(said, spoken):
            return self._answer(question, spoken, Outcome(written), {"total": _ms(started)})
        said = bare(said)
        wish = about_before(said) if history else None
        if wish and (outcome := self._about_before(wish, history, spoken)):
            return self._answer(question, spoken, outcome, {"total": _ms(started)})
        found = self._found(said, history, spoken)
        searched = _ms(started)
        outcome = self._write(found[0], spoken) if len(found) == 1 else self._write_parts(found, spoken)
        answer = self._answer(question, spoken, outcome, {"search": searched, "total": _ms(started)})
        return replace(answer, probability=max(one.probability for one in found))

    def stream(self, question: str, history: Sequence[str] = (), language: str | None = None) -> Iterator[Event]:
        """The answer as it comes: Searching, then Text pieces, then Done."""
        yield Searching(language_of(question[:LONGEST_QUESTION], language or _spoken_before(recent(history))))
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

    def _about_before(self, wish: Wish, history: Sequence[str], language: str) -> Outcome | None:
        """What was published where, or what comes next in it; None where no question came before."""
        earlier = questions_in(history)
        if not earlier:
            return None
        before = self.ask(earlier[-1], earlier[:-1], language)
        if before.refused or not before.citations:
            return Outcome(Written(before.text, before.citations), True, before.certainty)
        asked_on = [about_before(text) for text in history[_last(history, earlier[-1]) :]].count("more")
        times, said = asked_on + (wish == "more"), phrases(language)
        shown = more_of(self.index, before.citations, times, language) if times else before.citations
        if wish == "more":
            return Outcome(write(shown, language) if shown else Written(said["no_more"], before.citations), not shown)
        return Outcome(_sources(shown or before.citations, said["asked"]))

    def _politely(self, wish: str, language: str) -> str:
        text = phrases(language)[wish].format(n=self.index.overview().articles)
        if wish in ("greeting", "help"):
            text += "".join(f"\n- {example}" for example in self.examples(language))
        return text

    def _found(self, question: str, history: Sequence[str], language: str) -> list[Found]:
        """What was found for each part of a question; for the question as one where no part is answered."""
        asked = parts(question, language)
        turns = [resolve(self._mended(part), [*history, *asked[:n]], self.index.names) for n, part in enumerate(asked)]
        found = [self._find(turn, language) for turn in turns]
        if len(found) > 1 and not any(map(self._answers, found)):
            return [self._find(resolve(self._mended(question), history, self.index.names), language)]
        return found

    def _mended(self, question: str) -> str:
        return self._spelling.mended(question, self.index.names)

    def _answers(self, found: Found) -> bool:
        return found.probability >= self._thresholds.answered

    def _find(self, turn: Turn, language: str) -> Found:
        """The question searched alone, made whole, or both where it is not clear which is meant."""
        if turn.whole is None:
            return self._search(turn.alone, turn.alone, language)
        whole = self._search(turn.whole, turn.alone, language)
        if turn.need != "perhaps":
            if whole.ranked and not own_words_met(
                whole.query, whole.hits, whole.ranked[0], turn.alone, self.index.names
            ):
                whole = self._doubted(whole)
            if turn.need == "only" or self._answers(whole):
                return whole
        alone = self._search(turn.alone, turn.alone, language)
        if self._answers(alone) or not whole.ranked:
            return alone
        if turn.need == "perhaps" and not meets_half(self.index, whole.query, whole.ranked[0]):
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
        found = Found(query, hits, ranked, asked, judge(self.index, query, hits, ranked[0], asked, language))
        held = fold(f"{ranked[0].hit.article.title}\n{ranked[0].hit.text}")
        strange = any(name not in held for name in self._spelling.strangers(query.text, self.index.names))
        return self._doubted(found) if strange or of_another_year(question, text, ranked[0].hit) else found

    def _doubted(self, found: Found) -> Found:
        """The same, at most possibly related."""
        return replace(found, probability=min(found.probability, math.nextafter(self._thresholds.answered, 0)))

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

    def _write_parts(self, found: Sequence[Found], language: str) -> Outcome:
        """The answer to each part with its own citations; a part without one is said to have none."""
        said = phrases(language)
        written = [
            self._write(part, language).written if self._answers(part) else Written(said["part_refused"])
            for part in found
        ]
        return Outcome(join(written, [said["part"].format(n=n) for n in range(1, len(written) + 1)]))

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


def _spoken_before(history: Sequence[str]) -> str | None:
    """The language of the question before: where nothing else tells, a conversation goes on in it."""
    return language_of(history[-1]) if history else None


def _last(history: Sequence[str], question: str) -> int:
    """Where a question stands in the history, the last time."""
    return len(history) - 1 - list(reversed(history)).index(question)


def _sources(citations: Sequence[Citation], phrase: str) -> Written:
    """Where these quotes were published and when."""
    told: dict[str, str] = {}
    for c in citations:
        article = describe(c.quote.article)
        told[article] = f"{told.get(article, article)}[{c.n}]"
    return Written(phrase.format(sources="; ".join(told.values())), tuple(citations))


def _context(whole: str, question: str) -> int:
    """How many characters of a question made whole are earlier questions; 0 where they are woven into it."""
    return len(whole) - len(question) if whole.endswith(question) else 0


def _by_probability(found: Found) -> float:
    return found.probability


def _ms(started: float) -> float:
    return round((time.perf_counter() - started) * 1000, 1)
