"""How much is shown for a fact and how often that holds the answer, on XQuAD.

    python tests/bench/bench_choosing.py [--corpus zh] [--languages zh en] [--every 2]

For each reach below the best score: the share of questions where a second sentence would be shown, how often the
first and the second are right where it is, the share of questions whose answer is shown, and characters shown a
question. A second sentence earns its place where it is right as often as the first. "led" is what is shown now:
with the sentence before, where the one found only points back to it. The best passages are read again, by readers to
which the question's topic was new (held_out.py).
"""

import argparse
import sys
import tempfile
from pathlib import Path

import numpy as np
from rich.console import Console
from rich.progress import track
from rich.table import Table

sys.path.insert(0, str(Path(__file__).parent))

import xquad
from held_out import HeldOutReader

from bot.choosing import choose
from bot.question import read_question
from bot.rereading import read_again
from bot.selecting import Candidate, rank
from bot.writing import cite
from index.building import open_for, replace_all
from index.encoder import load_encoder
from index.search import Index

FOUND = 10
REACHES = (0.0, 0.01, 0.02, 0.03, 0.04, 0.06, 0.1)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--corpus", default="zh")
    parser.add_argument("--languages", nargs="+", default=["zh", "en"])
    parser.add_argument("--every", type=int, default=2, help="take one question of so many")
    options = parser.parse_args()
    console, encoder = Console(), load_encoder()
    articles, originals = xquad.load(options.corpus)
    with tempfile.TemporaryDirectory() as folder:
        store = open_for(Path(folder), encoder)
        replace_all(store, encoder, articles)
        index = Index(store, encoder)
        for language in options.languages:
            pairs = list(zip(xquad.load(language)[1], originals, strict=True))[:: options.every]
            console.print(measure(index, language, list(track(pairs, language, console=console))))


def measure(index: Index, language: str, pairs: list[tuple[xquad.Asked, xquad.Asked]]) -> Table:
    ranked, shown, reader = [], [], HeldOutReader()
    for put, known in pairs:
        asked, query = read_question(put.text, language), index.query(put.text, language=language)
        found = rank(query, index.search(query, FOUND), asked)
        if asked.kind == "fact":
            found = read_again(reader, put.text, query, found)
        choices = choose(index, found, asked)
        quotes = [c.quote for c in cite(index, choices, index.article(known.article_id).lang)]  # type: ignore[union-attr]
        held = any(q.article.id == known.article_id and q.start <= known.start < q.end for q in quotes)
        shown.append((len(quotes) > 1, held, sum(len(q.text) for q in quotes), any(c.led for c in choices)))
        ranked.append((found[:2], known))
    table = Table(language, "two shown", "first right", "second right", "answer shown", "characters")
    for reach in REACHES:
        table.add_row(f"{reach:.2f}", *at(reach, ranked))
    two, held, size, led = np.array(shown, float).T
    table.add_row("now", f"{two.mean():.3f}", "", f"led {led.mean():.3f}", f"{held.mean():.3f}", f"{size.mean():.1f}")
    return table


def at(reach: float, ranked: list[tuple[list[Candidate], xquad.Asked]]) -> list[str]:
    """The figures, were a second sentence shown within this reach."""
    rows = []
    for (best, *rest), known in ranked:
        second = rest[0] if reach and rest and rest[0].score >= best.score - reach else None
        size = len(best.text) + (len(second.text) if second else 0)
        rows.append((second is not None, right(best, known), second is not None and right(second, known), size))
    two, first, other, size = np.array(rows, float).T
    among = max(two.sum(), 1.0)
    shares = (two.mean(), (first * two).sum() / among, other.sum() / among, np.maximum(first, other).mean())
    return [*(f"{share:.3f}" for share in shares), f"{size.mean():.1f}"]


def right(candidate: Candidate, known: xquad.Asked) -> bool:
    sentence = candidate.found.sentence
    return candidate.hit.article.id == known.article_id and sentence.start <= known.start < sentence.end


if __name__ == "__main__":
    main()
