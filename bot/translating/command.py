"""python -m index translate: its words, what it prints, and the order in which things are done.

It knows how to call the parts, and nothing of what they do.
"""

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from bot.model.client import Client
from bot.model.connecting import connected
from bot.model.endpoint import ModelError
from bot.model.options import model_options
from bot.translating.choosing import Chosen, choose
from bot.translating.drafting import Drafted, draft, texts_of
from index.command import ARTICLES, progress_bar
from index.errors import ArticleError
from index.names import Names, read_names
from index.reading.checks import check_lang
from index.reading.writing import replace_file

PATIENCE_S = 120.0
"""Nobody waits at a page, and a model on a processor takes its time to read."""
DESCRIPTION = """\
Drafts editions of articles in another language with a language model, each text audited against its original.
A draft lies beside its original and is left out of every index until a person approves it: python -m index approve
FILE, or take the line 'draft: true' out. A file that is there is never overwritten."""

Done = tuple[Chosen, Drafted]


def add_command(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Adds `translate` to the commands of `python -m index`, which finds this function by its entry point."""
    parser = commands.add_parser(
        "translate",
        parents=[model_options("the language model that translates", PATIENCE_S)],
        help="draft editions in another language with a language model",
        description=DESCRIPTION,
    )
    parser.add_argument("ids", nargs="*", metavar="ID", help="originals; default: all without an edition in it")
    parser.add_argument("--to", required=True, metavar="TAG", help="the language: en, fr, zh-Hant …")
    parser.add_argument("--articles", type=Path, default=ARTICLES, metavar="DIR", help=f"default: {ARTICLES}")
    parser.add_argument("--names", type=Path, metavar="FILE", help="default: names.yaml beside the folder")
    parser.add_argument("--json", action="store_true", help="for programs")
    parser.set_defaults(command=_translate)


def _translate(options: argparse.Namespace) -> int:
    check_lang(options.to, "--to")
    if not options.llm:
        raise ModelError("translating needs a language model: give --llm URL --llm-model NAME, or --llm FILE.gguf")
    if options.names and not options.names.is_file():
        raise ArticleError(f"{options.names}: there is no such file. Expected the official names.")
    names = read_names(options.names or options.articles.parent / "names.yaml")
    chosen, errors = choose(options.articles, options.to, options.ids)
    for error in errors:
        print(f"left out: {' '.join(str(error).split())}", file=sys.stderr)
    done: list[Done] = []
    try:
        if chosen:
            with connected(options.llm, options.llm_model, options.llm_patience) as client:
                assert client is not None
                _draft(chosen, options.to, client, names, done)
    finally:  # what is written is told, whatever ends the work
        _report(done, options.to, options.json)
    return 1 if errors or any(one.left for _, drafted in done for one in drafted.texts) else 0


def _draft(chosen: Sequence[Chosen], language: str, client: Client, names: Names, done: list[Done]) -> None:
    """Drafts and writes one after the other; `done` grows, and each of its files is whole."""
    total = sum(len(texts_of(one.original)) for one in chosen)
    with progress_bar("translating") as progress:
        count = 0

        def advance() -> None:
            nonlocal count
            progress(count := count + 1, total)

        progress(0, total)
        for one in chosen:
            drafted = draft(one.original, language, client, names, advance)
            if one.file.exists():
                raise ArticleError(f"{one.file}: the file has come into being meanwhile, and is not overwritten.")
            replace_file(one.file, drafted.markdown())
            done.append((one, drafted))


def _report(done: Sequence[Done], language: str, as_json: bool) -> None:
    if as_json:
        print(json.dumps({"language": language, "drafts": [_told(*one) for one in done]}, ensure_ascii=False, indent=2))
        return
    if not done:
        print(f"no draft written: no original without an edition in {language}, or none got done")
        return
    console = Console()
    table = Table("draft", "texts", "translated", "tried again", "left", "names to check")
    table.columns[0].overflow = "fold"
    for chosen, drafted in done:
        told = _told(chosen, drafted)
        counts = (told["texts"], told["translated"], told["tried_again"], len(told["left"]), len(told["to_check"]))
        table.add_row(escape(drafted.edition.id), *map(str, counts))
    console.print(table)
    for chosen, drafted in done:
        console.print(f"written: {escape(str(chosen.file))}", highlight=False, soft_wrap=True)
        for one in drafted.texts:
            if one.left:
                line = f"  [yellow]left as it is:[/] {one.where} ({one.kind}): {escape(one.left)}"
                console.print(line, highlight=False, soft_wrap=True)
    last = "Drafts are left out of every index until they are approved: python -m index approve FILE"
    console.print(last, soft_wrap=True)


def _told(chosen: Chosen, drafted: Drafted) -> dict[str, Any]:
    left = [one for one in drafted.texts if one.left]
    return {
        "id": drafted.edition.id,
        "translation_of": chosen.original.id,
        "file": str(chosen.file),
        "texts": len(drafted.texts),
        "translated": len(drafted.texts) - len(left),
        "tried_again": sum(one.again for one in drafted.texts),
        "left": [{"where": one.where, "kind": one.kind, "why": one.left} for one in left],
        "to_check": [{"where": one.where, "names": list(one.to_check)} for one in drafted.texts if one.to_check],
    }
