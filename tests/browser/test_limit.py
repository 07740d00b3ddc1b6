"""Who asks too much reads so in his own language, as a state of the page; the question is not lost."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from bot.web.app import create_app
from bot.web.languages import interface
from bot.web.settings import WebSettings
from browser.chatting import ask, open_chat
from browser.scripted_desk import ScriptedDesk
from tests.serving import served

pytestmark = pytest.mark.browser


@pytest.fixture
def strict() -> Iterator[str]:
    """The origin of a server that takes one question a minute."""
    with served(create_app(ScriptedDesk(), WebSettings(rate_limit=1))) as origin:
        yield origin


@pytest.fixture
def visitor(chromium: Browser, strict: str, request: pytest.FixtureRequest) -> Iterator[Page]:
    context = chromium.new_context(base_url=strict, locale=request.param)
    yield context.new_page()
    context.close()


@pytest.mark.parametrize(("visitor", "language"), [("zh-CN", "zh"), ("en-GB", "en")], indirect=["visitor"])
def test_a_question_too_many_is_a_state_and_is_kept(visitor: Page, language: str) -> None:
    open_chat(visitor)
    ask(visitor, "何时成立？")
    visitor.locator("#box textarea").fill("何地成立？")
    visitor.keyboard.press("Enter")
    expect(visitor.locator("#busy[role=alert]")).to_have_text(interface()[language]["rate_limited"])
    # What goes well beside it, such as the follow-ups of the first answer, does not take the words back.
    visitor.route("**/queue/join*", lambda route: route.fulfill(json={"event_id": "of the follow-ups"}))
    visitor.evaluate("fetch('/gradio_api/queue/join')")
    expect(visitor.locator("#busy[role=alert]")).to_have_text(interface()[language]["rate_limited"])
    for other in (".toast-body", "#chat [data-testid=status-tracker]"):
        expect(visitor.locator(other)).to_be_hidden()
    expect(visitor.locator("#box textarea")).to_have_value("何地成立？")
    expect(visitor.locator("#chat .message.user")).to_have_count(1)
    expect(visitor.get_by_test_id("submit-button")).to_be_enabled()
