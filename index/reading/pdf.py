"""A PDF with text → its articles: pypdfium2 says where each character stands, the newspaper reader what the lines are.

It knows nothing of files on disk. What repeats in the margins of the pages is left out, and so is text that stands
aslant. A scan has no characters, and is told from a page with text.
"""

from dataclasses import replace

import pypdfium2 as pdfium

from index.errors import ArticleError
from index.reading.columns import reading_order
from index.reading.dividing import TITLE
from index.reading.document import plain_title
from index.reading.glyphs import Sheet, read_sheets
from index.reading.newspaper import read_set_page
from index.reading.outline import LARGER
from index.reading.page import Chunk, Page
from index.reading.typeset import body_size, chunks_of, without_margins

MAX_PAGES = 500
_VERTICAL = 0.5
"""Share of lines of one character from which a page is set from top to bottom."""


def read_pdf(data: bytes, stem: str, name: str) -> Page:
    """The articles of a PDF; raises ArticleError naming the file `name` when it gives no text."""
    if not data.strip():
        raise ArticleError(f"{name}: the file is empty. Expected a PDF.")
    sheets, said = _open(data, name)
    if not any(sheet.lines for sheet in sheets):
        raise ArticleError(
            f"{name}: there is no text in this PDF, only pictures of pages. Expected a PDF with text; have the scan "
            "read by a text recognition (OCR) program first."
        )
    sheets = without_margins(sheets)
    single = [len(line.text) == 1 for sheet in sheets for line in sheet.lines]
    if single and sum(single) > _VERTICAL * len(single):
        raise ArticleError(f"{name}: the text is set from top to bottom, which is not read. Give it as text.")
    size = body_size(sheets)
    pages = [reading_order(sheet.lines, size) for sheet in sheets]
    chunks = [chunk for columns in pages for column in columns for chunk in chunks_of(column, size)]
    if all(len(columns) == 1 for columns in pages if columns):
        chunks = _chapters(chunks)
    return read_set_page(chunks, stem, name, plain_title(said) or stem)


def _chapters(chunks: list[Chunk]) -> list[Chunk]:
    """In a document of one column, larger print but for the title is a heading and no other article's title."""
    text = next((place for place, chunk in enumerate(chunks) if chunk.scale < LARGER), len(chunks))
    title = max((chunk.scale for chunk in chunks[:text]), default=0.0)
    return [
        chunk if place < text and chunk.scale == title else replace(chunk, scale=min(chunk.scale, 0.99 * TITLE))
        for place, chunk in enumerate(chunks)
    ]


def _open(data: bytes, name: str) -> tuple[list[Sheet], str]:
    """The pages and the title that the file's data name."""
    try:
        document = pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        if "assword" in str(error) or "ecurity" in str(error):
            raise ArticleError(f"{name}: the PDF is behind a password. Save it without one.") from None
        raise ArticleError(
            f"{name}: the file is damaged or no PDF ({str(error).rstrip('.')}). Save it again."
        ) from None
    try:
        if len(document) > MAX_PAGES:
            raise ArticleError(
                f"{name}: the PDF has {len(document):,} pages. Expected at most {MAX_PAGES}; "
                "divide it into its articles."
            )
        return read_sheets(document), document.get_metadata_dict().get("Title", "")
    finally:
        document.close()
