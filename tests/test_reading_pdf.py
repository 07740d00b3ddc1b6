"""PDFs set by a real library: columns in reading order, articles on a page, margins, and files that give no text."""

from pathlib import Path

import pytest
from reportlab.lib.pagesizes import A4

from index.article import Article
from index.errors import ArticleError
from index.reading import columns, glyphs, pdf, read_file, typeset
from tests.setting_pdf import CHINESE, Press, broken

LIBRARY = (
    "本报讯（记者 李明）位于嘉陵江边的图书馆5月6日开馆，首日接待读者三千二百人次，馆藏图书四十万册，全部免费开放。\n"
    "馆长张华说，图书馆夜间开放到十点，周末照常开放，读者可以在网上预约座位，每人每天可以预约一次，最长八小时。\n"
    "记者看到，不少读者带着孩子前来，儿童区里座无虚席，志愿者在一旁为孩子们讲故事。"
)
RAIL = (
    "记者从市交通局获悉，轨道交通九号线二期工程将于年底通车试运营，"
    "全长约八公里，共设车站五座，建成后两岸居民过江只需要六分钟。\n"
    "据介绍，二期工程于三年前开工，目前全线车站主体结构已经完工，正在进行设备安装和调试。"
)
ENGLISH = (
    "The city opened a new library on the bank of the Jialing River on Monday; 3,200 readers came on the first day.\n"
    "Its director said that the reading rooms stay open until ten in the evening, on weekends too, and that seats can "
    "be reserved online by anyone who lives in the city or visits it."
)


def read(data: bytes, tmp_path: Path, name: str = "page.pdf") -> list[Article]:
    (tmp_path / name).write_bytes(data)
    return read_file(tmp_path / name)


def blocks(article: Article) -> list[tuple[str, str]]:
    return [(block.kind, article.block_text(block)) for block in article.blocks]


def paragraphs(text: str) -> list[tuple[str, str]]:
    return [("paragraph", paragraph) for paragraph in text.split("\n")]


def newspaper() -> bytes:
    """A masthead, an article over two columns under its headline, and another one beside it."""
    press = Press()
    press.line("重庆日报", 40, 50, 36)
    press.line("2024年5月7日 星期二 第3版", 300, 50, 9)
    below = press.line("首日接待读者三千二百人次", 40, press.line("江边图书馆昨日开馆", 40, 110, 28), 16)
    lines = [
        (line, 0 if number else 20)
        for paragraph in LIBRARY.split("\n")
        for number, line in enumerate(broken(paragraph, 160, 10))
    ]
    half = (len(lines) + 1) // 2
    for left, part in ((40, lines[:half]), (215, lines[half:])):
        y = below + 10
        for line, indent in part:
            y = press.line(line, left + indent, y)
    press.column(RAIL, 395, press.line("九号线二期年底通车", 395, 110, 18), 160)
    return press.pdf()


def test_a_newspaper_page_in_columns(tmp_path: Path) -> None:
    library, rail = read(newspaper(), tmp_path)
    assert (library.id, library.title, library.subtitle) == ("page-1", "江边图书馆昨日开馆", "首日接待读者三千二百人次")
    assert blocks(library) == paragraphs(LIBRARY)
    assert (rail.id, rail.title) == ("page-2", "九号线二期年底通车")
    assert blocks(rail) == paragraphs(RAIL)
    for one in (library, rail):
        assert (one.source, one.date, one.page, one.lang) == ("重庆日报", "2024-05-07", "3", "zh")
        assert one.inferred == ()
    assert library.authors == ("李明",)


def report() -> bytes:
    """Three pages in English with a running head, page numbers, chapters, a list and a table."""
    press = Press(title="Microsoft Word - draft.doc")
    for page in (1, 2, 3):
        press.line("Annual report of the city library", 60, 30, 8, "Helvetica")
        press.line(f"Page {page} of 3", 500, A4[1] - 20, 8, "Helvetica")
        y = press.line("A library for everyone", 60, 80, 24, "Helvetica-Bold") if page == 1 else 80
        y = press.line(f"Chapter {page}", 60, y, 18, "Helvetica-Bold")
        y = press.column(ENGLISH, 60, y, 470, 10, "Times-Roman")
        if page == 2:
            y = press.line("• Children's room: first floor", 60, y, 10, "Times-Roman")
            y = press.line("• Reading room: third floor", 60, y, 10, "Times-Roman")
            for room, seats in (("Room", "Seats"), ("Reading room", "800"), ("Children's room", "120")):
                press.line(room, 60, y, 10, "Times-Roman")
                y = press.line(seats, 300, y, 10, "Times-Roman")
        press.page()
    return press.pdf()


def test_a_report_with_chapters_margins_a_list_and_a_table(tmp_path: Path) -> None:
    (article,) = read(report(), tmp_path, "report.pdf")
    assert (article.id, article.title, article.lang) == ("report", "A library for everyone", "en")
    chapter = paragraphs(ENGLISH)
    assert blocks(article) == [
        *(("heading", "Chapter 1"), *chapter, ("heading", "Chapter 2"), *chapter),
        *(("item", "Children's room: first floor"), ("item", "Reading room: third floor")),
        *paragraphs("Room | Seats\nReading room | 800\nChildren's room | 120"),
        *(("heading", "Chapter 3"), *chapter),
    ]


def test_a_paragraph_goes_on_over_the_page(tmp_path: Path) -> None:
    press = Press()
    lines = broken(ENGLISH.split("\n")[1], 470, 10, "Times-Roman")
    press.line("A title", 60, 80, 20, "Helvetica-Bold")
    press.line(lines[0], 80, 120, 10, "Times-Roman")
    press.page()
    for number, line in enumerate(lines[1:]):
        press.line(line, 60, 80 + 15 * number, 10, "Times-Roman")
    (article,) = read(press.pdf(), tmp_path)
    assert blocks(article) == paragraphs(ENGLISH.split("\n")[1])


@pytest.mark.parametrize(("said", "title"), [("The title", "The title"), ("untitled", "page"), ("", "page")])
def test_without_a_title_the_data_name_it_or_the_file(tmp_path: Path, said: str, title: str) -> None:
    press = Press(title=said)
    press.column(ENGLISH, 60, 80, 470, 10, "Times-Roman")
    (article,) = read(press.pdf(), tmp_path)
    assert (article.title, article.inferred) == (title, ("title",))
    assert blocks(article) == paragraphs(ENGLISH)


def scan() -> bytes:
    press = Press()
    press.canvas.rect(100, 100, 300, 300, fill=1)
    return press.pdf()


def behind_a_password() -> bytes:
    press = Press(password="secret")
    press.line("Text", 60, 80)
    return press.pdf()


def upright() -> bytes:
    press = Press()
    for number, character in enumerate("位于嘉陵江边的图书馆五月六日开馆"):
        press.line(character, 300, 60 + 40 * number)
    return press.pdf()


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"", "the file is empty"),
        (b"%PDF-1.4 and no more", "the file is damaged or no PDF"),
        (newspaper()[:700], "the file is damaged or no PDF"),
        (scan(), "there is no text in this PDF, only pictures of pages"),
        (behind_a_password(), "the PDF is behind a password"),
        (upright(), "set from top to bottom"),
    ],
)
def test_pdfs_that_give_no_text(tmp_path: Path, data: bytes, told: str) -> None:
    with pytest.raises(ArticleError, match=r"^page\.pdf: ") as caught:
        read(data, tmp_path)
    assert told in str(caught.value)


def test_more_pages_than_an_article_has(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "MAX_PAGES", 2)
    with pytest.raises(ArticleError, match=r"has 3 pages\. Expected at most 2"):
        read(report(), tmp_path)


def set_line(text: str, left: float, right: float, base: float) -> glyphs.SetLine:
    return glyphs.SetLine(text, left, right, base - 10, base, 10, False)


def test_columns_are_read_one_after_the_other_between_lines_that_span_them() -> None:
    columns_of_three = [
        set_line(f"{side}{band} and more words", left, left + 90, band * 100 + 15 * number)
        for band in (1, 2)
        for number in range(3)
        for side, left in (("left", 0), ("right", 110))
    ]
    spanning = [set_line("A title that spans both", 0, 200, base) for base in (50, 180)]
    read = [[line.text for line in column] for column in columns.reading_order(columns_of_three + spanning, 10)]
    title = ["A title that spans both"]
    bands = [[f"{side}{band} and more words"] * 3 for band in (1, 2) for side in ("left", "right")]
    assert read == [title, *bands[:2], title, *bands[2:]]


def test_cells_are_no_columns() -> None:
    row = (("cell", 0), ("12", 90))
    cells = [set_line(text, left, left + 40, base) for base in range(0, 90, 15) for text, left in row]
    assert [[line.text for line in column] for column in columns.reading_order(cells, 10)] == [["cell | 12"] * 6]


def test_what_stands_in_the_margin_of_several_pages_is_left_out() -> None:
    def sheet(number: int) -> glyphs.Sheet:
        texts = ((f"Report, {number}", 20), (f"text {number}", 400), (f"- {number} -", 790), ("note", 790 - number * 8))
        return glyphs.Sheet(600, 800, tuple(set_line(text, 0, 50, base) for text, base in texts))

    kept = typeset.without_margins([sheet(1), sheet(2)])
    assert [[line.text for line in one.lines] for one in kept] == [["text 1", "note"], ["text 2", "note"]]


@pytest.mark.parametrize(
    ("pieces", "read"),
    [
        ((("words", 0), ("也有", 3)), "words 也有"),
        ((("two", 0), ("words", 3)), "two words"),
        ((("也有", 0), ("文字", 3)), "也有文字"),
        ((("也有", 0), ("words", 0)), "也有words"),
        ((("也有，", 0), ("words", 3)), "也有，words"),
    ],
)
def test_spaces_that_a_file_does_not_spell(tmp_path: Path, pieces: tuple[tuple[str, float], ...], read: str) -> None:
    press, left = Press(title="Title"), 60.0
    for text, gap in pieces:
        press.line(text, left + gap, 80)
        left += gap + press.canvas.stringWidth(text, CHINESE, 10)
    (tmp_path / "a.pdf").write_bytes(press.pdf())
    assert read_file(tmp_path / "a.pdf")[0].text == read
