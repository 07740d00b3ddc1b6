"""What a document's text and its own data say → an Article; it knows nothing of any format.

A web page, a Word file and a PDF say two kinds of things of themselves: in the text, where a reader sees them, and
in data beside it, which programs write and nobody checks. What only the data say is marked as inferred.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import takewhile

from index.article import Article
from index.errors import ArticleError
from index.reading.blocks import Draft, assemble
from index.reading.checks import check_date, check_id, check_lang, check_url
from index.reading.dating import date_in, read_folio
from index.reading.language import language_of
from index.reading.marks import byline_names, is_byline, is_caption, is_source, source_name
from index.reading.measuring import ends_sentence
from index.reading.normal import clean_block

_HEAD, _TAIL = 6, 2
"""Blocks at either end of a text that may say who wrote it, where and when."""
_WORDY = 80
"""Characters from which a block is running text, whatever it ends with."""
_NO_TITLE = re.compile(
    r"(?i)microsoft \w+ - .*|word document|untitled.*|document ?\d*|(?:未命名|文档|文件|無題|新建).{0,12}"
)
"""What programs write where nobody gave a title."""
_PIECES = re.compile(r"\s{2,}|\s*[|｜]\s*|\s+(?=来源|來源|记者|記者|作者|编辑|責任編輯|责任编辑|责编|[Bb]y |Source)")
"""What parts a line such as "2024-05-06 08:00  来源：重庆日报  记者 李明"."""


@dataclass(frozen=True, slots=True)
class Stated:
    """What the data beside a text say of it; empty where they say nothing."""

    title: str = ""
    source: str = ""
    date: str = ""
    lang: str = ""
    url: str = ""
    authors: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Lines:
    """What lines above and below the running text say."""

    date: str = ""
    source: str = ""
    source_line: str = ""
    authors: tuple[str, ...] = ()


def make_article(drafts: Sequence[Draft], stated: Stated, article_id: str, name: str) -> Article:
    """The article of the blocks `drafts`; raises ArticleError naming the file `name` when they hold no text.

    The title is the heading of the first level that stands first, else the data's, else the file's name.
    """
    check_id(article_id, name)
    stated = _valid(stated)
    title, drafts = _take_title([draft for draft in drafts if clean_block(draft.text)], stated.title)
    lines, drafts = _take_lines(drafts)
    text, blocks = assemble(_under_title(draft) for draft in drafts)
    if not any(block.kind in ("paragraph", "item") for block in blocks):
        raise ArticleError(f"{name}: there is no running text in it. Expected the article's paragraphs.")
    from_data = {
        "title": not title, "source": stated.source and not lines.source, "date": stated.date and not lines.date,
        "url": stated.url, "authors": stated.authors and not lines.authors,
    }  # fmt: skip
    return Article(
        id=article_id,
        title=title or stated.title or article_id,
        text=text,
        blocks=blocks,
        lang=language_of(text, stated.lang),
        source=lines.source or stated.source,
        source_line=lines.source_line,
        date=lines.date or stated.date,
        url=stated.url or None,
        authors=lines.authors or stated.authors,
        inferred=tuple(key for key, inferred in from_data.items() if inferred),
    )


def plain_title(said: str) -> str:
    """A title that a file's data name, on one line; empty where a program and not a person wrote it."""
    title = clean_block(said).replace("\n", " ")
    return "" if _NO_TITLE.fullmatch(title) else title


def _valid(stated: Stated) -> Stated:
    """`stated` without what is not valid: a date or an address that a program got wrong stops no article."""
    return replace(
        stated,
        title=plain_title(stated.title),
        date=_kept(check_date, stated.date),
        lang=_kept(check_lang, stated.lang),
        url=_kept(check_url, stated.url),
    )


def _kept(check: Callable[[str, str], str], value: str) -> str:
    try:
        return check(value, "") if value else ""
    except ArticleError:
        return ""


def _take_title(drafts: list[Draft], said: str) -> tuple[str, list[Draft]]:
    """The title that stands above the text, and the drafts without it."""
    above = takewhile(lambda draft: draft.kind != "paragraph" or len(draft.text) < _WORDY, drafts[:_HEAD])
    for place, draft in enumerate(above):
        if draft.kind == "heading" and (draft.level == 1 or clean_block(draft.text) == clean_block(said)):
            return clean_block(draft.text).replace("\n", " "), [*drafts[:place], *drafts[place + 1 :]]
    return "", drafts


def _take_lines(drafts: list[Draft]) -> tuple[_Lines, list[Draft]]:
    """What the lines at either end say, and the drafts without these lines."""
    head = list(takewhile(lambda draft: not _runs(draft), drafts[:_HEAD]))
    places = [*range(len(head)), *range(max(len(head), len(drafts) - _TAIL), len(drafts))]
    found = _Lines()
    taken = set()
    for place in places:
        text = clean_block(drafts[place].text)
        if drafts[place].kind != "paragraph" or is_caption(text):
            continue
        told = _told(text)
        if told is not None:
            taken.add(place)
            found = _filled(found, told)
    return found, [draft for place, draft in enumerate(drafts) if place not in taken]


def _told(text: str) -> _Lines | None:
    """What a line says of the article: its date, source and authors; None when any piece of it is text."""
    found = _Lines()
    for piece in filter(None, _PIECES.split(text)):
        told = _told_by(piece)
        if told is None:
            return None
        found = _filled(found, told)
    return found


def _told_by(piece: str) -> _Lines | None:
    if folio := read_folio(piece):
        return _Lines(folio.date, folio.paper)
    if is_source(piece):
        return _Lines(source=source_name(piece), source_line=piece)
    if is_byline(piece):
        return _Lines(date_in(piece), authors=byline_names(piece))
    return None


def _filled(lines: _Lines, others: _Lines) -> _Lines:
    """`lines`, and from `others` what they do not say."""
    return _Lines(*(getattr(lines, key) or getattr(others, key) for key in _Lines.__slots__))


def _runs(draft: Draft) -> bool:
    text = draft.text.strip()
    return draft.kind == "paragraph" and (len(text) >= _WORDY or (ends_sentence(text) and _told(text) is None))


def _under_title(draft: Draft) -> Draft:
    """A heading of an article stands under its title, so it is of the second level at least."""
    return replace(draft, level=max(2, draft.level)) if draft.kind == "heading" else draft
