"""What may be shown: every quoted word stands in a cited source, to the letter, and every marker exists.

The last gate before an answer leaves; it knows nothing of how the answer was made.
"""

import re
from collections.abc import Sequence

from bot.answer import Citation, Quote
from index.errors import YuwenError

MARKER = re.compile(r"\[(\d+)\]")
OPEN_QUOTE, CLOSE_QUOTE = "“", "”"


class UnfaithfulAnswer(YuwenError):
    """An answer that quotes what no cited source says: never shown."""


def check(text: str, quoted: Sequence[str], citations: Sequence[Citation]) -> dict[str, object]:
    """The answer's `checks`. Raises UnfaithfulAnswer where a quote or a marker has no source, or a key
    lies outside its quote.

    `quoted` are the passages of `text` that were put between quotation marks as the articles' own words.
    What looks like a marker within a quote, a title or a paper's name is none.
    """
    sources = [quote for c in citations for quote in (c.quote, c.original) if quote is not None]
    words = {source.text for source in sources}
    for quote in quoted:
        if quote not in words or quote not in text:
            raise UnfaithfulAnswer(f"not in any cited source: {quote!r}")
    for source in sources:
        _check_keys(source)
    numbers = {citation.n for citation in citations}
    rest = text
    # The longest first: a quote may stand within another one.
    named = {name for source in sources for name in (source.article.title, source.article.source)} - {""}
    for own in sorted({*quoted, *named}, key=len, reverse=True):
        rest = rest.replace(own, "")
    if unknown := {int(n) for n in MARKER.findall(rest)} - numbers:
        raise UnfaithfulAnswer(f"markers without a citation: {sorted(unknown)}")
    return {"quotes_verbatim": True, "facts_supported": True, "withheld": 0}


def _check_keys(quote: Quote) -> None:
    """Keys are what a reader takes for the answer: each lies in its quote, one after the other."""
    at = quote.start
    for key in quote.keys:
        if not at <= key.start < key.end <= quote.end:
            raise UnfaithfulAnswer(f"a key outside its quote: {key.start}-{key.end} in {quote.start}-{quote.end}")
        at = key.end
