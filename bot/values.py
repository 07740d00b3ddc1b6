"""Numbers and dates as texts write them, with their units: where each stands and what it comes to.

3.5万 and 35,000 are the same amount, 8月16日 and August 16 the same day. It knows nothing of questions.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files
from typing import Literal

import yaml

from bot.dates import DateFound, find_dates, is_unspaced_language, trimmed

Unit = Literal["percent", "money", "time", "length", "area", "weight", "degree", "count"]
UNITS: tuple[Unit, ...] = ("percent", "money", "time", "length", "area", "weight", "degree")
"""What a number can be written in; one that counts things has none of them."""


@dataclass(frozen=True, slots=True)
class Value:
    """A number or a date: `text[start:end]`; `same` is equal where two say the same in any language."""

    start: int
    end: int
    same: tuple[float, ...]
    """(amount) of a number, (year, month, day) of a date, 0 where a part is not said."""
    unit: Unit | None = None
    counter: str = ""
    """The unit or counter as written, where the language writes one after every number."""


_WRITTEN: dict[str, dict[str, list[str]]] = yaml.safe_load(files("bot").joinpath("units.yaml").read_text("utf-8"))
_HAN_DIGITS = dict(zip("〇零一二三四五六七八九两", (0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 2), strict=True))
_HAN_POWERS = dict(zip("十百千万萬亿億兆만억", (1e1, 1e2, 1e3, 1e4, 1e4, 1e8, 1e8, 1e12, 1e4, 1e8), strict=True))
_POWERS = tuple((re.compile("|".join(forms)), float(power)) for power, forms in _WRITTEN["powers"].items())
_WORDS = {word: float(number) for number, words in _WRITTEN["words"].items() for word in words}


def _units(kind: str, prefix: str = "") -> str:
    """A pattern for all units of `units.yaml`, each in a group of its name, counters in none."""
    named = (f"(?P<{prefix}{name}>{'|'.join(_WRITTEN[kind][name])})" for name in UNITS)
    return "|".join([*named, *_WRITTEN[kind].get("counter", [])])


_DIGITS = r"\d+(?:[.,，\u00a0\u202f ]\d{3}(?!\d))*(?:[.,]\d+)?"
_RANGE = r"(?: ?[-–—~～至到] ?\d+(?:[.,]\d+)?)?"
_HAN_NUMBER = re.compile(
    r"(?<![\d.第A-Za-z一二三四五六七八九两十百千万亿])(?:"
    rf"(?P<digits>{_DIGITS}){_RANGE} ?(?P<power>[十百千万萬亿億兆만억]*)[余餘多几]?(?P<more>[万萬亿億]?) ?"
    rf"(?P<counter>{_units('unspaced')})?"
    r"|(?P<han>[一二三四五六七八九两十百千万亿]{1,12})(?P<over>[余餘多几]?[万亿]*) ?"
    rf"(?P<h_counter>{_units('unspaced', 'h_')}|(?<=[万亿]))"
    r")(?![\dA-Za-z])"
)
_NUMBER = re.compile(
    r"(?<![\w.,])(?<![A-Za-z]-)(?P<currency>(?:US)?[$€£¥] ?)?"
    rf"(?:(?P<digits>{_DIGITS}){_RANGE}|(?P<word>(?:{'|'.join(_WORDS)})(?:-\w+)?)\b)"
    rf"(?:[ -]?(?P<power>{'|'.join(form for forms in _WRITTEN['powers'].values() for form in forms)}))?"
    rf"(?:[ -]?(?:{_units('spaced')}))?(?!\w)",
    re.IGNORECASE,
)


def numbers(text: str, lang: str) -> list[Value]:
    """The numbers of a text in this language, dates and ordinals left out."""
    taken = find_dates(text, lang)
    found = _unspaced(text) if is_unspaced_language(lang) else _spaced(text)
    inside = {place for date in taken for place in range(date.start, date.end)}
    return [v for v in found if v.start not in inside and v.end - 1 not in inside]


def dates(text: str, lang: str) -> list[Value]:
    """The dates of a text in this language, each as long as it is written."""
    return [_dated(found) for found in find_dates(text, lang)]


def _dated(found: DateFound) -> Value:
    return Value(found.start, found.end, (float(found.year), float(found.month), float(found.day)))


def _unspaced(text: str) -> Iterator[Value]:
    for match in _HAN_NUMBER.finditer(text):
        groups = match.groupdict()
        unit = next((u for u in UNITS if groups[u] or groups[f"h_{u}"]), None)
        if match["digits"]:
            amount = _amount(match["digits"], match["power"]) * _power(match["power"] + match["more"])
        elif match.group() == "十分" or (match["han"] == "一" and unit is None):
            continue  # 一个 is an article as often as a number, 十分 an adverb
        else:
            amount = _han_amount(match["han"]) * _power(match["over"])
        start, end = trimmed(match)
        yield Value(start, end, (round(amount, 6),), unit, match["counter"] or match["h_counter"] or "")


def _spaced(text: str) -> Iterator[Value]:
    for match in _NUMBER.finditer(text):
        groups = match.groupdict()
        unit = next((u for u in UNITS if groups[u]), "money" if match["currency"] else None)
        word = (match["word"] or "").lower()
        amount = (
            _amount(match["digits"], match["power"])
            if match["digits"]
            else sum(_WORDS.get(part, 0.0) for part in word.split("-"))
        )
        if match["power"]:
            amount *= max((p for pattern, p in _POWERS if pattern.fullmatch(match["power"].lower())), default=1.0)
        start, end = trimmed(match)
        yield Value(start, end, (round(amount, 6),), unit)


def _amount(digits: str, power: str | None) -> float:
    """1,352 is a thousand and more, but 1.352 billion is not."""
    if power and digits.count(".") + digits.count(",") == 1:
        return float(digits.replace(",", "."))
    bare = re.sub(r"[.,，\u00a0\u202f ](?=\d{3}(?!\d))", "", digits)
    return float(bare.replace(",", "."))


def _power(signs: str) -> float:
    power = 1.0
    for sign in signs:
        power *= _HAN_POWERS.get(sign, 1.0)
    return power


def _han_amount(numeral: str) -> float:
    """十二 = 12, 三千五百万 = 35,000,000, 一万亿 = 10¹²: sums of digit times power, grouped by 万 and 亿."""
    total = group = 0.0
    digit = 0.0
    for sign in numeral:
        power = _HAN_POWERS.get(sign)
        if power is None:
            digit = digit * 10 + _HAN_DIGITS[sign]
        elif power < 1e4:
            group, digit = group + (digit or 1) * power, 0.0
        elif 0 < total < power:  # 一万二千亿: the 亿 counts all that stands before it
            total, group, digit = (total + group + digit) * power, 0.0, 0.0
        else:
            total, group, digit = total + ((group + digit) or 1) * power, 0.0, 0.0
    return total + group + digit
