"""The shipped articles, printed again in many layouts, are read as the articles they were."""

import random
import re
import textwrap
from collections.abc import Callable
from pathlib import Path

import pytest

from index.article import Article
from index.reading import read_folder, read_page
from index.reading.joining import is_wide

ARTICLES = Path(__file__).parents[1] / "docs" / "articles"
IDS = ("2023-08-western-international-communication-centre", "2023-08-chongqing-city-communication")
BYLINES = {
    "zh": ("本报记者 李明 王小红", "记者 张 华"),
    "en": ("By LI MING in Chongqing", "By Wang Xiaohong and John Smith"),
}


def printed_originals(lang: str) -> list[Article]:
    found = {article.id: article for article in read_folder(ARTICLES)[0]}
    return [found[one if lang == "zh" else f"{one}.en"] for one in IDS]


def columns_of(text: str) -> int:
    return sum(2 if is_wide(char) or char in "“”‘’—" else 1 for char in text)


def wrap_chinese(text: str, columns: int, indent: int) -> list[str]:
    """Lines set as a printer sets them: no mark that closes begins one, none that opens ends one."""
    lines, line, room = [], "", columns - indent
    for token in re.findall(r"[“《（(]*(?:[A-Za-z'-]+|.)[，。、；：！？”’》）)]*", text):
        if columns_of(line + token) > room:
            lines.append(line.rstrip())
            line, room = "", columns
        line += token if line else token.lstrip()
    return [*lines, line.rstrip()]


def wrap_english(text: str, columns: int, indent: int) -> list[str]:
    return textwrap.wrap(text, columns - indent, break_on_hyphens=False)


def print_article(article: Article, columns: int, style: str, byline: str, rng: random.Random) -> list[str]:
    """The lines of a page; paragraphs told by an indent, by a blank line or by both, and columns broken at random."""
    chinese = article.lang == "zh"
    wrap: Callable[[str, int, int], list[str]] = wrap_chinese if chinese else wrap_english
    indent = "" if style == "blank" else "　　" if chinese else "   "
    gap = [] if style == "indent" else [""]
    lines = [*([article.section, ""] if article.section else []), article.title, byline, ""]
    for block in article.blocks:
        text = article.block_text(block)
        if block.kind == "heading":
            lines += wrap(text, columns, 4) + gap
        elif block.kind == "paragraph":
            set_lines = wrap(text, columns, 4 if indent else 0)
            place = rng.randrange(2, len(set_lines) - 1) if len(set_lines) > 5 else 0
            if place and not re.search(r"[。！？：；.!?;:”]$", set_lines[place - 1]):
                set_lines.insert(place, "")
            lines += [indent + set_lines[0], *set_lines[1:], *gap]
    return [*lines, "", article.source_line, ""]


@pytest.mark.parametrize("style", ["indent", "blank", "both"])
@pytest.mark.parametrize("columns", [26, 32, 38, 44, 50, 56])
def test_chinese_layouts(style: str, columns: int) -> None:
    check("zh", style, columns)


@pytest.mark.parametrize("style", ["indent", "both"])
@pytest.mark.parametrize("columns", [44, 52, 60, 72])
def test_english_layouts(style: str, columns: int) -> None:
    check("en", style, columns)


def check(lang: str, style: str, columns: int) -> None:
    rng = random.Random(columns)
    originals = printed_originals(lang)
    pages = [
        print_article(article, columns, style, byline, rng)
        for article, byline in zip(originals, BYLINES[lang], strict=True)
    ]
    page = read_page("\n".join(line for lines in pages for line in lines))
    assert [article.title for article in page.articles] == [article.title for article in originals]
    for read, original in zip(page.articles, originals, strict=True):
        blocks = [(block.kind, original.block_text(block)) for block in original.blocks if block.kind != "caption"]
        assert [(block.kind, read.block_text(block)) for block in read.blocks] == blocks
        assert (read.source, read.section) == (original.source, original.section)
