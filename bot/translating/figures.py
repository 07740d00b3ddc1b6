"""Numbers and dates of a translation against its original, in both directions: nothing new, and nothing lost.

Only what is told exactly counts. Number words up to ten, round ones (一百, thousands of) and centuries are also set
phrases, which good translations drop and add; docs/decisions.md has what was measured. It knows nothing of names.
"""

import re
from collections.abc import Iterator

from bot.model.facts import Amount, Day, Facts, facts_of, known_from

_FIGURES = re.compile(r"\d+(?:[,，.\u00a0\u202f ]\d{3}(?!\d))*")
_DECADE = re.compile(r"\d0s$|年代")
_ROUND = re.compile(r"10+")
_MONTHS_READ = frozenset({"zh", "ja", "ko", "en"})
"""Languages whose dates are read whole; of the others' the figures count."""


def absent(text: str, lang: str, other: str, other_lang: str, date: str) -> list[str]:
    """What the text says exactly and the other one, of an article of this date, does not, as one would write it."""
    facts = facts_of(text, lang)
    own, held = _figures(text), _figures(other)
    whole = {one.split("-", maxsplit=1)[0].lower() for one in (lang, other_lang)} <= _MONTHS_READ
    exact = Facts(
        tuple(amount for amount in facts.amounts if _is_exact(amount, own)),
        tuple(day for day in facts.days if day.year or day.day),
    )
    missed = known_from([(other, other_lang)], [date]).absent(exact)
    return list(dict.fromkeys(_written(fact) for fact in missed if not _stands_there(fact, held, whole)))


def _is_exact(amount: Amount, own: set[str]) -> bool:
    value = amount.value
    if amount.unit == "percent" or value != int(value) or _plain(value) in own:
        return True
    return value > 10 and not _ROUND.fullmatch(_plain(value))


def _stands_there(fact: Amount | Day, held: set[str], whole: bool) -> bool:
    """Whether the other text has the same figures, though they are not read as the same there."""
    if isinstance(fact, Amount):
        return fact.unit != "percent" and _plain(fact.value) in held
    if _DECADE.search(fact.written):
        return any(figures[-2:] == str(fact.year)[-2:] for figures in held)
    return not whole and all(str(part) in held for part in (fact.year, fact.day) if part)


def _figures(text: str) -> set[str]:
    """The numbers written in figures, whole and in their parts."""
    return {re.sub(r"\D", "", found) for found in _FIGURES.findall(text)} | set(re.findall(r"\d+", text))


def _plain(value: float) -> str:
    return str(int(value)) if value == int(value) else f"{value:.10g}"


def _written(fact: Amount | Day) -> str:
    if isinstance(fact, Day):
        return fact.written
    return f"{int(fact.value) if fact.value == int(fact.value) else fact.value:,}{'%' * (fact.unit == 'percent')}"


def told(new: list[str], lost: list[str]) -> Iterator[str]:
    """What is wrong, as a model and a person are told it."""
    if new:
        yield f"the original does not say {', '.join(new)}"
    if lost:
        yield f"{', '.join(lost)} of the original is missing"
