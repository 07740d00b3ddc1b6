"""Which sentences answer a question: scored one by one in their passages, then as few as answer it.

A sentence and its translation in an edition are one candidate; which of them is shown is decided later.
It knows nothing of refusing: it ranks what there is.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.question import Asked, holds
from index.article import Sentence
from index.query import Query
from index.search import Hit, SentenceHit
from index.words import fold

PASSAGE, COSINE, MAXSIM, COVERAGE = 0.5, 1.0, 1.0, 0.25
"""Weights of a sentence's score; measured, docs/decisions.md."""
WRONG_KIND = 0.1
"""Taken off a sentence without a number where a number is asked for, or without a date; and off captions."""
ENUMERATES = 0.08
"""Added, where a list is asked for, to a sentence that names three things or more."""
AS_GOOD, LIST_REACH, ACCOUNT_REACH = 0.04, 0.12, 0.3
"""How far below the best a sentence may score and still be shown beside it: facts, lists, accounts."""
MOST_FACTS, MOST_LISTED, MOST_TOLD = 2, 3, 4


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence that might answer; `place` names it across editions: original's id, block, sentence."""

    hit: Hit
    found: SentenceHit
    score: float
    place: tuple[str, int, int]
    fits: float = 0.0
    """1 where it holds the number or date that is asked for, -1 where it lacks it, 0 where that cannot be told."""

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


def select(candidates: Sequence[Candidate], asked: Asked) -> list[Candidate]:
    """As few of the ranked candidates as answer, in the order in which they should be read."""
    if not candidates:
        return []
    if asked.kind == "account":
        return _account(candidates)
    if asked.kind == "list":
        return _list(candidates)
    return [c for c in candidates[:MOST_FACTS] if c.score >= candidates[0].score - AS_GOOD]


def _candidate(query: Query, hit: Hit, number: int, asked: Asked) -> Candidate:
    found = hit.sentences[number]
    text = text_of(hit, found.sentence)
    score = (
        PASSAGE * hit.score
        + COSINE * found.cosine
        + MAXSIM * float(found.met @ query.weights)
        + COVERAGE * query.words.coverage(text)
    )
    held = holds(text, asked.expected)
    if held is False or hit.article.blocks[hit.passage.block].kind == "caption":
        score -= WRONG_KIND
    if asked.kind == "list" and _enumerates(text):
        score += ENUMERATES
    return Candidate(
        hit, found, score, (*hit.paragraph, hit.first_sentence + number), {True: 1.0, False: -1.0, None: 0.0}[held]
    )


def _list(candidates: Sequence[Candidate]) -> list[Candidate]:
    """The best sentence, and others near it that enumerate too: a list may go on elsewhere."""
    best = candidates[0]
    others = [c for c in candidates[1:] if c.score >= best.score - LIST_REACH and _enumerates(c.text)]
    return [best, *others[: MOST_LISTED - 1]]


def _account(candidates: Sequence[Candidate]) -> list[Candidate]:
    """The best sentence of each of the best paragraphs, in reading order."""
    best = candidates[0]
    chosen: dict[tuple[str, int], Candidate] = {}
    for other in candidates:
        if other.score >= best.score - ACCOUNT_REACH and len(chosen) < MOST_TOLD:
            chosen.setdefault(other.place[:2], other)
    return sorted(chosen.values(), key=lambda c: (c.place[0] != best.place[0], c.place))


def _enumerates(text: str) -> bool:
    """Three things or more named one after the other."""
    return text.count("、") >= 2 or text.count(", ") >= 2 or text.count("،") >= 2 or text.count("《") >= 3
