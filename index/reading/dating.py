"""The date of a page: as it says, or as can be concluded from it; page lines (folios) are known here by their dates.

It knows nothing of layout. What is concluded rather than read is said to be.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date as calendar_date

from index.reading.correcting import simplified

_MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
_MONTH = "|".join(rf"{name[:3]}(?:{name[3:]}|t)?\.?" for name in _MONTHS)
_DAY_FORMS = (
    re.compile(r"(?P<y>(?:19|20)\d\d)\s?年\s?(?P<m>\d{1,2})\s?月\s?(?P<d>\d{1,2})\s?日"),
    re.compile(r"(?<!\d)(?P<y>(?:19|20)\d\d)[-./](?P<m>\d{1,2})[-./](?P<d>\d{1,2})(?!\d)"),
    re.compile(rf"(?i:\b(?P<m>{_MONTH})) (?P<d>\d{{1,2}})(?:st|nd|rd|th)?,? (?P<y>(?:19|20)\d\d)\b"),
    re.compile(rf"\b(?P<d>\d{{1,2}})(?:st|nd|rd|th)? (?i:(?P<m>{_MONTH})),? (?P<y>(?:19|20)\d\d)\b"),
)
_MONTH_DAY = (
    re.compile(r"(?<!\d)(?P<m>\d{1,2})月(?P<d>\d{1,2})日"),
    re.compile(rf"\b(?i:(?P<m>{_MONTH})) (?P<d>\d{{1,2}})\b(?!,? \d{{4}})"),
    re.compile(rf"\b(?P<d>\d{{1,2}}) (?i:(?P<m>{_MONTH}))\b"),
)
# A year that is aimed at (到2035年, by 2030) or compared with (from 2022) says nothing about when the page was printed.
_YEAR = re.compile(
    r"(?<!\d)(?<![到至])(?<!力争)(?<!预计)(?<!\bby )(?<!\buntil )(?<![-–—])(?P<y>(?:19|20)\d\d)(?=年)"
    r"|(?<![\d.,-])(?<!\b[Bb]y )(?<!\buntil )(?<!\bfrom )(?<!\bsince )\b(?P<e>(?:19|20)\d\d)\b(?![,.]\d|年|%|[-–—]\d)"
)

_WEEKDAY = r"(?:星期|周)[一二三四五六日天]|(?i:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day)"
_LUNAR = r"(?:农历)?[\u4e00-\u9fff]{2}年(?:闰)?[正一二三四五六七八九十冬腊]+月[初十廿三一二四五六七八九]+|农历\S+"
_PAPER = (
    r"[\u4e00-\u9fff]{1,8}(?:日报|晚报|早报|时报|都市报|商报|晨报|周刊|周报|日報|报)"
    r"|(?i:[A-Z]+(?: [A-Z]+)? (?:daily|news|times|post))"
)
_NUMBER = r"第?\s?[A-Z]?\d{1,3}\s?版|\b[A-Z]\d{1,2}\b|(?i:page)\s?\d{1,3}|\bP\d{1,3}\b|^\d{1,3}$"
_DUTY = r"(?:责任编辑|责编|编辑|美编|校对|组版|版式|图编|视觉)"
_STAFF = rf"(?:本版)?{_DUTY}\s*[:：/]?\s*[\u4e00-\u9fff]{{2,4}}(?:\s(?!{_DUTY})[\u4e00-\u9fff]{{2,4}})?"
_UPDATED = (
    r"(?:发布时间|发布日期|更新时间|日期|时间|出版日期|(?i:updated|published|date))\s*[:：]?|\d{1,2}:\d{2}(?::\d{2})?"
)
_WEB = r"(?:https?://|www\.)\S+"
_SIGN = re.compile(f"{_WEEKDAY}|{_LUNAR}|{_STAFF}|{_UPDATED}|{_WEB}")
_FOLIO_NUMBER = re.compile(_NUMBER)
_FOLIO_PAPER = re.compile(_PAPER)
_PAGE_NAME = re.compile(r"[\u4e00-\u9fff]{1,4}|[A-Z]{3,12}")
_CAPITALS = re.compile(r"[A-Z]{3,}(?: [A-Z&'’-]+){1,4}")
"""A paper's name where a date and a page stand beside it: THE RIVER HERALD."""
_LONGEST_FOLIO = 80
_FILL = re.compile(r"[\s|｜·•/,，:：()（）\-—]+")


@dataclass(frozen=True, slots=True)
class Dating:
    """A date, "2023-08-17", "2023-08" or empty, and whether it was concluded rather than read."""

    date: str
    inferred: bool = False


@dataclass(frozen=True, slots=True)
class Folio:
    """What a page's own line says: the date, the paper, the page."""

    date: str = ""
    paper: str = ""
    page: str = ""


def read_folio(text: str) -> Folio | None:
    """What `text` says as a page's line, "2023年8月17日 星期四 第3版"; None when it is something else.

    Every piece of it must be a date, weekday, paper, page number or an editor's name, but for one short name
    of the page (要闻).
    """
    if len(text) > _LONGEST_FOLIO:
        return None
    date, rest = _take_date(simplified(text))
    rest, signs = _SIGN.subn(_blank, rest)
    number = _FOLIO_NUMBER.search(rest)
    rest = _FOLIO_NUMBER.sub(_blank, rest)
    paper = _FOLIO_PAPER.search(rest)
    if paper is None and date and number:
        paper = _CAPITALS.search(rest)
    rest = _FILL.sub(" ", _blanked(rest, paper) if paper else rest).strip()
    if not (date or signs or number):
        return None
    if rest and not ((date or number) and _PAGE_NAME.fullmatch(rest)):
        return None
    page = re.sub(r".*?([A-Z]?\d+)\D*$", r"\1", number.group()) if number else ""
    return Folio(date, text[slice(*paper.span())] if paper else "", page)


def _blank(found: re.Match[str]) -> str:
    """White space in place of what was found, so that all else keeps its place."""
    return " " * len(found.group())


def _blanked(text: str, found: re.Match[str]) -> str:
    return text[: found.start()] + _blank(found) + text[found.end() :]


def is_masthead(text: str) -> bool:
    """Whether `text` is a paper's name and nothing else, as it stands at the top of a front page."""
    return bool(_FOLIO_PAPER.fullmatch(simplified(text.strip())))


def date_in(text: str) -> str:
    """The first full date that `text` names, "2023-08-17"; empty when there is none."""
    return _take_date(text)[0]


def conclude_date(leads: Iterable[str], text: str) -> Dating:
    """The month of the page out of its articles' first paragraphs and the newest year that `text` names.

    The day an event took place is not the day of printing, so the day is left open; without both a year and
    a lead that says "8月16日" nothing is concluded.
    """
    years = [int(found["y"] or found["e"]) for found in _YEAR.finditer(text)]
    past = [year for year in years if year <= calendar_date.today().year]
    for lead in leads:
        date, _ = _take_date(lead)
        if date:
            return Dating(date[:7], inferred=True)
        for form in _MONTH_DAY:
            found = form.search(lead)
            if found and past and _iso(max(past), found["m"], int(found["d"])):
                return Dating(_iso(max(past), found["m"], int(found["d"]))[:7], inferred=True)
    return Dating("")


def _take_date(text: str) -> tuple[str, str]:
    """The first full date of `text` and `text` without it."""
    for form in _DAY_FORMS:
        found = form.search(text)
        date = found and _iso(int(found["y"]), found["m"], int(found["d"]))
        if found and date:
            return date, _blanked(text, found)
    return "", text


def _iso(year: int, month: str, day: int) -> str:
    """The date in ISO form; empty when there is no such day."""
    try:
        number = int(month) if month.isdigit() else _number_of(month)
        return calendar_date(year, number, day).isoformat()
    except ValueError:
        return ""


def _number_of(month: str) -> int:
    return next(number for number, name in enumerate(_MONTHS, 1) if name[:3].lower() == month[:3].lower())
