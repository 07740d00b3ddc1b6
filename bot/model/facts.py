"""Numbers and dates as they are audited: what a text says, and whether another one says the same.

Of a sentence every number counts, of a source what it says in any notation: 3.5万, 35,000 and thirty-five
thousand are one amount, 8月16日 and August 16 one day. It knows nothing of names or of models.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.dates import find_dates, is_unspaced_language
from bot.values import Value, numbers

_SPELT = ("en", "fr", "es", "pt", "de", "it", "nl", "ca", "da")
_DIGITS = re.compile(r"\d+(?:[,，\u00a0\u202f]\d{3}(?!\d))*(?:\.\d+)?")
_RANGE = re.compile(r"(\d[\d.,]*)\D*? ?[-–—~～至到] ?(\d+(?:\.\d+)?)")
_HAN = "〇零一二三四五六七八九十百千万亿两"
_ORDINAL = re.compile(rf"第 ?([{_HAN}]+|\d+)")
_SHARE = re.compile(rf"百分之 ?([{_HAN}]+(?:点[{_HAN}]+)?|\d+(?:\.\d+)?)")
_SPELLED = re.compile(rf"[{_HAN}]{{2,}}")
_POINTS = re.compile(r"\bpercentage points?\b|\bp\.?p\.?\b", re.IGNORECASE)
_HAN_DIGITS = {sign: number for number, sign in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_HAN_POWERS = {"十": 10, "百": 100, "千": 1000, "万": 10**4, "亿": 10**8}
_RELATIVE = {
    "去年": -1, "今年": 0, "明年": 1, "前年": -2,
    "last year": -1, "this year": 0, "next year": 1,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Amount:
    """A number and what it is in, where that is told."""

    value: float
    unit: str | None = None

    def agrees(self, other: "Amount") -> bool:
        """The same number, not in different units; a percentage is never a plain number."""
        if abs(self.value - other.value) > 1e-6 * max(1.0, abs(self.value)):
            return False
        if "percent" in (self.unit, other.unit):
            return self.unit == other.unit
        return self.unit is None or other.unit is None or self.unit == other.unit


@dataclass(frozen=True, slots=True)
class Day:
    """A date, or the parts of it that are told; else 0."""

    year: int
    month: int
    day: int
    written: str = ""


@dataclass(frozen=True, slots=True)
class Facts:
    """The numbers and dates of a text."""

    amounts: tuple[Amount, ...]
    days: tuple[Day, ...]


@dataclass(frozen=True, slots=True)
class Known:
    """What sources say: all amounts, dates and years, and their words to look the rest up in."""

    amounts: tuple[Amount, ...]
    days: tuple[Day, ...]
    years: frozenset[int]
    text: str

    def missing(self, facts: Facts) -> str | None:
        """ "number" or "date" where one is not among them; None where all are."""
        absent = next(self.absent(facts), None)
        if absent is None:
            return None
        return "date" if isinstance(absent, Day) else "number"

    def absent(self, facts: Facts) -> Iterator[Amount | Day]:
        """The dates and then the numbers that are not among them."""
        yield from (day for day in facts.days if not self._has_day(day))
        yield from (amount for amount in facts.amounts if not self._has_amount(amount))

    def _has_amount(self, amount: Amount) -> bool:
        if amount.unit == "day":
            return any(amount.value == other.day for other in self.days)
        if any(amount.agrees(other) for other in self.amounts):
            return True
        return amount.unit is None and amount.value in self.years

    def _has_day(self, day: Day) -> bool:
        if not (day.year or day.month):
            return day.written in self.text or all(
                self._has_amount(Amount(float(digits))) for digits in re.findall(r"\d+", day.written) or ["-1"]
            )
        if day.month:
            return any(
                other.month == day.month
                and day.day in (0, other.day)
                and (not day.year or other.year == day.year or (not other.year and day.year in self.years))
                for other in self.days
            )
        return day.year in self.years


def facts_of(text: str, lang: str) -> Facts:
    """Every number and date of a text in this language."""
    text = _POINTS.sub("percent", text)
    found = find_dates(text, lang)
    days = tuple(Day(d.year, d.month, d.day, text[d.start : d.end]) for d in found)
    rest = _blanked(text, [(d.start, d.end) for d in found])
    amounts = list(_special(rest))
    rest = _SHARE.sub(" ", _ORDINAL.sub(" ", rest))
    values = numbers(rest, lang)
    for value in values:
        amounts += _amounts(value, rest[value.start : value.end])
    rest = _blanked(rest, [(v.start, v.end) for v in values])
    amounts += [Amount(number) for number in _digits(_spelled_out(rest, lang))]
    if not is_unspaced_language(lang) and lang != "en":
        amounts += _unread_days(text, found)
    return Facts(tuple(dict.fromkeys(amounts)), days)


def known_from(texts: Sequence[tuple[str, str]], dates: Sequence[str]) -> Known:
    """What these texts, each with its language, say; `dates` are those of their articles ("2023-08-16")."""
    amounts: list[Amount] = []
    days = [_published(date) for date in dates if date]
    years = {day.year for day in days}
    for text, lang in texts:
        facts = facts_of(text, lang)
        amounts += facts.amounts
        days += facts.days
        years |= {d.year for d in facts.days}
        published = [day.year for day in days[: len(dates)] if day.year]
        years |= {year + ago for words, ago in _RELATIVE.items() if words in text.lower() for year in published}
        if is_unspaced_language(lang):
            amounts += [Amount(_han(run)) for run in _SPELLED.findall(text)]
    return Known(tuple(dict.fromkeys(amounts)), tuple(days), frozenset(years - {0}), "\n".join(t for t, _ in texts))


def _published(date: str) -> Day:
    year, month, day, *_ = [int(part) for part in re.findall(r"\d+", date)] + [0, 0, 0]
    return Day(year, month, day, date)


def _amounts(value: Value, written: str) -> Iterator[Amount]:
    """The value; of a range, which is read by its beginning, its end too."""
    amount = value.same[0] * (10 if value.counter == "成" else 1)
    yield Amount(round(amount, 6), value.unit)
    if (span := _RANGE.match(written)) and (first := _number(span[1])):
        yield Amount(round(_number(span[2]) * amount / first, 6), value.unit)


def _special(text: str) -> Iterator[Amount]:
    """Chinese ordinals and percentages."""
    for match in _SHARE.finditer(text):
        whole, _, part = match[1].partition("点")
        value = _number(whole) if whole[0].isdigit() else _han(whole)
        digits = "".join(str(_HAN_DIGITS.get(sign, 0)) for sign in part)
        yield Amount(value + (float(f"0.{digits}") if digits else 0.0), "percent")
    for match in _ORDINAL.finditer(text):
        yield Amount(_number(match[1]) if match[1][0].isdigit() else _han(match[1]))


def _spelled_out(text: str, lang: str) -> str:
    """Number words as digits, where the language's are known."""
    short = lang.split("-", maxsplit=1)[0].lower()
    if short not in _SPELT:
        return text
    from text_to_num import alpha2digit

    # Digits are hidden meanwhile: beside words it would join what does not belong together.
    parts = re.split(r"(\d[\d.,]*)", text)
    return "".join(part if part[:1].isdigit() else str(alpha2digit(part, short)) for part in parts)


def _digits(text: str) -> Iterator[float]:
    for match in _DIGITS.finditer(text):
        yield _number(match.group())


def _unread_days(text: str, found: Sequence[object]) -> Iterator[Amount]:
    """In languages whose months are not read, the day of a date is a number like another."""
    for date in find_dates(text, "xx"):
        for digits in re.findall(r"\d+", text[date.start : date.end]):
            if len(digits) < 3:
                yield Amount(float(digits), "day")


def _number(digits: str) -> float:
    return float(re.sub(r"[,，\u00a0\u202f](?=\d{3}(?!\d))", "", digits).rstrip(".,").replace(",", "."))


def _han(numeral: str) -> float:
    """三百 = 300, 二〇二三 = 2023."""
    if not any(sign in _HAN_POWERS for sign in numeral):
        return float("".join(str(_HAN_DIGITS[sign]) for sign in numeral))
    total = group = digit = 0
    for sign in numeral:
        power = _HAN_POWERS.get(sign)
        if power is None:
            digit = _HAN_DIGITS[sign]
        elif power < 10**4:
            group, digit = group + (digit or 1) * power, 0
        elif 0 < total < power:  # 一万二千亿: the 亿 counts all that stands before it
            total, group, digit = (total + group + digit) * power, 0, 0
        else:
            total, group, digit = total + (group + digit or 1) * power, 0, 0
    return float(total + group + digit)


def _blanked(text: str, spans: Sequence[tuple[int, int]]) -> str:
    for start, end in spans:
        text = f"{text[:start]}{' ' * (end - start)}{text[end:]}"
    return text
