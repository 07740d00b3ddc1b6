"""Questions to begin with and to go on with that the articles do answer: each is asked before it is offered.

A question is asked once for a version of the index; the verdicts are kept in the index for the next start.
Safe to share between threads. It knows nothing of how an answer is found.
"""

import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice

from bot.answer import Answer
from bot.suggesting import nearest, question_about, to_begin_with
from bot.topics import Topic, topics
from index.article import Article
from index.search import Index
from index.words import fold

Ask = Callable[[str, str], Answer]
"""The answer to a question in a language."""

EXAMPLES, CANDIDATES = 4, 16
"""Questions to begin with, and how many are asked for them at most."""
NEXT, TRIED = 3, 4
"""Questions to go on with, and how many of those never asked before are asked for them: each costs a search."""
DRAWN = 24
"""Topics whose questions are asked ahead, in the background."""
LATEST = 200
"""Articles that questions to begin with are drawn from, the latest ones."""
REMEMBERED = 4096
"""Verdicts kept, a few hundred kB."""


@dataclass(frozen=True, slots=True)
class Verdicts:
    """What was found out about questions at one version: where the answer stands, empty where none is good."""

    version: int
    places: dict[str, str]


class Drawing:
    """The questions of one index; `caution` is that of the desk which answers them."""

    def __init__(self, index: Index, ask: Ask, caution: float) -> None:
        self.index, self._ask, self._caution = index, ask, caution
        self._verdicts, self._lock = Verdicts(-1, {}), threading.Lock()
        # By version: the same id may hold another text then, and names may have changed.
        self._topics = lru_cache(maxsize=1024)(self._topics_of)
        self._first = lru_cache(maxsize=1)(self._to_begin_with)
        self._latest = lru_cache(maxsize=1)(self._latest_articles)
        self._english = lru_cache(maxsize=1)(self._english_text)

    def examples(self, language: str) -> list[str]:
        """Questions to begin with; those not asked before are asked now, which takes a second or two."""
        known = self._known()
        before = len(known.places)
        drawn = list(islice(self._good(self._first(known.version)[:CANDIDATES], language, CANDIDATES), EXAMPLES))
        self._keep(known, before)
        return drawn

    def follow_ups(self, answer: Answer, asked: Sequence[str]) -> list[str]:
        """Questions about what stands nearest to the quotes of an answer, each with another answer than this one."""
        if answer.refused:
            return []
        found = [self._topics(self.index.version, citation.quote.article.id) for citation in answer.citations]
        near = nearest(answer, found, asked)
        taken = {_place(answer)} if answer.citations else set()
        return list(islice(self._good(near, answer.language, TRIED, taken), NEXT))

    def ahead(self, language: str) -> Iterator[None]:
        """Asks what visitors will be offered, so that none waits for it: a question at each step."""
        self.examples(language)
        yield
        known = self._known()
        before = len(known.places)
        for topic in self._first(known.version)[:DRAWN]:
            if question := self._question(topic, language):
                self._verdict(topic, question, language)
                yield
        self._keep(known, before)

    def _good(self, candidates: Iterable[Topic], language: str, tried: int, taken: Iterable[str] = ()) -> Iterator[str]:
        """The questions that have an answer, each another one; at most `tried` are asked that never were."""
        places = set(taken)
        for topic in candidates:
            question = self._question(topic, language)
            if question is None:
                continue
            if self._key(question, language) not in self._known().places:
                tried -= 1
                if tried < 0:
                    return
            place = self._verdict(topic, question, language)
            if place and place not in places:
                places.add(place)
                yield question

    def _question(self, topic: Topic, language: str) -> str | None:
        """How it is asked about; what English articles write is read where it is asked in English alone."""
        return question_about(topic, language, self._english(self._known().version) if language == "en" else "")

    def _verdict(self, topic: Topic, question: str, language: str) -> str:
        """Where the answer stands, empty where there is none that is certain and speaks of the topic."""
        known, key = self._known(), self._key(question, language)
        if (place := known.places.get(key)) is None:
            answer = self._ask(question, language)
            good = not answer.refused and answer.certainty == "high" and _speaks_of(answer, topic)
            place = _place(answer) if good else ""
            if self.index.version == known.version:  # else it may be an answer of either version
                if len(known.places) >= REMEMBERED:
                    known.places.clear()
                known.places[key] = place
        return place

    def _key(self, question: str, language: str) -> str:
        return f"{self._caution} {language} {question}"

    def _known(self) -> Verdicts:
        """The verdicts of the present version of the index; read from it where it changed."""
        with self._lock:
            version = self.index.version
            if self._verdicts.version != version:
                self._verdicts = Verdicts(version, self.index.store.verdicts(version))
            return self._verdicts

    def _keep(self, known: Verdicts, before: int) -> None:
        """Keeps them for the next start, where there are more than before and the version is still theirs."""
        if len(known.places) > before and known.version == self.index.version:
            self.index.store.keep_verdicts(known.version, dict(known.places))

    def _topics_of(self, version: int, article_id: str) -> list[Topic]:
        article = self.index.article(article_id)
        return topics(article, self.index.names) if article else []

    def _to_begin_with(self, version: int) -> list[Topic]:
        latest = self._latest(version)
        return to_begin_with(latest, [self._topics(version, article.id) for article in latest])

    def _english_text(self, version: int) -> str:
        return "\n".join(article.text for article in self._latest(version) if article.lang.startswith("en"))

    def _latest_articles(self, version: int) -> list[Article]:
        return sorted(self.index.articles(), key=lambda article: article.date, reverse=True)[:LATEST]


def _speaks_of(answer: Answer, topic: Topic) -> bool:
    quotes = [quote for c in answer.citations for quote in (c.quote, c.original) if quote]
    return any(form in fold(quote.text) for quote in quotes for form in topic.forms())


def _place(answer: Answer) -> str:
    """Where the first quote stands, the original's place for a translation: two questions may have one answer."""
    quote = answer.citations[0].original or answer.citations[0].quote
    return f"{quote.article.id}:{quote.start}"
