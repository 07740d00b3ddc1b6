"""Dates as texts write them, from "去年5月" and "八月" to "16 August 2023" and "the nineteenth century".

Chinese, Japanese, Korean and English in full; of other languages what figures tell. It knows nothing of questions.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

_UNSPACED_LANGUAGES = frozenset({"zh", "ja", "ko"})
_HAN_DIGITS = "〇一二三四五六七八九"
_MONTHS = tuple(
    """january february march april may june july august september october november december""".split()  # noqa: SIM905
)
_MONTH = "|".join(_MONTHS)
_YEAR = r"1\d{3}|20\d\d"
_BARE_YEAR = rf"(?<![\w.,$€£])(?P<y2>{_YEAR})"
_NOT_A_NUMBER = r"(?![\w%]|[.,]\d)"
_UNSPACED = re.compile(
    # 2014-2019 and （1971）: a year without 年 only where no unit can follow.
    rf"(?P<bare>(?<![\d.,])(?:{_YEAR})(?= ?(?:[）)、，,和与至到—–-]|$)))|"
    r"(?:(?P<era>公元前|公元|西元前)? ?(?P<year>(?<![\d.,])\d{3,4}|[一二][〇一二三四五六七八九]{3}) ?[年년]"
    r"(?!代|级|度报)"
    r"|(?P<relative>去年|今年|明年|前年)|(?P<century>(?:公元前)?(?:\d{1,2} ?|[一二十]+)世纪))?"
    r"(?: ?(?P<month>\d{1,2}) ?[月월](?!球)(?: ?(?P<day>\d{1,2}) ?[日号號일])?)?"
    r"(?P<decade>(?:\d{4}|\d\d) ?年代)?(?P<part>初期?|底|末期?|中期|[春夏秋冬]季?|[上下]半年)?"
)
_ENGLISH = re.compile(
    rf"(?:(?P<d1>\d{{1,2}})(?:st|nd|rd|th)? (?:of )?)?\b(?P<m>{_MONTH})\b"
    r"(?: (?P<d2>\d{1,2})(?:st|nd|rd|th)?\b)?(?:,? (?P<y1>\d{4})\b)?"
    r"|\b(?:\d{1,2}(?:st|nd|rd|th)|(?:twenty-)?\w+(?:teenth|first|second|third|th|twelfth)) century\b"
    rf"|{_BARE_YEAR}(?P<decade>s)?{_NOT_A_NUMBER}"
    r"|(?<![\w.,])\d{1,4}(?:,\d{3})? (?:bce?|bp|ad|ce)\b",
    re.IGNORECASE,
)
_FIGURES = re.compile(
    rf"(?:\b\d{{1,2}}\.? (?:de |tháng )?[^\W\d_]{{3,12}},? (?:de |năm )?)?{_BARE_YEAR}{_NOT_A_NUMBER}", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class DateFound:
    """A date of a text: `text[start:end]`; what it does not say is 0."""

    start: int
    end: int
    year: int = 0
    month: int = 0
    day: int = 0


def find_dates(text: str, lang: str) -> list[DateFound]:
    """The dates of a text in this language, each as long as it is written."""
    if is_unspaced_language(lang):
        return list(_unspaced(text))
    return list(_spaced(_ENGLISH if lang.lower().startswith("en") else _FIGURES, text))


def is_unspaced_language(lang: str) -> bool:
    """Whether numbers and their units are written as in Chinese."""
    return lang.split("-", maxsplit=1)[0].lower() in _UNSPACED_LANGUAGES


def trimmed(match: re.Match[str]) -> tuple[int, int]:
    """Where a match stands, without the white space at its ends."""
    piece = match.group()
    return match.end() - len(piece.lstrip()), match.start() + len(piece.rstrip())


def _unspaced(text: str) -> Iterator[DateFound]:
    for match in _UNSPACED.finditer(text):
        if any(match[name] for name in ("bare", "year", "relative", "century", "month", "decade")):
            year = match["year"] or match["bare"] or "0"
            digits = "".join(str(_HAN_DIGITS.find(c)) if c in _HAN_DIGITS else c for c in year)
            yield DateFound(*trimmed(match), int(digits), int(match["month"] or 0), int(match["day"] or 0))


def _spaced(pattern: re.Pattern[str], text: str) -> Iterator[DateFound]:
    for match in pattern.finditer(text):
        groups = match.groupdict()
        month, day = (groups.get("m") or "").lower(), groups.get("d1") or groups.get("d2")
        year = groups.get("y1") or groups.get("y2")
        if match.group().lower() == "may":
            continue  # the verb, as often
        yield DateFound(*trimmed(match), int(year or 0), _MONTHS.index(month) + 1 if month else 0, int(day or 0))
