"""How well and how fast the right paragraph and the right sentence are found, on XQuAD.

    python tests/bench/bench_search.py [--languages zh en es] [--corpus zh] [--every 1] [--coarse]

240 paragraphs as articles, 1,190 questions in each language. "plain" is what the encoder alone would do:
the paragraph whose own vector is nearest. Exits 1 where a floor is missed.
"""

import argparse
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
from rich.console import Console
from rich.progress import track
from rich.table import Table

sys.path.insert(0, str(Path(__file__).parent))

import xquad

from bot.question import read_question
from bot.selecting import rank
from index import embedding
from index.building import open_for, replace_all
from index.encoder import load_encoder
from index.search import Index

FLOORS = {("zh", "zh"): 0.955, ("zh", "en"): 0.79, ("zh", "es"): 0.73}
"""Share of questions whose paragraph must be found first."""
FOUND = 10


def main() -> int:
    options = parse()
    console, encoder = Console(), load_encoder()
    articles, originals = xquad.load(options.corpus)
    embedding.FINE_UP_TO = 0 if options.coarse else embedding.FINE_UP_TO
    with tempfile.TemporaryDirectory() as folder:
        store = open_for(Path(folder), encoder)
        started = time.perf_counter()
        replace_all(store, encoder, articles)
        console.print(f"{len(articles)} articles indexed in {time.perf_counter() - started:.1f} s")
        index = Index(store, encoder)
        shown = Table("question in", "plain R@1", "R@1", "R@5", "sentence 1st", "in 3", "p50 ms", "p95 ms")
        missed = False
        for language in options.languages:
            row = measure(index, language, originals[:: options.every], options.every, console)
            shown.add_row(language, *(f"{share:.3f}" for share in row[:5]), *(f"{ms:.1f}" for ms in row[5:]))
            missed |= row[1] < FLOORS.get((options.corpus, language), 0.0)
    console.print(shown)
    return 1 if missed else 0


def parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--corpus", default="zh")
    parser.add_argument("--languages", nargs="+", default=["zh", "en", "es"])
    parser.add_argument("--coarse", action="store_true", help="token states as in an archive of millions")
    parser.add_argument("--every", type=int, default=1, help="take one question of so many")
    return parser.parse_args()


def measure(
    index: Index, language: str, originals: list[xquad.Asked], every: int, console: Console
) -> tuple[float, ...]:
    """Shares and latencies over all questions of a language."""
    questions = xquad.load(language)[1][::every]
    plain, first, five, sentence, three, took = [], [], [], [], [], []
    pairs = list(zip(questions, originals, strict=True))
    for asked, original in track(pairs, language, console=console):
        started = time.perf_counter()
        query = index.query(asked.text)
        hits = index.search(query, FOUND)
        took.append((time.perf_counter() - started) * 1000)
        names = list(dict.fromkeys(hit.article.id for hit in hits))
        nearest = max(hits, key=lambda hit: hit.cosine)
        plain.append(nearest.article.id == asked.article_id)
        first.append(names[0] == asked.article_id)
        five.append(asked.article_id in names[:5])
        ranked = rank(query, hits, read_question(asked.text, language))[:3]
        right = [
            c.hit.article.id == original.article_id and c.found.sentence.start <= original.start < c.found.sentence.end
            for c in ranked
        ]
        sentence.append(right[0])
        three.append(any(right))
    shares = tuple(float(np.mean(values)) for values in (plain, first, five, sentence, three))
    return (*shares, *(float(np.percentile(took, p)) for p in (50, 95)))


if __name__ == "__main__":
    sys.exit(main())
