"""Markers as models write them, read whatever their form: [1], 【1】, [1, 2], [1-3], [Source 1], [^1], (来源1).

It knows nothing of what the numbers stand for.
"""

import re

_WORD = r"(?:sources?|passages?|quelle|fuente|fonte|источник|来源|來源|出处|出處|段落|原文|资料|資料|文章|文献)"
_NUMBERS = rf"\d{{1,2}}(?:\s*(?:[,，、;；&–—-]|and|und|和)\s*(?:{_WORD}\s*)?\d{{1,2}})*"
_MARKER = (
    rf"(?:[\[【〔［]\s*(?:\^|{_WORD}\s*[:：#]?\s*)?(?P<a>{_NUMBERS})(?:†[^\]】〕］]*)?\s*[\]】〕］]"
    rf"|[(（]\s*{_WORD}\s*[:：#]?\s*(?P<b>{_NUMBERS})\s*[)）])"
)
_MARKERS = re.compile(rf"\s*{_MARKER}", re.IGNORECASE)
_ONE = _MARKER.replace("(?P<a>", "(?:").replace("(?P<b>", "(?:")
LEADING_MARKERS = re.compile(rf"(?:\s*{_ONE})+", re.IGNORECASE)
_ANY_BRACKETS = re.compile(r"\s*[\[【［]\s*\^?\d+\s*[\]】］]")


def without_markers(text: str) -> tuple[str, list[int]]:
    """The text without its markers, and their numbers, each once, in order."""
    numbers: dict[int, None] = {}
    for match in _MARKERS.finditer(text):
        numbers.update(dict.fromkeys(_numbers(match["a"] or match["b"])))
    return _ANY_BRACKETS.sub("", _MARKERS.sub("", text)).strip(), list(numbers)


def _numbers(written: str) -> list[int]:
    """1, 2 and 4-6 as they are meant."""
    found: list[int] = []
    for first, last in re.findall(r"(\d+)(?:\s*[–—-]\s*(\d+))?", written):
        found += range(int(first), int(last or first) + 1)
    return found
