"""A desk around the desk: every question that anybody asks is counted and noted here, whichever way it came."""

import logging
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from bot.answer import Answer, Done, Event
from bot.leaving import Left
from bot.readiness import Readiness
from bot.web.observing.metrics import Metrics, outcome_of
from bot.web.protocol import AnswerDesk
from index.article import Article
from index.hits import Hit

log = logging.getLogger("yuwen.answers")
"""One line an answer, at INFO: what came of it and how long it took. Never who asked."""


class CountingDesk:
    """An `AnswerDesk` that tells `metrics` and the log; `questions` says whether the log may hold what was asked."""

    def __init__(self, desk: AnswerDesk, metrics: Metrics, questions: bool = False) -> None:
        self._desk, self._metrics, self._questions = desk, metrics, questions

    @property
    def index_version(self) -> str:
        return self._desk.index_version

    def readiness(self) -> Readiness:
        return self._desk.readiness()

    def ask(self, question: str, history: Sequence[str] = (), language: str | None = None) -> Answer:
        with self._counted() as counted:
            return counted(self._desk.ask(question, history, language))

    def stream(self, question: str, history: Sequence[str] = (), language: str | None = None) -> Iterator[Event]:
        with self._counted() as counted:
            for event in self._desk.stream(question, history, language):
                if isinstance(event, Done):
                    counted(event.answer)  # before it goes out: who has the answer may leave at once
                yield event

    def search(self, question: str, limit: int) -> list[Hit]:
        return self._desk.search(question, limit)

    def articles(self) -> Sequence[Article]:
        return self._desk.articles()

    def article(self, article_id: str) -> Article | None:
        return self._desk.article(article_id)

    def article_versions(self, article_id: str) -> Sequence[Article]:
        return self._desk.article_versions(article_id)

    def examples(self, language: str) -> Sequence[str]:
        return self._desk.examples(language)

    def follow_ups(self, answer: Answer, asked: Sequence[str]) -> Sequence[str]:
        return self._desk.follow_ups(answer, asked)

    @contextmanager
    def _counted(self) -> Iterator[Callable[[Answer], Answer]]:
        """Within, a question is answered; what is given takes the answer, without which it failed or was stopped."""
        answered: list[Answer] = []

        def counted(answer: Answer) -> Answer:
            answered.append(answer)
            self._metrics.answered(answer)
            self._note(answer)
            return answer

        self._metrics.answering.inc()
        try:
            yield counted
        except (GeneratorExit, Left):
            if not answered:
                self._metrics.unanswered("stopped")
            raise
        except Exception:
            self._metrics.unanswered("failed")
            raise
        finally:
            self._metrics.answering.dec()

    def _note(self, answer: Answer) -> None:
        told = {
            "outcome": outcome_of(answer),
            "mode": answer.mode,
            "language": answer.language,
            "index": answer.index,
            "timings_ms": dict(answer.timings_ms),
            **({"question": answer.question} if self._questions else {}),
        }
        log.info("a question was %s", told["outcome"], extra={"told": told})
