"""The chat as Gradio Blocks for all interface languages: thin, it shows turns and passes questions on.

Made once, because each Blocks costs half a second and 4 MB. The page puts the `labels` of its language into the
configuration, and an event's address names it (`/chat/<language>/…`), so no label changes after the page
has loaded. The conversation is in `gr.State`, on the server; the browser sends a question or a wish alone.
"""

from collections.abc import AsyncIterator
from typing import Any, NamedTuple

import anyio
import anyio.to_thread
import gradio as gr

from bot.feedback import Feedback
from bot.web.api.calling import offer_ask
from bot.web.chat import conversation, markers
from bot.web.chat.conversation import Turns
from bot.web.chat.threads import THREADS, in_threads
from bot.web.chat.voting import vote
from bot.web.chat.wishes import Wish, wish
from bot.web.gates.sessions import Sessions
from bot.web.languages import DEFAULT, Strings, interface
from bot.web.observing.tracing import name_after
from bot.web.protocol import AnswerDesk
from bot.web.settings import WebSettings

AT_ONCE = 64
"""Questions whose visitors are told at once that they are searched for; others wait in the queue."""
CROWDED = 4
"""Answers being written above which no follow-ups are drawn."""
DRAWING = anyio.CapacityLimiter(2)
"""Follow-ups drawn at the same time."""
WAITING = 200
"""Questions that may wait; one more gets a 503."""
FORGET_AFTER = 4 * 3600
"""Seconds after which an untouched conversation leaves the server's memory."""

Output = Any
"""A component's update or `gr.skip()`, whose types Gradio leaves open."""


class Outputs(NamedTuple):
    """What one event sends to the page, in the order of the event's outputs.

    The box is none of them: for an update of a component, `gr.skip()` too, Gradio makes it and its description anew.
    """

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
            "stop_btn": strings["stop"],  # the page's script shows one of the two
            "rtl": rtl,
        },
        "new": {"value": strings["new_conversation"]},
    }


def strings_of(request: gr.Request) -> Strings:
    """The strings of the language that the event's address names."""
    named = request.request.path_params if request.request else {}
    return interface()[named.get("language", DEFAULT)]


class ChatEvents:
    """What happens at each event of one page; the conversation is an argument, never state."""

    def __init__(self, desk: AnswerDesk, settings: WebSettings) -> None:
        self.desk, self.settings = desk, settings
        self.answering, self.sessions = 0, Sessions(settings.rate_limit)
        self.feedback = Feedback(settings.feedback) if settings.feedback else None

    async def ask(self, question: str, turns: Turns, request: gr.Request) -> AsyncIterator[Outputs]:
        async for outputs in self._answer(question or "", turns, turns, request):
            yield outputs

    async def ask_example(self, event: gr.SelectData, turns: Turns, request: gr.Request) -> AsyncIterator[Outputs]:
        async for outputs in self._answer(str(event.value["text"]), turns, turns, request):
            yield outputs

    async def fulfil(self, wished: str, turns: Turns, request: gr.Request) -> AsyncIterator[Outputs]:
        """Asks a follow-up, or an earlier question again or in other words, the conversation cut there."""
        known = wish(wished)
        if known is None:
            return
        question, earlier = _wanted(known, turns)
        if question is None:
            yield _fault(strings_of(request)["gone"], turns)
            return
        async for outputs in self._answer(question, earlier, turns, request):
            yield outputs

    async def suggest(self, turns: Turns) -> str:
        """Follow-up questions for the page's script, once the answer is shown."""
        if not turns or self.answering > CROWDED or DRAWING.available_tokens < 1:
            return ""  # answers come first: who is not served now is not kept waiting
        found = await anyio.to_thread.run_sync(conversation.follow_ups, self.desk, turns, limiter=DRAWING)
        return markers.for_script(turns[-1].id, found)

    async def vote(self, wished: str, turns: Turns, request: gr.Request) -> str:
        known, feedback, strings = wish(wished), self.feedback, strings_of(request)
        if known is None or feedback is None:
            return ""
        return await anyio.to_thread.run_sync(vote, feedback, known, turns, strings, limiter=THREADS)

    async def _answer(self, question: str, earlier: Turns, turns: Turns, request: gr.Request) -> AsyncIterator[Outputs]:
        """Each state worth showing."""
        strings = strings_of(request)
        if fault := conversation.fault(question, self.settings.max_question, strings):
            yield _fault(fault, turns)
            return
        with self.sessions.asking(request.session_hash or "") as may:
            if not may:
                yield _fault(strings["rate_limited"], turns)
                return
            name_after(request.headers)
            self.answering += 1
            try:
                async for now in in_threads(conversation.answer(self.desk, earlier, question.strip(), strings)):
                    yield _showing(now)
            finally:
                self.answering -= 1


def stop(turns: Turns, request: gr.Request) -> Outputs:
    return _showing(conversation.stopped(turns, strings_of(request)))


def start_over() -> Outputs:
    return _showing(())


def build_chat(desk: AnswerDesk, settings: WebSettings) -> gr.Blocks:
    """The Blocks, queue set up, ready to be mounted at a path that names the `{language}`."""
    events, strings = ChatEvents(desk, settings), interface()[DEFAULT]
    blocks = gr.Blocks(title=strings["product"], analytics_enabled=False, fill_height=True, fill_width=True)
    streamed: dict[str, Any] = {"concurrency_id": "ask", "concurrency_limit": AT_ONCE}
    with blocks:
        offer_ask(desk, settings, **streamed)  # first: the name `ask` goes to the first function that has it
        turns = gr.State((), time_to_live=FORGET_AFTER)
        chat = _chatbot(strings)
        notice = gr.Markdown("", elem_id="notice", show_label=False)
        box = _box(strings)
        new = gr.Button(elem_id="new", visible="hidden", **labels(strings)["new"])
        # The page's own buttons speak through these: what is wished, and two ways to send it.
        wished = gr.Textbox(elem_id="wish", visible="hidden", max_lines=1)
        fulfil = gr.Button("", elem_id="fulfil", visible="hidden")
        voted = gr.Button("", elem_id="vote", visible="hidden")
        next_questions = gr.Markdown("", elem_id="next", visible="hidden")

        shown = [chat, turns, notice]
        running: list[Any] = [
            box.submit(events.ask, [box, turns], shown, **streamed, **PRIVATE),
            chat.example_select(events.ask_example, [turns], shown, **streamed, **PRIVATE),
            fulfil.click(events.fulfil, [wished, turns], shown, **streamed, **PRIVATE),
        ]
        for asked in running:
            asked.success(events.suggest, [turns], [next_questions], trigger_mode="multiple", **PRIVATE)
        voted.click(events.vote, [wished, turns], [notice], trigger_mode="multiple", **PRIVATE)
        box.stop(stop, [turns], shown, cancels=running, **PRIVATE)
        new.click(start_over, None, shown, cancels=running, **PRIVATE)
    # Set before queue(): the cap on events that stream at once is 40 otherwise, whatever queue() is told.
    blocks.max_threads = WAITING
    blocks.queue(max_size=WAITING, default_concurrency_limit=AT_ONCE, api_open=False)
    return blocks


def _wanted(known: Wish, turns: Turns) -> tuple[str | None, Turns]:
    """The question to ask and the conversation it follows; None where the turn is not known any more."""
    if known.do == "ask":
        return known.text, turns
    turn = conversation.find(turns, known.turn)
    if turn is None:
        return None, turns
    return (turn.question if known.do == "again" else known.text), conversation.before(turns, turn)


def _showing(turns: Turns) -> Outputs:
    return Outputs(messages(turns), turns, "")


def _fault(words: str, turns: Turns) -> Outputs:
    return Outputs(gr.skip(), turns, markers.note("fault", words))


def messages(turns: Turns) -> list[dict[str, str]]:
    """The turns as the Chatbot's messages; what the visitor wrote is inert like everything else."""
    shown: list[dict[str, str]] = []
    for turn in turns:
        place = markers.place(turn.id, turn.state == "open")
        shown.append({"role": "user", "content": markers.inert(turn.question)})
        shown.append({"role": "assistant", "content": f"{place}\n\n{turn.shown}"})
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
