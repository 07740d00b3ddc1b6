"""Which sentences answer a question: scored one by one in their passages.

A sentence and its translation in an edition are one candidate; which of them is shown is decided later.
It knows nothing of refusing: it ranks what there is.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.listing import enumerates
from bot.question import Asked, holds
from bot.reader.reader import Reading
from index.article import Sentence
from index.hits import Hit, SentenceHit
from index.query import Query
from index.words import fold

PASSAGE, COSINE, MAXSIM, COVERAGE = 0.5, 1.0, 1.0, 0.25
"""Weights of a sentence's score; measured, docs/decisions.md."""
WRONG_KIND = 0.1
"""Taken off a sentence without what is asked for where its form tells: a number, a date, somebody; and off captions."""
ENUMERATES = 0.08
"""Added, where a list is asked for, to a sentence that names three things or more."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence that might answer; `place` names it across editions: original's id, block, sentence."""

    hit: Hit
    found: SentenceHit
    score: float
    place: tuple[str, int, int]
    fits: float = 0.0
    """1 where it holds what is asked for (a number, a date, somebody), -1 where it does not, 0 where none can tell."""
    reading: Reading | None = None
    """What its passage says to the question, where it was read again."""

    @property
    def share(self) -> float:
        """How likely this sentence holds the answer, by its passage's reading; 0 where that was not read again."""
        at, sentence = self.hit.passage.start, self.found.sentence
        return self.reading.share(sentence.start - at, sentence.end - at) if self.reading else 0.0

    @property
    def text(self) -> str:
        return text_of(self.hit, self.found.sentence)


def text_of(hit: Hit, sentence: Sentence) -> str:
    return hit.article.text[sentence.start : sentence.end]


def rank(query: Query, hits: Sequence[Hit], asked: Asked) -> list[Candidate]:
    """All sentences of the hits, best first, each once across editions."""
    scored = [_candidate(query, hit, number, asked) for hit in hits for number in range(len(hit.sentences))]
    best: dict[tuple[str, int, int], Candidate] = {}
    texts: set[str] = set()
    for candidate in sorted(scored, key=lambda c: -c.score):
        same_words = fold(candidate.text).strip()
        if candidate.place not in best and same_words not in texts:
            best[candidate.place] = candidate
            texts.add(same_words)
    return list(best.values())


def _candidate(query: Query, hit: Hit, number: int, asked: Asked) -> Candidate:
    found = hit.sentences[number]
    text = text_of(hit, found.sentence)
    score = (
        PASSAGE * hit.score
        + COSINE * found.cosine
        + MAXSIM * float(found.met @ query.weights)
        + COVERAGE * query.words.coverage(text)
    )
    held = holds(text, hit.article.lang, asked)
    if held is False or hit.article.blocks[hit.passage.block].kind == "caption":
        score -= WRONG_KIND
    if asked.kind == "list" and enumerates(text):
        score += ENUMERATES
    return Candidate(
        hit, found, score, (*hit.paragraph, hit.first_sentence + number), {True: 1.0, False: -1.0, None: 0.0}[held]
    )
