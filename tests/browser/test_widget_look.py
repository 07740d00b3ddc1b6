"""How the widget looks on another site's page: untouched by its styles, in its direction, language and colours."""

import re
from typing import Any, Literal

import pytest
from playwright.sync_api import Browser, Page, expect

from browser.hosting import OPEN_TREE, PHONE, SNIPPET, Site, frame, launcher, open_widget, rectangle

pytestmark = pytest.mark.browser


def test_a_hostile_stylesheet_changes_nothing_and_the_widget_changes_nothing_of_the_page(
    host: Page, press: Site
) -> None:
    host.goto(f"{press.origin}/hostile.html")
    expect(launcher(host)).to_be_visible()
    x, y, width, height = rectangle(launcher(host))
    assert (round(x + width), round(y + height)) == (1260, 780)
    assert 44 <= height <= 60 and 80 <= width <= 200
    open_widget(host)
    assert [round(side) for side in rectangle(host.locator("#panel"))[2:]] == [432, 688]
    look = launcher(host).evaluate(
        """part => { const s = getComputedStyle(part);
        return [s.backgroundColor, s.color, s.fontSize, s.letterSpacing, s.textTransform]; }"""
    )
    assert look == ["rgb(156, 52, 36)", "rgb(255, 255, 255)", "16px", "normal", "none"]
    assert host.evaluate("document.body.lastElementChild.id") == "cover"
    # the page's answer to a highest z-index: the same one, later
    host.evaluate("document.documentElement.append(document.getElementById('cover'))")
    for part in (launcher(host), host.locator("#panel"), host.locator("yuwen-widget iframe")):
        x, y, width, height = rectangle(part)
        at = host.evaluate("([x, y]) => document.elementFromPoint(x, y).localName", [x + width / 2, y + height / 2])
        assert at == "yuwen-widget"  # above what has the highest z-index there is
    assert host.evaluate("document.elementFromPoint(9, 9).id") == "cover"  # no backdrop over the rest
    assert host.evaluate("document.styleSheets.length + document.adoptedStyleSheets.length") == 1
    assert host.evaluate("[...document.querySelectorAll('[style], .open, [inert]')].length") == 0
    assert host.evaluate("Object.getOwnPropertyNames(window).filter(name => !before.has(name))") == ["yuwen"]


def test_nothing_of_the_page_reaches_into_it(chromium: Browser, press: Site) -> None:
    page = chromium.new_page()  # without the script that opens the tree
    page.goto(press.page(SNIPPET))
    page.wait_for_function("window.yuwen")
    assert page.evaluate("document.querySelector('yuwen-widget').shadowRoot") is None
    page.context.close()


@pytest.mark.parametrize(
    ("html", "attributes", "side"),
    [
        ('lang="en"', "", "right"),
        ('lang="en"', 'data-position="start"', "left"),
        ('lang="ar" dir="rtl"', "", "left"),
        ('lang="ar" dir="rtl"', 'data-position="start"', "right"),
    ],
)
def test_it_stands_at_the_end_of_the_line_the_page_is_read_in(
    host: Page, press: Site, html: str, attributes: str, side: str
) -> None:
    host.goto(press.page(f'<script src="CHAT/embed.js" {attributes} defer></script>', html=html))
    open_widget(host)
    for part in (launcher(host), host.locator("#panel")):
        x, _, width, _ = rectangle(part)
        assert round(x) == 20 if side == "left" else round(x + width) == 1260


@pytest.mark.parametrize("context_options", [{"reduced_motion": "reduce"}, {"reduced_motion": "no-preference"}])
def test_it_moves_only_where_motion_is_welcome(host: Page, press: Site, context_options: dict[str, str]) -> None:
    host.goto(press.page(SNIPPET))
    launcher(host).wait_for()
    moving = host.evaluate("yuwen.open(), document.querySelector('yuwen-widget').shadowRoot.getAnimations().length")
    assert moving == (0 if context_options["reduced_motion"] == "reduce" else 1)


@pytest.mark.parametrize(
    ("context_options", "attributes", "dark"),
    [
        ({"color_scheme": "light"}, "", False),
        ({"color_scheme": "dark"}, 'data-theme="auto"', True),
        ({"color_scheme": "light"}, 'data-theme="dark"', True),
        ({"color_scheme": "dark"}, 'data-theme="light"', False),
    ],
)
def test_launcher_and_chat_are_dark_together(host: Page, press: Site, attributes: str, dark: bool) -> None:
    host.goto(press.page(f'<script src="CHAT/embed.js" {attributes} defer></script>'))
    open_widget(host)
    paper = "rgb(23, 21, 18)" if dark else "rgb(251, 249, 245)"
    background = "part => getComputedStyle(part).backgroundColor"
    assert host.locator("#panel").evaluate(background) == paper
    body = frame(host).locator("body")
    assert body.evaluate(background) == paper
    assert bool(re.search(r"\bdark\b", body.get_attribute("class") or "")) is dark


@pytest.mark.parametrize(
    ("html", "attributes", "label", "welcome"),
    [
        ('lang="zh-Hant-HK"', "", "問報道", "您想了解什麼？"),
        ('lang="zh-SG"', "", "问报道", "您想了解什么？"),
        ('lang="ar"', "", "اسأل مقالاتنا", "ماذا تودّ أن تعرف؟"),
        ('lang="zh"', 'data-lang="en"', "Ask our articles", "What would you like to know?"),
        ('lang="xx"', "", "Ask our articles", "What would you like to know?"),
        ("", "", "Ask our articles", "What would you like to know?"),  # the visitor's
        ('lang="en"', 'data-label="Ask &lt;b>us&lt;/b>"', "Ask <b>us</b>", "What would you like to know?"),
    ],
)
def test_it_speaks_the_pages_language(
    host: Page, press: Site, html: str, attributes: str, label: str, welcome: str
) -> None:
    host.goto(press.page(f'<script src="CHAT/embed.js" {attributes} defer></script>', html=html))
    expect(host.get_by_role("button", name=label, exact=True)).to_be_visible()
    open_widget(host)
    expect(frame(host).locator("#chat .placeholder h2")).to_have_text(welcome)


@pytest.mark.parametrize(
    ("color", "fill", "text"),
    [
        ("#123a66", "rgb(18, 58, 102)", "rgb(255, 255, 255)"),
        ("#fd0", "rgb(255, 221, 0)", "rgb(0, 0, 0)"),
        ("red;position:static", "rgb(156, 52, 36)", "rgb(255, 255, 255)"),
    ],
)
def test_a_colour_gets_the_text_that_reads_on_it(host: Page, press: Site, color: str, fill: str, text: str) -> None:
    host.goto(press.page(f'<script src="CHAT/embed.js" data-color="{color}" defer></script>'))
    look = launcher(host).evaluate("part => [getComputedStyle(part).backgroundColor, getComputedStyle(part).color]")
    assert look == [fill, text]


@pytest.mark.parametrize("color_scheme", ["light", "dark"])
@pytest.mark.parametrize("device", [{}, PHONE], ids=["desktop", "phone"])
def test_axe_finds_no_fault(
    chromium: Browser, press: Site, color_scheme: Literal["light", "dark"], device: dict[str, Any]
) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe-playwright-python is absent")
    page = chromium.new_page(
        bypass_csp=True, color_scheme=color_scheme, reduced_motion="reduce", locale="zh-CN", **device
    )
    page.add_init_script(OPEN_TREE)

    def faults() -> list[str]:
        return [f"{fault['id']} {fault['nodes'][0]['target']}" for fault in axe.Axe().run(page).response["violations"]]

    arabic = press.page(SNIPPET, html='lang="ar" dir="rtl"', body="<main><h1>صفحة</h1></main>")
    for address in (f"{press.origin}/index.html", f"{press.origin}/en.html", arabic):
        page.goto(address)
        expect(launcher(page)).to_be_visible()
        assert faults() == []
        open_widget(page)
        rectangle(page.locator("#panel"))
        assert faults() == []
    page.context.close()
