"""How often a key is marked in the sentence that answers, and how often it is the answer, on XQuAD.

    python tests/bench/bench_keys.py [--pairs "zh zh" "en en" "en zh"] [--show N]

Takes the sentence that holds the known answer, so that only the marking is judged. "covered" is the share of
questions of a kind in whose sentence something is marked, "right" the share of the marked that overlap the known
answer. Exits 1 where a kind with twenty marks or more is right less than nine times of ten.
"""

import argparse
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from rich.console import Console
from rich.table import Table

sys.path.insert(0, str(Path(__file__).parent))

import xquad

from bot.key import keys_of
from bot.question import read_question
from index.splitting import split_article

FLOOR, ENOUGH = 0.9, 20


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pairs", nargs="+", default=["zh zh", "en en", "en zh"], help="question's language, corpus")
    parser.add_argument("--show", type=int, default=0, help="print so many wrong marks of each kind")
    options = parser.parse_args()
    shown, console, missed = Table("question, text", "kind", "questions", "covered", "right"), Console(), False
    for pair in options.pairs:
        counts: dict[str, list[bool | None]] = defaultdict(list)
        for kind, right, line in judged(*pair.split()):
            counts[kind].append(right)
            if right is False and counts[kind].count(False) <= options.show:
                console.print(kind, line, highlight=False, markup=False)
        for kind, marks in sorted(counts.items()):
            known = [right for right in marks if right is not None]
            share = sum(known) / max(len(known), 1)
            missed |= len(known) >= ENOUGH and share < FLOOR
            shown.add_row(
                pair, kind, str(len(marks)), f"{len(known) / len(marks):.3f}", f"{share:.3f}" if known else ""
            )
    console.print(shown)
    return 1 if missed else 0


def judged(language: str, corpus: str) -> Iterator[tuple[str, bool | None, str]]:
    """(kind, whether the mark is right or None without one, what to print) of each question of fact with a form."""
    articles, originals = xquad.load(corpus)
    sentences = {a.id: [s for p in split_article(a) for s in p.sentences] for a in articles}
    texts = {a.id: a.text for a in articles}
    for put, known in zip(xquad.load(language)[1], originals, strict=True):
        asked = read_question(put.text, language)
        sentence = next((s for s in sentences[known.article_id] if s.start <= known.start < s.end), None)
        if asked.kind != "fact" or sentence is None:
            continue
        text = texts[known.article_id][sentence.start : sentence.end]
        keys = keys_of(asked, text, corpus)
        start, end = known.start - sentence.start, known.start - sentence.start + len(known.answer)
        right = all(key.start < end and start < key.end for key in keys) if keys else None
        marked = [text[key.start : key.end] for key in keys]
        yield asked.expected or "other", right, f"| {put.text} | {marked} | {known.answer} | {text}"


if __name__ == "__main__":
    sys.exit(main())
