"""The page asks for all of Gradio's files at once, and for none that it does not use."""

import pytest
from playwright.sync_api import BrowserContext, Page, Route, expect

from browser.chatting import open_chat

pytestmark = pytest.mark.browser


def test_all_is_asked_for_at_once_and_each_file_once(page: Page) -> None:
    asked: list[str] = []
    page.on("request", lambda request: "/assets/" in request.url and asked.append(request.url.rpartition("/")[2]))
    open_chat(page)
    page.wait_for_load_state("load")
    links = page.locator("head link:is([rel=modulepreload], [rel=preload][as=style])[href*='/chat/zh/assets/']")
    named = page.locator("head :is(script[type=module], link[data-entry])")
    at_once = {url.rpartition("/")[2] for url in links.evaluate_all("links => links.map(link => link.href)")}
    entry = {url.rpartition("/")[2] for url in named.evaluate_all("all => all.map(one => one.href || one.src)")}
    assert len(at_once) > 30
    words = {name for name in asked if name.startswith("zh-CN-")}  # Gradio's own, by the browser's language
    assert set(asked) - words == at_once | entry
    assert len(asked) == len(set(asked))


@pytest.mark.parametrize("piece", ["Index-*.css", "index-*.js"])
def test_a_piece_that_does_not_come_is_fetched_again(context: BrowserContext, piece: str) -> None:
    page, lost = context.new_page(), []  # not the watched one: the browser reports what was lost

    def lose_once(route: Route) -> None:
        if lost:
            route.continue_()
        else:
            lost.append(route.request.url)
            route.abort()

    page.route(f"**/assets/{piece}", lose_once)
    open_chat(page)
    expect(page.locator("body.ready")).to_be_visible()
    assert lost


def test_a_piece_that_never_comes_is_said(context: BrowserContext) -> None:
    page = context.new_page()
    page.route("**/assets/Blocks-*.js", lambda route: route.abort())
    page.goto("/")
    expect(page.locator("#loading")).to_contain_text("未能打开", timeout=15_000)
