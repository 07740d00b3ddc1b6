"""The pages by keyboard and for assistive technology; axe, where installed, finds no fault."""

from typing import Literal

import pytest
from playwright.sync_api import Browser, Page, expect

from browser.chatting import ask, open_chat

pytestmark = pytest.mark.browser


def test_everything_is_reached_by_keyboard(page: Page) -> None:
    open_chat(page)
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#box textarea")).to_be_focused()
    page.keyboard.type("西部国际传播中心什么时候揭牌成立？")
    page.keyboard.press("Enter")
    expect(page.locator("#chat .actions .copy-answer")).to_be_visible()
    copy = page.locator("#chat .actions .copy-answer")
    page.keyboard.press("Shift+Tab")
    expect(copy).to_be_focused()
    for _ in range(4):
        page.keyboard.press("Shift+Tab")
    marker = page.locator("#chat .answer a").last
    expect(marker).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#panel h2")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.locator("#panel .open")).to_be_focused()
    page.keyboard.press("Escape")
    expect(marker).to_be_focused()


def test_an_answer_is_announced_once_when_it_is_whole(page: Page) -> None:
    open_chat(page)
    page.evaluate(
        """window.spoken = [];
        new MutationObserver(() => spoken.push(document.getElementById('live').textContent))
            .observe(document.getElementById('live'), {childList: true});"""
    )
    ask(page, "西部国际传播中心什么时候揭牌成立？")
    expect(page.locator("#live")).to_contain_text("回答： 据报道")
    expect(page.locator("#chat [role=log]")).to_have_attribute("aria-live", "off")
    assert len(page.evaluate("spoken")) == 1


@pytest.mark.parametrize("color_scheme", ["light", "dark"])
def test_axe_finds_no_fault(chromium: Browser, server: str, color_scheme: Literal["light", "dark"]) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe-playwright-python is absent")
    # axe is put into the page as an inline script, which the page's policy rightly refuses
    page = chromium.new_page(bypass_csp=True, color_scheme=color_scheme, locale="zh-CN", base_url=server)
    open_chat(page)

    def faults() -> list[str]:
        return [fault["id"] for fault in axe.Axe().run(page).response["violations"]]

    assert faults() == []
    ask(page, "明天天气怎么样？")
    ask(page, "西部国际传播中心什么时候揭牌成立？").locator(".answer a").first.click()
    expect(page.locator("#panel mark")).to_be_visible()
    assert faults() == []
    page.goto(page.locator("#panel .open").get_attribute("href") or "")
    expect(page.locator("#quote")).to_be_visible()
    assert faults() == []
    page.context.close()
