"""What single values of an article must look like: ids, dates, languages, addresses; nothing of where they stand.

Each check gives the value back or raises ArticleError naming the file `name`.
"""

import re
from datetime import date as calendar_date
from urllib.parse import urlsplit

from index.errors import ArticleError

_CJK = "\u3005-\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3"
_ID = re.compile(f"[A-Za-z0-9{_CJK}][A-Za-z0-9._{_CJK}-]{{0,119}}")
_DATE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?", re.ASCII)
_LANG = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*")


def check_id(article_id: str, name: str = "") -> str:
    """An id goes into addresses and file names, so it holds nothing that means something there."""
    if _ID.fullmatch(article_id):
        return article_id
    raise ArticleError(
        f"{name or 'article'}: the id {article_id!r} cannot be used in an address. Expected letters, digits, Chinese "
        "characters, '.', '_' and '-', the first one a letter or digit, 120 at most; rename the file."
    )


def check_date(date: str, name: str) -> str:
    """A year, a month or a day that the calendar has."""
    parts = _DATE.fullmatch(date)
    try:
        if parts is None:
            raise ValueError(date)
        calendar_date(int(parts[1]), int(parts[2] or 1), int(parts[3] or 1))
    except ValueError:
        raise ArticleError(
            f"{name}: the date {date!r} is not valid. Expected a year, month or day such as 2023, 2023-08 or "
            "2023-08-16; leave the field out when the source names no date."
        ) from None
    return date


def check_lang(lang: str, name: str) -> str:
    if _LANG.fullmatch(lang):
        return lang
    raise ArticleError(f"{name}: lang {lang!r} is no language tag. Expected one such as zh, en or zh-Hant.")


def check_url(url: str, name: str) -> str:
    """A web address; a page links to it, so no other scheme will do."""
    try:
        parts = urlsplit(url)
        if parts.scheme in ("http", "https") and parts.hostname and not re.search(r"[\s<>\"\\]", url):
            return url
    except ValueError:
        pass
    raise ArticleError(f"{name}: url {url!r} is not valid. Expected an address that begins with https://.")
