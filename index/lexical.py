"""Words in common: BM25 over character bigrams and words, normalized by what the question could score.

Normalized, because raw BM25 grows with the question's length and cannot be added to a cosine.
BM25: Robertson and Zaragoza, "The Probabilistic Relevance Framework" (2009). It knows nothing of vectors.
"""

import math
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache

from index.store import Sizes, Store
from index.words import is_unspaced, passage_terms, question_terms

K1, B = 1.2, 0.75
RAREST = 8
"""How many of a question's rarest terms look up candidates: as good as all of them, and 10 × faster."""


@dataclass(frozen=True, slots=True)
class Weights:
    """A question's terms with their idf; `most` is the BM25 that no passage can exceed."""

    idf: dict[str, float]
    average_length: float

    @property
    def most(self) -> float:
        return sum(self.idf.values()) * (K1 + 1)

    def score(self, text: str) -> float:
        """BM25 of a text for the question, from 0 to 1."""
        if not self.idf:
            return 0.0
        terms = _counted(text)
        norm = K1 * (1 - B + B * terms.length / max(self.average_length, 1.0))
        counts = [(idf, terms.counts[term]) for term, idf in self.idf.items() if term in terms.counts]
        return sum(idf * n * (K1 + 1) / (n + norm) for idf, n in counts) / self.most

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

    def __init__(self, store: Store) -> None:
        self._store = store

    def weigh(self, question: str, sizes: Sizes) -> Weights:
        """Idf of each term of the question; a term that no passage holds counts like the rarest."""
        with self._store.moment():
            idf = {term: _idf(sizes.passages, self._frequency(term)) for term in question_terms(question)}
        return Weights(idf, sizes.terms / max(sizes.passages, 1))

    def _frequency(self, term: str) -> int:
        """In how many passages the term occurs."""
        with self._store.moment() as db:
            if len(term) == 1 and is_unspaced(term):
                row = db.execute("select count(*) from words where words match ?", (f'"{term}"*',)).fetchone()
            else:
                row = db.execute("select doc from vocabulary where term = ?", (term,)).fetchone()
        return int(row[0]) if row else 0

    def search(self, weights: Weights, k: int) -> list[int]:
        """Rows of the k passages that share the question's rarest terms, best BM25 first."""
        with self._store.moment() as db:
            rarest = sorted((t for t in weights.idf if self._frequency(t)), key=lambda t: -weights.idf[t])
            if not rarest:
                return []
            match = " OR ".join(f'"{t}"*' if len(t) == 1 and is_unspaced(t) else f'"{t}"' for t in rarest[:RAREST])
            rows = db.execute("select rowid from words where words match ? order by rank limit ?", (match, k))
            return [row for (row,) in rows.fetchall()]


def _idf(passages: int, frequency: int) -> float:
    return math.log(1 + (passages - frequency + 0.5) / (frequency + 0.5))
