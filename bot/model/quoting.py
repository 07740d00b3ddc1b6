"""The quote lock: what stands between quotation marks is a source's own words, else the marks come off.

Width, white space and print line breaks are folded for the comparison; what is shown are the source's characters.
It knows nothing of where sources come from.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

_PAIRS = (("„", "“”"), ("“", "”"), ("「", "」"), ("『", "』"), ("«", "»"), ("‹", "›"), ('"', '"'), ("＂", "＂"))
_QUOTATION = re.compile("|".join(f"{re.escape(a)}([^{re.escape(a + b)}]+)[{re.escape(b)}]" for a, b in _PAIRS))
_ANY_MARK = re.compile("[" + re.escape("".join({c for a, b in _PAIRS for c in a + b})) + "]")
_END = ",.，。;；:：!！?？、"


@dataclass(frozen=True, slots=True)
class Locked:
    """A sentence whose quotations are all verbatim: `quoted`; of `unmarked` others the marks came off."""

    text: str
    quoted: tuple[str, ...] = ()
    unmarked: int = 0


def lock(sentence: str, sources: Sequence[str]) -> Locked:
    """The sentence as it may be shown as far as its quotation marks go."""
    folded = [_folded(source) for source in sources]
    pieces: list[str] = []
    quoted: list[str] = []
    unmarked, at = 0, 0
    for match in _QUOTATION.finditer(sentence):
        pieces.append(_ANY_MARK.sub("", sentence[at : match.start()]))
        inner = match.group()[1:-1]
        bare = inner.strip().rstrip(_END).rstrip()
        exact = _exact(inner, sources, folded)
        words = exact or _exact(bare, sources, folded)
        if words:
            tail = "" if exact else inner.strip()[len(bare) :]
            pieces.append(f"{match.group()[0]}{words}{match.group()[-1]}{tail}")
            quoted.append(words)
        else:
            pieces.append(inner)
            unmarked += 1
        at = match.end()
    pieces.append(_ANY_MARK.sub("", sentence[at:]))
    return Locked("".join(pieces), tuple(quoted), unmarked)


def quotations(text: str) -> list[str]:
    """What stands between quotation marks."""
    return [match.group()[1:-1] for match in _QUOTATION.finditer(text)]


def is_span(words: str, sources: Sequence[str]) -> bool:
    """Whether a source holds these words, as `lock` compares them."""
    return _exact(words, sources, [_folded(source) for source in sources]) is not None


def _exact(words: str, sources: Sequence[str], folded: Sequence[tuple[str, list[int]]]) -> str | None:
    """The source's own characters for these words; None where no source holds them."""
    wanted = _folded(words)[0]
    if not wanted:
        return None
    for source, (text, places) in zip(sources, folded, strict=True):
        if (at := text.find(wanted)) >= 0:
            found = source[places[at] : places[at + len(wanted) - 1] + 1]
            return None if "\n" in found or _ANY_MARK.search(found) else found
    return None


def _folded(text: str) -> tuple[str, list[int]]:
    """The text without white space and of one width, and where each of its characters stands in `text`."""
    signs: list[str] = []
    places: list[int] = []
    for place, sign in enumerate(text):
        for one in unicodedata.normalize("NFKC", sign):
            if not one.isspace():
                signs.append(one)
                places.append(place)
    return "".join(signs), places
