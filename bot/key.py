"""The shortest part of a quote that answers a question of fact, where that is certain; else nothing.

A key is marked only by its form: a number with its unit, a date, an address, a title. The kinds that a form
cannot tell (persons and places by their grammar) are left out, because less than nine of ten such marks were
right (docs/decisions.md). It knows nothing of how the quote was found.
"""

import re
from collections.abc import Callable, Iterable, Sequence

from bot.answer import Span
from bot.question import Asked
from bot.values import Value, dates, numbers
from index.names import Names
from index.words import fold, is_unspaced, passage_terms, question_terms

_CLAUSE_END = re.compile(r"[，；、。：;:！？!?（）()—“”]|,(?!\d{3})|\.(?!\d)")
_CONTACT = re.compile(r"https?://[^\s，。；、）)”》<>]+[^\s，。；、）)”》<>.,;]|[\w.+-]+@[\w-]+(?:\.[\w-]+)+|\bwww\.[\w./-]+\w", re.ASCII)
_TITLE = re.compile(r"《[^《》]{1,80}》|“[A-Z][^“”]{1,80}”")
_READ_WELL = ("zh", "en", "ja", "ko")
"""Languages whose number words and units are known. In others a number that is spelled out goes unseen, so that the
only one in digits is the answer less than nine times of ten; a date is told by its form in all of them."""
_COUNTED = re.compile(r"(?:多少|几) ?([一-龥]{1,4})")
_STRICT = frozenset("次分倍层届场年天点码秒")
"""Counters that count nothing else."""
ADJACENT = 2
"""How many times more a word of the question counts that stands beside a value than one in the same clause."""
MARGIN_UNSPACED, MARGIN_WORDS, ALONE = 5, 2, 3
"""By how much a value must lead the next, counted in pairs of characters or in words; what it needs where the
others stand with none of the question's words."""
BESIDE_UNSPACED, BESIDE_WORDS = 6, 3


def keys_of(asked: Asked, text: str, lang: str, names: Names) -> tuple[Span, ...]:
    """The parts of `text`, a quote in `lang`, that answer; none where that is not certain."""
    finder = _FINDERS.get(asked.expected or "")
    if finder is None or asked.kind == "account":
        return ()
    return tuple(finder(asked, text, lang, names))


def _number(asked: Asked, text: str, lang: str, names: Names) -> Iterable[Span]:
    if not lang.startswith(_READ_WELL):
        return []
    told = {v.same for v in (*numbers(asked.subject, asked.language), *dates(asked.subject, asked.language))}
    found = [v for v in numbers(text, lang) if v.same not in told]
    if asked.unit:
        unit = None if asked.unit == "count" else asked.unit
        found = [v for v in found if v.unit == unit]
    found = _counted_alike(asked.subject, found)
    return _decided(asked, text, lang, found)


def _counted_alike(question: str, found: list[Value]) -> list[Value]:
    """Those counted as 多少次 and 几层 ask for; 人 and 名, 个 and 项 count the same."""
    counted = _COUNTED.search(fold(question))
    if counted is None:
        return found
    alike = [v for v in found if v.counter and counted[1].startswith(v.counter)]
    strict = counted[1][0] in _STRICT
    return alike or [v for v in found if not v.counter or not (strict or v.counter in _STRICT)]


def _date(asked: Asked, text: str, lang: str, names: Names) -> Iterable[Span]:
    told = {v.same for v in dates(asked.subject, asked.language)}
    return _decided(asked, text, lang, [v for v in dates(text, lang) if v.same not in told])


def _contact(asked: Asked, text: str, lang: str, names: Names) -> Iterable[Span]:
    return [Span(*match.span()) for match in _CONTACT.finditer(text)]


def _title(asked: Asked, text: str, lang: str, names: Names) -> Iterable[Span]:
    folded = fold(asked.subject)
    found = [m for m in _TITLE.finditer(text) if fold(m.group()[1:-1]) not in folded]
    return [Span(*found[0].span())] if len(found) == 1 else []


def _named(asked: Asked, text: str, lang: str, names: Names) -> Iterable[Span]:
    """A person or place of the names' list, where only one stands in the quote and not in the question."""
    return []


_FINDERS: dict[str, Callable[[Asked, str, str, Names], Iterable[Span]]] = {
    "number": _number,
    "date": _date,
    "contact": _contact,
    "title": _title,
}


def _decided(asked: Asked, text: str, lang: str, found: Sequence[Value]) -> list[Span]:
    """The only value, or the one that stands with more of the question's words than any other."""
    if len(found) > 1 and lang.startswith(_READ_WELL):
        terms = set(question_terms(asked.subject))
        scores = [_closeness(text, value, terms) for value in found]
        second = sorted(scores)[-2]
        margin = MARGIN_UNSPACED if any(map(is_unspaced, terms)) else MARGIN_WORDS
        enough = second + margin if second else ALONE
        found = [v for v, score in zip(found, scores, strict=True) if score >= enough]
    return [Span(found[0].start, found[0].end)] if len(found) == 1 else []


def _closeness(text: str, value: Value, terms: set[str]) -> int:
    """How many of the terms stand in the clause of the value, those right beside it counted more."""
    ends = [m.end() for m in _CLAUSE_END.finditer(text, 0, value.start)]
    following = _CLAUSE_END.search(text, value.end)
    start, end = ends[-1] if ends else 0, following.start() if following else len(text)
    before, after = text[start : value.start], text[value.end : end]
    beside = {*passage_terms(before[-BESIDE_UNSPACED:]), *passage_terms(" ".join(after.split()[:BESIDE_WORDS]))}
    return len(terms & set(passage_terms(text[start:end]))) + ADJACENT * len(terms & beside)
