"""The shortest part of a quote that answers a question of fact, where that is certain; else nothing.

A key is marked only by its form: a number with its unit, a date, an address, a title. The kinds that a form
cannot tell (persons and places by their grammar) are left out, because less than nine of ten such marks were
right (docs/decisions.md). It knows nothing of how the quote was found.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from bot.answer import Quote, Span
from bot.language import same_language
from bot.listing import asked_members
from bot.question import Asked
from bot.values import Value, dates, numbers
from index.words import fold, is_unspaced, passage_terms, question_terms

_CLAUSE_END = re.compile(r"[，；、。：;:！？!?（）()—“”]|,(?!\d{3})|\.(?!\d)")
_CONTACT = re.compile(
    r"https?://[^\s，。；、）)”》<>]+[^\s，。；、）)”》<>.,;]|[\w.+-]+@[\w-]+(?:\.[\w-]+)+|\bwww\.[\w./-]+\w", re.ASCII
)
_TITLE = re.compile(r"《[^《》]{1,80}》|“[A-Z][^“”]{1,80}”")
_READ_WELL = ("zh", "en", "ja", "ko")
"""Languages whose number words and units are known. In others a number that is spelled out goes unseen, so that the
only one in digits is the answer less than nine times of ten; a date is told by its form in all of them."""
_COUNTED = re.compile(r"(?:多少|几) ?([一-龥]{1,4})")
_STRICT = frozenset("次分倍层届场年天点码秒")
"""Counters that count nothing else."""
_DEFINING = (
    (
        re.compile(r"(?:什么是|何谓)(.{1,20}?)[？?]?$|([^？?]{1,20}?)(?:指的是|指|是)什么(?:意思)?[？?]?$"),
        r"[”》]?(?:（[^）]{0,40}）)? ?，?(?:是|即|指的是|指) ?([^，。；,;]+)",
    ),
    (
        re.compile(r"what (?:is|are|was|were) (?:an? |the )?([^?]{1,40}?) ?\??$", re.IGNORECASE),
        r"[”\"]?(?: \([^)]{0,40}\))? (?:is|was|are|were) ((?:[^,.;]|[.,](?=\d))+)",
    ),
)
"""How a definition is asked for, and what comes after the thing defined in a sentence that defines it."""
BESIDE_NUMBER, BESIDE_DATE = 5, 2
"""How many times more a word of the question counts that stands beside a value than one in the same clause: a number
stands beside what it counts, a date may stand anywhere."""
MARGIN_UNSPACED, MARGIN_WORDS, ALONE = 5, 2, 3
"""By how much a value must lead the next, counted in pairs of characters or in words; what it needs where the
others stand with none of the question's words."""
BESIDE_UNSPACED, BESIDE_WORDS = 6, 3


def marked(asked: Asked, quote: Quote, original: Quote | None) -> tuple[Quote, Quote | None]:
    """The quote and its original with their keys.

    Where both are shown, the one in the question's language decides: its words are the question's. In the other
    one the same number or date is marked.
    """
    if original is None:
        return _keyed(quote, keys_of(asked, quote.text, quote.article.lang)), None
    first, second = (original, quote) if same_language(original.article.lang, asked.language) else (quote, original)
    first = _keyed(first, keys_of(asked, first.text, first.article.lang))
    second = _keyed(second, _same(first, second) if first.keys else keys_of(asked, second.text, second.article.lang))
    return (second, first) if first.article is original.article else (first, second)


def keys_of(asked: Asked, text: str, lang: str) -> tuple[Span, ...]:
    """The parts of `text`, a quote in `lang`, that answer; none where that is not certain."""
    if asked.kind == "list":
        return asked_members(asked, text)
    finder = _FINDERS.get(asked.expected or "definition")
    return tuple(finder(asked, text, lang)) if finder and asked.kind == "fact" else ()


def _keyed(quote: Quote, keys: Iterable[Span]) -> Quote:
    moved = tuple(Span(quote.start + key.start, quote.start + key.end) for key in keys)
    return replace(quote, keys=moved)


def _same(known: Quote, other: Quote) -> list[Span]:
    """The numbers or dates of the other quote that say what the known one's keys say, each where it is the only one."""
    values, there = _values(known), _values(other)
    wanted = [v.same for key in known.keys for v in values if key == Span(known.start + v.start, known.start + v.end)]
    found = [[v for v in there if v.same == same and any(same)] for same in wanted]
    return [Span(one[0].start, one[0].end) for one in found if len(one) == 1]


def _values(quote: Quote) -> list[Value]:
    return [*numbers(quote.text, quote.article.lang), *dates(quote.text, quote.article.lang)]


def _number(asked: Asked, text: str, lang: str) -> Iterable[Span]:
    if not lang.startswith(_READ_WELL):
        return []
    told = {v.same for v in (*numbers(asked.subject, asked.language), *dates(asked.subject, asked.language))}
    found = [v for v in numbers(text, lang) if v.same not in told]
    if asked.unit:
        unit = None if asked.unit == "count" else asked.unit
        found = [v for v in found if v.unit == unit]
    found = _counted_alike(asked.subject, found)
    return _decided(asked, text, lang, found, BESIDE_NUMBER)


def _counted_alike(question: str, found: list[Value]) -> list[Value]:
    """Those counted as 多少次 and 几层 ask for; 人 and 名, 个 and 项 count the same."""
    counted = _COUNTED.search(fold(question))
    if counted is None:
        return found
    alike = [v for v in found if v.counter and counted[1].startswith(v.counter)]
    strict = counted[1][0] in _STRICT
    return alike or [v for v in found if not v.counter or not (strict or v.counter in _STRICT)]


def _date(asked: Asked, text: str, lang: str) -> Iterable[Span]:
    told = {v.same for v in dates(asked.subject, asked.language)}
    return _decided(asked, text, lang, [v for v in dates(text, lang) if v.same not in told], BESIDE_DATE)


def _contact(asked: Asked, text: str, lang: str) -> Iterable[Span]:
    return [Span(*match.span()) for match in _CONTACT.finditer(text)]


def _title(asked: Asked, text: str, lang: str) -> Iterable[Span]:
    folded = fold(asked.subject)
    found = [m for m in _TITLE.finditer(text) if fold(m.group()[1:-1]) not in folded]
    return [Span(*found[0].span())] if len(found) == 1 else []


def _definition(asked: Asked, text: str, lang: str) -> Iterable[Span]:
    """What stands after "X is" and 是, up to the next mark, where the question is what X is and nothing more."""
    for put, is_ in _DEFINING:
        if (question := put.match(asked.subject.strip())) and same_language(lang, asked.language):
            thing = next(group for group in question.groups() if group)
            if predicate := re.search(re.escape(thing) + is_, text, re.IGNORECASE):
                return [Span(*predicate.span(1))]
    return []


_FINDERS: dict[str, Callable[[Asked, str, str], Iterable[Span]]] = {
    "number": _number,
    "date": _date,
    "contact": _contact,
    "title": _title,
    "definition": _definition,
}


def _decided(asked: Asked, text: str, lang: str, found: Sequence[Value], beside: int) -> list[Span]:
    """The only value, or the one that stands with more of the question's words than any other."""
    if len(found) > 1 and lang.startswith(_READ_WELL):
        terms = {term for term in question_terms(asked.subject) if not term[0].isdigit()}
        scores = [_closeness(text, value, terms, beside) for value in found]
        second = sorted(scores)[-2]
        margin = MARGIN_UNSPACED if any(map(is_unspaced, terms)) else MARGIN_WORDS
        enough = second + margin if second else ALONE
        found = [v for v, score in zip(found, scores, strict=True) if score >= enough]
    return [Span(found[0].start, found[0].end)] if len(found) == 1 else []


def _closeness(text: str, value: Value, terms: set[str], weight: int) -> int:
    """How many of the terms stand in the clause of the value, those right beside it counted more."""
    ends = [m.end() for m in _CLAUSE_END.finditer(text, 0, value.start)]
    following = _CLAUSE_END.search(text, value.end)
    start, end = ends[-1] if ends else 0, following.start() if following else len(text)
    before, after = text[start : value.start], text[value.end : end]
    beside = {*passage_terms(before[-BESIDE_UNSPACED:]), *passage_terms(" ".join(after.split()[:BESIDE_WORDS]))}
    return len(terms & set(passage_terms(text[start:end]))) + weight * len(terms & beside)
