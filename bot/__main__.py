"""python -m bot ask | chat | eval | feedback | mcp: the desk in the terminal, or for an agent.

It knows the commands' words and what they print; the answers are made elsewhere.
"""

import argparse
import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.markup import escape
from rich.text import Text

from bot import feedback_command
from bot.answer import Answer
from bot.bot import Bot
from bot.evaluation.command import add_options
from bot.model.connecting import connected
from bot.model.options import model_options
from bot.phrases import phrases
from index.command import place_options, run

ENOUGH_HISTORY = 8


def main(arguments: list[str] | None = None) -> int:
    options = _parser().parse_args(arguments)
    return run(lambda: options.command(options))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bot", description="Answers out of the indexed articles.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    desk = argparse.ArgumentParser(add_help=False, parents=[place_options()])
    desk.add_argument("--model", metavar="NAME", help="the model that the index was made with")
    desk.add_argument("--caution", type=_caution, default=0.5, metavar="0..1", help="higher refuses more; default: 0.5")
    model = model_options("answers in the words of this language model, checked")
    as_json = argparse.ArgumentParser(add_help=False)
    as_json.add_argument("--json", action="store_true", help="for programs")
    ask = commands.add_parser("ask", parents=[desk, model, as_json], help="one question, one answer")
    ask.add_argument("question")
    ask.add_argument("--history", nargs="+", default=[], metavar="QUESTION", help="the questions before, oldest first")
    ask.add_argument("--language", metavar="TAG", help="the visitor's language, where the question leaves it open")
    ask.set_defaults(command=_ask)
    commands.add_parser("chat", parents=[desk, model], help="a conversation in the terminal").set_defaults(
        command=_chat
    )
    mcp = commands.add_parser("mcp", parents=[desk, model], help="the tools ask and search for an agent, over stdio")
    mcp.add_argument("--public-url", default="", metavar="URL", help="where the articles are read: begins the links")
    mcp.set_defaults(command=_mcp)
    judged = commands.add_parser("eval", parents=[desk, as_json], help="how good the answers to known questions are")
    add_options(judged)
    feedback = commands.add_parser("feedback", parents=[as_json], help="what visitors thought of the answers")
    feedback_command.add_options(feedback)
    return parser


def _caution(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = -1.0
    if not 0 <= value <= 1:
        raise argparse.ArgumentTypeError(f"{text!r} is not between 0 and 1")
    return value


@contextmanager
def _opened(options: argparse.Namespace) -> Iterator[Bot]:
    with connected(options.llm, options.llm_model, options.llm_patience) as client:
        yield Bot.open(options.store or options.index, options.model, options.caution, client)


def _ask(options: argparse.Namespace) -> None:
    with _opened(options) as bot:
        answer = bot.ask(options.question, options.history, options.language)
    if options.json:
        print(json.dumps(answer.to_dict(), ensure_ascii=False, indent=2))
    else:
        _print(Console(), answer)


def _chat(options: argparse.Namespace) -> None:
    with _opened(options) as bot:
        _converse(bot, Console())


def _converse(bot: Bot, console: Console) -> None:
    history: list[str] = []
    console.print("渝问 · Yuwen", style="bold")
    while True:
        try:
            question = console.input("[bold]› [/]").strip()
        except (EOFError, KeyboardInterrupt):
            console.print()
            return
        if question:
            _print(console, bot.ask(question, history))
            history = [*history, question][-ENOUGH_HISTORY:]


def _mcp(options: argparse.Namespace) -> None:
    from bot.web.api.agents import agent_server
    from bot.web.settings import WebSettings

    with _opened(options) as bot:
        agent_server(bot, WebSettings(public_url=options.public_url)).run("stdio")


def _print(console: Console, answer: Answer) -> None:
    """The answer with its keys in bold, then its sources: number, title, paper, date and link."""
    # Only a terminal is wrapped for: elsewhere a quote stays in one line.
    style, unwrapped = "yellow" if answer.refused else "", not console.is_terminal
    text = Text(answer.text)
    for key in answer.keys_in_text():
        text.stylize("bold", key.start, key.end)
    console.print(text, highlight=False, emoji=False, style=style, soft_wrap=unwrapped)
    for citation in answer.citations:
        article = citation.quote.article
        told = " · ".join(filter(None, (article.title, article.source, article.date)))
        line = f"  [dim]\\[{citation.n}] {escape(told)}  {escape(citation.quote.link)}[/]"
        console.print(line, emoji=False, soft_wrap=True)
    if "model" in answer.checks:
        console.print(f"  [dim]{escape(phrases(answer.language)['without_model'])}[/]", soft_wrap=True)


if __name__ == "__main__":
    sys.exit(main())
