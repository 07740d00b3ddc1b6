"""Markdown ↔ Article: every construct read, every text written so that it reads back as itself, every fault named."""

from types import MappingProxyType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.article import BLOCK_BREAK, Article, Block, Correction
from index.errors import ArticleError
from index.reading import parse_markdown, to_markdown
from index.reading.blocks import Draft, assemble
from index.reading.normal import clean_block

HEAD = "---\ntitle: 标题\nlang: zh\n---\n"


def blocks_of(body: str) -> list[tuple[str, str]]:
    """Kind and text of each block of a body."""
    article = parse_markdown(HEAD + body, "a")
    return [(block.kind, article.block_text(block)) for block in article.blocks]


def test_every_field_is_read() -> None:
    article = parse_markdown(
        "---\n"
        "title: 城市国际传播中的重庆探索\nsubtitle: 副题\nsection: 新闻纵深\n"
        "source: 重庆日报\nsource_line: 据重庆日报\n"
        "date: 2023-08-16\nlang: zh\nurl: https://example.com/a?b=1\npage: 03\nauthors: [张三, 李四]\n"
        "translation_of: original.en\ninferred: [date]\neditor: 王五\nprinted_on: 2023-08-17\n"
        "corrections:\n- {printed: 緬, corrected: 缅, reason: 繁体}\n---\n\n一段。\n",
        "2023-08-chongqing",
    )
    assert article == Article(
        id="2023-08-chongqing",
        title="城市国际传播中的重庆探索",
        text="一段。",
        blocks=(Block("paragraph", 0, 3),),
        lang="zh",
        source="重庆日报",
        date="2023-08-16",
        url="https://example.com/a?b=1",
        page="03",
        authors=("张三", "李四"),
        subtitle="副题",
        section="新闻纵深",
        source_line="据重庆日报",
        translation_of="original.en",
        inferred=("date",),
        corrections=(Correction("緬", "缅", "繁体"),),
        extra=MappingProxyType({"editor": "王五", "printed_on": "2023-08-17"}),
    )


@pytest.mark.parametrize(("written", "read"), [("2023", "2023"), ("2023-08", "2023-08"), ("", ""), ("null", "")])
def test_a_date_is_as_exact_as_the_source(written: str, read: str) -> None:
    assert parse_markdown(f"---\ntitle: a\nlang: zh\ndate: {written}\n---\nx", "a").date == read


def test_a_title_stays_as_typed() -> None:
    for title in ("Yes", "12:30", "007", "~a"):
        assert parse_markdown(f"---\ntitle: {title}\nlang: zh\n---\nx", "a").title == title


def test_one_author_may_be_a_text() -> None:
    assert parse_markdown("---\ntitle: a\nlang: zh\nauthors: 张三\n---\nx", "a").authors == ("张三",)


@pytest.mark.parametrize(
    ("body", "blocks"),
    [
        ("## 一级\n\n### 二级\n正文", [("heading", "一级"), ("heading", "二级"), ("paragraph", "正文")]),
        ("题\n==\n", [("heading", "题")]),
        ("- 甲\n- 乙\n\n1. 丙\n   - 丁", [("item", "甲"), ("item", "乙"), ("item", "丙"), ("item", "丁")]),
        ("- 甲\n\n  又一段", [("item", "甲"), ("paragraph", "又一段")]),
        ("![李子坝“单轨穿楼”]()", [("caption", "李子坝“单轨穿楼”")]),
        ("![甲](a.jpg)\n![乙](b.jpg)", [("caption", "甲"), ("caption", "乙")]),
        ("看 ![图](a.jpg) 吧", [("paragraph", "看 图 吧")]),
        ("> 引一\n>\n> 引二", [("paragraph", "引一"), ("paragraph", "引二")]),
        ("```py\na < b\n\nc\n```", [("paragraph", "a < b\nc")]),
        ("    缩进", [("paragraph", "缩进")]),
        ("| 甲 | 乙 |\n|---|---|\n| 1 | **2** |", [("paragraph", "甲 | 乙"), ("paragraph", "1 | 2")]),
        ("**粗**、*斜*、`码`、[链接](https://a.cn \"t\")", [("paragraph", "粗、斜、码、链接")]),
        ("AT&amp;T &copy; &#x91CD;&lt;b&gt;", [("paragraph", "AT&T © 重<b>")]),
        ("一行\\\n二行", [("paragraph", "一行\n二行")]),
        ("一\n\n---\n\n***\n\n二", [("paragraph", "一"), ("paragraph", "二")]),
    ],
)  # fmt: skip
def test_constructs(body: str, blocks: list[tuple[str, str]]) -> None:
    assert blocks_of(body) == blocks


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ("世界\n读懂", "世界读懂"),
        ("the\nworld", "the world"),
        ("记者\nMikkel 说，记者 Alex", "记者 Mikkel 说，记者 Alex"),
        ("下载量达3.5\n万次", "下载量达3.5万次"),
        ("**超过**\n1600万", "超过1600万"),
        ("well-\nknown", "well-known"),
    ],
)
def test_a_soft_line_break_is_as_on_paper(body: str, text: str) -> None:
    assert blocks_of(body) == [("paragraph", text)]


@pytest.mark.parametrize(
    ("body", "blocks"),
    [
        ("<b>粗</b>体", [("paragraph", "粗体")]),
        ("<div onclick=x>甲<p>乙</p></div>", [("paragraph", "甲"), ("paragraph", "乙")]),
        ("<script>alert(1)</script>\n\n正文", [("paragraph", "正文")]),
        ("<!-- 编者 -->\n\n正文", [("paragraph", "正文")]),
        ("<img src=x onerror=alert(1)>正文", [("paragraph", "正文")]),
        ("[按](javascript:alert(1))", [("paragraph", "按")]),
        ("正文\n\n<script>alert(1)", [("paragraph", "正文")]),
    ],
)
def test_hostile_html_is_inert(body: str, blocks: list[tuple[str, str]]) -> None:
    assert blocks_of(body) == blocks


def test_offsets_are_exact() -> None:
    article = parse_markdown(HEAD + "## 题\n\n- 甲\n\n*乙*", "a")
    assert article.text == BLOCK_BREAK.join(["题", "甲", "乙"])
    assert article.blocks == (Block("heading", 0, 1, 2), Block("item", 3, 4), Block("paragraph", 6, 7))


def test_only_what_cannot_be_seen_is_normalised() -> None:
    text = "\ufeff" + HEAD.replace("\n", "\r\n") + "e\u0301\x07 \u202e反\u2066\r\n\r\n二 \u200d☺ﬁ①Ａ"
    assert parse_markdown(text, "a").text == "é 反\n\n二 \u200d☺ﬁ①Ａ"


MARKS = [
    "*", "_", "#", "##", "1.", "2)", ">", "|", "<b>", "</script>", "[x](y)", "&amp;", "&#10;", "\\", "\n", "- ", "+ ",
    "===", "---", "    ", "\t", " ", "`", "```", "~~~", "![a](b)", "!", ":", "|-|", "重", "a", "。", "\u3000", "\u2028",
    "<http://a.b>", "[a]: b", "\ufeff", "\u0301", "\xa0", "{", "\ud7ff", "😀",
]  # fmt: skip
TEXT = (st.text(max_size=30) | st.lists(st.sampled_from(MARKS), max_size=12).map("".join)).map(clean_block)
DRAFT = st.builds(
    lambda kind, text, level: Draft(kind, text, level if kind == "heading" else 0),
    st.sampled_from(["heading", "paragraph", "item", "caption"]),
    TEXT.filter(bool),
    st.integers(1, 6),
)


@settings(max_examples=400, deadline=None)
@given(st.lists(DRAFT, min_size=1, max_size=5), TEXT.filter(bool), TEXT, st.lists(TEXT.filter(bool), max_size=2))
def test_writing_and_reading_gives_the_same_article(
    drafts: list[Draft], title: str, other: str, authors: list[str]
) -> None:
    text, blocks = assemble(drafts)
    article = Article(
        id="a",
        title=title,
        text=text,
        blocks=blocks,
        lang="zh-Hant",
        date="2023-08-16",
        subtitle=other,
        section=other,
        page=other or None,
        authors=tuple(authors),
        inferred=("date",),
        corrections=(Correction(title, title, other),),
        extra=MappingProxyType({"key": [1, other, {"deep": None}]}),
    )
    assert parse_markdown(to_markdown(article), "a") == article


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "the file is empty"),
        (" \n\n", "the file is empty"),
        ("正文", "no front matter found"),
        ("---\ntitle: a\n正文", "no front matter found"),
        ("---\ntitle: a\nlang: zh\n---\n\n", "no text below"),
        ("---\ntitle: a\nlang: zh\n---\n<!-- x -->\n", "no text below"),
        ("---\nlang: zh\n---\nx", "'title' is missing"),
        ("---\ntitle: a\n---\nx", "'lang' is missing"),
        ("---\ntitle: a: b\nlang: zh\n---\nx", "line 2: the front matter is not valid YAML"),
        ("---\ntitle: a\nlang: zh\nkey: [1\n---\nx", "not valid YAML"),
        ("---\n- title\n---\nx", "no list of fields"),
        ("---\ntitle: a\ntitle: b\nlang: zh\n---\nx", "line 3: expected each field once"),
        ("---\ntitle: [a]\nlang: zh\n---\nx", "'title' has the value ['a']"),
        ("---\ntitle: a\nlang: Chinese!\n---\nx", "'Chinese!' is no language tag"),
        ("---\ntitle: a\nlang: zh\ndate: 16.8.2023\n---\nx", "date '16.8.2023' is not valid"),
        ("---\ntitle: a\nlang: zh\ndate: 2023-13\n---\nx", "date '2023-13' is not valid"),
        ("---\ntitle: a\nlang: zh\ndate: 2023-02-30\n---\nx", "date '2023-02-30' is not valid"),
        ("---\ntitle: a\nlang: zh\nurl: javascript:alert(1)\n---\nx", "url 'javascript:alert(1)' is not valid"),
        ("---\ntitle: a\nlang: zh\nurl: http://\n---\nx", "url 'http://' is not valid"),
        ("---\ntitle: a\nlang: zh\ntranslation_of: ../b\n---\nx", "'../b' cannot be used"),
        ("---\ntitle: a\nlang: zh\ninferred: [when]\n---\nx", "'inferred' names 'when'"),
        ("---\ntitle: a\nlang: zh\nauthors: {a: b}\n---\nx", "'authors' has the value"),
        ("---\ntitle: a\nlang: zh\ncorrections: [x]\n---\nx", "'corrections' holds 'x'"),
        ("---\ntitle: &a [x]\nlang: zh\nkey: *a\n---\nx", "aliases (*name) are not allowed"),
        ("---\ntitle: a\nlang: zh\nkey: !!python/object:os.system x\n---\nx", "not valid YAML"),
        ("---\ntitle: a\nlang: zh\nkey: !!binary YQ==\n---\nx", "'key' holds a bytes"),
        ("---\ntitle: a\nlang: zh\nkey: [!!set {a}]\n---\nx", "'key' holds a set"),
        ("---\ntitle: a\nlang: zh\nkey: " + "[" * 5000 + "\n---\nx", "not valid YAML"),
        ("---\ntitle: a\nlang: zh\nkey: " + "x" * 70_000 + "\n---\nx", "Expected at most 65,536"),
    ],
)
def test_what_is_wrong_is_said(text: str, told: str) -> None:
    with pytest.raises(ArticleError) as caught:
        parse_markdown(text, "a", "a.md")
    assert str(caught.value).startswith("a.md")
    assert told in str(caught.value)
    assert "\n" not in str(caught.value)


def test_comments_for_the_editor_stand_above_their_blocks_and_are_not_read() -> None:
    article = parse_markdown(HEAD + "One.\n\n- Two.\n- Three.\n\n## Four", "a")
    written = to_markdown(article, {0: "look\n\nhere", 2: "--> <b>not the end", 3: "x"})
    assert "<!-- look here -->\n\nOne." in written and "-->\n\n- Three." in written
    assert parse_markdown(written, "a") == article


@pytest.mark.parametrize("article_id", ["a", "2023-08-a.en", "重庆-1", "A_b"])
def test_safe_ids(article_id: str) -> None:
    assert parse_markdown(HEAD + "x", article_id).id == article_id


@pytest.mark.parametrize("article_id", ["", ".a", "-a", "a/b", "a b", "a?b", "a%2e", "é", "a\n", "a" * 121])
def test_unsafe_ids(article_id: str) -> None:
    with pytest.raises(ArticleError, match="cannot be used in an address"):
        parse_markdown(HEAD + "x", article_id)
