"""Whole answers on XQuAD, as `python -m bot eval` counts them, the reader never having seen the questions' topics.

    python tests/bench/bench_answers.py [--pairs zh-zh zh-en …] [--every 1] [--without-reader] [--chart FILE.png]

The corpus is what `python -m bot eval --make-corpus` makes: some paragraphs taken out (near) and some topics (far).
The reader that is shipped has learned from these very questions, so its place is taken by four that had not
(held_out.py). `bot eval` itself flatters on XQuAD, and on XQuAD alone.
"""

import argparse
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.progress import track
from rich.table import Table

sys.path.insert(0, str(Path(__file__).parent))

import xquad
from held_out import HeldOutReader

from bot import Bot
from bot.evaluation.chart import draw, panels
from bot.evaluation.command import CAUTIONS
from bot.evaluation.corpus import Sources, make_corpus
from bot.evaluation.judging import Outcome, Reply, evaluate
from bot.evaluation.reporting import summary
from bot.evaluation.squad import read_squad
from bot.refusing import thresholds
from index.building import open_for, replace_all
from index.encoder import load_encoder
from index.search import Index

PAIRS = ("zh-zh", "zh-en", "zh-es", "zh-ru", "zh-ar", "en-en", "en-zh", "de-de")
"""Corpus language, question language: those of which all or each third question was read."""
ALL_READ = {"zh-zh", "zh-en", "zh-es", "en-en", "en-zh"}
COLUMNS = ("right", "hit@1", "characters", "near", "far", "false refusals", "verbatim", "p50 ms", "p95 ms", "unread")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pairs", nargs="+", default=PAIRS)
    parser.add_argument("--every", type=int, default=1, help="take one question of so many")
    parser.add_argument("--without-reader", action="store_true", help="nothing is read again")
    parser.add_argument("--chart", type=Path, help="false answers against false refusals, in Chinese and English")
    options = parser.parse_args()
    console, encoder, shown, asked = Console(), load_encoder(), Table("", *COLUMNS), []
    for pair in options.pairs:
        reader = None if options.without_reader else HeldOutReader()
        outcomes = measure(pair, encoder, reader, options.every, console)
        shown.add_row(pair.replace("-", " ← "), *row(outcomes), str(reader.missing if reader else "all"))
        asked += outcomes if pair in ("zh-zh", "zh-en") else []
    console.print(shown)
    if options.chart:
        draw(panels(asked, {}, [thresholds(caution).answered for caution in CAUTIONS]), CAUTIONS, options.chart)


def measure(pair: str, encoder: object, reader: HeldOutReader | None, every: int, console: Console) -> list[Outcome]:
    """All items of the pair that were read, asked once."""
    corpus_language, language = pair.split("-")
    paths = [xquad.DATA / f"xquad.{name}.json" for name in (corpus_language, language)]
    sources = Sources(read_squad(paths[0]), read_squad(paths[1]) if language != corpus_language else None)
    corpus = make_corpus(sources, corpus_language)
    step = every if pair in ALL_READ else max(every, 3)
    read = {asked.text for asked in xquad.load(language)[1][::step]}
    items = [item for item in corpus.items if item.question in read]
    with tempfile.TemporaryDirectory() as folder:
        store = open_for(Path(folder), encoder)  # type: ignore[arg-type]
        replace_all(store, encoder, corpus.articles)  # type: ignore[arg-type]
        bot = Bot(Index(store, encoder), reader=reader)  # type: ignore[arg-type]

        def ask(question: str, history: Sequence[str]) -> Reply:
            answer = bot.ask(question, history)
            return Reply(answer, answer.probability)

        outcomes = evaluate(list(track(items, pair, console=console)), ask)
        store.close()
    return outcomes


def row(outcomes: list[Outcome]) -> list[str]:
    whole = summary(outcomes)
    near, far = (summary([o for o in outcomes if o.item.negative == kind]) for kind in ("near", "far"))
    shares = [whole["right"], whole["hit@1"], None, near["false_answers"], far["false_answers"]]
    shares += [whole["false_refusals"], whole["verbatim"]]
    told = ["–" if share is None else f"{share:.1%}" for share in shares]
    told[2] = f"{whole['characters_per_right']:.0f}"
    return [*told, f"{whole['latency_ms']['p50']:.0f}", f"{whole['latency_ms']['p95']:.0f}"]


if __name__ == "__main__":
    main()
