"""`/ask` for Gradio's clients, in each language's Blocks: the one endpoint of Gradio's API that is public.

    gradio_client.Client("https://ask.example/chat/en").predict("…", api_name="/ask")

gives the JSON that `POST /api/ask` gives. It knows nothing of the chat page.
"""

import logging
from typing import Any

import gradio as gr
from gradio.events import api
from starlette.exceptions import HTTPException

from bot.web.api.reading import read_ask
from bot.web.api.routes import FAILED
from bot.web.protocol import AnswerDesk
from bot.web.settings import WebSettings

log = logging.getLogger(__name__)


def offer_ask(desk: AnswerDesk, settings: WebSettings, **queued: Any) -> None:
    """Adds the endpoint to the Blocks that are being built."""

    def ask(question: str, history: list[str] | None = None, language: str | None = None) -> dict[str, Any]:
        """One question, one answer with the passages it comes from; `history` holds the earlier questions."""
        body = {"question": question, "history": history or [], "language": language}
        try:
            wanted = read_ask(body, settings.max_question)
        except HTTPException as error:
            raise gr.Error(error.detail, print_exception=False) from error
        try:
            return desk.ask(wanted.question, wanted.history, wanted.language).to_dict()
        except Exception as error:
            log.exception("a question could not be answered")
            raise gr.Error(FAILED, print_exception=False) from error

    api(ask, api_name="ask", **queued)
