"""A page's text → its lines with their indents and widths, counted in columns as a printer sees them.

It knows nothing of what the lines say, but for the marks that end a sentence.
"""

import re

from index.reading.joining import is_han, is_wide
from index.reading.page import Line

_AMBIGUOUS = "“”‘’…—·"
"""Marks that take a full square in Chinese text and half of one in English."""
_FINAL = re.compile(r"[。！？!?…；：;:.][”’」』》〉）)\]\"'】]*$")
_FIRST_WORD = re.compile(r"[“‘《（(]*(?:[A-Za-z0-9'’-]+|.)[，。、；：！？”’》）,.;:!?)]*")


def ends_sentence(text: str) -> bool:
    """Whether `text` ends with the punctuation of a finished sentence or clause."""
    return bool(_FINAL.search(text))


def page_lines(text: str) -> list[list[Line]]:
    """The lines of a page with visible characters, in groups between which there are blank lines."""
    groups: list[list[Line]] = [[]]
    chinese = sum(map(is_han, text)) * 4 > len("".join(text.split()))
    margin = _margin(text)
    for number, raw in enumerate(text.split("\n"), 1):
        stripped = raw.strip()
        if stripped:
            groups[-1].append(Line(number, stripped, _indent(raw) - margin, _columns(stripped, chinese)))
        elif groups[-1]:
            groups.append([])
    return [group for group in groups if group]


def is_indent(columns: int) -> bool:
    """Whether so much white space marks a paragraph; more of it centres a title."""
    return 1 < columns <= 8


def first_word(line: Line) -> int:
    """Columns of what cannot be parted at the start of `line`: had it fitted, it would stand on the line above."""
    word = _FIRST_WORD.match(line.text)
    return _columns(word.group(), is_wide(line.text[0])) if word else 0


def _margin(text: str) -> int:
    """Columns of white space that stand before every line."""
    return min((_indent(line) for line in text.split("\n") if line.strip()), default=0)


def _indent(line: str) -> int:
    return _columns(line[: len(line) - len(line.lstrip())].expandtabs(4), False)


def _columns(text: str, chinese: bool) -> int:
    return sum(2 if is_wide(char) or char == "\u3000" or (chinese and char in _AMBIGUOUS) else 1 for char in text)
