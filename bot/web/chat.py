"""The chat as Gradio Blocks in one interface language: thin, it shows turns and passes questions on.

One Blocks a language, so that no label has to change after the page has loaded. The conversation is in
`gr.State`, on the server; the browser sends a question or a wish alone. It knows nothing of how it is mounted.
"""

from collections.abc import AsyncIterator
from typing import Any, NamedTuple

import anyio.to_thread
import gradio as gr

from bot.feedback import Feedback
from bot.web import conversation, markers
from bot.web.conversation import Turns
from bot.web.languages import Strings
from bot.web.protocol import AnswerDesk
from bot.web.settings import WebSettings
from bot.web.threads import THREADS, in_threads
from bot.web.voting import vote
from bot.web.wishes import Wish, wish

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


class ChatEvents:
    """What happens at each event of one page; the conversation is an argument, never state."""

    def __init__(self, desk: AnswerDesk, settings: WebSettings, strings: Strings) -> None:
        self.desk, self.settings, self.strings = desk, settings, strings
        self.feedback = Feedback(settings.feedback) if settings.feedback else None

    async def ask(self, question: str, turns: Turns) -> AsyncIterator[Outputs]:
        async for outputs in self._answer(question or "", turns, turns, ""):
            yield outputs

    async def ask_example(self, event: gr.SelectData, turns: Turns) -> AsyncIterator[Outputs]:
        async for outputs in self._answer(str(event.value["text"]), turns, turns, None):
            yield outputs

    async def fulfil(self, wished: str, turns: Turns) -> AsyncIterator[Outputs]:
        """Asks a follow-up, or an earlier question again or in other words, the conversation cut there."""
        known = wish(wished)
        if known is None:
            return
        question, earlier = self._wanted(known, turns)
        if question is None:
            yield self._fault(self.strings["gone"], turns)
            return
        async for outputs in self._answer(question, earlier, turns, None):
            yield outputs

    async def suggest(self, turns: Turns) -> str:
        """Follow-up questions for the page's script, once the answer is shown."""
        found = await anyio.to_thread.run_sync(conversation.follow_ups, self.desk, turns, limiter=THREADS)
        return markers.for_script(turns[-1].id, found) if turns else ""

    async def vote(self, wished: str, turns: Turns) -> str:
        known, feedback = wish(wished), self.feedback
        if known is None or feedback is None:
            return ""
        return await anyio.to_thread.run_sync(vote, feedback, known, turns, self.strings, limiter=THREADS)

    def stop(self, turns: Turns) -> Outputs:
        now = conversation.stopped(turns, self.strings)
        return Outputs(_idle(self.strings), messages(now), now, "")

    def start_over(self) -> Outputs:
        return Outputs(_idle(self.strings, value=""), [], (), "")

    def _wanted(self, known: Wish, turns: Turns) -> tuple[str | None, Turns]:
        """The question to ask and the conversation it follows; None where the turn is not known any more."""
        if known.do == "ask":
            return known.text, turns
        turn = conversation.find(turns, known.turn)
        if turn is None:
            return None, turns
        return (turn.question if known.do == "again" else known.text), conversation.before(turns, turn)

    async def _answer(self, question: str, earlier: Turns, turns: Turns, typed: str | None) -> AsyncIterator[Outputs]:
        """Each state worth showing; `typed` is what the box holds afterwards, None leaves it alone."""
        if fault := conversation.fault(question, self.settings.max_question, self.strings):
            yield self._fault(fault, turns)
            return
        box: Output = _asking(self.strings, typed)
        async for now in in_threads(conversation.answer(self.desk, earlier, question.strip(), self.strings)):
            yield Outputs(box, messages(now), now, "")
            box = gr.skip()  # a value here would wipe what the visitor types meanwhile
        yield Outputs(_idle(self.strings), gr.skip(), now, "")

    def _fault(self, words: str, turns: Turns) -> Outputs:
        return Outputs(gr.skip(), gr.skip(), turns, markers.note("fault", words))


def build_chat(desk: AnswerDesk, settings: WebSettings, strings: Strings) -> gr.Blocks:
    """The Blocks, queue set up, ready to be mounted."""
    events = ChatEvents(desk, settings, strings)
    blocks = gr.Blocks(title=strings["product"], analytics_enabled=False, fill_height=True, fill_width=True)
    with blocks:
        turns = gr.State((), time_to_live=FORGET_AFTER)
        chat = _chatbot(strings)
        notice = gr.Markdown("", elem_id="notice", show_label=False)
        box = _box(strings)
        new = gr.Button(strings["new_conversation"], elem_id="new", visible="hidden")
        # The page's own buttons speak through these: what is wished, and two ways to send it.
        wished = gr.Textbox(elem_id="wish", visible="hidden", max_lines=1)
        fulfil = gr.Button("", elem_id="fulfil", visible="hidden")
        voted = gr.Button("", elem_id="vote", visible="hidden")
        next_questions = gr.Markdown("", elem_id="next", visible="hidden")

        shown = [box, chat, turns, notice]
        streamed: dict[str, Any] = {"concurrency_id": "ask", "concurrency_limit": AT_ONCE}
        running: list[Any] = [
            box.submit(events.ask, [box, turns], shown, **streamed, **PRIVATE),
            chat.example_select(events.ask_example, [turns], shown, **streamed, **PRIVATE),
            fulfil.click(events.fulfil, [wished, turns], shown, **streamed, **PRIVATE),
        ]
        for asked in running:
            asked.success(events.suggest, [turns], [next_questions], trigger_mode="multiple", **PRIVATE)
        voted.click(events.vote, [wished, turns], [notice], trigger_mode="multiple", **PRIVATE)
        box.stop(events.stop, [turns], shown, cancels=running, **PRIVATE)
        new.click(events.start_over, None, shown, cancels=running, **PRIVATE)
    # Set before queue(): the cap on events that stream at once is 40 otherwise, whatever queue() is told.
    blocks.max_threads = WAITING
    blocks.queue(max_size=WAITING, default_concurrency_limit=AT_ONCE, api_open=False)
    return blocks


def messages(turns: Turns) -> list[dict[str, str]]:
    """The turns as the Chatbot's messages; what the visitor wrote is inert like everything else."""
    shown: list[dict[str, str]] = []
    for turn in turns:
        shown.append({"role": "user", "content": markers.inert(turn.question)})
        shown.append({"role": "assistant", "content": f"{markers.place(turn.id)}\n\n{turn.shown}"})
    return shown


def _chatbot(strings: Strings) -> gr.Chatbot:
    return gr.Chatbot(
        label=strings["conversation"],
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
        label=strings["question"],
        show_label=False,
        placeholder=strings["question_hint"],
        lines=1,
        max_lines=6,
        submit_btn=strings["send"],
        elem_id="box",
    )


def _asking(strings: Strings, typed: str | None) -> Output:
    more = {} if typed is None else {"value": typed}
    return gr.update(submit_btn=False, stop_btn=strings["stop"], **more)


def _idle(strings: Strings, **more: Any) -> Output:
    return gr.update(submit_btn=strings["send"], stop_btn=False, **more)
