"""A question as it was meant: slips in Latin words mended towards the articles' own words and names.

A word is mended only where no article and no name has it, no tokenizer knows it, and one single word lies
one slip away; numbers never. What is mended is only searched, never shown. Names in Chinese characters:
`index/misspelt.py`.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import accumulate

from index.encoder import Encoder
from index.holdings import Holdings
from index.misspelt import Misspelt, WordsAmong
from index.names import Names
from index.query import LONGEST_QUESTION
from index.slips import letters_alike, place, slip
from index.words import ASKING_WORDS, fold

SHORTEST, SHORTEST_SUBSTITUTED, SHORTEST_RUN = 5, 7, 10
"""Letters of a word that may be mended, where a letter was taken for another, and that may be several words."""
MOST_WORDS, MOST_TERMS = 40, 50_000
"""Words of a question that are looked at, and words of the articles that are kept in memory."""
SHOUTED = 3
"""So many words in capitals and none in small letters are read as small letters."""

# Letters and digits only: the encoder tells a question mark's width, and lengths stay.
_NARROW = {code: code - 0xFEE0 for code in (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B))}
_LATIN = re.compile(r"[A-Za-zÀ-ɏ]+")
# No part of an address, of a compound or of something with digits.
_LONE = re.compile(r"(?<![0-9A-Za-zÀ-ɏ_@/.-])[A-Za-zÀ-ɏ]{5,100}(?![0-9A-Za-zÀ-ɏ_@/-]|\.[0-9A-Za-z])")


@dataclass(frozen=True)
class Known:
    """The words of the articles and of the names."""

    terms: frozenset[str]
    names: Names

    @cached_property
    def heads(self) -> frozenset[str]:
        """First words of names: what tells one from another of its kind."""
        return frozenset(form.split()[0] for form in self._latin_forms)

    @cached_property
    def alone(self) -> list[str]:
        """Names of one word that are long enough to be mistaken for another."""
        return [form for form in self._latin_forms if len(form) >= SHORTEST and form.isalpha()]

    @cached_property
    def written_as_one(self) -> dict[str, str]:
        """Names of several words, by what they are without spaces."""
        return {form.replace(" ", ""): form for form in self._latin_forms if " " in form}

    @cached_property
    def by_half(self) -> dict[tuple[int, str], list[str]]:
        """Words by length and either half: one slip leaves a half as it was, or swaps the two in the middle."""
        halves = defaultdict(list)
        for term in self.terms:
            if len(term) >= SHORTEST:
                for half in {*_halves(term), _swapped(term)[: len(term) // 2]}:
                    halves[len(term), half].append(term)
        return dict(halves)

    @property
    def _latin_forms(self) -> list[str]:
        forms = [fold(form) for name in self.names.names for _, form in name.all_forms()]
        return [form for form in forms if _LATIN.match(form)]


class Spelling:
    """Mends what visitors type; safe to share between threads."""

    def __init__(self, store: Holdings, words_among: WordsAmong) -> None:
        """`words_among` knows words of any language: what is one is no slip, though no article has it."""
        self._store, self._words_among = store, words_among
        self._read: tuple[int, Known, Misspelt] | None = None

    def mended(self, text: str, names: Names) -> str:
        """The text with its slips mended; to the letter as it was where there is none."""
        plain = text[:LONGEST_QUESTION].translate(_NARROW)
        _, known, misspelt = self._known(names)
        if plain.isupper() and len(_LATIN.findall(plain)) >= SHOUTED:
            plain = text = plain.lower()
        mended = self._latin(misspelt.mended(plain, self._words_among), known)
        return text if mended == plain else mended

    def strangers(self, text: str, names: Names) -> list[str]:
        """Words and names, folded, that no article has and that lie one letter or character from one of the names.

        They are no slips (those are mended before): Chengde is not Chengdu, nor 河南日报报业集团 海南日报报业集团.
        """
        text = text[:LONGEST_QUESTION]
        _, known, misspelt = self._known(names)
        words = {fold(word.group()) for word in list(_LONE.finditer(text))[:MOST_WORDS]} - known.terms - ASKING_WORDS
        near = [word for word in sorted(words) if any(slip(word, form) for form in known.alone)]
        return near + misspelt.strangers(text)

    def _latin(self, text: str, known: Known) -> str:
        lone = list(_LONE.finditer(text))[:MOST_WORDS]
        meant = {word.group(): term for word in lone if (term := _meant(word.group(), known))}
        for real in self._words_among(list(meant)):
            meant.pop(real)
        pieces: list[str] = []
        end = 0
        for word in lone:
            pieces += [text[end : word.start()], meant.get(word.group(), word.group())]
            end = word.end()
        return "".join([*pieces, text[end:]])

    def _known(self, names: Names) -> tuple[int, Known, Misspelt]:
        """What the index knows now; read again where it or its names have changed."""
        with self._store.moment():
            version, read = self._store.version(), self._read
            if read is None or read[0] != version or read[1].names is not names:
                of_names = (word for name in names.names for _, form in name.all_forms() for word in _words(form))
                terms = self._store.latin_terms(MOST_TERMS)
                read = version, Known(frozenset([*terms, *of_names]), names), Misspelt(names)
                self._read = read
            return read


def words_among(encoder: Encoder) -> WordsAmong:
    """Which of some words the encoder's tokenizer knows as they are: it has learnt words of many languages."""

    @lru_cache(4096)
    def known(words: tuple[str, ...]) -> frozenset[str]:
        tokens = {(start, end) for start, end in encoder.question_tokens(" ".join(words))[1].spans.tolist()}
        starts = accumulate((len(word) + 1 for word in words), initial=0)
        return frozenset(w for w, start in zip(words, starts, strict=False) if (start, start + len(w)) in tokens)

    return lambda words: set(known(tuple(words))) if words else set()


def _meant(word: str, known: Known) -> str | None:
    """What a word that nobody knows was to be; None where it is known or nothing is near."""
    folded = word.lower() if word.isascii() else fold(word)
    if folded in known.terms or folded in ASKING_WORDS:
        return None
    meant = known.written_as_one.get(folded) or _near(folded, known) or _parted(folded, known.terms)
    return meant.title() if meant and word[0].isupper() else meant


def _near(word: str, known: Known) -> str | None:
    """The one word that this is a slip of; None where there is none or more than one."""
    found = {
        term
        for length in (len(word) - 1, len(word), len(word) + 1)
        for half in {word[: length // 2], word[-(length - length // 2) :]}
        for term in known.by_half.get((length, half), ())
        if term[0] == word[0] and _plausible(word, term, known)
    }
    return found.pop() if len(found) == 1 else None


def _plausible(typed: str, meant: str, known: Known) -> bool:
    """Whether a hand slips so; what may as well be another word (coast, coats; Chengde, Chengdu) is left alone."""
    what, at = slip(typed, meant), place(typed, meant)
    if what is None or what == "extra":
        return False
    inside = at < min(len(typed), len(meant)) - 1
    if what == "other":
        alike = inside and letters_alike(typed[at], meant[at])
        return alike and len(typed) >= SHORTEST_SUBSTITUTED and meant not in known.heads
    if what == "missing":
        return len(meant) > SHORTEST and (inside or len(meant) > SHORTEST_SUBSTITUTED)
    return what == "doubled" or len(typed) > SHORTEST or meant in known.heads


def _parted(run: str, terms: frozenset[str]) -> str | None:
    """Words written as one, parted into as few known ones as make it up."""
    if len(run) < SHORTEST_RUN or len(run) > 10 * SHORTEST_RUN:
        return None
    best: list[list[str] | None] = [[], *[None] * len(run)]
    for end in range(1, len(run) + 1):
        for start in range(max(0, end - 20), end):
            before, piece = best[start], run[start:end]
            if before is None or not (piece in ASKING_WORDS or (len(piece) > 2 and piece in terms)):
                continue
            if (shorter := best[end]) is None or len(before) + 1 < len(shorter):
                best[end] = [*before, piece]
    return " ".join(best[-1]) if best[-1] else None


def _words(form: str) -> Iterable[str]:
    return _LATIN.findall(fold(form))


def _halves(term: str) -> Sequence[str]:
    return term[: len(term) // 2], term[len(term) // 2 :]


def _swapped(term: str) -> str:
    """The term with its two middle letters swapped: the one slip that touches both halves."""
    middle = len(term) // 2
    return f"{term[: middle - 1]}{term[middle]}{term[middle - 1]}{term[middle + 1 :]}"
