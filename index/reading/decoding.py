"""The bytes of a text file → text: UTF-8, UTF-16, GB18030 or Big5, whichever it is.

It knows nothing of formats. The two Chinese encodings accept nearly each other's every byte, and detectors in
general use mistake them in a short text; here they are told by how common their characters are, as both were laid
out with the common ones first. An encoding of one byte a character cannot be told for certain, and a wrong letter
would be a wrong quote: such a file is refused.
"""

import codecs
import re

from index.errors import ArticleError

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF32_LE, "utf-32-le"), (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"),
)  # fmt: skip
"""Byte order marks; UTF-32's begins as UTF-16's does, so it is looked for first."""
_PAIR = re.compile(rb"[\x81-\xfe][\x40-\x7e\x80-\xfe]")
_COMMON = {
    "gb18030": re.compile(rb"[\xb0-\xd7][\xa1-\xfe]|[\xa1\xa3][\xa1-\xfe]"),
    "big5hkscs": re.compile(rb"[\xa4-\xc6][\x40-\x7e\xa1-\xfe]|\xa1[\x40-\x7e\xa1-\xfe]"),
}
"""Level 1 of GB 2312 and of Big5, and their punctuation."""
_USUAL = re.compile("[\t\n\r -~\u00a0-\u04ff\u2010-\u2026\u3000-\u30ff\u4e00-\u9fff\uac00-\ud7a3\uff01-\uff5e]")
_MOSTLY = 0.6
"""Share of common characters from which a text is one in that encoding."""
_SAMPLE = 200_000
"""Bytes that are looked at."""


def decode(data: bytes, name: str) -> str:
    """The text of a file; raises ArticleError naming the file `name` when its bytes are no text."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _strictly(data[len(mark) :], encoding, name)
    if b"\0" in data[:_SAMPLE]:
        return _strictly(data, _utf16(data, name), name)
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        return _strictly(data, _guess(data, name, error.start), name)


def _utf16(data: bytes, name: str) -> str:
    """UTF-16 without its mark: in the wrong order of bytes hardly a character is one that texts are made of."""
    if len(data) % 2:
        raise _no_text(name)
    sample = data[:_SAMPLE]
    usual = {
        encoding: len(_USUAL.findall(sample.decode(encoding, "replace"))) / (len(sample) / 2)
        for encoding in ("utf-16-le", "utf-16-be")
    }
    likely = max(usual, key=lambda encoding: usual[encoding])
    if usual[likely] < _MOSTLY:
        raise _no_text(name)
    return likely


def _guess(data: bytes, name: str, place: int) -> str:
    """The encoding of bytes that are not UTF-8 at `place`."""
    shares = {encoding: _share(data[:_SAMPLE], encoding) for encoding in _COMMON if _valid(data, encoding)}
    likely = max(shares, key=lambda encoding: shares[encoding], default="")
    if likely and shares[likely] >= _MOSTLY:
        return likely
    raise ArticleError(
        f"{name}: byte {place + 1} is not UTF-8, and the file is neither GB18030, Big5 nor UTF-16. Save it in UTF-8."
    )


def _share(data: bytes, encoding: str) -> float:
    """How many of the text's two-byte characters are common ones."""
    pairs = _PAIR.findall(data)
    return sum(bool(_COMMON[encoding].match(pair)) for pair in pairs) / max(1, len(pairs))


def _valid(data: bytes, encoding: str) -> bool:
    try:
        data.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def _strictly(data: bytes, encoding: str, name: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise ArticleError(
            f"{name}: byte {error.start + 1} is not {encoding.upper()}, which the rest of the file seems to be. "
            "Expected one encoding throughout; save the file in UTF-8."
        ) from None


def _no_text(name: str) -> ArticleError:
    return ArticleError(f"{name}: the file holds no text but other data. Expected text; is its name right?")
