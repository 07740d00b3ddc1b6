"""Strips → the articles of a page: where one ends, the next begins, and what is a heading in between.

It knows nothing of dates and sources beyond that a source line ends an article.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import groupby

from index.errors import ArticleError
from index.reading.head import has_kicker, has_label, read_head
from index.reading.joining import Setting
from index.reading.marks import opens_article
from index.reading.outline import Kind, Strip
from index.reading.page import Part, PrintedArticle, Role
from index.reading.reflow import reflow

TITLE = 1.6
"""Sizes of the running text from which print between two paragraphs is another article's title."""
_ALIKE = 0.05
"""Sizes of the running text by which two headings of one kind differ at most."""
_ENUMERATED = re.compile(
    r"[（(]?[一二三四五六七八九十\d]{1,3}[）)、.．]|第[一二三四五六七八九十\d]+[章节部]|Part |Chapter "
)

_PLAIN: dict[Kind, Role] = {
    "body": "paragraph", "display": "caption", "caption": "caption",
    "source": "source", "byline": "byline", "folio": "folio",
}  # fmt: skip


def divide(
    strips: Sequence[Strip], setting: Setting, name: str, titled: bool = False
) -> tuple[list[PrintedArticle], list[Part]]:
    """The articles of a page and the page's own lines.

    Raises ArticleError when no title stands above the text, but where the page is `titled` from elsewhere.
    """
    articles: list[list[Part]] = []
    folio: list[Part] = []
    signed = any(strip.kind in ("source", "byline") for strip in strips)
    for run, bodies in _runs(strips):
        ending, front = _after_article(run) if articles else ([], run)
        if articles:
            articles[-1] += _plain_parts(ending, setting)
        if not articles or _opens(front, bodies, bool(ending), signed, setting):
            cut = _heading_of_text(front, strips)
            articles.append(_head(front[:cut], setting, name, titled))
            articles[-1] += _inner_parts(front[cut:], bool(bodies), setting)
        else:
            articles[-1] += _inner_parts(front, bool(bodies), setting)
        articles[-1] += [reflow(strip.lines, "paragraph", setting) for strip in bodies]
    folio = [part for parts in articles for part in parts if part.role == "folio"]
    return [PrintedArticle(tuple(part for part in parts if part.role != "folio")) for parts in articles], folio


def _runs(strips: Sequence[Strip]) -> Iterator[tuple[list[Strip], list[Strip]]]:
    """The page as pairs: strips that stand by themselves, and the paragraphs that follow them."""
    run: list[Strip] = []
    for is_body, group in groupby(strips, key=lambda strip: strip.kind == "body"):
        if is_body:
            yield run, list(group)
            run = []
        else:
            run = list(group)
    if run:
        yield run, []


def _after_article(run: Sequence[Strip]) -> tuple[list[Strip], list[Strip]]:
    """The strips that end the article above, a source line or byline with what stands before it, and the rest."""
    first_display = next((place for place, strip in enumerate(run) if strip.kind == "display"), len(run))
    signs = [place for place, strip in enumerate(run[:first_display]) if strip.kind in ("source", "byline")]
    cut = signs[-1] + 1 if signs else 0
    return list(run[:cut]), list(run[cut:])


def _opens(front: Sequence[Strip], bodies: Sequence[Strip], ended: bool, signed: bool, setting: Setting) -> bool:
    """Whether `front` is the head of a new article; `signed`: the page's articles bear source lines or bylines."""
    displays = [strip for strip in front if strip.kind == "display"]
    if not displays or not bodies:
        return False
    if ended or any(strip.kind in ("byline", "source") for strip in front) or has_label(front, setting):
        return True
    if any(strip.scale >= TITLE for strip in displays):
        return True
    lead = reflow(bodies[0].lines, "paragraph", setting).text
    return opens_article(lead) or (not signed and any(has_kicker(strip, setting) for strip in displays))


def _heading_of_text(front: Sequence[Strip], strips: Sequence[Strip]) -> int:
    """Where in an article's head its first section's heading stands: it is set as a later one is; the end, if none."""
    displays = [place for place, strip in enumerate(front) if strip.kind == "display"]
    if len(displays) < 2 or not front[displays[-1]].scale:
        return len(front)
    end = front[-1].lines[-1].number
    later = [strip for strip in strips if strip.kind == "display" and strip.lines[0].number > end]
    smaller = front[displays[-1]].scale < front[displays[0]].scale
    alike = any(abs(strip.scale - front[displays[-1]].scale) < _ALIKE for strip in later)
    return displays[-1] if smaller and alike else len(front)


def _head(front: Sequence[Strip], setting: Setting, name: str, titled: bool) -> list[Part]:
    if not any(strip.kind == "display" for strip in front):
        if titled:
            return _plain_parts(front, setting)
        raise ArticleError(
            f"{name}: no title found. Expected a short line without a full stop above the first paragraph; "
            "add the title, or give the text as Markdown with front matter."
        )
    return read_head(front, setting)


def _inner_parts(front: Sequence[Strip], before_text: bool, setting: Setting) -> list[Part]:
    """What stands between two paragraphs of one article: its last display is a heading, others are captions."""
    displays = [place for place, strip in enumerate(front) if strip.kind == "display"]
    parts = []
    for place, strip in enumerate(front):
        text = strip.lines[0].text
        heading = place in displays and before_text and (place == displays[-1] or _ENUMERATED.match(text))
        parts += [reflow(strip.lines, "heading", setting)] if heading else _plain_parts([strip], setting)
    return parts


def _plain_parts(strips: Sequence[Strip], setting: Setting) -> list[Part]:
    """The parts of strips that are no head and no heading; a display among them stands under a picture."""
    return [reflow(strip.lines, _PLAIN[strip.kind], setting) for strip in strips]
