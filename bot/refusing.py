"""Is a question answered by the articles at all: one calibrated probability, and what is said of it.

Boosted trees over features of the search, and of the best passage's reading where it was read again, monotone in
each, fitted on questions whose answer is in the corpus, was taken out of it, or never was in it
(tests/bench/calibrate_refusal.py); one set for questions in the passage's language, one where a dictionary knows both
languages and one for others. It knows nothing of the words of an answer.
"""

import functools
import json
import math
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from importlib.resources import files
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bot.key import keys_of
from bot.lacking import lacking, numbers_lacking
from bot.language import nearness
from bot.question import BY_FORM, NUMBER_WORDS, Asked, holds
from bot.selecting import Candidate
from index.hits import Hit
from index.query import Query
from index.search import Index

NAMED = 0.75
"""From this share of its subject on, an account can be given: of whatever the passages name."""
ABOUT_ELSE = 0.05
"""What the odds are multiplied by for each number or name that the passage lacks."""
MISFIT, SURE = 0.3, 4.0
"""The same where the sentence has not what is asked for (nobody, no date), and where it is certain which words of it
answer: wholly where it holds the members of a list or meets every word of the question, less where it meets fewer. Over
XQuAD's paragraphs 176 of 178 sentences that meet every word were right, 300 of 312 that meet four of five. Short
questions about a small corpus, which the calibration knows little of, need both."""
NOT_THERE = 0.02
"""The same as `MISFIT` of a question about a known name where not even the passage has a number, a date or an address,
in a language whose number words are known: one passage that has the name leads by far whatever is asked about it."""
FOLLOWING = 1.5
"""What the odds of a follow-up are multiplied by: no sentence repeats both questions, as calibration expects."""
MET = 0.5
"""From this mean similarity of its tokens on, a word is met by the passage."""
WELL_MET = 0.8
"""What stands for a word that a question does not have."""
DIAL, POSSIBLE = 6.0, 2.5
"""Log odds from one end of the dial to the other; by how much less a question is perhaps answered."""
LONE_LEAD = 0.3
"""The lead of a passage that has no rival at all."""
READ = 0.7
"""What the trees that know a reading count beside those that do not: the reader has learned from one kind of questions
(docs/decisions.md)."""
UNREAD = -3.0
"""The log odds that are taken for a passage that was not read."""


FALLING = frozenset({"elsewhere", "rarest_missing", "numbers_missing"})
NEUTRAL = frozenset({"size"})
"""Features that speak against an answer, and that say nothing by themselves; all others speak for one."""


@dataclass(frozen=True, slots=True)
class Features:
    """What the probability rests on; it rises with each but those that `FALLING` and `NEUTRAL` name."""

    score: float
    """The passage's score."""
    lead: float
    """By how much it leads the mean of the next five passages."""
    elsewhere: float
    """Share of the question that is better met by other passages."""
    coverage: float
    """Idf share of the question's terms in the passage."""
    weakest: float
    """How well the worse-met half of the question's tokens is met."""
    worst: float
    """How well the worst-met word of the question's content is met in the passage."""
    second_worst: float
    """The same of the next one."""
    worst_in_sentence: float
    """The same as `worst`, in the best sentence."""
    maxsim_over_background: float
    cosine_over_background: float
    sentence_maxsim: float
    """MaxSim of the best sentence alone, over the background's."""
    sentence_coverage: float
    """Idf share of the question's terms in the best sentence."""
    fits: float
    """1 where the sentence holds what is asked for (`Candidate.fits`), -1 where it does not, else 0."""
    keyed: float
    """1 where it is certain which words of the sentence answer, else 0."""
    sentence_lead: float
    """By how much the best sentence leads the mean of the best ones of the next five paragraphs."""
    met_share: float
    """Share of the words of the content that are well met in the best sentence."""
    passage_met_share: float
    """The same in the passage."""
    cosine_lead: float
    """By how much the passage leads the best of the others by its own cosine alone; the same of the parts below."""
    best_sentence_lead: float
    lexical_lead: float
    maxsim_lead: float
    rarest_missing: float
    """Idf of the rarest term of the question that the passage lacks, as a share of that of the rarest term."""
    numbers_missing: float
    """Numbers of the question that the passage lacks."""
    size: float
    """Logarithm of the number of passages."""


@dataclass(frozen=True, slots=True)
class Reread:
    """What the reading of the best passage adds to the features; the probability rises with each."""

    answered: float
    """Log odds that the passage answers."""
    best: float
    """Score of its likeliest words."""
    share: float
    """How likely they stand in the best sentence."""
    answered_lead: float
    """By how much the passage leads the best of the others that were read."""


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Probabilities from which a question counts as answered, and from which as perhaps answered."""

    answered: float
    possible: float


def features(index: Index, query: Query, hits: Sequence[Hit], ranked: Sequence[Candidate], asked: Asked) -> Features:
    """The features of the first of the ranked candidates among the hits that they were chosen from."""
    best, hit = ranked[0], ranked[0].hit
    cosines, maxsims = index.backdrop(query)
    rivals = _rivals([(h.paragraph, h.score) for h in hits], hit.paragraph)
    sentences = _rivals([(c.place[:2], c.score) for c in ranked], best.place[:2])
    words_met = _by_word(query, hit.met)
    elsewhere = np.max([other.met for other in hits], axis=0) - hit.met
    return Features(
        score=hit.score,
        lead=hit.score - float(np.mean(rivals)) if rivals else LONE_LEAD,
        elsewhere=float(elsewhere @ query.weights),
        coverage=query.words.coverage(f"{hit.article.title}\n{hit.passage.heading}\n{hit.text}"),
        weakest=_weakest_half(query, hit),
        worst=words_met[0],
        second_worst=words_met[1],
        worst_in_sentence=_by_word(query, best.found.met)[0],
        maxsim_over_background=hit.maxsim - _top_mean(maxsims),
        cosine_over_background=best.found.cosine - _top_mean(cosines),
        sentence_maxsim=float(best.found.met @ query.weights) - _top_mean(maxsims),
        sentence_coverage=query.words.coverage(best.text),
        fits=best.fits,
        keyed=float(bool(keys_of(asked, best.text, hit.article.lang))),
        sentence_lead=best.score - float(np.mean(sentences)) if sentences else LONE_LEAD,
        met_share=_met_share(query, best.found.met),
        passage_met_share=_met_share(query, hit.met),
        **_leads(hit, hits),
        rarest_missing=query.words.rarest_missing(hit.text),
        numbers_missing=float(len(numbers_lacking(query.text, hit))),
        size=math.log(max(index.sizes.passages, 1)),
    )


def reread(ranked: Sequence[Candidate]) -> Reread | None:
    """What the reading of the first candidate's passage says; None where it was not read."""
    best = ranked[0]
    if best.reading is None:
        return None
    others = (c.reading.answered for c in ranked if c.reading is not None and c.hit.passage != best.hit.passage)
    lead = best.reading.answered - max(others, default=UNREAD)
    return Reread(best.reading.answered, best.reading.best, best.share, lead)


def judge(
    index: Index, query: Query, hits: Sequence[Hit], ranked: Sequence[Candidate], asked: Asked, language: str
) -> float:
    """The probability, from 0 to 1, that the first of the ranked candidates answers the question."""
    found, best = features(index, query, hits, ranked, asked), ranked[0]
    judged = probability(found, reread(ranked), language, best.hit.article.lang)
    if asked.kind == "account" and found.coverage >= NAMED:
        judged = max(found.coverage, judged)
    odds = judged / max(1.0 - judged, 1e-9) * ABOUT_ELSE ** len(lacking(query.text, best.hit, hits, index.names))
    if found.fits < 0:
        odds *= NOT_THERE if index.names.find(query.text) and _nowhere(best.hit, asked) else MISFIT
    if found.keyed:
        odds *= SURE ** (1.0 if asked.kind == "list" else max(0.0, 2 * found.met_share - 1))
    if query.context and meets_half(index, query, best):
        odds *= FOLLOWING
    return odds / (1.0 + odds)


def _nowhere(hit: Hit, asked: Asked) -> bool:
    """Whether the passage holds nothing at all of the kind asked for."""
    known = hit.article.lang.split("-", maxsplit=1)[0] in NUMBER_WORDS and asked.expected in BY_FORM
    return known and holds(hit.text, hit.article.lang, asked) is False


def meets_half(index: Index, query: Query, best: Candidate) -> bool:
    """Whether the passage meets half of the question's own words: no names, none of the questions before."""
    own = own_words(index, query)
    met = [float(best.hit.met[word].mean()) >= MET for word in own]
    return sum(met) >= len(met) / 2


def own_words(index: Index, query: Query) -> list[NDArray[np.intp]]:
    """The words of the content, as their tokens, that are no names and not of the questions before."""
    names, spans = index.names.spans(query.text), query.tokens.spans
    return [
        word
        for word in query.content
        if spans[word[0]][0] >= query.context
        and not any(left <= spans[word[0]][0] and spans[word[-1]][1] <= right for left, right in names)
    ]


def probability(found: Features, read: Reread | None, question_language: str, passage_language: str) -> float:
    """What the trees say of these features."""
    name = nearness(question_language, passage_language)
    known = asdict(found)
    odds = _log_odds(name, known)
    if read:
        odds = READ * _log_odds(f"{name}, read", known | asdict(read)) + (1 - READ) * odds
    return 1.0 / (1.0 + math.exp(-odds))


def _log_odds(name: str, known: dict[str, float]) -> float:
    model = _models()[name]
    values = [known[feature] for feature in model["features"]]
    return float(model["base"] + sum(_leaf(tree, values) for tree in model["trees"]))


def thresholds(caution: float = 0.5) -> Thresholds:
    """The operating point: `caution` from 0 (answer nearly all) to 1 (answer only what is certain)."""
    # On the scale of log odds, so that both ends of the dial can be reached; calibrated to lie at one half.
    moved = (caution - 0.5) * DIAL
    return Thresholds(1 / (1 + math.exp(-moved)), 1 / (1 + math.exp(-moved + POSSIBLE)))


def _rivals(scores: Iterable[tuple[tuple[str, int], float]], own: tuple[str, int]) -> list[float]:
    """The scores of the next five paragraphs that are not the same one in another edition, the best first."""
    best: dict[tuple[str, int], float] = {}
    for paragraph, score in scores:
        if paragraph != own:
            best.setdefault(paragraph, score)
    return list(best.values())[:5]


def _leads(hit: Hit, hits: Sequence[Hit]) -> dict[str, float]:
    """By how much a passage leads the best other paragraph in each part of the score: where they agree, it is found."""
    others = [other for other in hits if other.paragraph != hit.paragraph]

    def lead(part: str) -> float:
        best = max((float(getattr(other, part)) for other in others), default=None)
        return LONE_LEAD if best is None else float(getattr(hit, part)) - best

    return {f"{part}_lead": lead(part) for part in ("cosine", "best_sentence", "lexical", "maxsim")}


def _met_share(query: Query, met: NDArray[np.float32]) -> float:
    """Share of the content's words that are met, each by its mean."""
    words = [float(met[word].mean()) >= MET for word in query.content]
    return sum(words) / max(len(words), 1)


def _by_word(query: Query, met: NDArray[np.float32]) -> list[float]:
    """How well each word of the content is met, the worst first; at least two values."""
    words = [float(met[word] @ query.weights[word] / max(query.weights[word].sum(), 1e-9)) for word in query.content]
    return [*sorted(words), *[WELL_MET] * 2][: max(2, len(words))]


def _weakest_half(query: Query, hit: Hit) -> float:
    """Weighted mean of the worst-met tokens that make up half of the question's weight."""
    order = np.argsort(hit.met)
    share = np.cumsum(query.weights[order])
    worst = order[: max(1, int((share <= 0.5).sum()))]
    weights = query.weights[worst]
    return float(hit.met[worst] @ weights / max(float(weights.sum()), 1e-9))


def _top_mean(values: NDArray[np.float32]) -> float:
    return float(np.sort(values)[::-1][:5].mean())


def _leaf(tree: Sequence[Sequence[float]], values: Sequence[float]) -> float:
    """Walks one tree; a node is (feature, threshold, left, right), a leaf is (value,)."""
    node = tree[0]
    while len(node) > 1:
        node = tree[int(node[2] if values[int(node[0])] <= node[1] else node[3])]
    return float(node[0])


@functools.cache
def _models() -> dict[str, dict[str, Any]]:
    loaded: dict[str, dict[str, Any]] = json.loads(files("bot").joinpath("refusal.json").read_text("utf-8"))
    return loaded
