"""Files that are anything at all: each gives articles or an error that names it, never another fault.

The same examples every time and few of each; more with YUWEN_EXAMPLES=500.
"""

import os
import zipfile
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from index.errors import ArticleError
from index.reading import word
from index.reading.files import read_file
from index.splitting import split_article
from tests.test_reading_pdf import report
from tests.test_reading_word import library, saved

EXAMPLES = int(os.environ.get("YUWEN_EXAMPLES", "25"))
FUZZED = settings(
    max_examples=EXAMPLES,
    derandomize=True,
    deadline=None,
    database=None,
    suppress_health_check=list(HealthCheck),
)
MARKDOWN = """---
title: 江边图书馆开馆
date: 2024-05-07
lang: zh
inferred: [date]
---
# 开馆

首日接待读者三千二百人次，*“人很多”*，[网址](https://x.example)。

- 一楼
- 二楼

> 引文

| a | b |
|---|---|
| 1 | 2 |
"""
PAGE = """<!doctype html><html lang="zh"><head><meta charset="utf-8"><title>江边图书馆开馆</title></head><body><article>
<h1>江边图书馆开馆</h1><p>位于嘉陵江边的图书馆5月6日开馆，首日接待读者三千二百人次，预计全年接待一百万人次。</p>
<ul><li>一楼</li></ul><table><tr><td>1</td></tr></table></article></body></html>"""
SAMPLES = {
    ".md": MARKDOWN.encode(),
    ".txt": ("江边图书馆开馆\n\n" + "位于江边的图书馆5月6日开馆，首日接待\n读者三千二百人次。\n" * 8).encode("gb18030"),
    ".html": PAGE.encode(),
    ".docx": saved(library()),
    ".pdf": report(),
}
EDITS = st.lists(
    st.tuples(st.floats(0, 1), st.integers(0, 40), st.binary(max_size=12) | st.sampled_from([b"<", b"\0" * 9, b"]]>"])),
    min_size=1,
    max_size=6,
)
"""(where, how many bytes are taken out, what is put in)"""


def edited(data: bytes, edits: list[tuple[float, int, bytes]]) -> bytes:
    for where, out, put in edits:
        at = int(where * len(data))
        data = data[:at] + put + data[at + out :]
    return data


def repacked(data: bytes, part: str, edits: list[tuple[float, int, bytes]]) -> bytes:
    """A Word file with one part of it edited, sealed again so that it is looked into."""
    file = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as old, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new:
        for one in old.namelist():
            new.writestr(one, edited(old.read(one), edits) if one == part else old.read(one))
    return file.getvalue()


def read(folder: Path, suffix: str, data: bytes) -> None:
    """Whole articles that can be split, or an error that names the file in one line."""
    path = folder / f"article{suffix}"
    path.write_bytes(data)
    try:
        articles = read_file(path)
    except ArticleError as error:
        assert str(error).startswith("article")
        return
    for article in articles:
        assert (article.text.strip() or article.title) and "\0" not in article.text
        article.text.encode()
        for passage in split_article(article):
            assert 0 <= passage.start < passage.end <= len(article.text)


@pytest.mark.parametrize("suffix", SAMPLES)
@FUZZED
@given(edits=EDITS)
def test_a_damaged_file_gives_articles_or_says_why_not(
    tmp_path_factory: pytest.TempPathFactory, suffix: str, edits: list[tuple[float, int, bytes]]
) -> None:
    read(tmp_path_factory.getbasetemp(), suffix, edited(SAMPLES[suffix], edits))


@pytest.mark.parametrize("suffix", SAMPLES)
@FUZZED
@given(data=st.binary(max_size=300))
def test_a_file_of_anything_does_too(tmp_path_factory: pytest.TempPathFactory, suffix: str, data: bytes) -> None:
    read(tmp_path_factory.getbasetemp(), suffix, data)


@pytest.mark.parametrize("part", ["word/document.xml", "word/styles.xml", "[Content_Types].xml", "_rels/.rels"])
@FUZZED
@given(edits=EDITS)
def test_a_word_file_damaged_within_does_too(
    tmp_path_factory: pytest.TempPathFactory, part: str, edits: list[tuple[float, int, bytes]]
) -> None:
    read(tmp_path_factory.getbasetemp(), ".docx", repacked(SAMPLES[".docx"], part, edits))


def bomb(name: str, size: int) -> bytes:
    """A Word file one part of which unpacks to so many bytes, and which the document refers to."""
    rels = "word/_rels/document.xml.rels"
    file = BytesIO()
    with zipfile.ZipFile(BytesIO(SAMPLES[".docx"])) as old, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new:
        for one in old.namelist():
            data = old.read(one)
            if one == rels:
                kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/image"
                more = f'<Relationship Id="rId99" Type="{kind}" Target="{name}"/></Relationships>'
                data = data.replace(b"</Relationships>", more.encode())
            if one == "[Content_Types].xml":
                suffix = name.rpartition(".")[2]
                more = f'<Default Extension="{suffix}" ContentType="image/{suffix}"/></Types>'
                data = data.replace(b"</Types>", more.encode())
            new.writestr(one, data)
        new.writestr(f"word/{name}", bytes(size))
    return file.getvalue()


@pytest.mark.parametrize(("name", "size"), [("large.xml", 3_000_000), ("media/one.gif", 12_000_000)])
def test_a_bomb_is_refused_before_it_is_unpacked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, size: int
) -> None:
    monkeypatch.setattr(word, "MAX_XML", 2_000_000)
    monkeypatch.setattr(word, "MAX_UNPACKED", 10_000_000)
    path = tmp_path / "bomb.docx"
    path.write_bytes(bomb(name, size))
    assert path.stat().st_size < 100_000
    with pytest.raises(ArticleError, match="damaged or harmful"):
        read_file(path)


def test_an_archive_that_lies_about_its_sizes_unpacks_no_more_than_it_says(tmp_path: Path) -> None:
    data = bomb("media/one.gif", 1_000_000)
    told = (1_000_000).to_bytes(4, "little")
    assert data.count(told) == 2  # before the part and in the list at the end
    path = tmp_path / "liar.docx"
    path.write_bytes(data.replace(told, (10).to_bytes(4, "little")))
    with pytest.raises(ArticleError, match="cannot be read as Word"):
        read_file(path)


@pytest.mark.parametrize(
    ("suffix", "head"),
    [
        (".docx", b""),
        (".html", b'<!DOCTYPE html [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'),
    ],
)
def test_entities_are_not_expanded(tmp_path: Path, suffix: str, head: bytes) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("the-secret-of-this-machine")
    doctype = f'<!DOCTYPE w [<!ENTITY x SYSTEM "{secret.as_uri()}">]>'.encode()
    path = tmp_path / f"article{suffix}"
    if suffix == ".docx":
        file = BytesIO()
        with zipfile.ZipFile(BytesIO(SAMPLES[".docx"])) as old, zipfile.ZipFile(file, "w") as new:
            for one in old.namelist():
                data = old.read(one)
                if one == "word/document.xml":
                    declaration, rest = data.split(b"?>", 1)
                    data = declaration + b"?>" + doctype + rest.replace("三千二百".encode(), b"&x;")
                new.writestr(one, data)
        path.write_bytes(file.getvalue())
    else:
        path.write_bytes(head + SAMPLES[".html"].replace("三千二百".encode(), b"&b;&x;"))
    try:
        text = "".join(article.text for article in read_file(path))
    except ArticleError as error:
        text = str(error)
    assert "the-secret" not in text and "aaaaaaaaaaaaaaaaaaaa" not in text
