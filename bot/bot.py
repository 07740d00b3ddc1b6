"""From a question and its history to a checked, cited answer: the line through everything else.

Safe to share between threads: a conversation is an argument, never state. It knows the order of the steps
and nothing of how each is done.
"""

import time
from collections.abc import Generator, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace

from bot.about_before import Wish, about_before
from bot.answer import Answer, Certainty, Citation, Done, Event, Searching, Text
from bot.checking import check
from bot.choosing import choose, chosen
from bot.conversation import questions_in, recent
from bot.drawing import Drawing
from bot.finding import Finder, Found
from bot.joining import join
from bot.language import language_of
from bot.model.client import Client
from bot.model.wording import Task, Worded, Wording
from bot.more import more_of
from bot.phrases import phrases
from bot.politeness import bare
from bot.reader.reader import Reader
from bot.readiness import LanguageModel, Readiness
from bot.rereading import Reads
from bot.serving import Serving
from bot.small_talk import small_talk
from bot.writing import Written, cite, describe, write
from index.article import Article
from index.encoder import Encoder, load_encoder
from index.hits import Hit
from index.place import Place, opened, place_of
from index.query import LONGEST_QUESTION
from index.search import Index

NEAREST = 3
"""Passages that a refusal shows."""
TOLD_BEFORE = 2
"""Earlier questions that a language model is told, with their answers."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What was written, and whether it is a refusal."""

    written: Written
    refused: bool = False
    certainty: Certainty = "high"


@dataclass(frozen=True, slots=True)
class Turn:
    """The answer without a language model; `found` is empty where no model is to be asked."""

    answer: Answer
    history: Sequence[str] = ()
    found: Sequence[Found] = ()
    hasty: bool = False
    """Nothing was read again, because many were waiting."""


class Bot:
    """An answer desk over one index."""

    def __init__(
        self, index: Index, caution: float = 0.5, client: Client | None = None, reader: Reads | None = None
    ) -> None:
        """With a `client`, answers are in the words of its language model as far as these pass the checks.

        With a `reader`, the passages found are read again together with the question.
        """
        self.index = index
        self._client = client
        self._wording = Wording(index, client) if client else None
        self._finder = Finder(index, caution, reader)
        self._serving = Serving(index.now, worth=_to_keep)
        self._drawing = Drawing(index, self._ask_ourselves, caution)

    @classmethod
    def open(
        cls, place: str | Place, model: str | None = None, caution: float = 0.5, client: Client | None = None
    ) -> "Bot":
        """The desk over the index in a folder or on a Milvus (milvus://host:port/name), made with `model` (None: the
        packaged one).

        Raises IndexStoreError or EncoderError where either cannot be opened.
        """
        store = opened(place_of(place))  # says at once when there is none, before seconds go into a model
        encoder: Encoder = load_encoder(model)
        return cls(Index.over(store, encoder), caution, client, Reader.beside(encoder))

    @property
    def index_version(self) -> str:
        return str(self.index.version)

    def readiness(self) -> Readiness:
        """The state of its parts; a desk that is there is ready."""
        rests = bool(self._client and self._client.breaker.rests)
        state: LanguageModel = ("rests" if rests else "answers") if self._client else "none"
        return Readiness.of(self.index.store, language_model=state)

    def article_versions(self, article_id: str) -> list[Article]:
        return self.index.article_versions(article_id)

    def articles(self) -> list[Article]:
        """All articles, editions too."""
        return self.index.articles()

    def article(self, article_id: str) -> Article | None:
        return self.index.article(article_id)

    def search(self, question: str, limit: int) -> list[Hit]:
        """The passages nearest to a question, best first."""
        return self.index.search(self.index.query(_encodable(question), language=language_of(question)), limit)

    def examples(self, language: str) -> list[str]:
        """Questions to begin with that the articles do answer, asked once for a version of the index."""
        return self._drawing.examples(language)

    def follow_ups(self, answer: Answer, asked: Sequence[str]) -> list[str]:
        """Questions near to an answer that the articles do answer; none after a refusal."""
        return self._drawing.follow_ups(answer, asked)

    def draw_ahead(self, language: str) -> Iterator[None]:
        """Asks the questions that visitors will be offered in this language, one at each step."""
        return self._drawing.ahead(language)

    def ask(self, question: str, history: Sequence[str] = (), language: str | None = None) -> Answer:
        """The answer; `history` holds the earlier questions, `language` is the visitor's setting."""
        turn = self._served(question, history, language)
        if not (self._wording and turn.found):
            return turn.answer
        return next(event.answer for event in self._worded(self._wording, turn) if isinstance(event, Done))

    def stream(self, question: str, history: Sequence[str] = (), language: str | None = None) -> Iterator[Event]:
        """The answer as it comes: Searching, Text pieces as a language model words them, Done."""
        yield Searching(language_of(question[:LONGEST_QUESTION], language or _spoken_before(recent(history))))
        turn = self._served(question, history, language)
        if self._wording and turn.found:
            yield from self._worded(self._wording, turn)
        else:
            yield Done(turn.answer)

    def _served(self, question: str, history: Sequence[str], language: str | None) -> Turn:
        key = (question, tuple(recent(history)), language)
        return self._serving.in_order(key, lambda: self._kept(question, history, language))

    def _ask_ourselves(self, question: str, language: str) -> Answer:
        return self._serving.at_once((question, (), language), lambda: self._kept(question, (), language)).answer

    def _kept(self, question: str, history: Sequence[str], language: str | None) -> Turn:
        """The turn, small enough to be kept where no model is to word it."""
        turn = self.turn(question, history, language)
        return turn if self._wording else replace(turn, found=())

    def turn(self, question: str, history: Sequence[str], language: str | None) -> Turn:
        """The answer without a language model, and what a model might word it from."""
        started = time.perf_counter()
        question, history = _encodable(question), [_encodable(text) for text in recent(history)]
        said = question[:LONGEST_QUESTION]  # no more of it is searched, so no more of it is looked at
        spoken = language_of(said, language or _spoken_before(history))
        if written := self._without_search(said, spoken):
            return Turn(self._answer(question, spoken, Outcome(written), {"total": _ms(started)}))
        said = bare(said)
        wish = about_before(said) if history else None
        if wish and (outcome := self._about_before(wish, history, spoken)):
            return Turn(self._answer(question, spoken, outcome, {"total": _ms(started)}))
        hasty = self._serving.crowded
        found = self._finder.find(said, history, spoken, hasty)
        searched = _ms(started)
        outcome = self._write(found[0], spoken) if len(found) == 1 else self._write_parts(found, spoken)
        answer = self._answer(question, spoken, outcome, {"search": searched, "total": _ms(started)})
        answer = replace(answer, probability=max(one.probability for one in found))
        # A part without an answer has to be said to have none: that is never left to a model.
        answered = not outcome.refused and all(map(self._finder.answers, found))
        return Turn(answer, history, found if answered else (), hasty)

    def _worded(self, wording: Wording, turn: Turn) -> Iterator[Event]:
        """The answer in the model's words as far as these pass, else the one without a model."""
        started, answer = time.perf_counter(), turn.answer
        timings = dict(answer.timings_ms)
        pieces = wording.word(Task(answer.question, answer.language, turn.found, self._earlier(turn.history)))
        with closing(pieces):
            worded = yield from _timed(pieces, started, timings)
        timings["model"] = _ms(started)
        if worded.written is None:
            checks = {**answer.checks, **{k: v for k, v in worded.checks.items() if k in ("withheld", "reasons")}}
            yield Done(replace(answer, checks=checks | {"model": worded.why}, timings_ms=timings))
            return
        written = worded.written
        checks = {**check(written.text, (), written.citations), **worded.checks}
        yield Done(
            replace(
                answer,
                text=written.text,
                citations=written.citations,
                mode="model",
                checks=checks,
                timings_ms=timings,
            )
        )

    def _earlier(self, history: Sequence[str]) -> list[tuple[str, str]]:
        """The last questions with what was answered, as it is without a model."""
        asked = questions_in(history)
        last = range(max(0, len(asked) - TOLD_BEFORE), len(asked))
        return [(asked[n], self.turn(asked[n], asked[:n], None).answer.text) for n in last]

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
        before = self.turn(earlier[-1], earlier[:-1], language).answer
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

    def _write(self, found: Found, language: str) -> Outcome:
        """An answer, a refusal with what is possibly related, or a refusal."""
        if self._finder.answers(found):
            shown = choose(self.index, found.ranked, found.asked)
            return Outcome(write(cite(self.index, shown, language, found.asked), language))
        said, overview = phrases(language), self.index.overview()
        nearest = cite(self.index, [chosen(c) for c in found.ranked[:NEAREST]], language)
        filled = {"n": overview.articles, "date": overview.latest or said["unknown_date"]}
        if found.probability >= self._finder.thresholds.possible:
            return Outcome(write(nearest, language, said["possible"].format(**filled)), True, "low")
        return Outcome(Written(said["refused"].format(**filled), nearest), True)

    def _write_parts(self, found: Sequence[Found], language: str) -> Outcome:
        """The answer to each part with its own citations; a part without one is said to have none."""
        said = phrases(language)
        written = [
            self._write(part, language).written if self._finder.answers(part) else Written(said["part_refused"])
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


def _timed(
    pieces: Generator[str, None, Worded], started: float, timings: dict[str, float]
) -> Generator[Event, None, Worded]:
    """The pieces as events; when the first one came is noted."""
    while True:
        try:
            piece = next(pieces)
        except StopIteration as end:
            worded: Worded = end.value
            return worded
        timings.setdefault("first_words", _ms(started))
        yield Text(piece)


def _to_keep(turn: Turn) -> bool:
    return not turn.found and not turn.hasty and len(turn.answer.question) <= LONGEST_QUESTION


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


def _ms(started: float) -> float:
    return round((time.perf_counter() - started) * 1000, 1)
