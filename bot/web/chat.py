"""The chat as Gradio Blocks for all interface languages: thin, it shows turns and passes questions on.

Made once, because each Blocks costs half a second and 4 MB. The page puts the `labels` of its language into the
configuration, and an event's address names it (`/chat/<language>/…`), so no label changes after the page
has loaded. The conversation is in `gr.State`, on the server; the browser sends the question alone.
"""

from collections.abc import AsyncIterator
from typing import Any, NamedTuple

import gradio as gr

from bot.web import conversation, markers
from bot.web.calling import offer_ask
from bot.web.conversation import Turns
from bot.web.languages import DEFAULT, Strings, interface
from bot.web.protocol import AnswerDesk
from bot.web.settings import WebSettings
from bot.web.threads import in_threads

AT_ONCE = 32
"""Answers written at the same time; others wait in the queue."""
WAITING = 200
"""Questions that may wait; one more gets a 503."""
FORGET_AFTER = 4 * 3600
"""Seconds after which an untouched conversation leaves the server's memory."""

Output = Any
"""A component's update or `gr.skip()`, whose types Gradio leaves open."""


class Outputs(NamedTuple):
    """What one event sends to the page, in the order of the event's outputs."""

    box: Output
    chat: Output
    turns: Turns
    notice: str


PRIVATE: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}
"""Every event: not part of any API, and the chat itself shows what happens."""


def labels(strings: Strings) -> dict[str, dict[str, Any]]:
    """The words on each component and their direction, by its `elem_id`."""
    rtl = strings["direction"] == "rtl"
    return {
        "chat": {"label": strings["conversation"], "rtl": rtl},
        "box": {
            "label": strings["question"],
            "placeholder": strings["question_hint"],
            "submit_btn": strings["send"],
            "rtl": rtl,
        },
        "new": {"value": strings["new_conversation"]},
    }


def strings_of(request: gr.Request) -> Strings:
    """The strings of the language that the event's address names."""
    named = request.request.path_params if request.request else {}
    return interface()[named.get("language", DEFAULT)]


def build_chat(desk: AnswerDesk, settings: WebSettings) -> gr.Blocks:
    """The Blocks, queue set up, ready to be mounted at a path that names the `{language}`."""
    strings = interface()[DEFAULT]
    blocks = gr.Blocks(title=strings["product"], analytics_enabled=False, fill_height=True, fill_width=True)
    streamed: dict[str, Any] = {"concurrency_id": "ask", "concurrency_limit": AT_ONCE}
    with blocks:
        offer_ask(desk, settings, **streamed)  # first: the name `ask` goes to the first function that has it
        turns = gr.State((), time_to_live=FORGET_AFTER)
        chat = _chatbot(strings)
        notice = gr.Markdown("", elem_id="notice", show_label=False)
        box = _box(strings)
        new = gr.Button(elem_id="new", visible="hidden", **labels(strings)["new"])

        async def ask(question: str, turns: Turns, request: gr.Request) -> AsyncIterator[Outputs]:
            question, strings = question or "", strings_of(request)
            fault = conversation.fault(question, settings.max_question, strings)
            if fault:
                yield Outputs(gr.skip(), gr.skip(), turns, markers.note("fault", fault))
                return
            box: Output = _asking(strings)
            async for now in in_threads(conversation.answer(desk, turns, question.strip(), strings)):
                yield Outputs(box, messages(now), now, "")
                box = gr.skip()  # a value here would wipe what the visitor types meanwhile
            yield Outputs(_idle(strings), gr.skip(), now, "")

        async def ask_example(event: gr.SelectData, turns: Turns, request: gr.Request) -> AsyncIterator[Outputs]:
            async for outputs in ask(str(event.value["text"]), turns, request):
                yield outputs

        def stop(turns: Turns, request: gr.Request) -> Outputs:
            strings = strings_of(request)
            now = conversation.stopped(turns, strings)
            return Outputs(_idle(strings), messages(now), now, "")

        def start_over(request: gr.Request) -> Outputs:
            return Outputs(_idle(strings_of(request), value=""), [], (), "")

        shown = [box, chat, turns, notice]
        running: list[Any] = [
            box.submit(ask, [box, turns], shown, **streamed, **PRIVATE),
            chat.example_select(ask_example, [turns], shown, **streamed, **PRIVATE),
        ]
        box.stop(stop, [turns], shown, cancels=running, **PRIVATE)
        new.click(start_over, None, shown, cancels=running, **PRIVATE)
    # Set before queue(): the cap on events that stream at once is 40 otherwise, whatever queue() is told.
    blocks.max_threads = WAITING
    blocks.queue(max_size=WAITING, default_concurrency_limit=AT_ONCE, api_open=False)
    return blocks


def messages(turns: Turns) -> list[dict[str, str]]:
    """The turns as the Chatbot's messages; what the visitor wrote is inert like everything else."""
    shown: list[dict[str, str]] = []
    for turn in turns:
        shown.append({"role": "user", "content": markers.inert(turn.question)})
        shown.append({"role": "assistant", "content": turn.shown})
    return shown


def _chatbot(strings: Strings) -> gr.Chatbot:
    return gr.Chatbot(
        **labels(strings)["chat"],
        show_label=False,
        elem_id="chat",
        scale=1,
        min_height=160,
        buttons=[],
        feedback_options=None,
        latex_delimiters=[],
        allow_tags=False,
        reasoning_tags=[],
        group_consecutive_messages=False,
        layout="bubble",
        examples=[],  # placeholder and examples are of the moment: `page.beginning` puts them in
    )


def _box(strings: Strings) -> gr.Textbox:
    # No max_length: the browser would cut a pasted question without a word. `ask` says so instead.
    return gr.Textbox(
        **labels(strings)["box"],
        show_label=False,
        lines=1,
        max_lines=6,
        elem_id="box",
    )


def _asking(strings: Strings) -> Output:
    return gr.update(value="", submit_btn=False, stop_btn=strings["stop"])


def _idle(strings: Strings, **more: Any) -> Output:
    return gr.update(submit_btn=strings["send"], stop_btn=False, **more)
