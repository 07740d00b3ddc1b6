"""The pages by keyboard and for assistive technology; axe, where installed, finds no fault."""

from typing import Literal

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from bot.web.languages import interface
from browser.chatting import ask, open_chat

pytestmark = pytest.mark.browser


def go_back_to(page: Page, wanted: Locator) -> None:
    """By Shift+Tab, past what else can be done with an answer."""
    for _ in range(12):
        page.keyboard.press("Shift+Tab")
        if wanted.evaluate("element => element === document.activeElement"):
            return
    pytest.fail("the keyboard does not get there")


def test_everything_is_reached_by_keyboard(page: Page) -> None:
    open_chat(page)
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#box textarea")).to_be_focused()
    page.keyboard.type("西部国际传播中心什么时候揭牌成立？")
    page.keyboard.press("Enter")
    expect(page.locator("#chat .actions .copy-answer")).to_be_visible()
    go_back_to(page, page.locator("#chat .actions .copy-answer"))
    marker = page.locator("#chat .answer a").last
    go_back_to(page, marker)
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


def test_the_menu_of_languages_opens_and_closes_by_keyboard(page: Page) -> None:
    page.goto("/articles/?v=1&lang=zh")
    summary = page.locator(".languages summary")
    summary.focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    first = page.locator(".languages a").first
    expect(first).to_be_focused()
    page.locator(".languages a[hreflang=ar]").focus()
    page.keyboard.press("Enter")
    expect(page.locator("html")).to_have_attribute("dir", "rtl")
    assert "v=1" in page.url
    open_chat(page)
    summary.focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Escape")
    expect(first).to_be_hidden()
    expect(summary).to_be_focused()


@pytest.mark.parametrize("context_options", [{"viewport": {"width": 320, "height": 640}}])
def test_nothing_is_wider_than_a_small_phone_in_any_language(page: Page) -> None:
    wide = """[...document.querySelectorAll('body *')].filter(e => e.checkVisibility() &&
        !e.closest('.skip, #live, gradio-app svg') && (e.getBoundingClientRect().right > innerWidth + 1 ||
        e.getBoundingClientRect().left < -1)).map(e => e.className || e.tagName)"""
    for language in interface():
        open_chat(page, f"/?lang={language}")
        page.locator("body").evaluate("document.getElementById('start-over').hidden = false")
        assert (language, page.evaluate(wide)) == (language, [])
        for path in ("/articles/", "/articles/center-en"):
            page.goto(f"{path}?lang={language}")
            page.locator(".languages summary").click()
            assert (language, path, page.evaluate(wide)) == (language, path, [])


@pytest.mark.parametrize("color_scheme", ["light", "dark"])
@pytest.mark.parametrize("language", ["en", "zh", "ar"])
@pytest.mark.parametrize("width", [390, 1280])
def test_axe_finds_no_fault(
    chromium: Browser, server: str, width: int, language: str, color_scheme: Literal["light", "dark"]
) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe-playwright-python is absent")
    # axe is put into the page as an inline script, which the page's policy rightly refuses
    # and what is fading in has not its own colours yet
    page = chromium.new_page(
        bypass_csp=True,
        color_scheme=color_scheme,
        reduced_motion="reduce",
        base_url=server,
        viewport={"width": width, "height": 844},
    )

    def faults() -> list[str]:
        found = axe.Axe().run(page).response["violations"]
        return [f"{fault['id']}: {fault['nodes'][0]['html'][:120]}" for fault in found]

    open_chat(page, f"/?lang={language}")
    expect(page.locator("#chat .example").first).to_be_visible()
    page.locator(".languages summary").click()
    assert faults() == []
    page.keyboard.press("Escape")
    ask(page, "明天天气怎么样？")
    answer = ask(page, "西部国际传播中心什么时候揭牌成立？")
    assert faults() == []
    answer.locator(".answer a").first.click()
    expect(page.locator("#panel mark")).to_be_visible()
    assert faults() == []
    page.locator("#panel .more summary").click()
    expect(page.locator("#panel .as-plain")).to_be_visible()
    assert faults() == []
    page.goto(page.locator("#panel .open").get_attribute("href") or "")
    expect(page.locator("#quote")).to_be_visible()
    assert faults() == []
    page.goto(f"/articles/?lang={language}&q=中心")
    expect(page.locator(".list li").first).to_be_visible()
    assert faults() == []
    for path in ("/articles/", "/articles/nope"):
        page.goto(f"{path}?lang={language}")
        assert faults() == []
    page.context.close()
