"""The chat in the corner of another site's page: opened, used, closed; by mouse, keyboard and phone."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from browser.conftest import ARGUMENTS, CHROMIUM
from browser.hosting import OPEN_TREE, PHONE, SNIPPET, Site, box, focused, frame, launcher, open_widget, rectangle
from browser.scripted_desk import FOUNDED

pytestmark = pytest.mark.browser


def test_an_answer_and_its_passage_inside_a_page_with_a_strict_policy(host: Page, press: Site) -> None:
    host.goto(f"{press.origin}/index.html")  # default-src 'self', and only script-src and frame-src for the chat
    expect(launcher(host)).to_have_text("问报道")
    assert host.locator("iframe").count() == 0  # nothing of the chat is loaded before it is wanted
    open_widget(host)
    box(host).fill("西部国际传播中心什么时候揭牌成立？")
    box(host).press("Enter")
    expect(frame(host).locator("#chat .actions .copy-answer")).to_be_visible()
    frame(host).locator("#chat .answer a").first.click()
    expect(frame(host).locator("#panel mark")).to_have_text(FOUNDED.text)


def test_the_frame_is_named_and_may_do_nothing_but_copy(host: Page, press: Site) -> None:
    host.goto(press.page(SNIPPET))
    open_widget(host)
    given = host.locator("yuwen-widget iframe")
    expect(given).to_have_attribute("title", "Chat that answers from our own articles")
    expect(given).to_have_attribute("allow", "clipboard-write")
    expect(given).to_have_attribute("referrerpolicy", "strict-origin")


def test_by_keyboard_alone(host: Page, press: Site) -> None:
    host.goto(f"{press.origin}/plain.html")
    launcher(host).wait_for()
    for expected in ("first", "last", "launcher"):  # after everything of the page
        host.keyboard.press("Tab")
        assert focused(host) == expected
    expect(launcher(host)).to_have_attribute("aria-expanded", "false")
    host.keyboard.press("Enter")
    expect(launcher(host)).to_have_attribute("aria-expanded", "true")
    expect(host.get_by_role("dialog", name="渝问 Yuwen")).to_be_visible()
    expect(box(host)).to_be_focused()
    host.keyboard.press("Escape")  # inside the frame
    expect(host.get_by_role("dialog")).to_be_hidden()
    expect(launcher(host)).to_have_attribute("aria-expanded", "false")
    assert focused(host) == "launcher"
    host.keyboard.press("Enter")
    expect(box(host)).to_be_focused()
    host.locator(".icon[aria-label='Close the chat']").focus()
    host.keyboard.press("Escape")  # outside of it
    expect(host.get_by_role("dialog")).to_be_hidden()
    assert focused(host) == "launcher"


def test_esc_closes_the_passage_first_and_the_chat_next(host: Page, press: Site) -> None:
    host.goto(press.page(SNIPPET))
    open_widget(host)
    box(host).fill("西部国际传播中心什么时候揭牌成立？")
    box(host).press("Enter")
    frame(host).locator("#chat .answer a").first.click()
    expect(frame(host).locator("#panel h2")).to_be_focused()
    host.keyboard.press("Escape")
    expect(frame(host).locator("#panel")).to_be_hidden()
    expect(host.get_by_role("dialog")).to_be_visible()
    host.keyboard.press("Escape")
    expect(host.get_by_role("dialog")).to_be_hidden()


def test_esc_in_the_pages_own_field_is_the_pages(host: Page, press: Site) -> None:
    host.goto(press.page(SNIPPET, body="<input aria-label=search>"))
    open_widget(host)
    host.locator("input").focus()
    host.keyboard.press("Escape")
    expect(host.get_by_role("dialog")).to_be_visible()
    assert focused(host) == "input"


def test_the_conversation_is_still_there_when_opened_again(host: Page, press: Site) -> None:
    host.goto(press.page(SNIPPET))
    open_widget(host)
    box(host).fill("陆海国际新闻中心？")
    box(host).press("Enter")
    expect(frame(host).locator("#chat .actions .copy-answer")).to_be_visible()
    launcher(host).click()
    expect(host.get_by_role("dialog")).to_be_hidden()
    launcher(host).click()
    expect(frame(host).locator("#chat .actions .copy-answer")).to_be_visible()
    expect(box(host)).to_be_focused()


def test_the_page_opens_and_closes_it_and_hears_of_it(host: Page, press: Site) -> None:
    host.goto(press.page(SNIPPET, body="<button onclick='yuwen.open()'>Ask</button>"))
    host.evaluate(
        """() => { window.heard = [];
        for (const what of ['open', 'close']) addEventListener(`yuwen:${what}`, () => heard.push(what), true); }"""
    )
    host.get_by_role("button", name="Ask", exact=True).click()
    expect(box(host)).to_be_focused()
    host.evaluate("yuwen.open()")  # open already
    host.keyboard.press("Escape")
    expect(host.get_by_role("dialog")).to_be_hidden()
    assert focused(host) == "button"  # back to where it was opened
    host.evaluate("yuwen.toggle(); yuwen.close(); yuwen.close()")
    assert host.evaluate("heard") == ["open", "close", "open", "close"]


@pytest.mark.parametrize("context_options", [PHONE])
def test_on_a_phone_it_fills_the_screen_and_holds_the_focus(host: Page, press: Site) -> None:
    host.goto(f"{press.origin}/plain.html")
    open_widget(host)
    assert rectangle(host.locator("#panel")) == (0, 0, 390, 844)
    x, y, width, height = rectangle(host.locator("yuwen-widget iframe"))
    assert (x, width, y + height) == (0, 390, 844)
    expect(frame(host).locator("#chat [role=log]")).to_be_focused()  # no keyboard on the screen that nobody asked for
    seen = set()
    for _ in range(30):
        host.keyboard.press("Tab")
        seen.add(focused(host))
    for _ in range(30):
        host.keyboard.press("Shift+Tab")
        seen.add(focused(host))
    assert seen >= {"icon", "iframe"}
    assert not seen & {"first", "last", "launcher"}
    assert host.evaluate("getComputedStyle(document.documentElement).overflowY") == "hidden"
    host.locator(".icon[aria-label='Close the chat']").tap()
    expect(host.locator("#panel")).to_be_hidden()
    assert host.evaluate("getComputedStyle(document.documentElement).overflowY") == "visible"
    assert host.evaluate("document.adoptedStyleSheets.length") == 0
    assert focused(host) == "launcher"


def test_a_window_made_small_and_large_again_keeps_the_chat(host: Page, press: Site) -> None:
    host.goto(press.page(SNIPPET))
    open_widget(host)
    box(host).fill("half a question")
    host.set_viewport_size({"width": 390, "height": 844})
    expect(host.locator("#panel:modal")).to_be_visible()
    host.set_viewport_size({"width": 1280, "height": 800})
    expect(host.locator("#panel:not(:modal)")).to_be_visible()
    expect(box(host)).to_have_value("half a question")
    assert host.evaluate("document.adoptedStyleSheets.length") == 0


@pytest.mark.parametrize("snippet", [SNIPPET * 2, SNIPPET.replace(" defer", "") * 2])
def test_included_twice_or_early_it_is_there_once(host: Page, press: Site, snippet: str) -> None:
    host.goto(press.page(snippet))
    expect(launcher(host)).to_be_visible()
    host.evaluate(
        """src => new Promise(loaded => document.head.append(
            Object.assign(document.createElement('script'), {src, onload: loaded})))""",
        f"{press.chat}/embed.js?again",
    )
    assert host.locator("yuwen-widget").count() == 1
    assert host.evaluate("document.documentElement.lastElementChild.localName") == "yuwen-widget"


def test_without_the_server_it_says_so_and_can_be_tried_again(troubled_host: Page, press: Site) -> None:
    troubled_host.route(re.compile(re.escape(press.chat) + r"/\?"), lambda route: route.abort("connectionrefused"))
    troubled_host.goto(press.page(SNIPPET))
    launcher(troubled_host).click()
    alert = troubled_host.get_by_role("alert")
    expect(alert).to_contain_text("The chat cannot be opened on this page just now.")
    expect(alert.get_by_role("link")).to_have_attribute("href", f"{press.chat}/?lang=en")
    expect(troubled_host.locator("yuwen-widget iframe")).to_be_hidden()
    troubled_host.keyboard.press("Escape")
    expect(troubled_host.get_by_role("dialog")).to_be_hidden()
    launcher(troubled_host).click()
    expect(alert).to_be_visible()
    troubled_host.unroute_all()
    troubled_host.get_by_role("button", name="Try again").click()
    expect(box(troubled_host)).to_be_focused()
    expect(alert).to_have_count(0)


def test_a_page_gone_back_to_has_its_chat_as_it_was_left(chromium: Browser, press: Site) -> None:
    browser = chromium.browser_type.launch(
        executable_path=CHROMIUM, args=ARGUMENTS, ignore_default_args=["--disable-back-forward-cache"]
    )
    page = browser.new_page(locale="en-GB")
    page.add_init_script(OPEN_TREE)
    shown = "<script>addEventListener('pageshow', event => { window.kept = event.persisted; })</script>"
    page.goto(press.page(SNIPPET + shown))
    open_widget(page)
    page.goto(f"{press.origin}/plain.html")
    page.evaluate("setTimeout(() => history.back())")
    page.wait_for_function("window.kept === true")
    expect(page.get_by_role("dialog")).to_be_visible()
    assert page.locator("yuwen-widget").count() == 1
    page.evaluate("yuwen.close()")
    expect(launcher(page)).to_have_attribute("aria-expanded", "false")
    launcher(page).click()
    page.keyboard.press("Escape")  # heard by the frame, which has the focus, and told from there
    expect(page.get_by_role("dialog")).to_be_hidden()
    browser.close()
