"""A saved web page (HTML) → an article: trafilatura finds the text among navigation, notices and advertisements.

It knows nothing of files and fetches nothing.
"""

import re
from collections.abc import Iterator
from typing import Any

import trafilatura
from lxml import html
from trafilatura.settings import use_config

from index.article import Article, BlockKind
from index.errors import ArticleError
from index.reading.blocks import Draft
from index.reading.decoding import decode
from index.reading.document import Stated, make_article

_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_-]{1,40})", re.IGNORECASE)
_HEAD = 4096
"""Bytes in which a page names its encoding."""
_WIDER = {"gb2312": "gb18030", "gbk": "gb18030", "big5": "big5hkscs"}
"""Encodings that pages name, and the one that holds what they really use."""
_ENOUGH = 20
"""Characters from which a page is an article; trafilatura's own 250 are too many for a note in Chinese."""
_PICTURE = "yuwen-picture"
_TWO_BREAKS = re.compile(r"<br\s*/?>\s*(?:<br\s*/?>\s*)+", re.IGNORECASE)
_INDENTED = re.compile(r"\n(?=\u3000)")
"""Pages that have line breaks for paragraphs leave a line free or indent the next one."""


def read_web_page(data: bytes, stem: str, name: str) -> Article:
    """The article of a page; raises ArticleError naming the file `name` when there is none on it."""
    text = _decoded(data, name)
    if not text.strip():
        raise ArticleError(f"{name}: the file is empty. Expected a saved web page.")
    found = _extracted(text)
    if found is None:
        raise ArticleError(
            f"{name}: no article was found on this page. Expected a page whose text is in the file itself; where the "
            "page loads it by a script, copy the text into a .txt or .md file."
        )
    language = re.search(r"<html[^>]{0,400}?\slang\s*=\s*[\"']?([A-Za-z-]+)", text[:_HEAD])
    return make_article(list(_drafts(found.body)), _stated(found, language[1] if language else ""), stem, name)


def _decoded(data: bytes, name: str) -> str:
    """The page in the encoding that it names, where it is in it; else in the one that its bytes show."""
    named = _CHARSET.search(data[:_HEAD])
    if named:
        encoding = named[1].decode().lower()
        try:
            return data.decode(_WIDER.get(encoding, encoding))
        except (LookupError, UnicodeDecodeError):
            pass
    return decode(data, name)


def _extracted(text: str) -> Any:
    """trafilatura's document; None where it finds no article."""
    config = use_config()
    config.set("DEFAULT", "MIN_EXTRACTED_SIZE", str(_ENOUGH))
    # An XML declaration that names an encoding is refused in text that is decoded already.
    tree = html.document_fromstring(_TWO_BREAKS.sub("<p>", re.sub(r"^\s*<\?xml[^>]*>", "", text)))
    for figure in list(tree.iter("figure")):
        _keep_caption(figure)
    return trafilatura.bare_extraction(
        tree,
        with_metadata=True,
        include_comments=False,
        include_tables=True,
        date_extraction_params={"extensive_search": False, "original_date": True, "outputformat": "%Y-%m-%d"},
        config=config,
    )


def _keep_caption(figure: Any) -> None:
    """A picture becomes the paragraph of its caption, which trafilatura would drop with it."""
    if figure.find(".//table") is not None:
        return
    caption = " ".join(" ".join(one.text_content() for one in figure.iter("figcaption")).split())
    for child in list(figure):
        figure.remove(child)
    figure.tag, figure.text = "p", caption
    figure.set("class", _PICTURE)


def _stated(found: Any, lang: str) -> Stated:
    return Stated(
        title=found.title or "",
        source=found.sitename or "",
        date=found.date or "",
        lang=lang,
        url=found.url or "",
        authors=tuple(name.strip() for name in (found.author or "").split(";") if name.strip()),
    )


def _drafts(element: Any) -> Iterator[Draft]:
    """The blocks of an element of trafilatura's tree and of those in it, in order."""
    for child in element:
        text = _text(child)
        if child.tag == "head":
            yield Draft("heading", text.replace("\n", " "), int(re.sub(r"\D", "", child.get("rend", "")) or 2))
        elif child.tag == "row":
            yield Draft("paragraph", " | ".join(_text(cell).replace("\n", " ") for cell in child.iter("cell")))
        elif child.tag == "item" and child.find(".//list") is None:
            yield Draft("item", text)
        elif child.tag in ("list", "table", "item") or (child.tag == "quote" and len(child)):
            yield from _drafts(child)
        else:
            kind: BlockKind = "caption" if child.get("class") == _PICTURE else "paragraph"
            yield from (Draft(kind, piece) for piece in _INDENTED.split(text))


def _text(element: Any) -> str:
    """The text of an element, a line feed where it breaks a line; white space as a browser shows it."""
    pieces = [element.text or ""]
    for child in element:
        pieces += ["\0" if child.tag == "lb" else _text(child), child.tail or ""]
    return re.sub(r"[ \t\r\n]+", " ", "".join(pieces)).replace(" \0", "\0").replace("\0 ", "\0").replace("\0", "\n")
