"""What may be shown: every quoted word stands in a cited source, to the letter, and every marker exists.

The last gate before an answer leaves; it knows nothing of how the answer was made.
"""

import re
from collections.abc import Sequence

from bot.answer import Citation
from index.errors import YuwenError

MARKER = re.compile(r"\[(\d+)\]")
OPEN_QUOTE, CLOSE_QUOTE = "“", "”"


class UnfaithfulAnswer(YuwenError):
    """An answer that quotes what no cited source says: never shown."""


def check(text: str, quoted: Sequence[str], citations: Sequence[Citation]) -> dict[str, object]:
    """The answer's `checks`. Raises UnfaithfulAnswer where a quote or a marker has no source.

    `quoted` are the passages of `text` that were put between quotation marks as the articles' own words.
    What looks like a marker within a quote, a title or a paper's name is none.
    """
    sources = [quote for c in citations for quote in (c.quote, c.original) if quote is not None]
    words = {source.text for source in sources}
    for quote in quoted:
        if quote not in words or quote not in text:
            raise UnfaithfulAnswer(f"not in any cited source: {quote!r}")
    numbers = {citation.n for citation in citations}
    rest = text
    # The longest first: a quote may stand within another one.
    named = {name for source in sources for name in (source.article.title, source.article.source)} - {""}
    for own in sorted({*quoted, *named}, key=len, reverse=True):
        rest = rest.replace(own, "")
    if unknown := {int(n) for n in MARKER.findall(rest)} - numbers:
        raise UnfaithfulAnswer(f"markers without a citation: {sorted(unknown)}")
    return {"quotes_verbatim": True, "facts_supported": True, "withheld": 0}
