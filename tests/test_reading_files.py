"""Files and folders: what is read, what is passed over, what is an error; and the dry run's printing and writing."""

import io
from pathlib import Path

import pytest
from rich.console import Console

from index.article import Article
from index.errors import ArticleError
from index.reading import open_page, parse_markdown, read_file, read_folder
from index.reading.report import show, write

DATA = Path(__file__).parent / "data"


def markdown(body: str = "正文。", **fields: str) -> str:
    head = "".join(f"{key}: {value}\n" for key, value in {"title": "标题", "lang": "zh", **fields}.items())
    return f"---\n{head}---\n\n{body}\n"


def put(folder: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


@pytest.mark.parametrize("name", ["重庆.md", "a.en.markdown", "a.MD"])
def test_markdown_files(tmp_path: Path, name: str) -> None:
    put(tmp_path, {name: markdown()})
    (article,) = read_file(tmp_path / name)
    assert (article.id, article.text) == (name.rpartition(".")[0], "正文。")


def test_the_articles_of_a_page_are_numbered() -> None:
    assert [one.id for one in read_file(DATA / "page-columns.txt")] == ["page-columns-1", "page-columns-2"]
    assert [one.id for one in read_file(DATA / "page-solid.txt")] == ["page-solid"]


def test_a_byte_order_mark_is_no_text(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_bytes(b"\xef\xbb\xbf" + markdown().encode())
    assert read_file(tmp_path / "a.md")[0].text == "正文。"


@pytest.mark.parametrize(
    ("name", "data", "told"),
    [
        ("a.odt", b"PK", "files that end in '.odt' are not read"),
        ("a", b"x", "files that end in 'nothing' are not read"),
        ("a.md", b"---\n\xff\xff", "byte 5 is not UTF-8"),
        ("a.txt", b"\xff\xfe", "the file is empty"),
        ("a.md", b"", "the file is empty"),
        ("a.txt", b"", "the file is empty"),
        ("a b.md", markdown().encode(), "cannot be used in an address"),
        ("-.txt", "题\n\n文。".encode(), "cannot be used in an address"),
    ],
)
def test_files_that_cannot_be_read(tmp_path: Path, name: str, data: bytes, told: str) -> None:
    (tmp_path / name).write_bytes(data)
    with pytest.raises(ArticleError) as caught:
        read_file(tmp_path / name)
    assert told in str(caught.value)
    assert str(caught.value).startswith(name)


def test_files_that_are_not_there(tmp_path: Path) -> None:
    with pytest.raises(ArticleError, match=r"a\.md: the file cannot be read: No such file"):
        read_file(tmp_path / "a.md")
    with pytest.raises(ArticleError, match="there is no such folder"):
        read_folder(tmp_path / "none")


def test_a_file_that_is_too_large(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with (tmp_path / "a.pdf").open("wb") as file:
        file.truncate(1 << 30)  # a hole: no byte of it is on the disk
    monkeypatch.setattr(Path, "read_bytes", None)  # its size is enough to refuse it
    with pytest.raises(ArticleError, match=r"a\.pdf: the file has 1,073,741,824 bytes\. Expected at most 200,000,000"):
        read_file(tmp_path / "a.pdf")


def test_one_bad_file_stops_no_other(tmp_path: Path) -> None:
    put(
        tmp_path,
        {
            "b.md": markdown("乙。"),
            "a.md": markdown("甲。"),
            "bad.md": "no front matter",
            "z.docx": "x",
            "picture.jpg": "x",
            ".hidden.md": "x",
            "README.md": "x",
        },
    )
    (tmp_path / "folder.md").mkdir()
    articles, errors = read_folder(tmp_path)
    assert [one.text for one in articles] == ["甲。", "乙。"]
    assert [str(error).split(":")[0] for error in errors] == ["bad.md", "z.docx"]


def test_two_articles_with_one_id(tmp_path: Path) -> None:
    articles, errors = read_folder(put(tmp_path, {"a.md": markdown("甲。"), "a.txt": "题\n\n乙。\n"}))
    assert [one.text for one in articles] == ["甲。"]
    assert [str(error) for error in errors] == [
        "a.txt: its article has the id 'a', as has that of a.md. Expected one file for each id; rename one of them."
    ]


ORIGINAL = "一。\n\n## 题\n\n二。\n\n三。"
EDITION = "One.\n\n## Title\n\nTwo.\n\nThree."


def edition_errors(tmp_path: Path, body: str, **fields: str) -> list[str]:
    files = {"a.md": markdown(ORIGINAL), "a.en.md": markdown(body, **{"lang": "en", "translation_of": "a"} | fields)}
    articles, errors = read_folder(put(tmp_path, files))
    assert [one.id for one in articles] == (["a"] if errors else ["a.en", "a"])
    return [str(error) for error in errors]


def test_an_edition_with_the_same_blocks(tmp_path: Path) -> None:
    assert edition_errors(tmp_path, EDITION) == []


@pytest.mark.parametrize(
    ("body", "told"),
    [
        (
            "One.\n\n## Title\n\nTwo.",
            "has 2 paragraphs where its original has 3; first difference at block 4: nothing more here, "
            "paragraph '三。' in 'a'",
        ),
        (
            "One.\n\nTitle\n\nTwo.\n\nThree.",
            "has 4 paragraphs where its original has 3, has 0 headings where its original has 1; first difference "
            "at block 2: paragraph 'Title' here, heading '题' in 'a'",
        ),
        (
            "## Title\n\nOne.\n\nTwo.\n\nThree.",
            "has its blocks in another order; first difference at block 1: heading 'Title' here",
        ),
        (EDITION + "\n\nFour.", "first difference at block 5: paragraph 'Four.' here, nothing more in 'a'"),
    ],
)
def test_an_edition_that_parts_from_its_original(tmp_path: Path, body: str, told: str) -> None:
    (error,) = edition_errors(tmp_path, body)
    assert error.startswith("a.en.md: ")
    assert told in error


def test_an_edition_in_the_same_language(tmp_path: Path) -> None:
    assert "lang is 'zh', as in its original 'a'" in edition_errors(tmp_path, EDITION, lang="zh")[0]


def test_an_edition_of_nothing(tmp_path: Path) -> None:
    assert (
        "translation_of names 'b', and no such article was read"
        in edition_errors(tmp_path, EDITION, translation_of="b")[0]
    )


def test_an_edition_of_an_edition(tmp_path: Path) -> None:
    files = {
        "a.md": markdown(ORIGINAL),
        "a.en.md": markdown(EDITION, lang="en", translation_of="a"),
        "a.fr.md": markdown(EDITION, lang="fr", translation_of="a.en"),
    }
    articles, errors = read_folder(put(tmp_path, files))
    assert [one.id for one in articles] == ["a.en", "a"]
    assert [str(error) for error in errors] == [
        "a.fr.md: translation_of names 'a.en', itself an edition. Expected 'a'."
    ]


def article(article_id: str = "a", text: str = "正文。") -> Article:
    return parse_markdown(markdown(text), article_id)


def test_what_is_written_is_read_again(tmp_path: Path) -> None:
    page = open_page(DATA / "page-indented.txt")
    ids = ["x", "y", "z"]
    paths = write(page.articles, tmp_path / "new" / "folder", ids)
    assert [path.name for path in paths] == ["x.md", "y.md", "z.md"]
    assert sorted(path.name for path in paths[0].parent.iterdir()) == ["x.md", "y.md", "z.md"]
    again, errors = read_folder(paths[0].parent)
    assert errors == []
    assert [one.text for one in again] == [one.text for one in page.articles]
    assert write(page.articles, tmp_path / "new" / "folder", ids) == paths


def test_a_differing_file_is_overwritten_only_by_force(tmp_path: Path) -> None:
    write([article("a", "旧。")], tmp_path)
    with pytest.raises(ArticleError, match=r"a\.md: the file is there and differs"):
        write([article("b"), article("a", "新。")], tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["a.md"]
    assert "旧" in (tmp_path / "a.md").read_text(encoding="utf-8")
    write([article("a", "新。")], tmp_path, force=True)
    assert "新" in (tmp_path / "a.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("ids", "told"),
    [(["x"], "1 ids were given for 2"), (["x", "x"], "names two articles"), (["x", "../y"], "cannot be used")],
)
def test_ids_that_will_not_do(tmp_path: Path, ids: list[str], told: str) -> None:
    with pytest.raises(ArticleError, match=told):
        write([article("a"), article("b")], tmp_path, ids)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x", encoding="utf-8")
    with pytest.raises(ArticleError, match="cannot write there"):
        write([article()], tmp_path / "file" / "folder")


def shown(read: object) -> str:
    console = Console(file=io.StringIO(), width=160)
    show(read, console)  # type: ignore[arg-type]
    return console.file.getvalue()  # type: ignore[attr-defined]


def test_the_dry_run_shows_every_decision() -> None:
    text = shown(open_page(DATA / "page-columns.txt"))
    for told in (
        "2 articles",
        "缙云山国家级自然保护区",
        "新闻链接",
        "重庆晚报",
        "火灾后的缙云山复绿",
        "over a blank line",
        "千名志愿者骑着摩托车上山",
        "網 → 网",
        "names no date",
    ):
        assert told in text


def test_the_dry_run_shows_an_inferred_date() -> None:
    page = open_page(DATA / "page-solid.txt")
    assert "(inferred)" not in shown(page)
    dated = parse_markdown(markdown(date="2023-08", inferred="date"), "a")
    assert "2023-08 (inferred)" in shown([dated])


def test_the_dry_run_takes_no_text_for_markup() -> None:
    assert "[bold]重[/]" in shown([parse_markdown(markdown("\\[bold\\]重\\[/\\]"), "a")])
