"""What a model says, in whole sentences as they are completed; its thoughts and its Markdown are left out.

A marker after the full stop belongs to the sentence before it. It knows nothing of what is true.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import sentencex

from bot.model.citing import LEADING_MARKERS

_THOUGHTS = re.compile(r"<think(?:ing)?>.*?(?:</think(?:ing)?>|\Z)", re.DOTALL | re.IGNORECASE)
_LIST_SIGN = re.compile(r"^\s*(?:[-*•·]|\d{1,2}[.)、](?=\s|[^\d\s]))\s*")
_EMPHASIS = re.compile(r"\*{1,3}|__|`+|^\s{0,3}(?:#{1,6}|>)\s*", re.MULTILINE)
_CLOSED = re.compile(rf"[。！？!?.]['\"”」』’）)]*{LEADING_MARKERS.pattern}(?=\s*\w)", re.IGNORECASE)
_TWICE = re.compile("。{2,}")
LONGEST = 20_000
"""Characters that are read of a model that does not end."""


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence of the model, on a line of its own where `item`, at a line's beginning where `begins`."""

    text: str
    begins: bool = False
    item: bool = False


def without_thoughts(text: str) -> str:
    """What a model says without what it thinks aloud."""
    return _THOUGHTS.sub("", text)


class Sentences:
    """Takes pieces of text, gives back the sentences that are complete by now."""

    def __init__(self, language: str) -> None:
        self._language = language.split("-", maxsplit=1)[0]
        self._text = ""
        self._given = 0

    def add(self, piece: str) -> list[Said]:
        """What the piece completes."""
        self._text = (self._text + piece)[:LONGEST]
        return self._from(self._all(ended=False))

    def end(self) -> list[Said]:
        """The rest, where the model has come to its end by itself."""
        return self._from(self._all(ended=True))

    def _from(self, sentences: list[Said]) -> list[Said]:
        fresh = sentences[self._given :]
        self._given = max(self._given, len(sentences))
        return fresh

    def _all(self, ended: bool) -> list[Said]:
        """Every complete sentence so far: the last one of a text that goes on is not."""
        text = without_thoughts(self._text)
        if not ended and re.search(r"<[a-z/]{0,9}$", text, re.IGNORECASE):
            text = text[: text.rindex("<")]  # perhaps the beginning of thoughts
        lines = text.split("\n")
        found: list[Said] = []
        for number, line in enumerate(lines):
            pieces = list(_line(line, self._language))
            if number == len(lines) - 1 and not ended:
                pieces = pieces[:-1]
            found += pieces
        return found


def _line(line: str, language: str) -> Iterator[Said]:
    item = bool(_LIST_SIGN.match(line))
    plain = _TWICE.sub("。", _EMPHASIS.sub("", _LIST_SIGN.sub("", line, count=1)).strip())
    for number, text in enumerate(_with_markers(sentencex.segment(language, plain)) if plain else []):
        yield Said(text, number == 0, item and number == 0)


def _with_markers(segments: Iterable[str]) -> list[str]:
    """The segments with the markers that lead one moved to the end of the one before."""
    joined: list[str] = []
    for piece in (piece for segment in segments for piece in _cut(segment)):
        leading = LEADING_MARKERS.match(piece) if joined else None
        if leading:
            joined[-1] += leading.group()
        if rest := piece[leading.end() if leading else 0 :].strip():
            joined.append(rest)
    return [text.strip() for text in joined]


def _cut(segment: str) -> Iterator[str]:
    """A segment parted after a full stop and its markers: in Chinese no space follows them."""
    at = 0
    for end in _CLOSED.finditer(segment):
        yield segment[at : end.end()]
        at = end.end()
    yield segment[at:]
