"""What every text passes through when it is read: one line end, one composition, nothing unseen that misleads.

It knows nothing of files or formats, and alters nothing that a reader could see.
"""

import re
import unicodedata

# Controls but for tab and line feed; lone surrogates (YAML can spell them, UTF-8 cannot); the bidi overrides
# and isolates, which can make a sentence show other words than it holds.
_INVISIBLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\u202a-\u202e\u2066-\u2069]")
_BLANK_LINES = re.compile(r"\n(?:[ \t]*\n)+")


def normalise(text: str) -> str:
    """`text` in NFC, with "\\n" line ends and without controls; a second time changes nothing."""
    return unicodedata.normalize("NFC", _visible(text))


def normalise_file(text: str) -> str:
    """The text of a whole file without byte order mark and controls, line ends "\\n".

    Not yet in NFC: that is for its parts, as in "\\n" + U+0300 it would join a mark with the n of an escape.
    """
    return _visible(text.lstrip("\ufeff"))


def clean_block(text: str) -> str:
    """`text` as one block of an article: normalised, no outer white space, no block break inside."""
    return _BLANK_LINES.sub("\n", normalise(text).strip())


def _visible(text: str) -> str:
    return _INVISIBLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
