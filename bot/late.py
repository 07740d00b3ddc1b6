"""A desk that may be asked before it is open: articles are read at once, a question waits until there is who answers.

So that a page is there while the model is still being loaded. It knows nothing of how a desk is opened.
"""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from typing import TYPE_CHECKING

from bot.answer import Answer, Event
from bot.readiness import Readiness
from index.article import Article
from index.holdings import Holdings

if TYPE_CHECKING:  # what answers takes a while to import, which is what this is for
    from bot.bot import Bot
    from index.hits import Hit


WARMING = "What is it?"
"""Asked once before anybody is answered: what is loaded at the first question is loaded then."""


class LateDesk:
    """Safe to share between threads, of which one opens it."""

    def __init__(self, store: Holdings) -> None:
        """Over an index that is open already."""
        self.store = store
        self._bot: Future[Bot] = Future()

    def open(self, opening: Callable[[], "Bot"]) -> "Bot":
        """Opens it. What goes wrong is raised here and to everybody who asks."""
        try:
            bot = opening()
            bot.turn(WARMING, (), None)  # without a language model, which nobody has asked
        except BaseException as error:
            self._bot.set_exception(error)
            raise
        self._bot.set_result(bot)
        return bot

    @property
    def _is_open(self) -> bool:
        return self._bot.done() and self._bot.exception() is None

    @property
    def index_version(self) -> str:
        return self._bot.result().index_version if self._is_open else str(self.store.version())

    def readiness(self) -> Readiness:
        """`ready` is false until it is open."""
        if self._is_open:
            return self._bot.result().readiness()
        return Readiness.of(self.store, ready=False)

    def ask(self, question: str, history: Sequence[str] = (), language: str | None = None) -> Answer:
        return self._bot.result().ask(question, history, language)

    def stream(self, question: str, history: Sequence[str] = (), language: str | None = None) -> Iterator[Event]:
        yield from self._bot.result().stream(question, history, language)

    def search(self, question: str, limit: int) -> list["Hit"]:
        return self._bot.result().search(question, limit)

    def examples(self, language: str) -> list[str]:
        return self._bot.result().examples(language)

    def follow_ups(self, answer: Answer, asked: Sequence[str]) -> list[str]:
        return self._bot.result().follow_ups(answer, asked)

    def articles(self) -> list[Article]:
        return self.store.articles()

    def article(self, article_id: str) -> Article | None:
        return self.store.current(article_id)

    def article_versions(self, article_id: str) -> list[Article]:
        return self.store.article_versions(article_id)
