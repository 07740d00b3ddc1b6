"""The packaged model in integers against the same weights in torch float32, interleaved in one run.

    python tests/bench/bench_encoder.py [--xquad ../shared/data]

XQuAD Chinese: 1,190 questions against 240 paragraphs, in ten slices; each slice goes through both models, one
after the other, so that a busy machine slows both. torch runs as anyone would run it: `SentenceTransformer.encode`.
Speeds are medians over the slices. Required: twice the speed in passages and in single questions, recall@1 lower
by at most .005.
"""

import argparse
import json
import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from rich.console import Console
from rich.table import Table

from index.encoder import load_encoder
from index.packaged.cache import unpack

LEAST_RATIO, MOST_LOSS = 2.0, 0.005
SLICES = 10
SINGLE = 10
"""Questions asked one at a time in each slice."""

Encode = Callable[[list[str]], NDArray[np.float32]]


@dataclass
class Measured:
    """One model and what was measured of it."""

    name: str
    questions: Encode
    passages: Encode
    passages_per_second: list[float] = field(default_factory=list)
    question_ms: list[float] = field(default_factory=list)
    vectors: dict[str, list[NDArray[np.float32]]] = field(default_factory=lambda: {"questions": [], "passages": []})

    def measure(self, questions: list[str], passages: list[str]) -> None:
        """Encode one slice of both; the vectors are kept for the recall."""
        started = time.perf_counter()
        self.vectors["passages"].append(self.passages(passages))
        self.passages_per_second.append(len(passages) / (time.perf_counter() - started))
        for question in questions[:SINGLE]:
            started = time.perf_counter()
            self.questions([question])
            self.question_ms.append(1000 * (time.perf_counter() - started))
        self.vectors["questions"].append(self.questions(questions))

    def recall(self, answers: NDArray[np.int64]) -> float:
        """The share of questions whose paragraph comes first."""
        scores = np.concatenate(self.vectors["questions"]) @ np.concatenate(self.vectors["passages"]).T
        return float((scores.argmax(axis=1) == answers).mean())


def main() -> int:
    paragraphs, questions, answers = read(parse().xquad / "xquad.zh.json")
    models = [packaged(), plain()]
    for model in models:
        model.questions(questions[:20])
    for number in range(SLICES):
        for model in models:
            model.measure(slice_of(questions, number), slice_of(paragraphs, number))
    return report(models[0], models[1], answers)


def packaged() -> Measured:
    encoder = load_encoder(quiet=True)
    return Measured("packaged, integers", encoder.questions, encoder.passages)


def plain() -> Measured:
    from sentence_transformers import SentenceTransformer
    from transformers.utils import logging

    logging.set_verbosity_error()  # type: ignore[no-untyped-call]  # the checkpoint has no pooling layer, and says so at length
    logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    model: Any = SentenceTransformer(str(unpack(kind="torch", quiet=True)), device="cpu", local_files_only=True)
    return Measured("torch, float32", model.encode_query, model.encode_document)


def slice_of(texts: list[str], number: int) -> list[str]:
    size = -(-len(texts) // SLICES)
    return texts[number * size : (number + 1) * size]


def parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    default = Path(__file__).parents[3] / "shared" / "data"
    parser.add_argument("--xquad", type=Path, default=default, help="folder with xquad.zh.json")
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


def report(ours: Measured, theirs: Measured, answers: NDArray[np.int64]) -> int:
    """Print the table; 1 if a requirement is missed."""
    speeds = [statistics.median(model.passages_per_second) for model in (ours, theirs)]
    waits = [statistics.median(model.question_ms) for model in (ours, theirs)]
    faster, sooner = speeds[0] / speeds[1], waits[1] / waits[0]
    found, expected = ours.recall(answers), theirs.recall(answers)
    loss = expected - found
    rows = [
        ("passages / s", f"{speeds[0]:.1f}", f"{speeds[1]:.1f}", f"{faster:.2f} x", faster >= LEAST_RATIO),
        ("one question, ms (p50)", f"{waits[0]:.2f}", f"{waits[1]:.2f}", f"{sooner:.2f} x", sooner >= LEAST_RATIO),
        ("recall@1", f"{found:.4f}", f"{expected:.4f}", f"{-loss:+.4f}", loss <= MOST_LOSS),
    ]
    table = Table("XQuAD zh", ours.name, theirs.name, "ratio", "required", title="Encoder")
    for *cells, met in rows:
        table.add_row(*cells, "met" if met else "[bold red]missed")
    Console().print(table)
    return 0 if all(met for *_, met in rows) else 1


if __name__ == "__main__":
    sys.exit(main())
