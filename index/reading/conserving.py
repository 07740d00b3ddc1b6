"""The proof that reading lost nothing: every visible character of a page is in exactly one part, in order.

It compares the parts with the page's text only, and knows nothing of how they were found.
"""

from collections.abc import Iterable

from index.errors import ArticleError
from index.reading.page import Part

_HYPHENS = "-‐\u00ad"


def check_conservation(text: str, parts: Iterable[Part], name: str = "page") -> None:
    """Raise ArticleError when a visible character of `text` is missing in `parts`, is there twice or has moved.

    A hyphen at a line end may go; white space does not count. `text` is the page after its corrections.
    """
    parts = list(parts)
    for part in parts:
        if not _follows(part):
            raise ArticleError(
                f"{name}, line {part.lines[0].number}: reading would change the text to {part.text[:30]!r}. "
                "This is a fault of the reader: please report it with the page."
            )
    lines = sorted((line for part in parts for line in part.lines), key=lambda line: line.number)
    read: dict[int, str] = {}
    for line in lines:
        read[line.number] = read.get(line.number, "") + _visible(line.text)
    for number, printed in enumerate(text.split("\n"), 1):
        if read.get(number, "") != _visible(printed):
            raise ArticleError(
                f"{name}, line {number}: {printed.strip()!r} would arrive as {read.get(number, '')!r}. "
                "This is a fault of the reader: please report it with the page."
            )


def _follows(part: Part) -> bool:
    """Whether the part's text is its lines one after the other, but for hyphens at line ends."""
    text = _visible(part.text)
    place = 0
    for line in part.lines:
        visible = _visible(line.text)
        if not text.startswith(visible, place):
            visible = visible[:-1] if visible[-1:] in _HYPHENS else visible
            if not text.startswith(visible, place):
                return False
        place += len(visible)
    return place == len(text)


def _visible(text: str) -> str:
    return "".join(text.split())
