"""BM25 over jieba's words, as a search box has it: the first passage answers, or the best sentence of it.

It knows nothing of meaning. The score of both is the passage's BM25.
"""

import logging
from collections.abc import Sequence
from typing import Any

from bot.answer import Quote
from bot.evaluation.extra import needed_for
from bot.evaluation.judging import Reply
from bot.evaluation.peers.passages import Placed, joined, nothing, quoting

with needed_for("--peers"):
    import bm25s
    import jieba

jieba.setLogLevel(logging.WARNING)


class Words:
    """The passages and their sentences by their words; both answers come from it."""

    def __init__(self, passages: Sequence[Placed]) -> None:
        self._passages = passages
        self._index = _indexed([placed.text for placed in passages])

    def passage(self, question: str, history: Sequence[str]) -> Reply:
        """The first passage."""
        found, score = self._first(joined(question, history))
        if found is None:
            return Reply(nothing(question), None)
        quote = Quote(found.article, found.passage.start, found.passage.end)
        return Reply(quoting(question, quote, found.passage.id), score)

    def sentence(self, question: str, history: Sequence[str]) -> Reply:
        """The best sentence of the first passage, among its sentences alone."""
        asked = joined(question, history)
        found, score = self._first(asked)
        if found is None:
            return Reply(nothing(question), None)
        quotes = [Quote(found.article, sentence.start, sentence.end) for sentence in found.passage.sentences]
        scores = _scores(_indexed([quote.text for quote in quotes]), asked)
        return Reply(quoting(question, quotes[int(scores.argmax())], found.passage.id), score)

    def _first(self, text: str) -> tuple[Placed | None, float]:
        """The passage that shares most with the text; none where no word is shared."""
        scores = _scores(self._index, text)
        best = int(scores.argmax())
        return (self._passages[best] if scores[best] > 0 else None), float(scores[best])


def _indexed(texts: Sequence[str]) -> Any:
    index = bm25s.BM25()
    # A text without a word has no row otherwise, and rows would no longer be places; no question has this word.
    index.index([_words(text) or [""] for text in texts], show_progress=False)
    return index


def _scores(index: Any, text: str) -> Any:
    """(n,) BM25 of every text; all zero where the question has no word."""
    return index.get_scores(_words(text) or [" "])


def _words(text: str) -> list[str]:
    return [word for word in jieba.lcut_for_search(text.lower()) if any(map(str.isalnum, word))]
