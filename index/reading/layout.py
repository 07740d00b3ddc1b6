"""A page's text → chunks of lines that stand together, by blank lines, indents and short last lines.

It knows nothing of what a chunk is: a title or a paragraph.
"""

import math
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise

from index.reading.measuring import ends_sentence, first_word, is_indent, page_lines
from index.reading.page import Chunk, Line

MAX_DISPLAY = 4
"""Lines of the longest title or heading; more without a full stop are a paragraph."""
WIDEST = 100
"""Columns of the widest line that print breaks, and of any title."""
NEARLY = 0.9
"""Share of a full line that still counts as one, where the next word cannot tell."""

_LAST = 0.7
"""The same for the last line before a blank one, which may be a column's last."""
_SLACK = 2
"""Columns, one Chinese character, that a full line may lack for the sake of punctuation and Latin letters."""
_HEAD = 12
"""Lines of a chunk that tell how it began; looking at all of them takes hours for a paragraph of a million."""
_ENOUGH = 8
"""Lines from which a group of lines tells its own width: articles on one page may differ in theirs."""
_OTHER_WIDTH = 0.2
"""Share of the page's width by which a group's own must differ to be one."""
_SPANNING = 1.3
"""Times a full line's width from which a line spans columns, as a title does."""
_CLEARLY_SHORT = 0.8
"""Share of a full line below which the first line of a group may be a heading right above its text."""
_SURELY_SHORT = 0.6
"""Share of a full line below which one ends a paragraph even where paragraphs have blank lines between them."""

_CELLS = 3
"""Cells of a table's row, at least: two may be a name and a rank, or a title in two halves."""
_CELL_GAP = re.compile(r"\t+|[ \u3000]*\u3000[ \u3000]*| {2,}")
_CLAUSE = re.compile(r"[，。；]|[,;](?: |$)")


def lay_out(text: str, is_mark: Callable[[str, bool], bool]) -> list[Chunk]:
    """The chunks of a page's text, in order; every line with a visible character is in exactly one.

    `is_mark(line, short)` tells whether a line's words make it one by itself: a byline, a source line. `short`:
    it ends before the column does.
    """
    groups = page_lines(text)
    if _is_unwrapped(groups):
        return [Chunk((line,), math.inf, False) for group in groups for line in group]
    full = _full_width(groups)
    by_blank = _separates_by_blanks(groups, full)
    layout = _Layout(_indents_paragraphs(groups), by_blank, full, _usual_width(groups), is_mark)
    return [chunk for group in groups for chunk in layout.split(group)]


@dataclass(frozen=True, slots=True)
class _Set:
    """A line as it is set among others."""

    line: Line
    full: bool
    short: bool
    """The next line's first word would have fitted: the line ends here for another reason."""
    alone: bool
    """It could stand by itself, as a title does: short or wider than the text, and no clause ends in it."""
    ended: bool
    indented: bool


@dataclass(frozen=True, slots=True)
class _Layout:
    """How one page marks where a paragraph begins."""

    by_indent: bool
    by_blank: bool
    full: float
    """Columns of a full line, at least."""
    usual: float
    """Columns of most lines."""
    is_mark: Callable[[str, bool], bool]

    def split(self, group: Sequence[Line]) -> Iterable[Chunk]:
        """The chunks of the lines between two blank lines."""
        usual = _usual_width([group])
        own = len(group) > _ENOUGH and abs(usual - self.usual) > _OTHER_WIDTH * self.usual
        full = _full_width([group]) if own else self.full
        lines = [self._set(line, after, full) for line, after in zip(group, [*group[1:], None], strict=True)]
        rows = table_rows(group)
        start = 0
        for index in range(1, len(group) + 1):
            so_far = [*lines[start : min(index - 1, start + _HEAD)], lines[index - 1]]
            of_table = index in rows or index - 1 in rows
            if index == len(group) or of_table or self._breaks(so_far, lines[index : index + MAX_DISPLAY + 1]):
                row = start in rows
                yield Chunk(tuple(group[start:index]), math.inf if row else full, lines[start].indented, row=row)
                start = index

    def _set(self, line: Line, after: Line | None, full: float) -> _Set:
        short = line.width + first_word(after) < full - _SLACK if after else line.width < _LAST * full
        in_number = after is not None and re.search(r"\d[.:]$", line.text) and after.text[0].isdigit()
        ended = ends_sentence(line.text) and not in_number
        indented = self.by_indent and is_indent(line.indent)
        own_width = short or line.width > _SPANNING * full
        alone = own_width and not ended and not indented and not _CLAUSE.search(line.text)
        return _Set(line, line.width >= NEARLY * full, short, alone, ended, indented)

    def _breaks(self, so_far: Sequence[_Set], coming: Sequence[_Set]) -> bool:
        """Whether the first of the `coming` lines begins a new chunk after `so_far`, its first lines and the last."""
        last, after = so_far[-1], coming[0]
        if after.indented:
            return True
        closed = last.ended or not any(_CLAUSE.search(one.line.text) for one in so_far)
        if closed and self.is_mark(after.line.text, after.short or len(coming) == 1):
            return True
        drop_capital = len(so_far) == 1 and len(last.line.text) == 1
        if drop_capital or after.line.text[0].islower():
            return False
        if all(one.alone for one in so_far):
            return self.is_mark(last.line.text, True) or self._text_follows(so_far, coming)
        return last.ended and self._ends_paragraph(so_far, coming)

    def _text_follows(self, so_far: Sequence[_Set], coming: Sequence[_Set]) -> bool:
        """Whether the lines `so_far`, which stand alone, are over and running text begins."""
        if coming[0].alone or _is_heading(coming):
            return False
        # Beside a drop capital two lines or more are short, so one short line before a full one is a heading.
        clearly = len(so_far) == 1 and so_far[0].line.width < _CLEARLY_SHORT * self.full and coming[0].full
        return clearly or not self.by_blank

    def _ends_paragraph(self, so_far: Sequence[_Set], coming: Sequence[_Set]) -> bool:
        """Whether the paragraph ends with the last of `so_far`, which ends a sentence."""
        last, after = so_far[-1], coming[0]
        if self.by_indent:
            return after.alone or _is_heading(coming)
        # Beside a drop capital the lines are short too, but those stand before any full line.
        single = len(so_far) == 1 and not self.by_blank
        if not single and not any(one.full for one in so_far):
            return False
        surely = last.line.width < _SURELY_SHORT * self.full
        return after.alone or (last.short and (surely or not self.by_blank))


def table_rows(group: Sequence[Line]) -> set[int]:
    """The places of lines that are rows of a table: as many cells, three at least, as the row above or below."""
    cells = [_cells(line.text) for line in group]
    pairs = [place for place, (one, after) in enumerate(pairwise(cells)) if one == after >= _CELLS]
    return {place for first in pairs for place in (first, first + 1)}


def has_cells(text: str) -> bool:
    """Whether `text` may be a row of a table."""
    return _cells(text) >= _CELLS


def _cells(text: str) -> int:
    return len(_CELL_GAP.split(text))


def _is_heading(coming: Sequence[_Set]) -> bool:
    """Whether the lines up to the next indent are a heading, however wide: no sentence ends in them."""
    until = next((place for place, one in enumerate(coming) if one.indented), 0)
    return until > 0 and not any(one.ended for one in coming[:until])


def _is_unwrapped(groups: Sequence[Sequence[Line]]) -> bool:
    """Whether each line is a whole paragraph: lines wider than any column, of which hardly one goes on."""
    wide = [line for group in groups for line in group if line.width > WIDEST]
    before_others = (one for group in groups for one, _ in pairwise(group) if one.width > WIDEST)
    go_on = sum(not ends_sentence(one.text) for one in before_others)
    return bool(wide) and 4 * go_on < len(wide)


def _indents_paragraphs(groups: Sequence[Sequence[Line]]) -> bool:
    """Whether the page indents first lines: after most indented lines comes one that is not, or a new paragraph."""
    pairs = [(one, after) for group in groups for one, after in pairwise(group) if is_indent(one.indent)]
    proper = [one for one, after in pairs if not is_indent(after.indent) or ends_sentence(one.text)]
    return 2 * len(proper) > len(pairs)


def _full_width(groups: Sequence[Sequence[Line]]) -> float:
    """Columns that a line and the next line's first word have together, at least, where the text runs on.

    Of the lines that end no sentence, nine in ten are such lines. A title's and those beside a drop capital are
    not; so it is never under 3/4 of the usual.
    """
    sums = _sums(groups)
    return max(sums[len(sums) // 10], 0.75 * _usual_width(groups))


def _usual_width(groups: Sequence[Sequence[Line]]) -> float:
    """Columns of the lines that hold most of the text, the next word counted: titles weigh little."""
    sums = _sums(groups)
    half = sum(sums) / 2
    return next(one for one, up_to in zip(sums, accumulate(sums), strict=True) if up_to >= half)


def _sums(groups: Sequence[Sequence[Line]]) -> list[int]:
    """Columns of each line that ends no sentence with the next line's first word, from the lowest."""
    pairs = (pair for group in groups for pair in pairwise(group) if not ends_sentence(pair[0].text))
    sums = sorted(one.width + first_word(after) for one, after in pairs)
    return sums or [max(line.width for group in groups for line in group)]


def _separates_by_blanks(groups: Sequence[Sequence[Line]], full: float) -> bool:
    """Whether the page has a blank line between paragraphs: few of them end inside a group, before another line."""
    before_blank = [group for group in groups if len(group) > 1 and ends_sentence(group[-1].text)]
    pairs = [pair for group in groups for pair in pairwise(group) if ends_sentence(pair[0].text)]
    inside = [one for one, after in pairs if one.width + first_word(after) < full - _SLACK]
    return len(before_blank) > 3 * len(inside)
