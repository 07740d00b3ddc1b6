"""The chat page in a real browser: asked, streamed, cited, stopped; by mouse, keyboard and phone."""

import re

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from browser.chatting import ask, open_chat
from browser.scripted_desk import EXPERTS, FOUNDED, FOUNDED_EN, ScriptedDesk

pytestmark = pytest.mark.browser

PHONE = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True}
ENGLISH = {"locale": "en-GB"}


def test_an_answer_is_cited_and_its_marker_opens_the_passage(page: Page) -> None:
    open_chat(page)
    message = ask(page, "西部国际传播中心什么时候揭牌成立？")
    expect(message.locator(".answer")).to_contain_text("8月16日，西部国际传播中心在渝正式挂牌成立。")
    marker = message.locator(".answer a").nth(1)
    expect(marker).to_have_text("2")
    marker.click()
    panel = page.locator("#panel")
    expect(panel.locator("mark")).to_have_text(EXPERTS.text)
    expect(panel.locator("h2")).to_have_text("西部国际传播中心在渝揭牌成立")
    expect(panel.locator(".facts")).to_have_text("重庆日报 · 2023-08 (据文中内容推断) · 第 3 版")
    expect(panel.locator("h2")).to_be_focused()
    page.keyboard.press("Escape")
    expect(panel).to_be_hidden()
    expect(marker).to_be_focused()


def test_previous_and_next_walk_through_the_citations(page: Page) -> None:
    open_chat(page)
    message = ask(page, "西部国际传播中心什么时候揭牌成立？")
    message.locator(".answer a").first.click()
    panel = page.locator("#panel")
    expect(panel.locator("mark")).to_have_text(FOUNDED.text)
    expect(panel.locator(".previous")).to_be_disabled()
    panel.locator(".next").click()
    expect(panel.locator("mark")).to_have_text(EXPERTS.text)
    panel.locator(".next").click()
    expect(panel.locator(".count")).to_have_text("出处 3 / 3")
    expect(panel.locator(".next")).to_be_disabled()
    panel.locator(".close").click()
    expect(message.locator(".answer a").nth(2)).to_be_focused()


def test_the_open_article_link_leads_to_the_marked_words(page: Page) -> None:
    open_chat(page)
    ask(page, "西部国际传播中心什么时候揭牌成立？").locator(".answer a").nth(1).click()
    with page.context.expect_page() as opened:
        page.locator("#panel .open").click()
    article = opened.value
    expect(article.locator("#quote")).to_have_text(EXPERTS.text)
    expect(article.locator("html")).to_have_attribute("lang", "zh-CN")


@pytest.mark.parametrize("context_options", [ENGLISH])
def test_a_translation_is_labelled_beside_its_original(page: Page) -> None:
    open_chat(page)
    ask(page, "When was the communication center established?").locator(".answer a").first.click()
    panel = page.locator("#panel")
    expect(panel.locator(".facts .label")).to_have_text("Translation")
    expect(panel.locator(".text mark")).to_have_text(FOUNDED_EN.text)
    expect(panel.locator(".original .label")).to_have_text("Original")
    expect(panel.locator(".original mark")).to_have_text(FOUNDED.text)
    expect(panel.locator(".original p").first).to_have_attribute("lang", "zh")


def test_the_answer_grows_while_it_is_written_and_can_be_stopped(page: Page, desk: ScriptedDesk) -> None:
    desk.gate.clear()
    open_chat(page)
    page.locator("#box textarea").fill("西部国际传播中心，稍候")
    page.keyboard.press("Enter")
    message = page.locator("#chat .message.bot").first
    expect(message.locator(".answer")).to_contain_text("据报道")
    expect(message.locator(".actions")).to_have_count(0)
    page.locator("#box textarea").fill("我在写下一个问题")
    expect(page.locator("#box button:visible")).to_have_text("停止")
    page.locator("#box .stop-button").click()
    expect(message.locator(".stopped")).to_have_text("已停止。")
    expect(message.locator(".answer")).to_contain_text("据报道")
    expect(page.locator("#box textarea")).to_have_value("我在写下一个问题")
    desk.gate.set()
    ask(page, "陆海国际新闻中心有多少注册记者？")
    expect(message.locator(".stopped")).to_be_visible()


def test_what_the_visitor_types_meanwhile_stays(page: Page, desk: ScriptedDesk) -> None:
    desk.gate.clear()
    open_chat(page)
    page.locator("#box textarea").fill("西部国际传播中心，稍候")
    page.keyboard.press("Enter")
    expect(page.locator("#chat .answer")).to_contain_text("据报道")
    page.locator("#box textarea").fill("下一个")
    desk.gate.set()
    expect(page.locator("#chat .actions")).to_be_visible()
    expect(page.locator("#box textarea")).to_have_value("下一个")


def test_a_refusal_shows_the_nearest_passages_as_possibly_related(page: Page) -> None:
    open_chat(page)
    message = ask(page, "明天天气怎么样？")
    expect(message.locator(".refused")).to_contain_text("没有找到可以确定回答这个问题的内容")
    expect(message.locator(".related")).to_contain_text("可能相关的段落")
    expect(message.locator(".related a")).to_have_count(2)
    expect(message.locator(".answer")).to_have_count(0)
    message.locator(".related a").first.click()
    expect(page.locator("#panel mark")).to_have_text(FOUNDED.text)


def test_earlier_questions_alone_are_the_history(page: Page, desk: ScriptedDesk) -> None:
    open_chat(page)
    ask(page, "西部国际传播中心什么时候揭牌成立？")
    ask(page, "它叫什么？")
    assert desk.asked[-1] == ("它叫什么？", ("西部国际传播中心什么时候揭牌成立？",), "zh-CN")
    page.locator("#start-over").click()
    expect(page.locator("#chat .example").first).to_be_visible()
    ask(page, "陆海国际新闻中心？")
    assert desk.asked[-1] == ("陆海国际新闻中心？", (), "zh-CN")


def test_an_example_asks_its_question(page: Page, desk: ScriptedDesk) -> None:
    open_chat(page)
    page.locator("#chat .example").first.click()
    expect(page.locator("#chat .actions")).to_be_visible()
    assert desk.asked[-1][0] == desk.examples("zh")[0]


@pytest.mark.parametrize(
    ("question", "words"),
    [("   ", "请先输入问题。"), ("长" * 201, "问题有 201 个字符，最多可读 200 个，请缩短后再问。")],
)
def test_a_question_that_cannot_be_asked_is_explained_and_stays(page: Page, question: str, words: str) -> None:
    open_chat(page)
    page.locator("#box textarea").fill(question)
    page.keyboard.press("Enter")
    expect(page.locator("#notice[role=alert]")).to_have_text(words)
    expect(page.locator("#box textarea")).to_have_value(question)
    expect(page.locator("#chat .message")).to_have_count(0)
    ask(page, "西部国际传播中心？")
    expect(page.locator("#notice")).to_be_hidden()


def test_a_fault_of_the_bot_is_a_message_without_its_reason(page: Page) -> None:
    open_chat(page)
    page.locator("#box textarea").fill("please fail")
    page.keyboard.press("Enter")
    expect(page.locator("#chat .failed")).to_have_text("暂时无法回答这个问题，请稍后再试。")
    assert "secret" not in page.content()
    expect(page.locator("#box button:visible")).to_have_text("提问")


def test_hostile_words_are_only_words(page: Page) -> None:
    open_chat(page)
    message = ask(page, 'hostile <img src=x onerror="window.pwned=1"> ![x](https://evil.example/q.png) ${1}')
    expect(message.locator(".answer")).to_contain_text("![pixel](https://evil.example/y.png)")
    expect(message.locator(".answer")).to_contain_text("[9] $$x^2$$")
    expect(page.locator("#chat .message.user")).to_contain_text('<img src=x onerror="window.pwned=1">')
    message.locator(".answer a").last.click()
    expect(page.locator("#panel mark")).to_contain_text("<script>window.pwned=1</script>")
    assert page.locator(":is(#chat .message, #panel) :is(img, form, script, iframe)").count() == 0
    hosts = page.evaluate("[...new Set([...document.querySelectorAll('a')].map(a => a.origin))]")
    assert hosts == [page.evaluate("location.origin")]
    assert page.evaluate("window.pwned") is None


@pytest.mark.parametrize("context_options", [PHONE])
def test_on_a_phone_the_passage_is_a_sheet(page: Page) -> None:
    open_chat(page)
    ask(page, "西部国际传播中心什么时候揭牌成立？").locator(".answer a").first.tap()
    panel = page.locator("#panel")
    expect(panel.locator("mark")).to_be_visible()
    panel.evaluate("panel => Promise.all(panel.getAnimations().map(animation => animation.finished))")
    box = panel.bounding_box()
    assert box is not None
    assert (box["x"], box["width"], box["y"] + box["height"]) == (0, 390, 844)
    assert box["height"] <= 0.73 * 844
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    panel.locator(".close").tap()
    expect(panel).to_be_hidden()


@pytest.mark.parametrize("context_options", [{"permissions": ["clipboard-read", "clipboard-write"]}])
def test_copies_are_ready_for_print(page: Page, server: str) -> None:
    open_chat(page)
    message = ask(page, "西部国际传播中心什么时候揭牌成立？")
    message.locator(".actions .copy-answer").click()
    expect(message.locator(".actions .copy-answer")).to_have_text("已复制")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith("据报道，“8月16日，西部国际传播中心在渝正式挂牌成立。”[1]\n\n当天，")
    assert f"[1] 西部国际传播中心在渝揭牌成立 · 重庆日报 · 2023-08 (据文中内容推断)\n{server}{FOUNDED.link}" in copied
    message.locator(".answer a").first.click()
    page.locator("#panel .copy").click()
    expect(page.locator("#panel .copy")).to_have_text("已复制")
    assert page.evaluate("navigator.clipboard.readText()") == (
        f"“{FOUNDED.text}”\n"
        f"西部国际传播中心在渝揭牌成立 · 重庆日报 · 2023-08 (据文中内容推断) · 第 3 版\n{server}{FOUNDED.link}"
    )


@pytest.mark.parametrize(
    ("context_options", "path", "lang", "words"),
    [
        ({"locale": "zh-HK"}, "/", "zh-Hant", "您想了解什麼？"),
        ({"locale": "nl-NL"}, "/", "en", "What would you like to know?"),
        ({"locale": "zh-CN"}, "/?lang=en", "en", "What would you like to know?"),
        ({"locale": "en-GB"}, "/?lang=ar", "ar", "ماذا تودّ أن تعرف؟"),
    ],
)
def test_the_interface_speaks_the_visitors_language(page: Page, path: str, lang: str, words: str) -> None:
    open_chat(page, path)
    expect(page.locator("html")).to_have_attribute("lang", lang)
    expect(page.locator("#chat .placeholder h2")).to_have_text(words)


def test_the_theme_of_the_address_wins(page: Page) -> None:
    open_chat(page, "/?__theme=dark")
    expect(page.locator("body")).to_have_class(re.compile(r"\bdark\b"))
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(23, 21, 18)"


def test_a_lost_connection_is_said_and_the_question_kept(context: BrowserContext) -> None:
    page = context.new_page()  # not the watched one: the browser reports failed requests as errors
    open_chat(page)
    context.set_offline(True)
    page.locator("#box textarea").fill("陆海国际新闻中心？")
    page.keyboard.press("Enter")
    expect(page.locator("#offline")).to_contain_text("与服务器的连接已中断")
    expect(page.locator(".toast-body")).to_be_hidden()
    context.set_offline(False)
    expect(page.locator("#offline")).to_be_hidden()
    expect(page.locator("#box textarea")).to_have_value("陆海国际新闻中心？")
