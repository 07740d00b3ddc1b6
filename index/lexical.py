"""Words in common: BM25 over character bigrams and words, normalized by what the question could score.

Normalized, because raw BM25 grows with the question's length and cannot be added to a cosine.
BM25: Robertson and Zaragoza, "The Probabilistic Relevance Framework" (2009). It knows nothing of vectors.
"""

import math
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import accumulate

from index.holdings import Holdings, Sizes
from index.words import count_terms, is_unspaced, passage_terms, question_terms

K1, B = 1.2, 0.75
RAREST = 8
"""How many of a question's rarest terms look up candidates: as good as all of them, and 10 × faster."""
MOST_MATCHES, MOST_ALONE = 5_000, 20_000
"""Passages that hold one of these terms, counted for each, or the rarest term: each of them costs a microsecond."""
KEPT_TERMS = 100_000
"""Terms whose frequency is kept in memory."""


@dataclass(frozen=True, slots=True)
class Weights:
    """A question's terms with their idf; `most` is the BM25 that no passage can exceed."""

    idf: dict[str, float]
    average_length: float
    most: float = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "most", sum(self.idf.values()) * (K1 + 1))

    def score(self, text: str) -> float:
        """BM25 of a text for the question, from 0 to 1."""
        terms = _counted(text)
        return self._bm25(terms.counts, terms.length)

    def score_plain(self, plain_text: str, length: int) -> float:
        """The same of a text that `index.words.plain` has made and that has so many terms."""
        return self._bm25(count_terms(plain_text, self.idf), length)

    def _bm25(self, counts: Mapping[str, int], length: int) -> float:
        if not self.idf:
            return 0.0
        norm = K1 * (1 - B + B * length / max(self.average_length, 1.0))
        found = [(idf, counts[term]) for term, idf in self.idf.items() if term in counts]
        return sum(idf * n * (K1 + 1) / (n + norm) for idf, n in found) / self.most

    def coverage(self, text: str) -> float:
        """The idf share of the question's terms that occur in the text at all, from 0 to 1."""
        total, counts = sum(self.idf.values()), _counted(text).counts
        return sum([idf for term, idf in self.idf.items() if term in counts]) / total if total else 0.0

    def rarest_missing(self, text: str) -> float:
        """Idf of the rarest of the question's terms that the text lacks, as a share of that of its rarest term."""
        counts = _counted(text).counts
        missing = max((idf for term, idf in self.idf.items() if term not in counts), default=0.0)
        return missing / max(self.idf.values(), default=1.0)


@dataclass(frozen=True, slots=True)
class _Terms:
    """How many terms a text has and how often each occurs; a lone character counts wherever it begins a bigram."""

    length: int
    counts: dict[str, int]


@lru_cache(maxsize=8192)
def _counted(text: str) -> _Terms:
    """A text's terms; kept, because the same passages are looked at again and again. Not to be altered."""
    terms = passage_terms(text)
    begun = Counter(term[0] for term in terms if is_unspaced(term))
    return _Terms(len(terms), {**Counter(terms), **begun})


class Lexical:
    """The full text of the index's current version."""

    def __init__(self, store: Holdings) -> None:
        self._store = store
        self._known: tuple[int, dict[str, int]] = 0, {}

    def weigh(self, question: str, sizes: Sizes) -> Weights:
        """Idf of each term of the question; a term that no passage holds counts like the rarest."""
        found = self._frequencies(question_terms(question))
        idf = {term: _idf(sizes.passages, frequency) for term, frequency in found.items()}
        return Weights(idf, sizes.terms / max(sizes.passages, 1))

    def search(self, weights: Weights, k: int) -> list[int]:
        """Rows of the k passages that share the question's rarest terms, best BM25 first."""
        with self._store.moment():
            found = {term: n for term, n in self._frequencies(weights.idf).items() if n}
            return self._store.matching({term: found[term] for term in _rarest(found)}, k)

    def _frequencies(self, terms: Iterable[str]) -> dict[str, int]:
        """In how many passages each term occurs; kept for as long as the version, because common words are dear."""
        with self._store.moment():
            version, (of, known) = self._store.version(), self._known
            if version != of or len(known) > KEPT_TERMS:
                known = {}
                self._known = version, known
            if new := [term for term in terms if term not in known]:
                known |= self._store.frequencies(new)
            return {term: known[term] for term in terms}


def _rarest(found: Mapping[str, int]) -> list[str]:
    """The terms that look up candidates: the rarest few, while they are rare; none where even the rarest is common."""
    terms = sorted(found, key=lambda term: found[term])[:RAREST]
    total = list(accumulate(found[term] for term in terms))
    kept = [term for term, sum_ in zip(terms, total, strict=True) if sum_ <= MOST_MATCHES]
    return kept or [term for term in terms[:1] if found[term] <= MOST_ALONE]


def _idf(passages: int, frequency: int) -> float:
    return math.log(1 + (passages - frequency + 0.5) / (frequency + 0.5))
