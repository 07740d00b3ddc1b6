"""Whole answers on XQuAD, as `python -m bot eval` counts them, the reader never having seen the questions' topics.

    python tests/bench/bench_answers.py [--pairs zh-zh zh-en] [--every 1] [--without-reader] [--peers] [--chart PNG]

The corpus is what `python -m bot eval --make-corpus` makes: some paragraphs taken out (near) and some topics (far).
The reader that is shipped has learned from these very questions, so its place is taken by four that had not
(held_out.py). `bot eval` itself flatters on XQuAD, and on XQuAD alone.
"""

import argparse
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

sys.path.insert(0, str(Path(__file__).parent))

import xquad
from held_out import HeldOutReader

from bot import Bot
from bot.evaluation.chart import draw, panels
from bot.evaluation.command import CAUTIONS
from bot.evaluation.comparing import ask_peers, compared
from bot.evaluation.corpus import Sources, make_corpus
from bot.evaluation.judging import Outcome, Reply, evaluate
from bot.evaluation.reporting import report
from bot.evaluation.squad import read_squad
from bot.refusing import thresholds
from index.building import open_for, replace_all
from index.command import progress_bar
from index.encoder import Encoder, load_encoder
from index.search import Index

PAIRS = ("zh-zh", "zh-en", "zh-es", "zh-ru", "zh-ar", "zh-de", "zh-vi", "en-en", "en-zh", "de-de")
"""Corpus language, question language: those of which all or each third question was read."""
ALL_READ = {"zh-zh", "zh-en", "zh-es", "en-en", "en-zh"}
COLUMNS = ("right", "hit@1", "characters", "near", "far", "false refusals", "verbatim", "p50 ms", "p95 ms", "unread")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pairs", nargs="+", default=PAIRS)
    parser.add_argument("--every", type=int, default=1, help="take one question of so many")
    parser.add_argument("--without-reader", action="store_true", help="nothing is read again")
    parser.add_argument("--peers", action="store_true", help="BM25 and LangChain's retrieval beside it")
    parser.add_argument("--chart", type=Path, help="false answers against false refusals, in Chinese and English")
    options = parser.parse_args()
    console, encoder, shown = Console(), load_encoder(), Table("", *COLUMNS)
    asked: list[Outcome] = []
    peers: dict[str, list[Outcome]] = {}
    for pair in options.pairs:
        reader = None if options.without_reader else HeldOutReader()
        outcomes, beside = measure(pair, encoder, reader, options)
        shown.add_row(pair.replace("-", " ← "), *row(report(outcomes)), str(reader.missing if reader else "all"))
        for name, found in compared(outcomes, beside).items():
            shown.add_row(f"  {name}", *row(found), "")
        if pair in ("zh-zh", "zh-en"):
            asked += outcomes
            peers = {name: peers.get(name, []) + theirs for name, theirs in beside.items()}
    console.print(shown)
    if options.chart:
        draw(panels(asked, peers, [thresholds(caution).answered for caution in CAUTIONS]), CAUTIONS, options.chart)


def measure(
    pair: str, encoder: Encoder, reader: HeldOutReader | None, options: argparse.Namespace
) -> tuple[list[Outcome], dict[str, list[Outcome]]]:
    """What the desk and its peers answer to all items of the pair that were read."""
    corpus_language, language = pair.split("-")
    paths = [xquad.DATA / f"xquad.{name}.json" for name in (corpus_language, language)]
    sources = Sources(read_squad(paths[0]), read_squad(paths[1]) if language != corpus_language else None)
    corpus = make_corpus(sources, corpus_language)
    step = options.every if pair in ALL_READ else max(options.every, 3)
    read = {asked.text for asked in xquad.load(language)[1][::step]}
    items = [item for item in corpus.items if item.question in read]
    with tempfile.TemporaryDirectory() as folder:
        store = open_for(Path(folder), encoder)
        replace_all(store, encoder, corpus.articles)
        bot = Bot(Index(store, encoder), reader=reader)

        def ask(question: str, history: Sequence[str]) -> Reply:
            answer = bot.ask(question, history)
            return Reply(answer, answer.probability)

        with progress_bar(pair) as progress:
            outcomes = evaluate(items, ask, progress)
        peers = ask_peers(bot.index, items, None, options.peers, progress_bar)
        store.close()
    return outcomes, peers


def row(found: Mapping[str, Any]) -> list[str]:
    """The cells of one report."""
    whole, by_negative = found["all"], found["by_negative"]
    near, far = (by_negative.get(kind, {}).get("false_answers") for kind in ("near", "far"))
    shares = [whole["right"], whole["hit@1"], None, near, far]
    shares += [whole["false_refusals"], whole["verbatim"]]
    told = ["–" if share is None else f"{share:.1%}" for share in shares]
    told[2] = f"{whole['characters_per_right']:.0f}"
    return [*told, f"{whole['latency_ms']['p50']:.0f}", f"{whole['latency_ms']['p95']:.0f}"]


if __name__ == "__main__":
    main()
