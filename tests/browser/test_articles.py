"""The article pages in a real browser without JavaScript."""

import pytest
from playwright.sync_api import Page, expect

from browser.scripted_desk import ACROSS, FOUNDED, FOUNDED_EN

pytestmark = [
    pytest.mark.browser,
    pytest.mark.parametrize("context_options", [{"java_script_enabled": False}]),
]


def test_the_quote_is_marked_and_in_view(page: Page) -> None:
    page.goto(ACROSS.link)
    marks = page.locator("mark")
    expect(marks).to_have_count(3)
    expect(page.locator("#quote")).to_be_in_viewport()
    assert "".join(marks.all_text_contents()) == ACROSS.text.replace("\n\n", "")


def test_a_translation_shows_the_original_beside_it(page: Page) -> None:
    page.goto(FOUNDED_EN.link.replace("#", f"&o={FOUNDED.start}-{FOUNDED.end}#"))
    expect(page.locator("#quote")).to_have_text(FOUNDED_EN.text)
    expect(page.locator("aside[lang=zh] mark")).to_have_text(FOUNDED.text)


def test_from_the_list_to_an_article_and_its_edition(page: Page) -> None:
    page.goto("/articles/")
    page.get_by_role("link", name="西部国际传播中心在渝揭牌成立").click()
    expect(page.locator("h1")).to_have_text("西部国际传播中心在渝揭牌成立")
    page.get_by_role("link", name="Western International Communication Center").click()
    expect(page.locator("article")).to_have_attribute("lang", "en")


def test_the_chat_says_what_to_do_without_javascript(page: Page) -> None:
    page.goto("/")
    page.get_by_role("link", name="阅读文章").click()
    expect(page.locator("h1")).to_have_text("文章")
