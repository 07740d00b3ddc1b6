"""Names in Chinese characters that were typed with one slip: 陆海才经, 西部国际传播中新.

A name is never made of another one, nor of a word: where the character typed makes a word with its neighbour
(河南 in 河南日报报业集团, 中学 for 中心), something else is meant. It knows nothing of Latin words.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from index.names import Names
from index.slips import is_numeral, place, slip, sound_alike
from index.words import fold, simplified

SHORTEST, SHORTEST_MISSING = 4, 5
"""Characters of a name that may have a slip, and of one that may lack a character."""
LONG, HEAD = 7, 3
"""In a name longer than this, whatever stands for a character behind its head is a slip: characters look alike too."""
MOST = 20
"""Places of a question that are looked at."""
WordsAmong = Callable[[Sequence[str]], set[str]]
"""Which of these are words of some language."""
_HAN = re.compile(r"[㐀-鿿\U00020000-\U0003ffff]+")


@dataclass(frozen=True, slots=True)
class _Found:
    """A name that a text nearly holds, and the character of the text at which it goes wrong."""

    start: int
    end: int
    form: str
    wrong: int


class Misspelt:
    """The forms of the names, by their halves: one slip leaves a half as it was, or swaps the two in the middle."""

    def __init__(self, names: Names) -> None:
        self._names = names
        self._by_half: defaultdict[str, list[tuple[str, bool]]] = defaultdict(list)
        forms = {fold(form) for name in names.names for _, form in name.all_forms()}
        self._forms = sorted(form for form in forms if _HAN.fullmatch(form) and len(form) >= SHORTEST)
        for form in self._forms:
            middle = len(form) // 2
            self._by_half[form[:middle]].append((form, True))
            self._by_half[form[: middle - 1] + form[middle]].append((form, True))
            self._by_half[form[middle:]].append((form, False))
        self._lengths = sorted({len(half) for half in self._by_half})

    def mended(self, text: str, words_among: WordsAmong) -> str:
        """The text with the first such name as it should be."""
        plain = simplified(text)
        found = [one for one in self._near_names(text, plain) if _plausible(plain, one)]
        if not found:
            return text
        pairs = {pair for one in found for pair in _pairs(plain, one)}
        words = words_among(sorted(pairs))
        found = [one for one in found if words.isdisjoint(_pairs(plain, one))]
        longest = max((len(one.form) for one in found), default=0)
        best = [one for one in found if len(one.form) == longest]
        if len({one.form for one in best}) != 1:
            return text
        one = min(best, key=lambda one: (abs(one.end - one.start - longest), one.start))
        return f"{text[: one.start]}{one.form}{text[one.end :]}"

    def strangers(self, text: str) -> list[str]:
        """What stands in a text like a name with another character in it: as likely something else of its kind."""
        plain = simplified(text)
        near = self._near_names(text, plain)
        found = [plain[one.start : one.end] for one in near if one.end - one.start == len(one.form)]
        return [typed for typed in dict.fromkeys(found) if sorted(typed) not in map(sorted, self._forms)]

    def _near_names(self, text: str, plain: str) -> list[_Found]:
        """Places that are one slip away from a name and break no name that stands there as it should."""
        if not self._lengths or len(plain) != len(text):
            return []
        exact = self._names.spans(text)
        nearly = (one for run in _HAN.finditer(plain) for one in self._nearly(run.group(), run.start()))
        return list(islice((one for one in nearly if not any(_clash(one, *span) for span in exact)), MOST))

    def _nearly(self, run: str, offset: int) -> Iterator[_Found]:
        """Where a half of a name stands in a run of characters, and the rest of it with one slip."""
        for at in range(len(run)):
            for length in self._lengths:
                for form, begins in self._by_half.get(run[at : at + length], ()):
                    for size in (len(form), len(form) - 1, len(form) + 1):
                        start = at if begins else at + length - size
                        typed = run[max(start, 0) : start + size]
                        if len(typed) == size and slip(typed, form):
                            first = offset + start
                            yield _Found(first, first + size, form, first + place(typed, form))


def _clash(one: _Found, start: int, end: int) -> bool:
    """Whether mending would break a name that stands there, rather than complete one that begins with it."""
    overlap = one.start < end and start < one.end
    return overlap and not (one.start <= start and end <= one.end and not start <= one.wrong < end)


def _plausible(text: str, one: _Found) -> bool:
    typed, form, at = text[one.start : one.end], one.form, one.wrong - one.start
    what = slip(typed, form)
    if what == "missing":
        return len(form) >= SHORTEST_MISSING and 0 < at < len(typed) and not is_numeral(form[at])
    if what == "other" and not is_numeral(typed[at]) and not is_numeral(form[at]):
        return (len(form) > LONG and at >= HEAD) or sound_alike(typed[at], form[at])
    return what in ("swapped", "doubled")


def _pairs(text: str, one: _Found) -> set[str]:
    """What must be no words: the character gone wrong with its neighbours, and what the name's ends would cut."""
    edges = {one.start, one.end} | (
        {one.wrong, one.wrong + 1} if slip(text[one.start : one.end], one.form) == "other" else set()
    )
    pairs = {text[at - 1 : at + 1] for at in edges if at > 0}
    return {pair for pair in pairs if len(pair) == 2 and _HAN.fullmatch(pair)}
