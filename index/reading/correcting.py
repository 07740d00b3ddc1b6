"""The one kind of misprint that is certain: a traditional character in a text that is otherwise simplified.

It knows nothing of layout. Latin and kana are never touched, nor is a traditional text with simplified
characters in it, nor a title quoted in traditional characters.
"""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

import opencc

from index.article import Correction
from index.reading.joining import is_han

_FEW = 20
"""A text is simplified when it has this many simplified-only characters for one that is traditional-only."""
_KANA = re.compile("[\u3041-\u30ff]")
_CLAUSE = re.compile(r"[^\s，。、；：！？“”‘’《》〈〉「」『』（）()\[\]【】A-Za-z0-9—…·]+")


@dataclass(frozen=True, slots=True)
class Change:
    """One character changed in one line, counted from 1."""

    line: int
    printed: str
    corrected: str


def correct(text: str) -> tuple[str, tuple[Change, ...]]:
    """`text` with each misprint replaced, of the same length, and the changes in order."""
    if not _is_simplified(text):
        return text, ()
    changes: list[Change] = []

    def corrected(clause: re.Match[str]) -> str:
        changed = _correct_clause(clause.group())
        if changed != clause.group():
            line = text.count("\n", 0, clause.start()) + 1
            pairs = zip(clause.group(), changed, strict=True)
            changes.extend(Change(line, old, new) for old, new in pairs if old != new)
        return changed

    return _CLAUSE.sub(corrected, text), tuple(changes)


def corrections_in(changes: Iterable[Change]) -> tuple[Correction, ...]:
    """The changes as an article lists them: each character once, with how often it stood there."""
    counts = Counter((change.printed, change.corrected) for change in changes)
    return tuple(
        Correction(printed, corrected, f"traditional character in a simplified text, {_times(count)}")
        for (printed, corrected), count in counts.items()
    )


def simplified(text: str) -> str:
    """`text` with each character in its simplified form, of the same length."""
    return "".join(map(_simplified, text))


def is_traditional(text: str) -> bool:
    """Whether `text` has more characters that are only traditional than such that are only simplified."""
    return sum(map(_only_traditional, text)) > sum(map(_only_simplified, text))


def _is_simplified(text: str) -> bool:
    traditional = sum(map(_only_traditional, text))
    return 0 < traditional * _FEW <= sum(map(_only_simplified, text))


def _correct_clause(clause: str) -> str:
    if _KANA.search(clause) or not any(map(_only_traditional, clause)):
        return clause
    if sum(map(_only_traditional, clause)) > 1 and not any(map(_only_simplified, clause)):
        return clause
    return "".join(_simplified(char) if _only_traditional(char) else char for char in clause)


@cache
def _converter() -> opencc.OpenCC:
    return opencc.OpenCC("t2s")


@cache
def _simplified(char: str) -> str:
    """`char` in simplified form; itself where that would be no single character."""
    converted = str(_converter().convert(char)) if is_han(char) else char
    return converted if len(converted) == 1 else char


@cache
def _only_traditional(char: str) -> bool:
    """Whether `char` has no place in simplified text: GB 2312 lacks it and has the form it is simplified to.

    The second half keeps rare characters that are no one's variant (镕), the first those used in both (瞭望).
    """
    if not is_han(char) or _has("gb2312", char):
        return False
    form = _simplified(char)
    return form != char and _has("gb2312", form)


@cache
def _only_simplified(char: str) -> bool:
    return is_han(char) and _has("gb2312", char) and not _has("big5", char)


def _has(encoding: str, char: str) -> bool:
    try:
        char.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True


def _times(count: int) -> str:
    return "once" if count == 1 else f"{count} times"
