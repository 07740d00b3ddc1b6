"""Taking a citation along: from the panel, from an article's page, with and without a script."""

import json
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from browser.chatting import ask, open_chat
from browser.scripted_desk import FOUNDED, FOUNDED_EN

pytestmark = pytest.mark.browser

CLIPBOARD = {"permissions": ["clipboard-read", "clipboard-write"]}
READ_HTML = """async () => {
    const [item] = await navigator.clipboard.read();
    return item.types.includes('text/html') ? (await item.getType('text/html')).text() : '';
}"""
READ = "navigator.clipboard.readText()"


def open_panel(page: Page, question: str) -> None:
    open_chat(page)
    ask(page, question).locator(".answer a").first.click()
    expect(page.locator("#panel .copy")).to_be_visible()


@pytest.mark.parametrize("context_options", [CLIPBOARD])
def test_one_click_copies_the_citation_for_any_editor(page: Page, server: str) -> None:
    open_panel(page, "西部国际传播中心什么时候揭牌成立？")
    page.locator("#panel .copy").click()
    expect(page.locator("#panel .copy")).to_have_text("已复制")
    plain = page.evaluate(READ)
    assert plain.splitlines()[0] == f"“{FOUNDED.text}”"
    assert plain.splitlines()[-1] == server + FOUNDED.link
    html = page.evaluate(READ_HTML)
    assert f"“{FOUNDED.text}”</blockquote>" in html
    assert f'href="{server}{FOUNDED.link.replace("&", "&amp;")}"' in html


@pytest.mark.parametrize("context_options", [CLIPBOARD | {"locale": "en"}])
def test_of_a_translation_the_original_is_taken_along(page: Page, server: str) -> None:
    open_panel(page, "When was the center established?")
    page.locator("#panel .copy").click()
    expect(page.locator("#panel .copy")).to_have_text("Copied")
    lines = page.evaluate(READ).splitlines()
    assert lines[:2] == [f"“{FOUNDED.text}”", f"(Translation: “{FOUNDED_EN.text}”)"]
    assert lines[-1] == server + FOUNDED.link


@pytest.mark.parametrize("context_options", [CLIPBOARD])
def test_more_ways_are_reached_by_keyboard(page: Page) -> None:
    open_panel(page, "西部国际传播中心什么时候揭牌成立？")
    more = page.locator("#panel .more")
    page.locator("#panel .copy").focus()
    page.keyboard.press("Tab")
    expect(more.locator("summary")).to_be_focused()
    page.keyboard.press("Enter")
    expect(more.locator(".as-plain")).to_be_visible()
    page.keyboard.press("Escape")
    expect(more.locator(".as-plain")).to_be_hidden()
    expect(page.locator("#panel")).to_be_visible()
    expect(more.locator("summary")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    expect(more.locator(".as-markdown")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#panel .copy")).to_have_text("已复制")
    expect(page.locator("#panel .copy")).to_be_focused()
    assert page.evaluate(READ).startswith(f"> “{FOUNDED.text[:8]}")


@pytest.mark.parametrize("context_options", [{"viewport": {"width": 390, "height": 844}}])
def test_a_reference_file_is_saved_from_the_panel(page: Page, tmp_path: Path) -> None:
    open_panel(page, "西部国际传播中心什么时候揭牌成立？")
    page.locator("#panel .more summary").click()
    menu = page.locator("#panel .more .ways").bounding_box()
    assert menu and menu["x"] >= 0 and menu["x"] + menu["width"] <= 390
    with page.expect_download() as saving:
        page.get_by_role("link", name="CSL-JSON").click()
    assert saving.value.suggested_filename == "center-zh.json"
    saving.value.save_as(tmp_path / "saved.json")
    (item,) = json.loads((tmp_path / "saved.json").read_text("utf-8"))
    assert item["annote"] == f"“{FOUNDED.text}”"
    assert item["issued"] == {"date-parts": [[2023, 8]]}
    assert "据文中内容推断" in item["note"]


@pytest.mark.parametrize("context_options", [CLIPBOARD])
def test_an_article_page_copies_too_and_its_data_breaks_no_policy(page: Page, server: str) -> None:
    page.goto(FOUNDED.link)
    page.get_by_role("button", name="复制引文").click()
    expect(page.locator("#live")).to_have_text("已复制")
    assert page.evaluate(READ) == page.locator(".citation").text_content()
    assert f"“{FOUNDED.text}”</blockquote>" in page.evaluate(READ_HTML)
    structured = json.loads(page.locator('script[type="application/ld+json"]').text_content() or "")
    assert structured["headline"] == "西部国际传播中心在渝揭牌成立"
    assert page.locator("link[rel=canonical]").get_attribute("href") == f"{server}/articles/center-zh"


def test_a_hostile_article_reaches_no_page_as_markup(page: Page) -> None:
    page.goto("/articles/hostile?s=8-300")
    structured = json.loads(page.locator('script[type="application/ld+json"]').text_content() or "")
    assert structured["headline"].startswith("Title <img") and "datePublished" not in structured
    page.goto("/articles/?q=<script>window.pwned=1</script>")
    expect(page.locator("main")).to_contain_text("<script>window.pwned=1</script>")
    assert page.evaluate("window.pwned") is None


@pytest.mark.parametrize("context_options", [{"java_script_enabled": False}])
def test_without_a_script_the_citation_and_the_files_are_there(page: Page) -> None:
    page.goto(FOUNDED.link)
    expect(page.locator(".citation")).to_contain_text(f"“{FOUNDED.text}”")
    expect(page.get_by_role("button")).to_have_count(0)
    with page.expect_download() as saving:
        page.get_by_role("link", name="RIS").click()
    assert saving.value.suggested_filename == "center-zh.ris"


@pytest.mark.parametrize("context_options", [{"java_script_enabled": False}])
def test_articles_are_searched_without_a_script(page: Page) -> None:
    page.goto("/articles/?lang=en")
    page.get_by_role("searchbox").fill("2600多人")
    page.keyboard.press("Enter")
    expect(page.locator(".list li")).to_have_count(1)
    expect(page.locator("h1")).to_have_text("Articles")  # the language chosen by hand is kept
    page.locator(".list h2 a").click()
    expect(page.locator("#quote")).to_contain_text("目前已有注册记者2600多人")
    expect(page.locator("#quote")).to_be_in_viewport()


@pytest.mark.parametrize("context_options", [{"java_script_enabled": False}])
def test_on_paper_stand_the_article_its_source_and_its_link_alone(page: Page, server: str) -> None:
    page.goto(FOUNDED.link)
    page.emulate_media(media="print")
    for chrome in (".top", ".editions", ".cite"):
        expect(page.locator(chrome)).to_be_hidden()
    expect(page.locator("article .facts")).to_contain_text("重庆日报")
    expect(page.locator("main > footer")).to_contain_text(server + FOUNDED.link)
