"""What stands above an article's first paragraph: which of it is title, kicker, subtitle, section and caption.

It knows nothing of paragraphs and decides by order, length and set phrases only.
"""

import re
from collections.abc import Sequence
from itertools import pairwise

from index.reading.joining import Setting, is_han
from index.reading.marks import is_capitals, is_label
from index.reading.outline import Strip
from index.reading.page import Line, Part, Role
from index.reading.reflow import reflow

_OPEN_END = re.compile(
    r"(?:[的与和在以为向从对及让使把被将到入起是有于并第、，“‘《（(:：]|[a-z,&-]|\b(?:A|An|The|of|to|in|for|and|on|at|with|by|as))$"
)
_SUBTITLE = re.compile(r"[—–]{1,2}|--")
_KEPT: dict[str, Role] = {"caption": "caption", "byline": "byline", "source": "source"}
_SMALLER = 1.4
"""Times the columns of a title's lines from which a line is in smaller print."""
_AS_LARGE = 0.95
"""Share of the largest print's size that counts as the same."""
_CAPTION_SHARE = 0.6
"""An unmarked line above a title is a caption when it is shorter than this share of the title."""


def read_head(strips: Sequence[Strip], setting: Setting) -> list[Part]:
    """The parts of an article's head, in order; `strips` are all that stands above its first paragraph."""
    roles: dict[int, Role] = {index: _KEPT[one.kind] for index, one in enumerate(strips) if one.kind in _KEPT}
    displays = [index for index, strip in enumerate(strips) if strip.kind == "display"]
    label = _label(displays, strips, setting)
    if label is not None:
        roles[label] = "section"
        roles.update((index, "caption") for index in displays if index < label)
        displays = [index for index in displays if index > label]
    title = _title(displays, strips)
    parts: list[Part] = []
    for index, strip in enumerate(strips):
        if strip.kind == "folio":
            parts.append(reflow(strip.lines, "dateline" if index > title else "folio", setting))
        elif index in roles:
            parts.append(reflow(strip.lines, roles[index], setting))
        elif index == title:
            by_print = [reflow(strip.lines, "title", setting)] if strip.scale else []
            parts += by_print or _title_parts(strip.lines, setting)
        else:
            parts.append(reflow(strip.lines, _beside_title(index, title, strips), setting))
    return parts


def has_label(strips: Sequence[Strip], setting: Setting) -> bool:
    """Whether a column's name stands above another display: such a thing opens an article."""
    return _label([index for index, strip in enumerate(strips) if strip.kind == "display"], strips, setting) is not None


def has_kicker(strip: Strip, setting: Setting) -> bool:
    """Whether the strip is a title together with the line above or below it: such a thing opens an article."""
    return strip.kind == "display" and not strip.scale and len(_title_parts(strip.lines, setting)) > 1


def _label(displays: Sequence[int], strips: Sequence[Strip], setting: Setting) -> int | None:
    """The display that names the column; it is never the last one, for that is the title."""
    texts = {index: reflow(strips[index].lines, "section", setting).text for index in displays[:-1]}
    return next((index for index, text in texts.items() if is_label(text) or is_capitals(text)), None)


def _title(displays: Sequence[int], strips: Sequence[Strip]) -> int:
    """The display that holds the title: the last one in Chinese, where the kicker comes first; else the first."""
    largest = max(strips[index].scale for index in displays)
    if largest:
        return next(index for index in displays if strips[index].scale >= _AS_LARGE * largest)
    own = [index for index in displays if not _SUBTITLE.match(strips[index].lines[0].text)]
    if not own:
        return displays[0]
    if _is_chinese(strips[own[-1]]):
        below = [
            index for before, index in pairwise(own) if _stands_below(strips[before].lines, strips[index].lines[0])
        ]
        return next(index for index in reversed(own) if index not in below)
    return own[0]


def _beside_title(index: int, title: int, strips: Sequence[Strip]) -> Role:
    """The role of a display that is not the title."""
    if index > title:
        return "subtitle"
    if strips[index].scale:
        return "kicker"
    text = "".join(line.text for line in strips[index].lines)
    length = max(len(line.text) for line in strips[title].lines)
    apart = len(strips[title].lines) > 1 or len(text) < _CAPTION_SHARE * length
    return "caption" if apart and " " not in text and not text.endswith(("：", ":")) else "kicker"


def _title_parts(lines: Sequence[Line], setting: Setting) -> list[Part]:
    """A title's lines: kicker above, subtitle below, and the title, which may be broken over several lines."""
    below = next((index for index in range(1, len(lines)) if _stands_below(lines[:index], lines[index])), len(lines))
    start = _title_start(lines[:below])
    parts = [reflow(lines[:start], "kicker", setting)] if start else []
    parts.append(reflow(lines[start:below], "title", setting))
    if below < len(lines):
        parts.append(reflow(lines[below:], "subtitle", setting))
    return parts


def _title_start(lines: Sequence[Line]) -> int:
    """Where in `lines` the title begins: below a line in two halves (让世界读懂中国 了解西部), else on the last."""
    chinese = is_han(lines[-1].text[0]) or is_han(lines[-1].text[-1])
    halves = [index for index, line in enumerate(lines[:-1]) if chinese and re.search(r"\s", line.text)]
    if halves:
        return halves[-1] + 1
    places = range(len(lines) - 1, 0, -1)
    return next((index for index in places if _stands_above(lines[index - 1], lines[index])), 0)


def _stands_below(title: Sequence[Line], line: Line) -> bool:
    """Whether `line` begins a subtitle: with a dash, or set much smaller, in English or with a clause in it."""
    wider = line.width > _SMALLER * max(one.width for one in title)
    smaller = (line.text[0].isascii() and line.text[0].isupper()) or "，" in line.text
    return bool(_SUBTITLE.match(line.text)) or (wider and smaller)


def _stands_above(line: Line, title: Line) -> bool:
    """Whether `line` is a kicker over `title` and not the title's own first line, broken off."""
    if re.search(r"[:：]$", line.text):
        return True
    if not is_han(title.text[0]) and not is_han(title.text[-1]):
        return is_capitals(line.text) and not is_capitals(title.text)
    return not _OPEN_END.search(line.text) and not re.match(r"[的了与和及、，”’》）]", title.text)


def _is_chinese(strip: Strip) -> bool:
    return any(is_han(char) for line in strip.lines for char in line.text)
