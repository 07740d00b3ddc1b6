"""A vote in a real browser: it shows at once, and goes back where it could not be kept."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from bot.feedback import Feedback
from bot.web.app import create_app
from bot.web.settings import WebSettings
from browser.chatting import ask, open_chat
from browser.scripted_desk import ScriptedDesk
from tests.serving import served

pytestmark = pytest.mark.browser


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Its folder is absent, so no vote can be kept until it is made."""
    return tmp_path / "folder" / "votes.db"


@pytest.fixture
def visitor(chromium: Browser, file: Path) -> Iterator[Page]:
    with served(create_app(ScriptedDesk(), WebSettings(feedback=file))) as origin:
        context = chromium.new_context(base_url=origin, locale="en-GB")
        yield context.new_page()
        context.close()


def test_a_vote_that_cannot_be_kept_goes_back(visitor: Page, file: Path) -> None:
    open_chat(visitor)
    ask(visitor, "When was it established?")
    liked, disliked = visitor.locator("#chat .vote [aria-pressed]").all()
    word, notice = visitor.locator("#chat .vote .word"), visitor.locator("#notice")
    for _ in range(2):  # the same fault twice in a row
        liked.click()
        expect(notice.locator(".fault")).to_contain_text("could not be kept")
        expect(liked).to_have_attribute("aria-pressed", "false")
        expect(word).to_be_hidden()
    file.parent.mkdir()
    liked.click()
    expect(notice.locator(".thanks")).to_be_visible()
    expect(liked).to_have_attribute("aria-pressed", "true")
    file.rename(file.with_name("elsewhere"))
    file.mkdir()  # a folder in its place
    disliked.click()
    expect(notice.locator(".fault")).to_be_visible()
    expect(disliked).to_have_attribute("aria-pressed", "false")
    expect(liked).to_have_attribute("aria-pressed", "true")
    file.rmdir()
    file.with_name("elsewhere").rename(file)
    word.locator("input").fill("Clear.")
    word.locator("button").click()
    expect(notice.locator(".thanks")).to_contain_text("your words")
    expect(word).to_be_hidden()
    assert [(one.vote, one.word) for one in Feedback(file).votes()] == [("liked", "Clear.")]


def test_a_vote_that_is_turned_away_goes_back(visitor: Page) -> None:
    open_chat(visitor)
    ask(visitor, "When was it established?")
    expect(visitor.locator("#chat .follow-ups")).to_be_visible()
    visitor.route("**/queue/join*", lambda route: route.fulfill(status=429, json={"detail": "too many"}))
    liked = visitor.locator("#chat .vote [aria-pressed]").first
    liked.click()
    expect(visitor.locator("#busy")).to_be_visible()
    expect(liked).to_have_attribute("aria-pressed", "false")
