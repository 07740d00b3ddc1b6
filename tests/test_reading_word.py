"""Word files made by python-docx: their blocks, tracked changes, and files that are none or too much."""

import sys
import zipfile
from io import BytesIO
from pathlib import Path

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from index.article import Article
from index.errors import ArticleError
from index.reading import read_file, read_folder, word
from index.reading.document import Stated, make_article
from index.reading.language import language_of
from tests.making import TEA, write_articles

LEAD = "位于嘉陵江边的图书馆5月6日开馆，首日接待读者三千二百人次。"


def blocks(article: Article) -> list[tuple[str, str]]:
    return [(block.kind, article.block_text(block)) for block in article.blocks]


def saved(document: object) -> bytes:
    file = BytesIO()
    document.save(file)  # type: ignore[attr-defined]
    return file.getvalue()


def read(tmp_path: Path, data: bytes) -> Article:
    (tmp_path / "library.docx").write_bytes(data)
    (article,) = read_file(tmp_path / "library.docx")
    return article


def library() -> object:
    document = docx.Document()
    document.core_properties.title = "another title"
    document.sections[0].header.paragraphs[0].text = "页眉"
    document.add_heading("江边图书馆开馆", 0)
    document.add_paragraph("2024年5月7日  来源：重庆日报")
    document.add_paragraph(LEAD)
    document.add_heading("开放时间", 1)
    document.add_paragraph("少儿馆：一楼", style="List Bullet")
    document.add_paragraph("")
    document.add_paragraph("图书馆外景", style="Caption")
    table = document.add_table(2, 2)
    for cell, text in zip(table._cells, ("区域", "座位", "自习室", "800"), strict=True):
        cell.text = text
    return document


def test_the_blocks_of_a_word_file(tmp_path: Path) -> None:
    article = read(tmp_path, saved(library()))
    assert (article.id, article.title, article.lang) == ("library", "江边图书馆开馆", "zh")
    assert (article.date, article.source, article.authors, article.inferred) == ("2024-05-07", "重庆日报", (), ())
    assert blocks(article) == [
        *(("paragraph", LEAD), ("heading", "开放时间"), ("item", "少儿馆：一楼"), ("caption", "图书馆外景")),
        *(("paragraph", "区域 | 座位"), ("paragraph", "自习室 | 800")),
    ]


@pytest.mark.parametrize(("said", "title"), [("标题", "标题"), ("Word Document", "library"), ("", "library")])
def test_without_a_title_the_data_name_it_or_the_file(tmp_path: Path, said: str, title: str) -> None:
    document = docx.Document()
    document.core_properties.title = said
    document.add_paragraph(LEAD)
    article = read(tmp_path, saved(document))
    assert (article.title, article.inferred) == (title, ("title",))


def test_tracked_changes_are_read_as_accepted(tmp_path: Path) -> None:
    document = docx.Document()
    paragraph = document.add_paragraph("首日接待读者")
    for change in (
        "<w:del {}><w:r><w:delText>两千人次。</w:delText></w:r></w:del>",
        "<w:ins {}><w:r><w:t>三千人次。</w:t></w:r></w:ins>",
    ):
        paragraph._p.append(parse_xml(change.format(nsdecls("w"))))
    assert read(tmp_path, saved(document)).text == "首日接待读者三千人次。"


def bomb() -> bytes:
    file = BytesIO(saved(docx.Document()))
    with zipfile.ZipFile(file, "a", zipfile.ZIP_DEFLATED) as package:
        package.writestr("word/large.xml", b" " * 3_000_000)
    return file.getvalue()


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"", "the file is damaged or no Word file"),
        (saved(library())[:5000], "the file is damaged or no Word file"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Word (.doc) or one behind a password"),
        (saved(docx.Document()), "there is no text in this Word file"),
        (bomb(), "Expected at most 2,000,000; it is damaged or harmful"),
        (b"PK\x05\x06" + b"\0" * 18, "cannot be read as Word"),
    ],
)
def test_word_files_that_give_no_text(tmp_path: Path, data: bytes, told: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(word, "MAX_XML", 2_000_000)
    with pytest.raises(ArticleError, match=r"^library\.docx: ") as caught:
        read(tmp_path, data)
    assert told in str(caught.value)


def test_bad_files_stop_no_other_and_folders_within_are_read(tmp_path: Path) -> None:
    (tmp_path / "2024" / ".hidden").mkdir(parents=True)
    write_articles(tmp_path / "2024" / ".hidden", [TEA])
    for name, data in (("a.docx", saved(library())), ("b.docx", b"PK"), ("c.pdf", b"%PDF"), ("~$a.docx", b"open")):
        (tmp_path / "2024" / name).write_bytes(data)
    write_articles(tmp_path, [TEA])
    articles, errors = read_folder(tmp_path)
    assert [article.id for article in articles] == ["a", TEA.id]
    assert [str(error).split(":")[0] for error in errors] == ["b.docx", "c.pdf"]


@pytest.mark.parametrize(
    ("name", "module", "what"),
    [("a.docx", "docx", "Word"), ("a.pdf", "pypdfium2", "PDF"), ("a.html", "trafilatura", "a web page")],
)
def test_a_missing_library_is_named(
    tmp_path: Path, name: str, module: str, what: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for loaded in [one for one in sys.modules if one.startswith(("index.reading.", f"{module}."))]:
        if loaded.rpartition(".")[2] in ("word", "pdf", "glyphs", "web_page") or loaded.startswith(f"{module}."):
            monkeypatch.delitem(sys.modules, loaded)
    monkeypatch.setitem(sys.modules, module, None)
    (tmp_path / name).write_bytes(b"x")
    with pytest.raises(ArticleError, match=rf"{name}: reading {what} needs pip install 'yuwen\[formats\]'"):
        read_file(tmp_path / name)


def test_an_article_without_running_text_or_with_wrong_data() -> None:
    from index.reading.blocks import Draft

    with pytest.raises(ArticleError, match=r"a\.docx: there is no running text"):
        make_article([Draft("heading", "只有标题", 1)], Stated(), "a", "a.docx")
    wrong = Stated("题", "报", "2024-13-40", "no language", "javascript:x", ("某",))
    article = make_article([Draft("paragraph", LEAD)], wrong, "a", "a.docx")
    assert (article.date, article.url, article.lang) == ("", None, "zh")
    assert article.inferred == ("title", "source", "authors")


@pytest.mark.parametrize(
    ("text", "said", "language"),
    [
        (LEAD, "en", "zh"),
        ("位於嘉陵江邊的新圖書館昨日開館，首日接待讀者三千二百人次。", "", "zh-Hant"),
        ("東京の新しい図書館が開館しました。", "", "ja"),
        ("새 도서관이 문을 열었습니다.", "", "ko"),
        ("La nouvelle bibliothèque a ouvert ses portes lundi au bord de la rivière.", "", "fr"),
        ("Новая библиотека открылась в понедельник на берегу реки.", "", "ru"),
        ("The city opened a new library on the bank of the river on Monday.", "de", "en"),
        ("Yuwen 2.0", "de", "de"),
        ("Yuwen 2.0", "", "en"),
    ],
)
def test_the_language_of_a_text(text: str, said: str, language: str) -> None:
    assert language_of(text, said) == language
