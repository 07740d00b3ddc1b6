"""The packaged int8 model against the same weights in torch fp32, interleaved in one run.

    python tests/bench/bench_encoder.py [--rounds 3] [--xquad ../shared/data]

XQuAD Chinese: 1,190 questions against 240 paragraphs. Speeds are medians over the rounds, each of which runs
both models one after the other, so that a busy machine slows both; recall is over all questions.
Required: twice the speed in passages and in single questions, recall@1 lower by at most .005.
"""

import argparse
import json
import statistics
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from rich.console import Console
from rich.table import Table

from index.encoder import SentenceEncoder, load_encoder
from index.packaged.cache import unpack

LEAST_RATIO, MOST_LOSS = 2.0, 0.005
PER_ROUND = 48
"""Paragraphs, and as many questions, timed in one round."""


@dataclass
class Measured:
    """One model and what was measured of it."""

    name: str
    encoder: SentenceEncoder
    passages_per_second: list[float] = field(default_factory=list)
    question_ms: list[float] = field(default_factory=list)
    recall: float = 0.0


def main() -> int:
    arguments = parse()
    paragraphs, questions, answers = read(arguments.xquad / "xquad.zh.json")
    models = [
        Measured("packaged int8", load_encoder(quiet=True)),
        Measured("torch fp32", load_encoder(str(unpack(kind="torch", quiet=True)))),
    ]
    # The torch folder has the same prompts as the packaged model, in its own configuration.
    for model in models:
        model.encoder.questions(questions[:20])
    for number in range(arguments.rounds):
        for model in models:
            measure_speed(model, paragraphs, questions, number)
    for model in models:
        model.recall = recall(model.encoder, paragraphs, questions, answers)
    return report(*models)


def parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    default = Path(__file__).parents[3] / "shared" / "data"
    parser.add_argument("--xquad", type=Path, default=default, help="folder with xquad.zh.json")
    parser.add_argument("--rounds", type=int, default=4)
    return parser.parse_args()


def read(path: Path) -> tuple[list[str], list[str], NDArray[np.int64]]:
    """Paragraphs, questions, and the number of each question's paragraph, (questions,)."""
    if not path.exists():
        sys.exit(f"XQuAD is needed for this benchmark, and {path} does not exist; give its folder with --xquad")
    data = json.loads(path.read_text(encoding="utf-8"))["data"]
    entries = [paragraph for article in data for paragraph in article["paragraphs"]]
    pairs = [(item["question"], number) for number, entry in enumerate(entries) for item in entry["qas"]]
    answers = np.array([number for _, number in pairs], np.int64)
    return [entry["context"] for entry in entries], [question for question, _ in pairs], answers


def measure_speed(model: Measured, paragraphs: list[str], questions: list[str], number: int) -> None:
    """One round, on texts that differ from round to round."""
    place = number * PER_ROUND % len(paragraphs)
    batch = paragraphs[place : place + PER_ROUND]
    started = time.perf_counter()
    model.encoder.passages(batch)
    model.passages_per_second.append(len(batch) / (time.perf_counter() - started))
    for question in questions[place : place + PER_ROUND]:
        started = time.perf_counter()
        model.encoder.questions([question])
        model.question_ms.append(1000 * (time.perf_counter() - started))


def recall(encoder: SentenceEncoder, paragraphs: list[str], questions: list[str], answers: NDArray[np.int64]) -> float:
    """The share of questions whose paragraph comes first."""
    scores = encoder.questions(questions) @ encoder.passages(paragraphs).T
    return float((scores.argmax(axis=1) == answers).mean())


def report(packaged: Measured, plain: Measured) -> int:
    """Print the table; 1 if a requirement is missed."""
    speeds = [statistics.median(model.passages_per_second) for model in (packaged, plain)]
    waits = [statistics.median(model.question_ms) for model in (packaged, plain)]
    faster, sooner, loss = speeds[0] / speeds[1], waits[1] / waits[0], plain.recall - packaged.recall
    rows = [
        ("passages / s", f"{speeds[0]:.1f}", f"{speeds[1]:.1f}", f"{faster:.2f} x", faster >= LEAST_RATIO),
        ("one question, ms (p50)", f"{waits[0]:.2f}", f"{waits[1]:.2f}", f"{sooner:.2f} x", sooner >= LEAST_RATIO),
        ("recall@1", f"{packaged.recall:.4f}", f"{plain.recall:.4f}", f"{-loss:+.4f}", loss <= MOST_LOSS),
    ]
    table = Table("XQuAD zh", packaged.name, plain.name, "ratio", "required", title="Encoder")
    for *cells, met in rows:
        table.add_row(*cells, "met" if met else "[bold red]missed")
    Console().print(table)
    return 0 if all(met for *_, met in rows) else 1


if __name__ == "__main__":
    sys.exit(main())
