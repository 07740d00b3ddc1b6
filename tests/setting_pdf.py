"""Real PDFs for tests, set by reportlab: lines placed in columns, with the fonts that every reader of PDFs has."""

from io import BytesIO

from reportlab.lib.pagesizes import A4
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

CHINESE = "STSong-Light"
pdfmetrics.registerFont(UnicodeCIDFont(CHINESE))


class Press:
    """A page to print on; places are in points from the upper left corner."""

    def __init__(self, password: str = "", title: str = "") -> None:
        self.file = BytesIO()
        encrypted = StandardEncryption(password) if password else None
        self.canvas = Canvas(self.file, pagesize=A4, encrypt=encrypted)
        if title:
            self.canvas.setTitle(title)

    def line(self, text: str, x: float, y: float, size: float = 10, font: str = CHINESE) -> float:
        """Prints one line and gives the place of the next."""
        self.canvas.setFont(font, size)
        self.canvas.drawString(x, A4[1] - y, text)
        return y + 1.5 * size

    def column(self, text: str, x: float, y: float, width: float, size: float = 10, font: str = CHINESE) -> float:
        """Prints paragraphs into a column, each with its first line indented; gives the place below them."""
        for paragraph in text.split("\n"):
            for number, line in enumerate(broken(paragraph, width, size, font)):
                y = self.line(line, x + (0 if number else 2 * size), y, size, font)
        return y

    def page(self) -> None:
        self.canvas.showPage()

    def pdf(self) -> bytes:
        self.canvas.save()
        return self.file.getvalue()


def broken(text: str, width: float, size: float, font: str = CHINESE) -> list[str]:
    """The lines of a paragraph: broken between words, or anywhere where there are none."""
    lines: list[str] = []
    line, room = "", width - 2 * size
    for piece in text if font == CHINESE else [word + " " for word in text.split(" ")]:
        if pdfmetrics.stringWidth((line + piece).rstrip(), font, size) > room and piece not in "，。、”；：":
            lines.append(line.rstrip())
            line, room = "", width
        line += piece
    return [*lines, line.rstrip()]
