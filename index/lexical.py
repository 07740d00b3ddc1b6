"""Words in common: BM25 over character bigrams and words, normalized by what the question could score.

Normalized, because raw BM25 grows with the question's length and cannot be added to a cosine.
BM25: Robertson and Zaragoza, "The Probabilistic Relevance Framework" (2009). It knows nothing of vectors.
"""

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import accumulate

from index.holdings import Holdings, Sizes
from index.lexicon import Meant, known_well, meanings, meant_in, other_languages
from index.words import count_terms, frequencies, is_unspaced, passage_terms, plain, question_terms, terms_of

K1, B = 1.2, 0.75
RAREST = 8
"""How many of a question's rarest terms look up candidates: as good as all of them, and 10 × faster."""
MOST_MATCHES, MOST_ALONE = 5_000, 20_000
"""Passages that hold one of these terms, counted for each, or the rarest term: each of them costs a microsecond."""
LONE = 0.3
"""What a lone character counts that a dictionary gives for a foreign word: most stand there as parts of other words."""
COMMON = {
    "en": "the in",
    "zh": "一个 一种 中国 进行 可以 以及 他们 我们 国家 已经 没有 其中 成为 主要 发展 开始 工作 人们 时间 重庆",
}
"""Words that hardly any articles in a language lack; without any of them, no question's words are looked up in it."""
KEPT_TERMS = 100_000
"""Terms whose frequency is kept in memory."""


@dataclass(frozen=True, slots=True)
class Weights:
    """A question's terms with their idf: as it was put, with its names in all languages, in another language.

    A text is in one language, so that of these which it meets best is what counts.
    """

    idf: dict[str, float]
    """Of its terms and of those of its names in other languages."""
    average_length: float
    as_put: Mapping[str, float] = field(default_factory=dict)
    """Of its own terms alone; empty where it holds no names."""
    translated: Mapping[str, float] = field(default_factory=dict)
    """Idf of each word or phrase that a dictionary has, or a text of the index."""
    meant: Meant = field(default_factory=dict)
    """What each of these may be in the other languages."""
    held: Meant = field(default_factory=dict)
    """Of these and of the word itself what the index's texts may hold."""

    def score(self, text: str) -> float:
        """BM25 of a text for the question, from 0 to 1."""
        terms = _counted(text)
        return self._best(terms.counts, self._told(plain(text)), terms.length)

    def score_plain(self, plain_text: str, length: int) -> float:
        """The same of a text that `index.words.plain` has made and that has so many terms."""
        return self._best(count_terms(plain_text, self.idf), self._told(plain_text), length)

    def _best(self, counts: Mapping[str, int], told: Mapping[str, float], length: int) -> float:
        own = max(self._bm25(idf_of, counts, length) for idf_of in (self.idf, self.as_put))
        return max(own, self._bm25(self.translated, told, length))

    def _bm25(self, idf_of: Mapping[str, float], counts: Mapping[str, float], length: int) -> float:
        norm = K1 * (1 - B + B * length / max(self.average_length, 1.0))
        found = [(idf, counts[term]) for term, idf in idf_of.items() if term in counts]
        return sum(idf * n / (n + norm) for idf, n in found) / sum(idf_of.values()) if found else 0.0

    def coverage(self, text: str) -> float:
        """The idf share of the question's terms that occur in the text at all, from 0 to 1."""
        counts = _counted(text).counts
        return max(
            _share(self.idf, counts), _share(self.as_put, counts), _share(self.translated, self._told(plain(text)))
        )

    def rarest_missing(self, text: str) -> float:
        """Idf of the rarest of the question's terms that the text lacks, as a share of that of its rarest term."""
        counts = _counted(text).counts
        missing = [_rarest_missing(idf_of, counts) for idf_of in (self.idf, self.as_put) if idf_of]
        if self.translated:
            missing.append(_rarest_missing(self.translated, self._told(plain(text))))
        return min(missing, default=0.0)

    def _told(self, plain_text: str) -> dict[str, float]:
        """How often the text says each translated word, in either language; a lone character says it a little."""
        told = {}
        for word in self.translated:
            if count := sum(occurrences(plain_text, form) for form in self.held[word]):
                told[word] = count
        return told


def occurrences(plain_text: str, form: str) -> float:
    """How often a form stands in a text that `index.words.plain` has made."""
    if is_unspaced(form):
        return plain_text.count(form) * (1.0 if len(form) > 1 else LONE)
    return frequencies(plain_text)[form] if form.isalnum() else plain_text.count(form)


def _share(idf_of: Mapping[str, float], counts: Mapping[str, float]) -> float:
    total = sum(idf_of.values())
    return sum(idf * min(1.0, counts.get(term, 0)) for term, idf in idf_of.items()) / total if total else 0.0


def _rarest_missing(idf_of: Mapping[str, float], counts: Mapping[str, float]) -> float:
    missing = max((idf for term, idf in idf_of.items() if term not in counts), default=0.0)
    return missing / max(idf_of.values(), default=1.0)


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

    def weigh(self, question: str, sizes: Sizes, language: str = "", names: Sequence[str] = ()) -> Weights:
        """Idf of each term of the question; a term that no passage holds counts like the rarest.

        Of its `names` in other languages too and, where its own is one that a dictionary knows, of its words there:
        what no list of words has is mostly a name or a term, which is then missed; a dictionary's gaps say nothing.
        """
        named = " ".join([question, *names])
        found = self._frequencies(question_terms(named))
        idf = {term: _idf(sizes.passages, frequency) for term, frequency in found.items()}
        as_put = {term: idf[term] for term in question_terms(question) if term in idf} if names else {}
        meant = self._meant(named, language)
        holding = {word: self._holding([word, *forms]) for word, forms in meant.items()}
        translated = {
            word: _idf(sizes.passages, min(sum(of.values()), sizes.passages))
            for word, of in holding.items()
            if meant[word] or any(of.values()) or not known_well(language)
        }
        held = {word: tuple(form for form, n in of.items() if n or len(form) == 1) for word, of in holding.items()}
        return Weights(idf, sizes.terms / max(sizes.passages, 1), as_put, translated, meant, held)

    def _meant(self, text: str, language: str) -> Meant:
        """What a text's words may be in those languages that any of the index's texts are in."""
        there = [other for other in other_languages(language) if self._holds_texts_in(other)]
        if not there:
            return {}
        meant = meanings(text, language)
        return meant if len(there) > 1 else meant_in(there[0], meant)

    def _holds_texts_in(self, language: str) -> bool:
        found = self._frequencies(COMMON[language].split())
        # "in" is a word of German, Dutch and Italian too, and "the" stands there in names.
        return found["the"] * 2 > found["in"] if language == "en" else any(found.values())

    def _holding(self, forms: Sequence[str]) -> dict[str, int]:
        """At most how many passages hold each form; 0 for lone characters, which are in nearly all."""
        terms = {form: terms_of(form)[: max(1, len(form) - 1)] for form in forms if len(form) > 1}
        found = self._frequencies([term for parts in terms.values() for term in parts])
        return {form: min(map(found.__getitem__, terms.get(form, ())), default=0) for form in forms}

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
