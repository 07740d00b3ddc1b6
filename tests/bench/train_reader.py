"""Trains the reader (bot/reader/) on XQuAD: its weights, and readings by readers to which the topic was new.

    python tests/bench/train_reader.py [--out DIR] [--folds 4] [--steps 2640] [--seconds N] [--batch 64]

What is learned, from 1,190 questions and 240 paragraphs of XQuAD in seven languages, each with each: does this passage
answer this question, and with which words (reader_examples.py draws, reader_model.py learns). DIR/weights.npz has
learned from all of it. --folds more readers learn from all topics but every fourth and read the questions of those:
DIR/readings.npz, which everything measured on XQuAD takes (held_out.py). Of each question that calibrate_refusal.py
puts they read the first four passages. A question's own topic was new to its reader; passages of other topics, which do
not answer it, were not.

The shipped readings come from this recipe, run as five processes side by side on one H100 that ended after 330 seconds
each: 2,600 to 2,650 steps (8 a second) of 64 examples. The shipped weights come from a run before it that drew its
questions a little otherwise (zh .25, en .35, others .08): of the two it was surer of simple questions outside XQuAD.
Both were taught with the words' meanings behind questions in Chinese and English alone; lists for other languages came
later, so that what else is read now was read by the same readers afterwards. --steps is about that length, --seconds
ends sooner; on two cores it takes days.

Right first sentence on new topics, before → after (corpus ← question): zh .783 → .846, zh ← en .751 → .798, zh ← es
.670 → .715, zh ← ru .652 → .685, zh ← ar .582 → .642; that is with up to four passages read, their log odds and the
sentence's share added to its score (.03, .3; across languages .02, .12).

Tried and no better, within chance: all weights instead of low-rank differences; random passages instead of the
nearest; finding a sentence's translation as a second task. Worse in as many steps: a rate of 5e-4 with dropout .2.
"""

import argparse
import math
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn
from torch import Tensor, nn

sys.path.insert(0, str(Path(__file__).parent))

from held_out import STORED, keep, key
from reader_examples import LANGUAGES, Drawing, Example, load
from reader_model import Batch, Model
from reader_readings import by_sentence, passages_to_read, read

from bot.reader.reader import Reading
from index.encoder import load_encoder
from index.errors import EncoderError
from index.packaged.source import ModelFile, model_path

WEIGHTS = "weights.npz"
TOPICS = range(48)
FOLDS = range(2, len(TOPICS) + 1)
RATE, WARM_UP = 1e-3, 0.05
"""The highest rate, reached after so much of the training, from where it falls to zero."""
DECAY, LONGEST_GRADIENT = 0.01, 1.0
SMOOTHING = 0.05
"""Answered is .975, not answered .025: some of what counts as unanswered is answered."""
SPAN = 0.5
"""What finding the words counts beside telling whether they are there."""
SORTED = 8
"""So many batches are drawn together and sorted by length, so that little is padding."""


@dataclass(frozen=True, slots=True)
class Length:
    """How long is trained: so many steps, or less if the seconds are over."""

    steps: int
    batch: int
    seconds: float = math.inf

    def parts(self) -> Iterator[float]:
        """Before each step, how much is done, from 0 to 1."""
        started = time.monotonic()
        for step in range(self.steps):
            part = max(step / self.steps, (time.monotonic() - started) / self.seconds)
            if part >= 1:
                return
            yield part


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, default=Path("reader"), help="folder for weights.npz and readings.npz")
    parser.add_argument("--folds", type=int, default=4, help="readers for the readings; 0: weights only")
    parser.add_argument("--steps", type=int, default=2640)
    parser.add_argument("--batch", type=int, default=64, help="examples a step")
    parser.add_argument("--seconds", type=float, default=math.inf, help="the most that each reader learns for")
    parser.add_argument("--languages", nargs="+", default=list(LANGUAGES), choices=LANGUAGES, help="to learn from")
    parser.add_argument("--readings", type=int, help="read so many passages and no more, to try this out")
    options = parser.parse_args()
    if min(options.steps, options.batch, options.seconds) < 1 or options.folds not in (0, *FOLDS):
        parser.error(f"steps, batch and seconds have to be 1 or more, folds 0 or 2 to {FOLDS[-1]}")
    console, length = Console(), Length(options.steps, options.batch, options.seconds)
    try:
        options.out.mkdir(parents=True, exist_ok=True)
        make(options.out, options.languages, options.folds, length, options.readings, console)
    except (EncoderError, OSError) as error:
        console.print(f"[red]{error}[/]")
        return 1
    return 0


def make(out: Path, languages: Sequence[str], folds: int, length: Length, most: int | None, console: Console) -> None:
    """Train and write all."""
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    console.print(f"on {torch.cuda.get_device_name() if device.type == 'cuda' else 'the CPU'}")
    source, encoder = ModelFile(model_path()), load_encoder()
    data = load(encoder, languages, console)

    def learn(topics: set[int], name: str) -> Model:
        torch.manual_seed(0)
        model = Model(source).to(device)
        train(model, Drawing(data, topics, encoder.tokenizer), source, length, name, console)
        return model

    np.savez_compressed(out / WEIGHTS, **learn(set(TOPICS), "all topics").learned())
    console.print(f"written: {out / WEIGHTS}")
    wanted = passages_to_read(console, most) if folds else []
    readings: dict[int, Reading] = {}
    for fold in range(folds):
        new = {topic for topic in TOPICS if topic % folds == fold}
        model = learn(set(TOPICS) - new, f"fold {fold + 1} of {folds}")
        mine = [one for one in wanted if one.topic in new]
        with bar(console) as shown:
            task = shown.add_task("reading the topics left out", total=len(mine))
            found = read(model, mine, source, encoder.tokenizer, lambda count, task=task: shown.advance(task, count))
        for one, reading in zip(mine, found, strict=True):
            readings[key(one.question, one.passage)] = by_sentence(reading, one.sentences)
    if readings:
        keep(readings, out / STORED.name)
        console.print(f"written: {out / STORED.name}, {len(readings)} readings")


def train(model: Model, drawing: Drawing, source: ModelFile, length: Length, name: str, console: Console) -> None:
    """Teach the model what is drawn, for so long."""
    device = model.segment.device
    optimizer = torch.optim.AdamW(model.parameters(), lr=RATE, weight_decay=DECAY, fused=device.type == "cuda")
    batches = drawn(drawing, length.batch)
    model.train()
    with bar(console) as shown:
        task = shown.add_task(name, total=1.0)
        for part in length.parts():
            for group in optimizer.param_groups:
                group["lr"] = RATE * min(part / WARM_UP, 1 - part)
            batch = Batch.of(next(batches), source, device)
            with torch.autocast(device.type, torch.bfloat16, enabled=device.type == "cuda"):
                answered, ends = model(batch)
            lost = loss(answered, ends, batch)
            optimizer.zero_grad(set_to_none=True)
            lost.backward()
            nn.utils.clip_grad_norm_(model.parameters(), LONGEST_GRADIENT)
            optimizer.step()
            shown.update(task, completed=part, description=f"{name}, loss {lost.item():.2f}")
        shown.update(task, completed=1.0)


def drawn(drawing: Drawing, size: int) -> Iterator[list[Example]]:
    """Batches without end, each of passages of like length."""
    chance = np.random.default_rng(0)
    while True:
        examples = sorted((drawing.draw() for _ in range(SORTED * size)), key=lambda example: len(example.passage))
        for place in chance.permutation(SORTED):
            yield examples[place * size : (place + 1) * size]


def loss(answered: Tensor, ends: Tensor, batch: Batch) -> Tensor:
    """How wrong the model is about whether, and, where it is answered, about the first and the last word."""
    whether = F.binary_cross_entropy_with_logits(answered, batch.answered * (1 - SMOOTHING) + SMOOTHING / 2)
    where = F.cross_entropy(ends[..., 0], batch.first, reduction="none")
    where = where + F.cross_entropy(ends[..., 1], batch.last, reduction="none")
    return whether + SPAN * (where * batch.answered).sum() / batch.answered.sum().clamp(min=1)


def bar(console: Console) -> Progress:
    """A progress bar with the time that is left."""
    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeRemainingColumn())
    return Progress(*columns, console=console)


if __name__ == "__main__":
    sys.exit(main())
