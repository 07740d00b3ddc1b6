"""The formats that are read: their suffixes, how large a file may be, and who reads them.

It knows nothing of folders. What needs a library of its own is loaded when the first such file comes.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from index.article import Article
from index.errors import ArticleError
from index.reading.decoding import decode
from index.reading.markdown import parse_markdown
from index.reading.newspaper import read_page
from index.reading.page import Page

MAX_TEXT = 20_000_000
MAX_DOCUMENT = 200_000_000
"""Bytes; a document may hold pictures, which are not read."""


@dataclass(frozen=True, slots=True)
class Format:
    """One format; `read(data, stem, name)` gives what a file of it holds."""

    name: str
    suffixes: tuple[str, ...]
    limit: int
    read: Callable[[bytes, str, str], Page]
    several: bool = False
    """One file may hold several articles: `stem-1`, `stem-2` …"""


def format_of(path: Path) -> Format:
    """The format of a file by its suffix; raises ArticleError when it is none that is read."""
    suffix = path.suffix.lower()
    found = next((one for one in FORMATS if suffix in one.suffixes), None)
    if found is None:
        known = ", ".join(f"{one.name} ({' '.join(one.suffixes)})" for one in FORMATS)
        raise ArticleError(
            f"{path.name}: files that end in {suffix or 'nothing'!r} are not read. Expected one of {known}; save the "
            "article as one of these."
        )
    return found


def _markdown(data: bytes, stem: str, name: str) -> Page:
    return _one(parse_markdown(decode(data, name), stem, name))


def _text(data: bytes, stem: str, name: str) -> Page:
    return read_page(decode(data, name), stem, name)


def _web_page(data: bytes, stem: str, name: str) -> Page:
    try:
        from index.reading.web_page import read_web_page
    except ImportError as error:
        raise _missing(name, "a web page", error) from None
    return _one(read_web_page(data, stem, name))


def _word(data: bytes, stem: str, name: str) -> Page:
    try:
        from index.reading.word import read_word
    except ImportError as error:
        raise _missing(name, "Word", error) from None
    return _one(read_word(data, stem, name))


def _pdf(data: bytes, stem: str, name: str) -> Page:
    try:
        from index.reading.pdf import read_pdf
    except ImportError as error:
        raise _missing(name, "PDF", error) from None
    return read_pdf(data, stem, name)


def _one(article: Article) -> Page:
    return Page((article,), ())


def _missing(name: str, what: str, error: ImportError) -> ArticleError:
    return ArticleError(
        f"{name}: reading {what} needs pip install 'yuwen[formats]' ({error.name or error} is missing)."
    )


FORMATS = (
    Format("Markdown with front matter", (".md", ".markdown"), MAX_TEXT, _markdown),
    Format("the plain text of a printed page", (".txt",), MAX_TEXT, _text, several=True),
    Format("a saved web page", (".html", ".htm", ".xhtml"), MAX_TEXT, _web_page),
    Format("Word", (".docx",), MAX_DOCUMENT, _word),
    Format("PDF", (".pdf",), MAX_DOCUMENT, _pdf, several=True),
)
