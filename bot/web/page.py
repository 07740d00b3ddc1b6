"""`/`: our own page around the Gradio app, which lives under `/chat/<language>` and is never served itself.

Gradio's own page has inline scripts, addresses of others in its head, `lang="en"` whatever is shown and
a root address made from the visitor's Host header. Here its configuration stands in the page as data
(`script type="application/json"`), so the policy needs no 'unsafe-inline' for scripts, and the page's
script names the root by where it really was loaded from.
"""

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import gradio as gr
from starlette.requests import Request
from starlette.responses import Response

from bot.web.editions import originals
from bot.web.languages import interface
from bot.web.markers import inert
from bot.web.protocol import AnswerDesk
from bot.web.settings import WebSettings
from bot.web.templates import language_of, page
from index.errors import YuwenError

ROOT = "/chat"
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "font-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'"
)
"""Gradio's components set style attributes, hence 'unsafe-inline' for styles alone."""
_ASSET = re.compile(r'(?:src|href)="\./(assets/index-[\w-]+\.(js|css))"')
_FOR_SCRIPT = (
    "answer_ready", "changed", "conversation", "copied", "copy_answer", "copy_failed", "examples", "inferred",
    "load_failed", "of_total", "original", "page_number", "passage", "passage_failed", "source_n", "sources",
    "the_answer", "translation", "undated", "you_asked", "ask_again", "busy", "cancel", "dislike", "edit",
    "edit_question", "export_markdown", "follow_ups", "like", "print", "product", "rate_limited", "send",
    "send_word", "vote", "vote_word",
)  # fmt: skip


class ChatPage:
    """Renders `/` in the visitor's language, around the Blocks of that language."""

    def __init__(self, desk: AnswerDesk, settings: WebSettings, chats: Mapping[str, gr.Blocks]) -> None:
        self.desk, self.settings, self.chats = desk, settings, chats
        self.entry = gradio_entry()

    def show(self, request: Request) -> Response:
        language = language_of(request)
        strings = interface()[language]
        response = page(
            request,
            "chat.html",
            entry=self.entry,
            config=self._config(language),
            for_script={key: strings[key] for key in _FOR_SCRIPT}
            | {"origin": self.settings.public_origin, "votes": self.settings.feedback is not None},
            links=_language_links(request),
        )
        response.headers["Content-Security-Policy"] = POLICY
        return response

    def _config(self, language: str) -> dict[str, Any]:
        """What Gradio's own page would carry, with today's example questions; the script adds the root."""
        # A copy as plain data; what is not data (a State's callback) is no business of the browser's.
        config: dict[str, Any] = json.loads(json.dumps(self.chats[language].config, default=lambda _: None))
        config |= {"current_page": "", "username": None, "deep_link_state": "none", "root": f"{ROOT}/{language}"}
        for component in config["components"]:
            if component["props"].get("elem_id") == "chat":
                component["props"] |= beginning(self.desk, language)
        return config


def beginning(desk: AnswerDesk, language: str) -> dict[str, Any]:
    """The empty chat: how much is searched and what could be asked, as of now."""
    strings = interface()[language]
    hint = strings["welcome_hint"].format(count=len(originals(desk.articles())))
    return {
        "placeholder": f"## {inert(strings['welcome'])}\n\n{inert(hint)}",
        "examples": [{"text": question} for question in desk.examples(language)],
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


def _language_links(request: Request) -> list[tuple[str, str]]:
    """(language, address of this page in it), the theme kept."""
    theme = request.query_params.get("__theme", "")
    kept = {"__theme": theme} if theme in {"light", "dark"} else {}
    return [(language, "/?" + urlencode({"lang": language, **kept})) for language in interface()]
