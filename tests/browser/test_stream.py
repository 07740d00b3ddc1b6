"""The stream of events when its pieces come late, break off or stay away: a visitor is never left waiting."""

import pytest
from playwright.sync_api import Page, expect

from browser.chatting import ask, open_chat
from browser.scripted_desk import ScriptedDesk

pytestmark = pytest.mark.browser

LATE = """
// The word that the stream is closed comes 100 ms after the reply to the next joining, as on a loaded machine.
(() => {
  const ask = window.fetch, text = new TextEncoder(), read = new TextDecoder();
  let joined, next = new Promise(done => { joined = done; });
  window.fetch = async (...request) => {
    const url = request[0].url || String(request[0]), reply = await ask(...request);
    if (/queue.join/.test(url)) {
      setTimeout(joined, 100);
      next = new Promise(done => { joined = done; });
    }
    if (!/queue.data/.test(url)) return reply;
    const late = new TransformStream({async transform(chunk, to) {
      const [before, closing] = read.decode(chunk).split(/(?=data: ?.{0,20}close_stream)/);
      to.enqueue(text.encode(before));
      if (closing) {
        await Promise.race([next, new Promise(done => setTimeout(done, 3000))]);
        to.enqueue(text.encode(closing));
      }
    }});
    return new Response(reply.body.pipeThrough(late), {status: reply.status, headers: reply.headers});
  };
})();
"""
BROKEN = """
// The first stream breaks off after its first piece.
(() => {
  const ask = window.fetch;
  window.fetch = async (...request) => {
    const url = request[0].url || String(request[0]), reply = await ask(...request);
    if (!/queue.data/.test(url) || sessionStorage.getItem('broken')) return reply;
    sessionStorage.setItem('broken', 'once');
    const broken = new TransformStream({transform(chunk, to) { to.enqueue(chunk); to.error(new TypeError('cut')); }});
    return new Response(reply.body.pipeThrough(broken), {status: reply.status, headers: reply.headers});
  };
})();
"""


def test_what_is_asked_while_a_stream_closes_is_answered(page: Page) -> None:
    page.add_init_script(LATE)
    open_chat(page)
    for question in ("西部国际传播中心什么时候揭牌成立？", "陆海国际新闻中心有多少注册记者？"):
        ask(page, question)
        expect(page.locator("#chat .follow-ups")).to_be_visible()


def test_a_stream_that_breaks_is_said_and_the_question_kept(page: Page, desk: ScriptedDesk) -> None:
    desk.gate.clear()
    unwatched = page.context.new_page()  # the browser rightly reports what was cut
    unwatched.add_init_script(BROKEN)
    open_chat(unwatched)
    unwatched.locator("#box textarea").fill("西部国际传播中心，稍候")
    unwatched.keyboard.press("Enter")
    expect(unwatched.locator("#offline")).to_contain_text("与服务器的连接已中断")
    desk.gate.set()
    expect(unwatched.locator("#offline")).to_be_hidden()
    expect(unwatched.locator("#box textarea")).to_have_value("西部国际传播中心，稍候")


def test_a_stream_that_falls_silent_is_given_up(page: Page, desk: ScriptedDesk) -> None:
    desk.gate.clear()
    unwatched = page.context.new_page()
    unwatched.clock.install()
    open_chat(unwatched)
    unwatched.locator("#box textarea").fill("西部国际传播中心，稍候")
    unwatched.keyboard.press("Enter")
    expect(unwatched.locator("#chat .answer")).to_contain_text("据报道")
    unwatched.clock.fast_forward(41_000)
    expect(unwatched.locator("#offline")).to_be_visible()
    desk.gate.set()
