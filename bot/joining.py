"""The answers to the parts of one question as one text, its citations numbered through.

What a part's answer quotes stays as it is; a sentence that answers two parts is one citation. It knows nothing
of how the parts were answered.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from bot.answer import Citation, Quote
from bot.writing import Written

_MARKER = r"\[(\d+)\]"


def join(parts: Sequence[Written], labels: Sequence[str]) -> Written:
    """The parts in order, each under its label."""
    numbers: dict[tuple[str, int, int], int] = {}
    citations: list[Citation] = []
    texts = []
    for part, label in zip(parts, labels, strict=True):
        renumbered = {}
        for citation in part.citations:
            place = _place(citation.quote)
            if place not in numbers:
                numbers[place] = len(numbers) + 1
                citations.append(replace(citation, n=numbers[place]))
            renumbered[str(citation.n)] = numbers[place]
        texts.append(f"{label}\n{_renumbered(part, renumbered)}")
    quoted = tuple(words for part in parts for words in part.quoted)
    return Written("\n\n".join(texts), tuple(citations), quoted)


def _renumbered(part: Written, numbers: dict[str, int]) -> str:
    """The text with its own markers renumbered; what looks like one within a quote is the article's."""
    quotes = [re.escape(words) for words in sorted(set(part.quoted), key=len, reverse=True)]
    return re.sub("|".join([*quotes, _MARKER]), lambda m: f"[{numbers[m[1]]}]" if m[1] in numbers else m[0], part.text)


def _place(quote: Quote) -> tuple[str, int, int]:
    return quote.article.id, quote.start, quote.end
