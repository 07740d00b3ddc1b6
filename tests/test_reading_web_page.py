"""Saved web pages: the article without what surrounds it, what the page says of it, and pages without one."""

from pathlib import Path

import pytest

from index.article import Article
from index.errors import ArticleError
from index.reading import parse_markdown, read_file, to_markdown

LEAD = "位于嘉陵江边的图书馆5月6日开馆，首日接待读者三千二百人次，馆藏图书四十万册，免费开放。"
LAST = "读者可在网上预约座位，每人每天可以预约一次，最长八小时，超时自动取消预约资格。"
HEAD = """<title>江边图书馆开馆_某某网</title><meta property="og:site_name" content="某某日报网">
<link rel="canonical" href="https://example.com/a/1.html">
<meta property="article:published_time" content="2024-05-06T08:00:00+08:00">"""
BODY = f"""<nav><a href="/">首页</a> <a href="/news">新闻</a></nav>
<div class="cookie-banner">本站使用 Cookie，请同意。</div>
<article><h1>江边图书馆开馆</h1><p>2024-05-07 09:30 来源：重庆日报 记者 李明</p><p>{LEAD}</p>
<figure><img src="x.jpg" alt="外景"><figcaption>图书馆外景。记者 王五 摄</figcaption></figure>
<h2>夜间开放到十点</h2><p>馆长说，<strong>夜间</strong>开放到十点，<a href="/x">周末</a>不闭馆。<br>第二行也在这里。</p>
<ul><li>少儿馆：一楼</li><li>自习室：三楼</li></ul>
<table><tr><th>区域</th><th>座位</th></tr><tr><td>自习室</td><td>800</td></tr></table>
<script>document.write("不是正文")</script><p>{LAST}</p></article>
<footer>版权所有 某某网 京ICP备00000000号</footer>"""


def page(body: str = BODY, head: str = HEAD, charset: str = "utf-8") -> str:
    return f'<!doctype html><html lang="zh-CN"><head><meta charset="{charset}">{head}</head><body>{body}</body></html>'


def read(tmp_path: Path, data: bytes) -> Article:
    (tmp_path / "library.html").write_bytes(data)
    (article,) = read_file(tmp_path / "library.html")
    return article


def blocks(article: Article) -> list[tuple[str, str]]:
    return [(block.kind, article.block_text(block)) for block in article.blocks]


WHOLE = [
    ("paragraph", LEAD),
    ("caption", "图书馆外景。记者 王五 摄"),
    ("heading", "夜间开放到十点"),
    ("paragraph", "馆长说，夜间开放到十点，周末不闭馆。\n第二行也在这里。"),
    *(("item", "少儿馆：一楼"), ("item", "自习室：三楼")),
    *(("paragraph", "区域 | 座位"), ("paragraph", "自习室 | 800"), ("paragraph", LAST)),
]


@pytest.mark.parametrize(
    ("charset", "encoding"),
    [("utf-8", "utf-8"), ("gb2312", "gb18030"), ("GBK", "gb18030"), ("utf-8", "gb18030"), ("nonsense", "utf-16")],
)
def test_the_article_and_nothing_around_it(tmp_path: Path, charset: str, encoding: str) -> None:
    article = read(tmp_path, page(charset=charset).encode(encoding))
    assert blocks(article) == WHOLE
    assert (article.id, article.title, article.lang) == ("library", "江边图书馆开馆", "zh")
    assert (article.date, article.source, article.authors) == ("2024-05-07", "重庆日报", ("李明",))
    assert (article.url, article.inferred) == ("https://example.com/a/1.html", ("url",))


def test_what_only_the_data_say_is_inferred(tmp_path: Path) -> None:
    article = read(tmp_path, page(BODY.replace("<p>2024-05-07 09:30 来源：重庆日报 记者 李明</p>", "")).encode())
    assert blocks(article) == WHOLE
    assert (article.date, article.source) == ("2024-05-06", "某某日报网")
    assert article.inferred == ("source", "date", "url")


def test_nothing_is_invented(tmp_path: Path) -> None:
    article = read(tmp_path, page(f"<div><p>{LEAD}</p><p>{LAST}</p></div>", "").encode())
    assert (article.title, article.inferred) == ("library", ("title",))
    assert (article.date, article.source, article.url, article.authors) == ("", "", None, ())


def test_line_breaks_for_paragraphs(tmp_path: Path) -> None:
    body = f"<p>　　{LEAD}<br>　　{LAST}<br><br>{LEAD[:20]}。</p>"
    article = read(tmp_path, page(f"<article><h1>标题</h1>{body}</article>").encode())
    assert blocks(article) == [("paragraph", LEAD), ("paragraph", LAST), ("paragraph", LEAD[:20] + "。")]


def test_it_can_be_written_as_markdown(tmp_path: Path) -> None:
    article = read(tmp_path, page().encode())
    assert parse_markdown(to_markdown(article), article.id) == article


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"", "the file is empty"),
        (b" \n", "the file is empty"),
        (page("", "").encode(), "no article was found"),
        (page("<script>render()</script><div id=app></div>").encode(), "no article was found"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "holds no text but other data"),
    ],
)
def test_pages_without_an_article(tmp_path: Path, data: bytes, told: str) -> None:
    with pytest.raises(ArticleError, match=r"^library\.html: ") as caught:
        read(tmp_path, data)
    assert told in str(caught.value)
