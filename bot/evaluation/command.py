"""python -m bot eval: its words, what it prints, and the order in which things are done.

It knows how to call the parts of an evaluation, and nothing of what they do.
"""

import argparse
import json
import math
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.markup import escape

from bot.bot import Bot
from bot.evaluation.chart import ENDINGS, draw, panels
from bot.evaluation.comparing import ask_peers, compared
from bot.evaluation.corpus import ARTICLES, QUESTIONS, Sources, check_free, make_corpus, write_corpus
from bot.evaluation.extra import check_installed
from bot.evaluation.items import Item, read_items
from bot.evaluation.judging import Reply, evaluate
from bot.evaluation.peers.endpoint import Endpoint
from bot.evaluation.reporting import report
from bot.evaluation.squad import read_squad
from bot.evaluation.table import notes, table
from bot.evaluation.worded import summary, with_and_without
from bot.model.client import Client
from bot.model.connecting import connected, is_file
from bot.model.endpoint import KEYS
from bot.refusing import thresholds
from index.command import progress_bar
from index.errors import YuwenError
from index.reading.checks import check_lang

CAUTIONS = (0.25, 0.5, 0.75)
"""The operating points that the chart marks."""
LISTED = 10
"""Items that went wrong and are listed above the table."""
DESCRIPTION = """\
How good the answers to known questions are. On a corpus of your own in SQuAD's format:

  python -m bot eval --make-corpus FILE.json DIR
  python -m index build DIR/articles --out DIR/index
  python -m bot eval DIR/questions.jsonl --index DIR/index --chart curve.png --peers

The chart and the peers need more libraries: pip install 'yuwen[eval]'."""


def add_options(parser: argparse.ArgumentParser) -> None:
    """The options of `eval`, beside those that every command of the desk has."""
    parser.description = DESCRIPTION
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("file", nargs="?", type=Path, metavar="FILE.jsonl", help="the questions and what is right")
    parser.add_argument("--chart", type=_picture, metavar="FILE.png", help="false answers against false refusals")
    peers = parser.add_argument_group("peers", "others, asked the same questions over the same articles")
    peers.add_argument("--peers", action="store_true", help="BM25 over words, and plain retrieval with LangChain")
    peers.add_argument(
        "--llm", type=_model, metavar="URL|FILE.gguf", help="an OpenAI-compatible endpoint, as …/v1, or a model's file"
    )
    peers.add_argument("--llm-model", metavar="NAME", help=f"the model at that address; its key: {KEYS[0]}")
    peers.add_argument("--llm-timeout", type=_seconds, default=60.0, metavar="SECONDS", help="default: 60")
    peers.add_argument("--checks", action="store_true", help="the desk in that model's words, with and without checks")
    making = parser.add_argument_group("making a corpus", "articles and questions out of a file in SQuAD's format")
    making.add_argument("--make-corpus", nargs=2, type=Path, metavar=("FILE.json", "DIR"))
    making.add_argument("--questions", type=Path, metavar="FILE.json", help="the same questions in another language")
    making.add_argument("--far", type=Path, metavar="FILE.json", help="a corpus about something else, to ask from")
    making.add_argument("--lang", metavar="TAG", help="the articles' language; default: told from their texts")
    making.add_argument("--seed", type=int, metavar="N", help="what is left out; default: 0")
    making.add_argument("--sample", type=_count, metavar="N", help="at most so many questions")
    parser.set_defaults(command=_eval, wrong_use=parser.error)


def _eval(options: argparse.Namespace) -> None:
    of_making = [name for name in ("questions", "far", "lang", "seed", "sample") if getattr(options, name) is not None]
    if (options.file is None) == (options.make_corpus is None):
        options.wrong_use("expected FILE.jsonl, or --make-corpus FILE.json DIR")
    if options.file and of_making:
        options.wrong_use(f"--{of_making[0]} goes with --make-corpus only")
    if options.make_corpus and (options.chart or options.peers or options.llm):
        options.wrong_use("--make-corpus asks nothing: --chart, --peers and --llm go with FILE.jsonl")
    if bool(options.llm_model) != bool(options.llm and not is_file(options.llm)):
        options.wrong_use("the address of --llm and --llm-model go together")
    if options.checks and not options.llm:
        options.wrong_use("--checks goes with --llm")
    if options.make_corpus:
        _make(options)
    else:
        _judge(options)


def _make(options: argparse.Namespace) -> None:
    source, folder = options.make_corpus
    check_free(folder)
    if options.lang is not None:
        check_lang(options.lang, "--lang")
    files = (read_squad(path) if path else None for path in (options.questions, options.far))
    corpus = make_corpus(Sources(read_squad(source), *files), options.lang, options.seed or 0, options.sample)
    with progress_bar("writing") as progress:
        write_corpus(corpus, folder, progress)
    counts, lang = corpus.counts(), corpus.articles[0].lang
    if options.json:
        made = {"articles": len(corpus.articles), "lang": lang, "questions": counts, "unmatched": corpus.unmatched}
        print(json.dumps(made, ensure_ascii=False, indent=2))
        return
    told = ", ".join(f"{count} {name}" for name, count in counts.items())
    print(f"{folder}: {len(corpus.articles)} articles ({lang}), {len(corpus.items)} questions ({told})")
    if corpus.unmatched:
        print(f"{corpus.unmatched} questions are in one of the two files only and were left out")
    print(f"next: python -m index build {folder / ARTICLES} --out {folder / 'index'}")
    print(f"then: python -m bot eval {folder / QUESTIONS} --index {folder / 'index'}")


def _judge(options: argparse.Namespace) -> None:
    items = read_items(options.file)
    _check(options)
    with connected(options.llm, options.llm_model, options.llm_timeout) as client:
        _ask(options, items, client)


def _ask(options: argparse.Namespace, items: Sequence[Item], client: Client | None) -> None:
    bot = Bot.open(options.store or options.index, options.model, options.caution)

    def ask(question: str, history: Sequence[str]) -> Reply:
        answer = bot.ask(question, history)
        return Reply(answer, answer.probability)

    with progress_bar("asking") as progress:
        desk = evaluate(items, ask, progress)
    found = report(desk)
    peers = ask_peers(bot.index, items, _endpoint(client, options.llm_timeout), options.peers, progress_bar)
    if peers:
        found["peers"] = compared(desk, peers)
    if options.checks and client:
        with progress_bar("asking, checked") as progress:
            found["worded"] = summary(with_and_without(bot, client, items, progress))
    if options.chart:
        operating = [thresholds(caution).answered for caution in CAUTIONS]
        draw(panels(desk, peers, operating), CAUTIONS, options.chart)
    if options.json:
        print(json.dumps(found, ensure_ascii=False, indent=2))
    else:
        _print(found, options.chart)


def _endpoint(client: Client | None, timeout_s: float) -> Endpoint | None:
    """Where the peer that is a language model is asked: where the desk's own is."""
    return Endpoint(client.endpoint.url, client.endpoint.model, client.endpoint.key, timeout_s) if client else None


def _check(options: argparse.Namespace) -> None:
    """Says what is missing before minutes go into asking. Raises YuwenError."""
    for option, wanted, libraries in (
        ("--chart", options.chart, ("matplotlib",)),
        ("--peers", options.peers, ("bm25s", "jieba")),
        ("--llm", options.llm, ("openai",)),
    ):
        if wanted:
            check_installed(option, libraries)
    if options.chart and not options.chart.parent.is_dir():
        raise YuwenError(f"{options.chart}: there is no such folder to write it into")


def _print(found: dict[str, Any], chart: Path | None) -> None:
    console = Console()
    for wrong in found["wrong"][:LISTED]:
        console.print(f"{wrong['id']}  {escape(wrong['question'])}", highlight=False, emoji=False, soft_wrap=True)
    if len(found["wrong"]) > LISTED:
        console.print(f"… and {len(found['wrong']) - LISTED} more that went wrong; --json lists them all")
    console.print(table(found))
    for note in notes(found):
        console.print(note, highlight=False)
    if worded := found.get("worded"):
        console.print("in the model's words, without and with the checks:")
        console.print_json(data=worded)
    if chart:
        console.print(f"chart: {chart}", highlight=False, soft_wrap=True)


def _picture(text: str) -> Path:
    path = Path(text)
    if path.suffix.lower() not in ENDINGS:
        raise argparse.ArgumentTypeError(f"{text!r} does not end in {' or '.join(ENDINGS)}")
    return path


def _model(text: str) -> str:
    if not re.fullmatch(r"https?://[^\s/]+\S*", text) and not is_file(text):
        raise argparse.ArgumentTypeError(f"{text!r} is no address such as http://127.0.0.1:8080/v1 and no .gguf file")
    return text


def _count(text: str) -> int:
    if not (text.isdecimal() and int(text)):
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number from 1 on")
    return int(text)


def _seconds(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = 0.0
    if not 0 < value < math.inf:
        raise argparse.ArgumentTypeError(f"{text!r} is no number of seconds above 0")
    return value
