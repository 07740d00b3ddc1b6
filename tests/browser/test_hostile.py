"""Whatever articles and visitors write is shown as written; nothing runs and nobody else is asked for anything."""

import pytest
from playwright.sync_api import Page, expect

from browser.chatting import ask, open_chat
from browser.scripted_desk import HOSTILE, HOSTILE_ARTICLE

pytestmark = pytest.mark.browser

QUESTIONS = (
    '<img src="https://evil.example/q.png" onerror="window.pwned=1">何时？',
    "<script>window.pwned=1</script><svg onload=window.pwned=1>何时？",
    "![何时](https://evil.example/q.png) [点](javascript:window.pwned=1) <https://evil.example>",
    "${window.pwned=1} {{constructor.constructor('window.pwned=1')()}} #{7*7} 何时",
    '[1]: https://evil.example/ "何时"\n\n[1][1] ![1] <a href=javascript:window.pwned=1>何时</a>',
    '</textarea></div><iframe srcdoc="<script>parent.pwned=1</script>"></iframe>何时',
    "<style>@import url(https://evil.example/q.css);</style><link rel=stylesheet href=//evil.example>何时",
)
ELEMENTS = ":is(img, svg, script, style, link, iframe, form, a[href^=javascript], a[href*='evil.example'])"
OURS = "form.search, script#citation"
"""What an article page itself has of these: the search, and the citation as data."""


@pytest.mark.parametrize("question", QUESTIONS)
def test_a_question_is_shown_as_it_was_written(page: Page, server: str, question: str) -> None:
    asked: list[str] = []
    open_chat(page)
    page.on("request", lambda request: asked.append(request.url))
    ask(page, question)
    shown = page.locator("#chat .message.user")
    edit = shown.locator("button.edit").inner_text()
    assert "".join(shown.inner_text().removesuffix(edit).split()) == "".join(question.split())
    assert page.locator(f"#chat .message {ELEMENTS}").count() == 0
    assert asked and all(url.startswith(server + "/") for url in asked)
    assert page.evaluate("window.pwned") is None


@pytest.mark.parametrize(
    "path", ["/articles/", "/articles/hostile", f"/articles/hostile?v={HOSTILE_ARTICLE.hash}&s=0-300"]
)
def test_an_articles_page_shows_it_as_it_was_written(page: Page, path: str) -> None:
    page.goto(path)
    words = HOSTILE if "hostile" in path else HOSTILE_ARTICLE.title
    assert "".join(words.split()) in "".join(page.locator("main").inner_text().split())
    assert page.locator(f"main {ELEMENTS}:not({OURS})").count() == 0
    for link in page.locator("main a").all():
        assert (link.get_attribute("href") or "").startswith(("/", "https://", "#"))
    assert page.evaluate("window.pwned") is None


def test_a_forged_reply_address_or_language_is_only_words(page: Page) -> None:
    page.goto('/?lang="><script>window.pwned=1</script>&__theme="><script>window.pwned=1</script>')
    expect(page.locator("#box textarea")).to_be_visible()
    assert page.evaluate("window.pwned") is None
