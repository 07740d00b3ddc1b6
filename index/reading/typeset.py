"""The set lines of columns → chunks that stand together, by the print's size, indents and the space between lines.

It knows nothing of what a chunk is, and leaves out what repeats in the margins of pages.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from statistics import median

from index.reading.glyphs import SetLine, Sheet
from index.reading.measuring import ends_sentence
from index.reading.page import Chunk, Line

BOLD = 1.15
"""What bold print counts as, in sizes of the running text."""
_MARGIN = 0.09
"""Share of a page's height at its top and bottom in which its furniture stands."""
_OTHER_SIZE = 0.08
"""Share by which two sizes of print differ, at least."""
_INDENT = 0.8
"""Sizes by which the first line of a paragraph is indented, at least."""
_SHORT = 2.0
"""Sizes that the last line of a paragraph is short of the column, at least."""
_PAGE_NUMBER = re.compile(
    r"\W*(?:第|page|p\.?)?\s*\d{1,4}\s*[页頁]?\s*(?:(?:of|/|共)\s*\d{1,4}\s*[页頁]?)?\W*", re.IGNORECASE
)
_BULLET = re.compile(r"[•●○■□◆▪–·*]\s*\S|[（(]?\d{1,2}[.)）、]\s?\D")
BARRED = " | "
"""Parts the cells of a table's row."""


def without_margins(sheets: Sequence[Sheet]) -> list[Sheet]:
    """The pages without their page numbers and without what stands in the margin of more than one page."""
    seen = Counter(key for sheet in sheets for key in {_key(line) for line in sheet.lines if _in_margin(line, sheet)})

    def furniture(line: SetLine, sheet: Sheet) -> bool:
        number = len(sheets) > 1 and _PAGE_NUMBER.fullmatch(line.text)
        return _in_margin(line, sheet) and bool(number or seen[_key(line)] > 1)

    return [replace(sheet, lines=tuple(one for one in sheet.lines if not furniture(one, sheet))) for sheet in sheets]


def body_size(sheets: Sequence[Sheet]) -> float:
    """The size of the print that most characters have."""
    sizes: Counter[float] = Counter()
    for sheet in sheets:
        for line in sheet.lines:
            sizes[round(2 * line.size) / 2] += len(line.text)
    return max(sizes.most_common(1)[0][0], 1.0)


def chunks_of(column: Sequence[SetLine], size: float) -> Iterator[Chunk]:
    """The chunks of one column; their lines are numbered later, with those of all others."""
    texts = [line for line in column if _same_size(line.size, size)] or list(column)
    left, right = min(line.left for line in texts), max(line.right for line in texts)
    leading = median([b.base - a.base for a, b in pairwise(texts) if b.base > a.base] or [1.4 * size])
    so_far: list[SetLine] = []
    for line in column:
        if so_far and _breaks(so_far[-1], line, left, right, leading):
            yield _chunk(so_far, left, right, size)
            so_far = []
        so_far.append(line)
    if so_far:
        yield _chunk(so_far, left, right, size)


def _breaks(last: SetLine, line: SetLine, left: float, right: float, leading: float) -> bool:
    """Whether `line` begins a new chunk after `last`."""
    if not _same_size(last.size, line.size) or last.bold != line.bold:
        return True
    if BARRED in line.text or BARRED in last.text or _BULLET.match(line.text):
        return True
    if line.base - last.base > max(1.3 * leading, 1.8 * line.size) or line.base < last.base:
        return True
    deeper = line.left - last.left > _INDENT * line.size or ends_sentence(last.text)
    indented = deeper and line.left - left > _INDENT * line.size
    short = last.right < right - _SHORT * line.size and ends_sentence(last.text)
    return indented or short


def _chunk(lines: Sequence[SetLine], left: float, right: float, size: float) -> Chunk:
    half = lines[0].size / 2
    scale = max(lines[0].size / size, BOLD if lines[0].bold else 0.0)
    indent = lines[0].left - left
    return Chunk(
        tuple(
            Line(0, line.text, int((line.left - left) / half), int((line.right - line.left) / half)) for line in lines
        ),
        0.9 * (right - left) / half,
        _INDENT * size < indent < 4 * size and (len(lines) == 1 or lines[1].left < lines[0].left),
        scale,
    )


def _in_margin(line: SetLine, sheet: Sheet) -> bool:
    return line.base < _MARGIN * sheet.height or line.top > (1 - _MARGIN) * sheet.height


def _key(line: SetLine) -> tuple[str, int]:
    """What furniture has in common from page to page: its words, but for numbers, and its height."""
    return re.sub(r"\d+", "0", line.text), round(line.base / 4)


def _same_size(one: float, other: float) -> bool:
    return abs(one - other) <= _OTHER_SIZE * max(one, other)
