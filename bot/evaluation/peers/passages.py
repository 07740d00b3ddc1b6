"""The index's passages in one list, and answers that are quotes of them; it knows no way of searching."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.answer import Answer, Citation, Quote
from index.article import Article, Passage
from index.search import Index


@dataclass(frozen=True, slots=True)
class Placed:
    """A passage with the article that it is of."""

    article: Article
    passage: Passage

    @property
    def text(self) -> str:
        return self.article.text[self.passage.start : self.passage.end]


def all_passages(index: Index) -> list[Placed]:
    """Every passage of the current version, editions' too, in the order of the articles' ids."""
    return list(_passages(index))


def _passages(index: Index) -> Iterator[Placed]:
    store = index.store
    for article in store.articles():
        row = store.member(article.id)
        for stored in store.passages([] if row is None else store.passage_rows(row)):
            yield Placed(article, stored.passage)


def joined(question: str, history: Sequence[str]) -> str:
    """The question after those before it: what a search without understanding of follow-ups can do."""
    return "\n".join([*history, question])


def quoting(question: str, quote: Quote, passage: str) -> Answer:
    """An answer that is one quote."""
    return Answer(question, quote.article.lang, quote.text, False, "high", (Citation(1, quote, passage),))


def nothing(question: str) -> Answer:
    """The answer of a peer that found nothing, or said so."""
    return Answer(question, "", "", True, "high")
