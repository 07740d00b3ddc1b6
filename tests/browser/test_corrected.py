"""An old permanent link on a real server over a real index, after the article was corrected and built again."""

import socket
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import uvicorn
from playwright.sync_api import Browser, Page, expect

from bot import Bot
from bot.answer import Span
from bot.web.app import create_app
from bot.web.articles.links import permanent_link
from index.article import Article
from index.building import build_folder
from index.search import Index
from tests.desk import quote_of
from tests.making import BRIDGE, TEA, article, write_articles
from tests.tiny import TinyEncoder

pytestmark = pytest.mark.browser

QUOTE = quote_of(BRIDGE, "大桥全长3,500米，连接南北两岸。")
LINK = permanent_link(BRIDGE, Span(QUOTE.start, QUOTE.end))
FIRST, HEADING, LAST = BRIDGE.text.split("\n\n")
FILLER = [f"第{n}段：新加的文字，把引文推到很远的地方。" for n in range(60)]


def build(folder: Path, *articles: Article) -> None:
    build_folder(write_articles(folder / "articles", articles), folder / "index", TinyEncoder())


@pytest.fixture
def serve(tmp_path: Path) -> Iterator[str]:
    """The origin of a server that stays up while the index is changed."""
    build(tmp_path, BRIDGE, TEA)
    index = Index.open(tmp_path / "index", TinyEncoder())
    listener = socket.create_server(("127.0.0.1", 0))
    app = create_app(Bot(index))
    running = uvicorn.Server(uvicorn.Config(app, log_level="warning", timeout_graceful_shutdown=2))
    thread = threading.Thread(target=running.run, kwargs={"sockets": [listener]})
    thread.start()
    yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    running.should_exit = True
    thread.join(20)
    index.store.close()


@pytest.fixture
def reader(chromium: Browser, serve: str) -> Iterator[Page]:
    """Without JavaScript."""
    context = chromium.new_context(base_url=serve, locale="zh-CN", java_script_enabled=False)
    yield context.new_page()
    context.close()


@pytest.mark.parametrize(
    ("first", "said", "marked", "history"),
    [
        (FIRST, "所引文字仍在文中", QUOTE.text, None),
        (FIRST.replace("3,500", "3,600"), "也已改写", QUOTE.text.replace("3,500", "3,600"), QUOTE.text),
        (FIRST.replace(QUOTE.text, ""), "已不在文中", None, QUOTE.text),
    ],
)
def test_the_link_opens_where_the_words_stand_or_stood(
    reader: Page, tmp_path: Path, first: str, said: str, marked: str | None, history: str | None
) -> None:
    reader.goto(LINK)
    expect(reader.locator("mark")).to_have_text(QUOTE.text)
    new = replace(article("bridge", *FILLER, first, "## " + HEADING, LAST), title=BRIDGE.title, date=BRIDGE.date)
    build(tmp_path, new, TEA)
    reader.goto("about:blank")
    reader.goto(LINK)
    expect(reader.locator("#quote")).to_be_in_viewport()
    expect(reader.get_by_role("note").filter(has_text=said)).to_be_in_viewport()
    expect(reader.locator("mark")).to_have_text([marked] if marked else [])
    expect(reader.locator(".history q")).to_have_text([history] if history else [])


def test_a_withdrawn_article_is_said_to_be_withdrawn(reader: Page, tmp_path: Path) -> None:
    (tmp_path / "articles" / "bridge.md").unlink()
    build(tmp_path, TEA)
    reply = reader.goto(LINK)
    assert reply and reply.status == 410
    expect(reader.locator("h1")).to_have_text("本文已撤下")
    expect(reader.locator("main")).not_to_contain_text(QUOTE.text)
