"""What every test of the chat page does: open it, ask, wait for the whole answer."""

from playwright.sync_api import Locator, Page, expect


def ask(page: Page, question: str) -> Locator:
    """Types a question, sends it and gives the finished message."""
    earlier = page.locator("#chat .message.bot").count()
    page.locator("#box textarea").fill(question)
    page.keyboard.press("Enter")
    message = page.locator("#chat .message.bot").nth(earlier)
    expect(message.locator(".actions .copy-answer")).to_be_visible()
    return message


def open_chat(page: Page, path: str = "/") -> None:
    page.goto(path)
    expect(page.locator("#box textarea")).to_be_visible(timeout=20_000)
