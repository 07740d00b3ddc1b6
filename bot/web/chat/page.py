"""`/`: our own page around the one Gradio app, which lives under `/chat/<language>` and is never served itself.

Gradio's own page has inline scripts, addresses of others in its head, `lang="en"` whatever is shown and
a root address made from the visitor's Host header. Here its configuration stands in the page as data
(`script type="application/json"`), so the policy needs no 'unsafe-inline' for scripts, and the page's
script names the root by where it really was loaded from.
"""

import json
import re
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import gradio as gr
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from bot.web.articles.editions import originals
from bot.web.chat.beginning import Beginning
from bot.web.chat.blocks import labels
from bot.web.chat.markers import inert
from bot.web.chat.preloading import preloads
from bot.web.languages import interface
from bot.web.protocol import AnswerDesk
from bot.web.settings import WebSettings
from bot.web.templates import language_of, page
from index.errors import IndexStoreError, YuwenError

ROOT = "/chat"
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "font-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'"
)
"""Gradio's components set style attributes, hence 'unsafe-inline' for styles alone."""
_ASSET = re.compile(r'(?:src|href)="\./(assets/index-[\w-]+\.(js|css))"')
_FOR_SCRIPT = (
    "answer_ready", "as_quoted", "ask_again", "busy", "cancel", "conversation", "copied", "copy_answer", "copy_failed",
    "dislike", "edit", "edit_question", "examples", "export_markdown", "follow_ups", "inferred", "like", "load_failed",
    "of_total", "original", "page_number", "passage", "passage_failed", "passage_withdrawn", "print", "product",
    "rate_limited", "send", "send_word", "source_n", "sources", "the_answer", "translation", "undated", "vote",
    "vote_word", "you_asked",
)  # fmt: skip


class ChatPage:
    """Renders `/` in the visitor's language, around the Blocks with the words of that language put in."""

    def __init__(self, desk: AnswerDesk, settings: WebSettings, chat: gr.Blocks) -> None:
        self.desk, self.settings, self.chat = desk, settings, chat
        self.beginning = Beginning(desk)
        self.entry = gradio_entry()
        kinds = {component["type"] for component in chat.config["components"]}
        self.preloads = preloads(self.entry["js"].rpartition("/")[2], sorted(kinds | {"column", "form"}))

    def show(self, request: Request) -> Response:
        language = language_of(request)
        strings = interface()[language]
        response = page(
            request,
            "chat.html",
            entry=self.entry,
            preloads=self.preloads,
            config=self._config(language),
            for_script={key: strings[key] for key in _FOR_SCRIPT}
            | {"origin": self.settings.public_origin, "votes": self.settings.feedback is not None},
            embedded=request.query_params.get("embed") == "1",
            hosts=" ".join(self.settings.allow_origins),
        )
        response.headers["Content-Security-Policy"] = POLICY
        return response

    def config(self, request: Request) -> Response:
        """The configuration alone, for Gradio's clients. Gradio's own reply reads files that its query names."""
        language = request.path_params["language"]
        if language not in interface():
            raise HTTPException(404)
        return JSONResponse(self._config(language))

    def _config(self, language: str) -> dict[str, Any]:
        """What Gradio's own page would carry, with today's example questions; the script adds the root."""
        # A copy as plain data; what is not data (a State's callback) is no business of the browser's.
        config: dict[str, Any] = json.loads(json.dumps(self.chat.config, default=lambda _: None))
        config |= {"current_page": "", "username": None, "deep_link_state": "none", "root": f"{ROOT}/{language}"}
        words = labels(interface()[language])
        words["chat"] |= beginning(self.desk, self.beginning.questions(language), language)
        for component in config["components"]:
            component["props"] |= words.get(component["props"].get("elem_id"), {})
        return config


def beginning(desk: AnswerDesk, questions: Sequence[str], language: str) -> dict[str, Any]:
    """The empty chat: how much is searched and what could be asked, as of now."""
    strings, hint = interface()[language], ""
    with suppress(IndexStoreError):  # a store that is away for a while: the page is there, and says so when it is asked
        hint = strings["welcome_hint"].format(count=len(originals(desk.articles())))
    return {
        "placeholder": f"## {inert(strings['welcome'])}\n\n{inert(hint)}",
        "examples": [{"text": question} for question in questions],
    }


def gradio_entry() -> dict[str, str]:
    """Where this Gradio keeps its page's script and stylesheet, which carry a hash in their names.

    Raises:
        YuwenError: Gradio's own page has changed its form; pin the version that `pyproject.toml` names.
    """
    template = Path(gr.__file__).parent / "templates" / "frontend" / "index.html"
    found = {kind: path for path, kind in _ASSET.findall(template.read_text(encoding="utf-8"))}
    if found.keys() != {"js", "css"}:
        raise YuwenError(f"{template} names no script and stylesheet of its page. Install gradio 6.31.")
    return found
