"""Things named one after the other in a sentence, and which of them a question asks for.

It knows the forms of enumerations (顿号, commas, titles, quotation marks) in any language, not what is named.
"""

import re
from collections.abc import Iterator

from bot.answer import Span
from bot.question import Asked
from index.words import fold

SEVERAL = 3
"""From so many members on, it is an enumeration."""
LONGEST_HEAD, WORDS_OF_HEAD = 8, 3
_MEMBER = re.compile(r"[^、，。；：:;！？!?,،\n]+")
_QUOTED = re.compile(r"《[^《》]{1,60}》|“[^“”]{1,60}”|「[^「」]{1,60}」|«[^«»]{1,60}»")
_JOINED = re.compile(r"^(?:and|or|以及|及|和|与) ?")
_WHICH = re.compile(r"哪些|哪[几两二三四五六七八九十]+(?:个|家|所|种|项|位|名|座|本|部|条|大)?|有什么|列出|列举")
_WHICH_WORDS = re.compile(
    r"\b(?:which|what|name|list)(?: all)?(?: of)?(?: the)?(?: (?:two|three|four|five|six|seven|eight|nine|ten))?"
    r" ((?:[\w-]+ ?){1,4})"
)
_PROPER = re.compile(r"[A-Z][\w'’.-]*(?: (?:of|and|the|for|de|[A-Z][\w'’.-]*))*")


def enumerates(text: str) -> bool:
    """Three things or more named one after the other."""
    return text.count("、") >= 2 or text.count(", ") >= 2 or text.count("،") >= 2 or len(quoted(text)) >= SEVERAL


def quoted(text: str) -> list[Span]:
    """The titles and quoted names of a text, where they are members of one series."""
    found = [Span(*m.span()) for m in _QUOTED.finditer(text)]
    series: list[Span] = []
    for span in found:
        if series and re.search(r"[。；！？;!?]", text[series[-1].end : span.start]):
            series = []
        series.append(span)
    return series


def members(text: str) -> list[Span]:
    """The pieces between separators, without the words that join the last one."""
    return list(_members(text))


def _members(text: str) -> Iterator[Span]:
    for match in _MEMBER.finditer(text):
        for start, end in _split_last(match.group(), match.start()):
            piece = text[start:end]
            joined = _JOINED.match(piece.lstrip())
            skipped = len(piece) - len(piece.lstrip()) + (joined.end() if joined else 0)
            if piece[skipped:].strip():
                yield Span(start + skipped, end - (len(piece) - len(piece.rstrip())))


def _split_last(piece: str, at: int) -> Iterator[tuple[int, int]]:
    """ "C and D" is two members; 和 and 与 may stand inside a name, so they part nothing."""
    start = 0
    for match in re.finditer(r" and ", piece):
        yield at + start, at + match.start()
        start = match.end()
    yield at + start, at + len(piece)


def head_in(question: str, text: str) -> str:
    """The longest beginning of what is asked for (哪些*报业集团*签了约) that the text holds too, folded."""
    folded, asked = fold(text), fold(question)
    if match := _WHICH.search(asked):
        rest = asked[match.end() :].lstrip("的 ")
        lengths = range(min(LONGEST_HEAD, len(rest)), 1, -1)
        return next((rest[:n] for n in lengths if rest[:n] in folded), "")
    if match := _WHICH_WORDS.search(asked):
        words = match[1].split()
        for n in range(min(WORDS_OF_HEAD, len(words)), 0, -1):
            head = _stem(" ".join(words[:n]))
            if head in folded and words[n - 1].endswith("s"):
                return head
    return ""


def asked_members(asked: Asked, text: str) -> tuple[Span, ...]:
    """The members that an answer consists of, where that is certain; else none.

    Those that are called what is asked for (四川外国语*大学*), or all quoted ones, if as many as were asked for.
    """
    head = head_in(asked.subject, text)
    called = list(_called(head, text)) if head else []
    if len(called) >= 2 and None not in called:
        return tuple(span for span in called if span)
    series = quoted(text)
    if asked.count and len(series) == asked.count:
        return tuple(series)
    return ()


def _called(head: str, text: str) -> Iterator[Span | None]:
    """The members called so; None for one whose beginning or end cannot be told from the words around the series."""
    pieces = members(text)
    for n, span in enumerate(pieces if len(pieces) >= SEVERAL else ()):
        piece = text[span.start : span.end]
        at = fold(piece).find(head) if len(fold(piece)) == len(piece) else -1
        if at <= 0:
            continue
        end = at + len(head)
        if head.isascii():
            yield from _proper(head, piece, span)
        elif n == len(pieces) - 1 or end == len(piece):
            begins_inside = n == 0 and ("的" in piece or span.start > 0)
            yield None if begins_inside else Span(span.start, span.start + end)


def _proper(head: str, piece: str, span: Span) -> Iterator[Span]:
    """A name in capitals with the head in it, but not within "… of …", where it is another's."""
    for match in _PROPER.finditer(piece):
        if head in fold(match.group()).split(" of ")[0]:
            yield Span(span.start + match.start(), span.start + match.end())


def _stem(word: str) -> str:
    return word.removesuffix("ies") + "y" if word.endswith("ies") else word.removesuffix("s")
