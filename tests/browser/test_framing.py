"""Who may frame the chat and call the API from a browser, and who speaks to whom."""

import json
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from browser.conftest import ARGUMENTS, CHROMIUM
from browser.hosting import OPEN_TREE, SNIPPET, Site, box, frame, launcher, open_widget

pytestmark = pytest.mark.browser


def test_a_site_that_is_not_listed_cannot_frame_it_and_says_so(troubled_host: Page, stranger: Site) -> None:
    refused: list[str] = []
    troubled_host.on("console", lambda message: refused.append(message.text))
    troubled_host.goto(stranger.page(SNIPPET))
    launcher(troubled_host).click()
    expect(troubled_host.get_by_role("alert")).to_contain_text("The chat cannot be opened on this page just now.")
    assert any("frame-ancestors" in text for text in refused)
    troubled_host.goto(
        stranger.page("", body=f'<iframe src="{stranger.chat}/?embed=1&host={stranger.origin}"></iframe>')
    )
    assert troubled_host.frames[1].evaluate("document.querySelector('#top')") is None


ASK = """async chat => {
    const reply = await fetch(chat + '/api/ask', {method: 'POST', headers: {'Content-Type': 'application/json'},
        body: JSON.stringify({question: '何时成立？'})}).catch(error => error.name);
    return reply.ok ? (await reply.json()).citations.length : reply;
}"""


def test_the_api_is_read_from_a_listed_site_only(host: Page, troubled_host: Page, press: Site, stranger: Site) -> None:
    host.goto(press.page(""))
    assert host.evaluate(ASK, press.chat) == 3
    troubled_host.goto(stranger.page(""))
    assert troubled_host.evaluate(ASK, press.chat) == "TypeError"


def test_only_the_two_pages_listen_to_each_other(host: Page, press: Site) -> None:
    host.goto(press.page(SNIPPET, body=f'<iframe id="other" src="{press.chat}/articles/"></iframe>'))
    open_widget(host)
    host.evaluate("postMessage({yuwen: 'close'}, '*')")  # the page itself: another origin than the chat's
    other = next(found for found in host.frames if found.url.endswith("/articles/"))
    other.evaluate("parent.postMessage({yuwen: 'close'}, '*')")  # the chat's origin, but not the chat
    inside = next(found for found in host.frames if "embed=1" in found.url)
    inside.evaluate("document.activeElement.blur(); postMessage({yuwen: 'focus'}, '*')")  # not from the page around it
    host.evaluate("new Promise(requestAnimationFrame)")
    expect(host.get_by_role("dialog")).to_be_visible()
    assert inside.evaluate("document.activeElement.localName") == "body"
    inside.evaluate("parent.postMessage({yuwen: 'close'}, '*')")
    expect(host.get_by_role("dialog")).to_be_hidden()


def test_the_chat_says_nothing_to_a_page_that_is_not_the_one_it_was_told_of(host: Page, press: Site) -> None:
    listen = "<script>window.heard = []; addEventListener('message', e => heard.push(e.data));</script>"
    for told in ("https://evil.example", "*", "", press.origin):
        host.goto(press.page(listen, body=f'<iframe src="{press.chat}/?embed=1&lang=en&host={told}"></iframe>'))
        expect(host.frame_locator("iframe").locator("#box textarea")).to_be_visible()
        assert host.evaluate("heard") == ([{"yuwen": "ready"}] if told == press.origin else []), told


@pytest.mark.parametrize("width", [320, 390, 800])
@pytest.mark.parametrize("context_options", [{"locale": "zh-CN"}])
def test_a_plain_frame_is_right_from_320_pixels_on(host: Page, press: Site, width: int) -> None:
    source = f'<iframe src="{press.chat}/?embed=1&lang=zh" title="渝问" width="{width}" height="560"></iframe>'
    host.goto(press.page("", body=source))
    inside = host.frame_locator("iframe")
    expect(inside.locator("#box textarea")).to_be_visible()
    inside.locator("#box textarea").fill("西部国际传播中心什么时候揭牌成立？")
    inside.locator("#box textarea").press("Enter")
    expect(inside.locator("#chat .actions .copy-answer")).to_be_visible()
    assert inside.locator("html").evaluate("html => [html.scrollWidth, html.clientWidth]") == [width, width]
    for part in ("#start-over", "#box button", "#top nav a"):
        edge = inside.locator(part).first.evaluate("part => part.getBoundingClientRect().right")
        assert 0 < edge <= width, part
    expect(inside.locator("#top h1")).to_be_hidden()


STORED = """['sessionStorage', 'localStorage'].map(name => {
    try { window[name].setItem('a', 'b'); return 'kept'; } catch (error) { return error.name; }
})"""


def test_the_chat_needs_no_storage_where_the_browser_denies_it_to_frames(
    chromium: Browser, press: Site, tmp_path: Path
) -> None:
    (tmp_path / "Default").mkdir()
    denied = {"profile": {"cookie_controls_mode": 1, "block_third_party_cookies": True}}
    (tmp_path / "Default" / "Preferences").write_text(json.dumps(denied), encoding="utf-8")
    context = chromium.browser_type.launch_persistent_context(
        tmp_path, executable_path=CHROMIUM, args=ARGUMENTS, locale="zh-CN"
    )
    context.add_init_script(OPEN_TREE)
    page = context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(press.page(SNIPPET, html='lang="zh"'))
    open_widget(page)
    inside = next(found for found in page.frames if "embed=1" in found.url)
    assert inside.evaluate(STORED) == ["SecurityError", "SecurityError"]
    box(page).fill("陆海国际新闻中心有多少注册记者？")
    box(page).press("Enter")
    expect(frame(page).locator("#chat .actions .copy-answer")).to_be_visible()
    assert errors == []
    context.close()
