"""The best candidates' passages, read again together with the question, and the candidates ranked anew.

Reading costs as much as all the search before it, so only passages that might come first are read. It knows nothing
of how a passage is read.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple, Protocol

from bot.language import same_language
from bot.reader.gloss import glossed
from bot.reader.reader import Reading
from bot.selecting import Candidate
from index.query import Query

NEAR, MOST, AMONG = 0.1, 4, 24
"""How far below the best a passage may score and still be read, how many are, and of how many candidates; measured,
docs/decisions.md."""
UNREAD = -2.0
"""The most that a passage too far below counts for, as log odds."""


class Reads(Protocol):
    """Reads passages; `bot.reader.reader.Reader` does."""

    def read(self, pairs: Sequence[tuple[str, str]]) -> list[Reading]:
        """One reading of each question with its passage."""


class Weights(NamedTuple):
    """What is added to a sentence's score: for its passage's log odds, and for the probability that it answers."""

    answered: float
    share: float


SAME, OTHER = Weights(0.03, 0.3), Weights(0.02, 0.12)
"""Where question and passage are in one language, and in two; measured, docs/decisions.md."""


def read_again(reader: Reads, question: str, query: Query, ranked: Sequence[Candidate]) -> list[Candidate]:
    """The candidates ranked anew, those of the passages read with their reading; `query` is what found them."""
    near = _near(ranked)
    pairs = [(glossed(question, query, c.hit.text, c.hit.article.lang), c.hit.text) for c in near]
    readings = dict(zip((c.hit.passage.id for c in near), reader.read(pairs), strict=True))
    lowest = min([UNREAD, *(reading.answered for reading in readings.values())])

    def again(candidate: Candidate) -> Candidate:
        reading = readings.get(candidate.hit.passage.id)
        weights = SAME if same_language(query.language, candidate.hit.article.lang) else OTHER
        if reading is None:
            return replace(candidate, score=candidate.score + weights.answered * lowest)
        read = replace(candidate, reading=reading)
        share = weights.share * reading.probability * read.share
        return replace(read, score=candidate.score + weights.answered * reading.answered + share)

    return sorted(map(again, ranked), key=lambda c: -c.score)


def _near(ranked: Sequence[Candidate]) -> list[Candidate]:
    """The best candidate of each passage that might come first."""
    best: dict[str, Candidate] = {}
    for candidate in ranked[:AMONG]:
        if candidate.score < ranked[0].score - NEAR or len(best) == MOST:
            break
        best.setdefault(candidate.hit.passage.id, candidate)
    return list(best.values())
