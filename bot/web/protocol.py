"""What the web front asks of the bot; it knows nothing of the bot behind it."""

from collections.abc import Iterator, Sequence
from typing import Protocol

from bot.answer import Answer, Event
from bot.readiness import Readiness
from index.article import Article
from index.hits import Hit


class AnswerDesk(Protocol):
    """Safe to share between threads; a conversation is an argument, never state.

    `history` holds the earlier questions of the conversation, the oldest first.
    """

    @property
    def index_version(self) -> str:
        """The version of the index that answers now."""
        ...

    def readiness(self) -> Readiness:
        """The state of its parts, at once."""
        ...

    def ask(self, question: str, history: Sequence[str] = (), language: str | None = None) -> Answer: ...

    def stream(self, question: str, history: Sequence[str] = (), language: str | None = None) -> Iterator[Event]:
        """`Searching`, `Text`…, `Done`: a blocking generator, to be run in a thread.

        An answer that is known at once comes in `Done` alone.
        """
        ...

    def search(self, question: str, limit: int) -> list[Hit]:
        """The passages nearest to a question, best first, at most `limit`."""
        ...

    def articles(self) -> Sequence[Article]:
        """All articles of the index, editions too."""
        ...

    def article(self, article_id: str) -> Article | None: ...

    def examples(self, language: str) -> Sequence[str]:
        """Questions to begin with, in the language of the interface."""
        ...

    def article_versions(self, article_id: str) -> Sequence[Article]:
        """All versions of an article that were ever held, the newest first; of a withdrawn one too."""
        ...

    def follow_ups(self, answer: Answer, asked: Sequence[str]) -> Sequence[str]:
        """Questions near to this answer that the articles do answer; none of them was asked before."""
        ...
