"""The characters of a PDF's pages → lines with their places, as pypdfium2 gives them; nothing of what they mean.

Places are in points from the page's upper left corner.
"""

import ctypes
import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from pypdfium2 import raw

_NEW_LINE = 0.5
"""Times the print's size that a character's base line may lie off its line's."""
_GUTTER = 1.2
"""Times the print's size from which a gap parts two columns, or two cells of a table."""
_SPACE = 0.2
"""The same from which a gap is a space that the file does not spell."""
_BOLD = 600


@dataclass(frozen=True, slots=True)
class SetLine:
    """A line as it is set, or the part of one that lies in one column."""

    text: str
    left: float
    right: float
    top: float
    base: float
    size: float
    bold: bool


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page with its lines in the order of the file."""

    width: float
    height: float
    lines: tuple[SetLine, ...]


@dataclass(frozen=True, slots=True)
class _Glyph:
    text: str
    left: float
    right: float
    base: float
    size: float
    bold: bool


def read_sheets(document: Any) -> list[Sheet]:
    """The pages of an open PdfDocument."""
    return [_sheet(page) for page in document]


def _sheet(page: Any) -> Sheet:
    width, height = page.get_size()
    text_page = page.get_textpage()
    lines: list[SetLine] = []
    run: list[_Glyph] = []
    for glyph in _glyphs(text_page.raw, height):
        if run and not _goes_on(run[-1], glyph):
            lines += _line(run)
            run = []
        run.append(glyph)
    lines += _line(run)
    text_page.close()
    page.close()
    return Sheet(width, height, tuple(lines))


def _glyphs(text_page: Any, height: float) -> Iterator[_Glyph]:
    """The visible characters of a page that stand upright, in the order of the file."""
    box, matrix = raw.FS_RECTF(), raw.FS_MATRIX()
    x, y = ctypes.c_double(), ctypes.c_double()
    high = 0
    for place in range(raw.FPDFText_CountChars(text_page)):
        code = raw.FPDFText_GetUnicode(text_page, place)
        if 0xD800 <= code < 0xDC00:
            high = code
            continue
        if high and 0xDC00 <= code < 0xE000:
            code = 0x10000 + ((high - 0xD800) << 10) + code - 0xDC00
        high = 0
        if not code or raw.FPDFText_IsGenerated(text_page, place) == 1:
            continue
        angle = raw.FPDFText_GetCharAngle(text_page, place)
        if min(angle, 2 * math.pi - angle) > 0.1:
            continue
        raw.FPDFText_GetLooseCharBox(text_page, place, box)
        raw.FPDFText_GetMatrix(text_page, place, matrix)
        raw.FPDFText_GetCharOrigin(text_page, place, x, y)
        size = raw.FPDFText_GetFontSize(text_page, place) * (math.hypot(matrix.c, matrix.d) or 1.0)
        bold = raw.FPDFText_GetFontWeight(text_page, place) >= _BOLD
        yield _Glyph(chr(code), box.left, box.right, height - y.value, size, bold)


def _goes_on(last: _Glyph, glyph: _Glyph) -> bool:
    """Whether `glyph` stands on the line that ends with `last`."""
    size = max(last.size, glyph.size)
    gap = glyph.left - last.right
    return abs(glyph.base - last.base) < _NEW_LINE * size and -size < gap < _GUTTER * size


def _line(run: list[_Glyph]) -> Iterator[SetLine]:
    visible = [glyph for glyph in run if not glyph.text.isspace()]
    if not visible:
        return
    pieces: list[str] = []
    for before, glyph in zip([None, *run], run, strict=False):
        if before and glyph.left - before.right > _SPACE * glyph.size and _spaced(before.text, glyph.text):
            pieces.append(" ")
        pieces.append(glyph.text)
    sizes = sorted(glyph.size for glyph in visible)
    size = sizes[len(sizes) // 2]
    yield SetLine(
        text=" ".join("".join(pieces).split()),
        left=visible[0].left,
        right=max(glyph.right for glyph in visible),
        top=visible[0].base - size,
        base=visible[0].base,
        size=size,
        bold=2 * sum(glyph.bold for glyph in visible) > len(visible),
    )


def _spaced(one: str, other: str) -> bool:
    """Whether a gap between two characters is a space: beside Latin letters it is, within Chinese text it is none."""
    return (one + other).isascii() or (one.isascii() != other.isascii() and one.isalnum() and other.isalnum())
