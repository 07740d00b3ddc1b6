"""What can be done with a turn, in a real browser: ask on, ask again, edit, save."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from browser.chatting import ask, open_chat
from browser.scripted_desk import FOUNDED, ScriptedDesk

pytestmark = pytest.mark.browser
QUESTION = "西部国际传播中心什么时候揭牌成立？"


def test_a_follow_up_asks_its_question(page: Page, desk: ScriptedDesk) -> None:
    open_chat(page)
    ask(page, QUESTION)
    page.locator("#chat .follow-ups[role=group] button").first.click()
    expect(page.locator("#chat .message.bot").nth(1).locator(".copy-answer")).to_be_visible()
    assert desk.asked[-1] == ("陆海之约是什么？", (QUESTION,), "zh-CN")
    expect(page.locator("#chat .follow-ups button")).to_have_text(["感知重庆是什么？"])


def test_an_edited_question_cuts_the_conversation_there(page: Page, desk: ScriptedDesk) -> None:
    open_chat(page)
    ask(page, QUESTION)
    ask(page, "它叫什么？")
    page.locator("#chat .edit").first.click()
    page.locator("#chat .editor textarea").fill("陆海国际新闻中心？")
    page.keyboard.press("Enter")
    expect(page.locator("#chat .message.user")).to_have_count(1)
    expect(page.locator("#chat .copy-answer")).to_be_visible()
    assert desk.asked[-1] == ("陆海国际新闻中心？", (), "zh-CN")


def test_the_last_question_is_asked_again(page: Page, desk: ScriptedDesk) -> None:
    open_chat(page)
    turn = ask(page, QUESTION).locator(".turn").get_attribute("id")
    before = len(desk.asked)
    page.locator("#chat .again").click()
    expect(page.locator(f"#{turn}")).to_have_count(0)
    expect(page.locator("#chat .copy-answer")).to_be_visible()
    expect(page.locator("#chat .message.user")).to_have_count(1)
    expect(page.locator("#chat .follow-ups")).to_be_visible()
    assert desk.asked[before:] == [(QUESTION, (), "zh-CN")]


def test_the_saved_conversation_holds_the_links(page: Page, server: str) -> None:
    open_chat(page)
    ask(page, QUESTION)
    with page.expect_download() as saved:
        page.locator("#save").click()
    text = Path(saved.value.path()).read_text("utf-8")
    assert f"<{server}{FOUNDED.link}>" in text
