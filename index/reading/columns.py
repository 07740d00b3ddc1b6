"""The lines of a page → columns of lines in reading order; it knows nothing of what the lines say.

A gutter is a place that hardly a line crosses, with running text on both sides. The lines that do cross it, titles
over several columns, part what lies above them from what lies below: above is read first, and there the left column
before the right.
"""

from collections.abc import Sequence
from statistics import median

from index.reading.glyphs import SetLine

_CROSSING = 0.25
"""Share of a region's lines that may cross its gutter."""
_FEWEST = 3
"""Lines that a column has at least."""
_WORDY = 6
"""Characters in the middle line of running text, at least; the cells of a table have fewer."""
_WIDTH = 0.5
"""Times the print's size that a gutter is wide, at least."""


def reading_order(lines: Sequence[SetLine], size: float) -> list[list[SetLine]]:
    """Columns from first to last, each from its top to its bottom; `size` is that of the running text."""
    gutter = _gutter(lines, size)
    if gutter is None:
        return [_rows(lines)] if lines else []
    columns: list[list[SetLine]] = []
    waiting = sorted(lines, key=lambda line: line.base)
    band: list[SetLine] = []
    spanning: list[SetLine] = []
    for line in waiting:
        if line.left < gutter < line.right:
            columns += _halves(band, gutter, size)
            band = []
            spanning.append(line)
        else:
            columns += [_rows(spanning)] if spanning else []
            spanning = []
            band.append(line)
    columns += [_rows(spanning)] if spanning else []
    return columns + _halves(band, gutter, size)


def _halves(band: Sequence[SetLine], gutter: float, size: float) -> list[list[SetLine]]:
    left = [line for line in band if line.right <= gutter]
    right = [line for line in band if line.left >= gutter]
    return reading_order(left, size) + reading_order(right, size)


def _gutter(lines: Sequence[SetLine], size: float) -> float | None:
    """Where the lines part best into left and right; the leftmost of equally good places."""
    best: tuple[float, float] | None = None
    for place in sorted({line.left for line in lines}):
        left = [line for line in lines if line.left < place and line.right <= place - _WIDTH * size]
        right = [line for line in lines if line.left >= place - 0.01]
        crossing = len(lines) - len(left) - len(right)
        if min(len(left), len(right)) < _FEWEST or crossing > _CROSSING * len(lines):
            continue
        if min(median(len(line.text) for line in side) for side in (left, right)) < _WORDY:
            continue
        edge = max(line.right for line in left)
        if best is None or crossing < best[0]:
            best = crossing, (edge + place) / 2
    return best[1] if best else None


def _rows(lines: Sequence[SetLine]) -> list[SetLine]:
    """The lines from top to bottom; cells beside each other are one line, in which a bar parts them."""
    rows: list[list[SetLine]] = []
    for line in sorted(lines, key=lambda line: (line.base, line.left)):
        if rows and abs(rows[-1][-1].base - line.base) < 0.4 * line.size:
            rows[-1].append(line)
        else:
            rows.append([line])
    return [_joined(sorted(row, key=lambda line: line.left)) for row in rows]


def _joined(row: list[SetLine]) -> SetLine:
    first = row[0]
    text = " | ".join(line.text for line in row)
    right = max(line.right for line in row)
    return SetLine(text, first.left, right, min(line.top for line in row), first.base, first.size, first.bold)
