"""The article pages as HTML: what is marked, what is said, what stays inert."""

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from html.parser import HTMLParser
from urllib.parse import quote as percent_encode

import pytest
from browser.scripted_desk import ACROSS, CENTER, CITY, FOUNDED, FOUNDED_EN, HOSTILE_ARTICLE, ScriptedDesk
from starlette.testclient import TestClient

from bot.answer import Span
from bot.web.app import create_app
from bot.web.articles.spans import cut, read_span, touched
from bot.web.settings import WebSettings
from index.article import Article, Correction


class Desk(ScriptedDesk):
    """With one more article, whose name and facts are unusual."""

    ODD = replace(
        CITY,
        id="年 报#1?x=%&",
        corrections=(Correction("緬", "缅", "traditional form"),),
        authors=("甲", "乙"),
        date="",
        translation_of="gone",
    )

    def articles(self) -> tuple[Article, ...]:
        return (*super().articles(), self.ODD)

    def article(self, article_id: str) -> Article | None:
        if article_id == "broken":
            raise RuntimeError("secret")
        return self.ODD if article_id == self.ODD.id else super().article(article_id)


class Reader(HTMLParser):
    """Collects tags, and the text of each mark."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.marks: list[str] = []
        self.inside = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        if tag == "mark":
            self.inside = True
            self.marks.append("")

    def handle_endtag(self, tag: str) -> None:
        self.inside = self.inside and tag != "mark"

    def handle_data(self, data: str) -> None:
        if self.inside:
            self.marks[-1] += data


@pytest.fixture(scope="module")
def client() -> Iterator[TestClient]:
    settings = WebSettings(public_url="https://ask.example/")
    with TestClient(
        create_app(Desk(), settings), headers={"accept-language": "en"}, raise_server_exceptions=False
    ) as client:
        yield client


def read(client: TestClient, path: str, **headers: str) -> tuple[str, Reader]:
    reply = client.get(path, headers=headers)
    assert reply.status_code == 200
    reader = Reader()
    reader.feed(reply.text)
    return reply.text, reader


def test_the_quote_is_marked_and_found_by_its_fragment(client: TestClient) -> None:
    html, reader = read(client, FOUNDED.link)
    assert reader.marks == [FOUNDED.text]
    assert html.count('id="quote"') == 1
    assert f"https://ask.example{FOUNDED.link.replace('&', '&amp;')}" in html


def test_a_quote_across_blocks_is_marked_in_each(client: TestClient) -> None:
    html, reader = read(client, ACROSS.link)
    assert "".join(reader.marks) == ACROSS.text.replace("\n\n", "")
    assert len(reader.marks) == 3
    assert html.count('id="quote"') == 1


def test_a_changed_article_is_said_and_nothing_marked(client: TestClient) -> None:
    html, reader = read(client, "/articles/center-zh?v=0000000000000000&s=1-9")
    assert "has changed" in html
    assert reader.marks == []


@pytest.mark.parametrize(
    "span",
    ["", "x", "9-2", "5-5", "-1-4", "0-99999", "0-" + "9" * 400, "1-2-3", "１-２", "1e3-2e3", "%00", "31-32;DROP"],
)
def test_a_span_that_is_not_there_marks_nothing(client: TestClient, span: str) -> None:
    html, reader = read(client, f"/articles/center-zh?s={percent_encode(span)}")
    assert reader.marks == []
    assert "nothing is marked" in html


@pytest.mark.parametrize("name", ["nope", "%2e%2e", "a%00b", "<script>", "%ed%a0%80"])
def test_an_unknown_article_is_a_clean_404(client: TestClient, name: str) -> None:
    reply = client.get(f"/articles/{percent_encode(name, safe='%')}")
    assert reply.status_code == 404
    assert "Traceback" not in reply.text
    assert "<script" not in reply.text


def test_a_fault_inside_is_a_page_without_its_reason(client: TestClient) -> None:
    reply = client.get("/articles/broken")
    assert reply.status_code == 500
    assert "<h1>Something went wrong on our side</h1>" in reply.text
    assert "secret" not in reply.text
    assert reply.headers["content-security-policy"]


def test_facts_are_shown_and_the_inferred_named(client: TestClient) -> None:
    html, reader = read(client, "/articles/center-zh")
    assert "<time>2023-08</time> (concluded from the text)" in html
    assert "Page 3" in html
    assert "据重庆日报客户端" in html
    assert "<figcaption>李子坝“单轨穿楼”</figcaption>" in html
    assert '<h2 id="b3">坚持国际传播与城市发展相融合</h2>' in html
    assert len(re.findall(r"<li id=", html)) == 2
    assert reader.tags.count("h1") == 1


def test_an_edition_is_labelled_and_shows_the_original_words(client: TestClient) -> None:
    html, reader = read(client, FOUNDED_EN.link.replace("#", f"&o={FOUNDED.start}-{FOUNDED.end}#"))
    assert 'This is a translation. The original is “<bdi lang="zh">西部国际传播中心在渝揭牌成立</bdi>”.' in html
    assert reader.marks == [FOUNDED_EN.text, FOUNDED.text]
    assert '<article lang="en" dir="auto">' in html
    assert '<aside class="beside" lang="zh" dir="auto">' in html
    assert 'href="/articles/center-zh#b1"' in html


def test_the_page_speaks_the_visitors_language_around_the_article(client: TestClient) -> None:
    html, _ = read(client, "/articles/center-en?lang=zh-TW")
    assert '<html lang="zh-Hant" dir="ltr">' in html
    assert '<article lang="en" dir="auto">' in html
    assert "本頁為譯文" in html
    assert 'href="/articles/?lang=zh-Hant"' in html


def test_unusual_names_and_facts(client: TestClient) -> None:
    html, _ = read(client, f"/articles/{percent_encode(Desk.ODD.id)}")
    assert "The original is not in the index" in html
    assert "Undated" in html
    assert "甲, 乙" in html
    assert '“<bdi lang="zh">緬</bdi>” in print, “<bdi lang="zh">缅</bdi>” here: <bdi>traditional form</bdi>' in html
    listed, _ = read(client, "/articles/")
    link = re.search(r'href="(/articles/[^"]*%23[^"]*)"', listed)
    assert link
    assert client.get(link[1]).status_code == 200


def test_the_list_holds_originals_with_their_editions(client: TestClient) -> None:
    html, _ = read(client, "/articles/")
    assert html.count("<h2 lang=") == 4
    assert html.index("西部国际传播中心在渝揭牌成立") < html.index("Western International")
    assert client.get("/articles", follow_redirects=False).headers["location"] == "/articles/"


@pytest.mark.parametrize("path", ["/articles/hostile?s=8-300", "/articles/", "/articles/hostile?lang=<script>&v=<b>"])
def test_a_hostile_article_is_only_words(client: TestClient, path: str) -> None:
    html, reader = read(client, path)
    assert "iframe" not in reader.tags
    opened = re.findall(r"<(?:script|form)[^>]*>", html)
    assert opened and all(
        re.fullmatch(
            r'<script (src="/web/[\w.]+" defer|type="application/(ld\+)?json"[^<>]*)>|<form class="search".*', tag
        )
        for tag in opened
    )
    assert reader.tags.count("img") == 1
    assert "javascript:" not in " ".join(re.findall(r'(?:href|src)="([^"]*)"', html))


def test_a_span_is_read_only_when_it_lies_in_the_text() -> None:
    end = len(CENTER.text)
    assert read_span(f"0-{end}", CENTER) == Span(0, end)
    assert read_span(f"0-{end + 1}", CENTER) is None
    assert read_span(None, CENTER) is None


def test_the_pieces_of_every_block_join_to_its_text() -> None:
    for start in range(0, len(CENTER.text), 7):
        span = Span(start, min(start + 90, len(CENTER.text)))
        pieces = [cut(CENTER, block, span) for block in CENTER.blocks]
        assert ["".join(piece.text for piece in parts) for parts in pieces] == [
            CENTER.block_text(block) for block in CENTER.blocks
        ]
        marked = "".join(piece.text for parts in pieces for piece in parts if piece.marked)
        assert marked == CENTER.text[span.start : span.end].replace("\n", "")


def test_a_span_between_two_blocks_touches_none() -> None:
    gap = CENTER.blocks[0].end
    assert list(touched(CENTER, Span(gap, gap + 2))) == []


def test_the_head_names_the_page_and_its_editions(client: TestClient) -> None:
    html, _ = read(client, FOUNDED.link)
    for line in (
        '<link rel="canonical" href="https://ask.example/articles/center-zh">',
        '<link rel="alternate" hreflang="zh" href="https://ask.example/articles/center-zh">',
        '<link rel="alternate" hreflang="en" href="https://ask.example/articles/center-en">',
        '<meta property="og:type" content="article">',
        '<meta property="og:title" content="西部国际传播中心在渝揭牌成立">',
        '<meta property="og:url" content="https://ask.example/articles/center-zh">',
        '<meta property="og:locale" content="zh_CN">',
    ):
        assert line in html
    assert "published_time" not in html  # the date was concluded, not printed
    assert '<meta property="article:published_time" content="2023-08-17">' in read(client, "/articles/city-zh")[0]


def test_the_data_in_the_page_cannot_end_its_element(client: TestClient) -> None:
    html, _ = read(client, "/articles/hostile")
    data = re.search(r'<script type="application/ld\+json">(.*?)</script>', html)
    assert data and json.loads(data[1])["headline"] == HOSTILE_ARTICLE.title


def found_in(html: str) -> str:
    """The list of what was found, without the menus of the page."""
    found = re.search(r'<ol class="list">(.*?)</ol>', html, re.DOTALL)
    assert found
    return found[1]


def test_the_search_shows_where_the_words_stand(client: TestClient) -> None:
    html, _ = read(client, "/articles/?q=2600多人&lang=en")
    assert found_in(html).count("<li>") == 1
    assert 'value="2600多人"' in html and '<input type="hidden" name="lang" value="en">' in html
    assert re.search(r'href="/articles/city-zh\?v=\w+&amp;s=\d+-\d+&amp;lang=en#quote"', html)


def test_a_search_that_finds_nothing_says_so(client: TestClient) -> None:
    html, _ = read(client, "/articles/?q=" + percent_encode('"><script>x</script>'))
    assert "Nothing was found for “<bdi>&#34;&gt;&lt;script&gt;" in html
    assert "<li>" not in found_in(html)


def test_the_edition_is_cited_by_its_original(client: TestClient) -> None:
    html, _ = read(client, FOUNDED_EN.link.replace("#", f"&o={FOUNDED.start}-{FOUNDED.end}&ov={CENTER.hash}#"))
    cited = re.search(r'<p class="citation">(.*?)</p>', html, re.DOTALL)
    assert cited and cited[1].startswith(f"“{FOUNDED.text}”\n(Translation: “")
