"""How well and how fast the right paragraph and the right sentence are found, on XQuAD.

    python tests/bench/bench_search.py [--languages zh en es] [--corpus zh] [--every 1] [--coarse]

240 paragraphs as articles, 1,190 questions in each language. "plain" is what the encoder alone would do:
the paragraph whose own vector is nearest. "read" is the sentence once the best passages were read again, by readers to
which the question's topic was new (held_out.py has them for some pairs of languages). Exits 1 where a floor is missed.
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
from held_out import HeldOutReader

from bot.question import read_question
from bot.rereading import read_again
from bot.selecting import Candidate, rank
from index import embedding
from index.building import open_for, replace_all
from index.encoder import load_encoder
from index.search import Index

FLOORS = {("zh", "zh"): 0.955, ("zh", "en"): 0.79, ("zh", "es"): 0.73}
"""Share of questions whose paragraph must be found first."""
FOUND = 10
COLUMNS = ("plain R@1", "R@1", "R@5", "sentence 1st", "in 3", "read 1st", "in 3", "p50 ms", "p95 ms", "unread")


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
        shown = Table("question in", *COLUMNS)
        missed = False
        for language in options.languages:
            row = measure(index, language, originals[:: options.every], options.every, console)
            shown.add_row(
                language, *(f"{share:.3f}" for share in row[:7]), *(f"{ms:.1f}" for ms in row[7:-1]), str(row[-1])
            )
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
    reader, found, took = HeldOutReader(), [], []
    pairs = list(zip(questions, originals, strict=True))
    for asked, original in track(pairs, language, console=console):
        started = time.perf_counter()
        query = index.query(asked.text, language=language)
        hits = index.search(query, FOUND)
        took.append((time.perf_counter() - started) * 1000)
        names = list(dict.fromkeys(hit.article.id for hit in hits))
        nearest = max(hits, key=lambda hit: hit.cosine)
        put = read_question(asked.text, language)
        ranked = rank(query, hits, put)
        again = read_again(reader, asked.text, query, ranked) if put.kind == "fact" else ranked
        sentences = [any(right(c, original) for c in order[:most]) for order in (ranked, again) for most in (1, 3)]
        paragraphs = [nearest.article.id == asked.article_id, names[0] == asked.article_id]
        found.append([*paragraphs, asked.article_id in names[:5], *sentences])
    latencies = (float(np.percentile(took, p)) for p in (50, 95))
    return (*(float(share) for share in np.mean(found, axis=0)), *latencies, reader.missing)


def right(candidate: Candidate, known: xquad.Asked) -> bool:
    sentence = candidate.found.sentence
    return candidate.hit.article.id == known.article_id and sentence.start <= known.start < sentence.end


if __name__ == "__main__":
    sys.exit(main())
