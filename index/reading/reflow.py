"""Printed lines → running text: each line end is joined as its characters want it; it knows nothing of roles."""

import re
from collections.abc import Sequence
from itertools import pairwise

from index.reading.joining import Glue, Setting, glue, is_han
from index.reading.page import Join, Line, Part, Role

_SPACES = re.compile(r"[ \t]{2,}")
_REACH = 100
"""Characters before a line end that decide how it is joined."""
_SHOWN = 6
"""Characters of either line that a reported join shows."""


def reflow(lines: Sequence[Line], role: Role, setting: Setting) -> Part:
    """The part that `lines` make up, with a record of every join."""
    pieces = [lines[0].text]
    end = lines[0].text
    joins: list[Join] = []
    for before, line in pairwise(lines):
        how = Glue("latin") if _is_drop_cap(end, line.text) else glue(end, line.text, setting)
        if line.number > before.number:
            joins.append(_record(before, line, end, how))
        pieces[-1] = pieces[-1][: len(pieces[-1]) - how.dropped]
        pieces.append(how.space + line.text)
        end = how.join(end, line.text)[-_REACH:]
    text = _SPACES.sub(" ", "".join(pieces))
    return Part(role, text, tuple(lines), tuple(joins))


def _record(before: Line, line: Line, end: str, how: Glue) -> Join:
    left, right = end[-_SHOWN:], line.text[:_SHOWN]
    over_blank = line.number > before.number + 1
    return Join(line.number, left, right, how.join(left, right), how.kind, over_blank)


def _is_drop_cap(text: str, after: str) -> bool:
    """Whether all there is of the text so far is a capital set as a line of its own; A and I may be words."""
    return len(text) == 1 and text.isupper() and after[:1].isalpha() and text not in "AI" and not is_han(after[0])
