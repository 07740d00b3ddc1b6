"""A Word file (.docx) → an article: its headings, paragraphs, lists, captions and tables as python-docx sees them.

It knows nothing of files on disk. Tracked changes are read as accepted, as Word prints them; headers, footers,
comments and text boxes are left out.
"""

import re
import zipfile
from collections.abc import Iterator
from io import BytesIO
from typing import Any

import docx
from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph

from index.article import Article
from index.errors import ArticleError
from index.reading.blocks import Draft
from index.reading.document import Stated, make_article

MAX_XML, MAX_UNPACKED = 60_000_000, 400_000_000
"""Bytes that a file may unpack to: what is taken apart, which takes ten times as much then, and with its pictures."""
_PICTURES = (".jpeg", ".jpg", ".png", ".gif", ".bmp", ".tif", ".tiff", ".emf", ".wmf", ".svg", ".webp")
_OLD_WORD = b"\xd0\xcf\x11\xe0"
"""What .doc files begin with, and .docx files behind a password, which Word stores in the same container."""
_BREAKS = {qn("w:br"): "\n", qn("w:cr"): "\n", qn("w:tab"): "\t", qn("w:noBreakHyphen"): "-"}
_LEFT_OUT = {
    qn("w:del"),
    qn("w:moveFrom"),
    qn("w:txbxContent"),
    "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback",
    qn("w:pPr"),
    qn("w:rPr"),
}
_WRAPPERS = {qn("w:sdt"), qn("w:sdtContent"), qn("w:ins"), qn("w:moveTo"), qn("w:customXml"), qn("w:smartTag")}


def read_word(data: bytes, stem: str, name: str) -> Article:
    """The article of a Word file; raises ArticleError naming the file `name` when it is none or too much."""
    _check_package(data, name)
    document = docx.Document(BytesIO(data))
    drafts = list(_drafts(document.element.body, document))
    if not any(draft.text.strip() for draft in drafts):
        raise ArticleError(f"{name}: there is no text in this Word file, only pictures or nothing at all.")
    # The author that the file names is whoever owned the computer, and its dates are those of saving: neither is said.
    return make_article(drafts, Stated(title=document.core_properties.title or ""), stem, name)


def _check_package(data: bytes, name: str) -> None:
    if data.startswith(_OLD_WORD):
        raise ArticleError(
            f"{name}: this is a file of an old Word (.doc) or one behind a password. Expected .docx without a "
            "password; open it in Word and save it so."
        )
    try:
        with zipfile.ZipFile(BytesIO(data)) as package:
            parts = package.infolist()
    except zipfile.BadZipFile:
        raise ArticleError(f"{name}: the file is damaged or no Word file. Expected .docx; save it again.") from None
    pictures = sum(one.file_size for one in parts if one.filename.lower().endswith(_PICTURES))
    size = sum(one.file_size for one in parts)
    for unpacked, most in ((size - pictures, MAX_XML), (size, MAX_UNPACKED)):
        if unpacked > most:
            raise ArticleError(
                f"{name}: the file unpacks to {unpacked:,} bytes. Expected at most {most:,}; it is damaged or harmful."
            )


def _drafts(parent: Any, document: Any) -> Iterator[Draft]:
    """The blocks of the body, in order."""
    for child in parent:
        if child.tag == qn("w:p"):
            yield _paragraph(Paragraph(child, document))
        elif child.tag == qn("w:tbl"):
            yield from map(_row, child.iter(qn("w:tr")))
        elif child.tag in _WRAPPERS:
            yield from _drafts(child, document)


def _paragraph(paragraph: Paragraph) -> Draft:
    text = _text(paragraph._p)
    style = (paragraph.style.name or "").lower() if paragraph.style is not None else ""
    level = re.fullmatch(r"(?:heading|标题|標題) ?(\d)", style)
    if style in ("title", "标题", "標題"):
        return Draft("heading", text, 1)
    if level:
        return Draft("heading", text, min(6, int(level[1])))
    if style in ("caption", "题注", "圖表標題"):
        return Draft("caption", text)
    listed = style.startswith("list") or paragraph._p.find(f"{qn('w:pPr')}/{qn('w:numPr')}") is not None
    return Draft("item" if listed else "paragraph", text)


def _row(row: Any) -> Draft:
    cells = [" ".join(_text(p) for p in cell.iter(qn("w:p"))) for cell in row.iter(qn("w:tc"))]
    return Draft("paragraph", " | ".join(cell.strip() for cell in cells) if any(map(str.strip, cells)) else "")


def _text(element: Any) -> str:
    """The text of an element as it stands after all tracked changes."""
    if element.tag in _LEFT_OUT:
        return ""
    if element.tag == qn("w:t"):
        return element.text or ""
    return _BREAKS.get(element.tag, "") + "".join(map(_text, element))
