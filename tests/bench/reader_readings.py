"""What a reader in training makes of the passages that the measurements on XQuAD have read.

It reads as bot/reader/reader.py does, many at once and in PyTorch, and knows nothing of how the reader learned.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from calibrate_refusal import languages_of, put_questions
from numpy.typing import NDArray
from reader_examples import Example, tokens
from reader_model import Batch, Model
from rich.console import Console

from bot.question import read_question
from bot.reader.gloss import glossed
from bot.reader.reader import MOST_PASSAGE, MOST_QUESTION, Reading
from bot.rereading import AMONG, MOST
from bot.selecting import rank
from index.hits import Hit
from index.packaged.source import ModelFile

BATCH = 64


@dataclass(frozen=True, slots=True)
class ToRead:
    """A question, glossed, and a passage found for it, and where the passage's sentences begin and end in it."""

    question: str
    topic: int
    passage: str
    sentences: tuple[tuple[int, int], ...] = ()


def passages_to_read(console: Console, most: int | None = None) -> list[ToRead]:
    """The first passages of each question that calibrate_refusal.py puts, once each; no more than `most` if given."""
    found: dict[tuple[str, str], ToRead] = {}
    for put in put_questions(console):
        ranked = rank(put.query, put.hits, read_question(put.question, languages_of(put.pair)[1]))
        first = {candidate.hit.passage.id: candidate.hit for candidate in ranked[:AMONG]}
        for hit in list(first.values())[:MOST]:
            question = glossed(put.question, put.query, hit.text, hit.article.lang)
            found.setdefault((question, hit.text), ToRead(question, put.topic, hit.text, _sentences(hit)))
        if most is not None and len(found) >= most:
            break
    return list(found.values())[:most]


def _sentences(hit: Hit) -> tuple[tuple[int, int], ...]:
    start = hit.passage.start
    return tuple((sentence.start - start, sentence.end - start) for sentence in hit.passage.sentences)


def read(
    model: Model,
    wanted: Sequence[ToRead],
    source: ModelFile,
    tokenizer: Any,
    progress: Callable[[int], None] = lambda count: None,
) -> list[Reading]:
    """One reading each, in their order; `progress` is told how many more are read."""
    model.eval()
    device = model.segment.device
    readings: dict[int, Reading] = {}
    order = sorted(range(len(wanted)), key=lambda number: len(wanted[number].passage))
    for at in range(0, len(order), BATCH):
        numbers = order[at : at + BATCH]
        examples, places = zip(*(_example(wanted[number], tokenizer) for number in numbers), strict=True)
        batch = Batch.of(examples, source, device)
        with torch.inference_mode(), torch.autocast(device.type, torch.bfloat16, enabled=device.type == "cuda"):
            answered, ends = (result.float().cpu().numpy() for result in model(batch))
        inside = batch.in_passage.cpu().numpy()
        for row, number in enumerate(numbers):
            readings[number] = _reading(float(answered[row]), ends[row][inside[row]], places[row])
        progress(len(numbers))
    return [readings[number] for number in range(len(wanted))]


def _example(one: ToRead, tokenizer: Any) -> tuple[Example, NDArray[np.int32]]:
    """The tokens of both, and where each of the passage's ends."""
    question, _ = tokens(tokenizer, "query: ", one.question, first=True)
    passage, spans = tokens(tokenizer, "passage: ", one.passage)
    return Example(question[:MOST_QUESTION], passage[:MOST_PASSAGE]), spans[:MOST_PASSAGE, 1]


def _reading(answered: float, ends: NDArray[np.float32], places: NDArray[np.int32]) -> Reading:
    shares = np.exp(ends - ends.max(0))
    return Reading(answered, float(ends.max(0).sum()), places, (shares / shares.sum(0)).mean(1))


def by_sentence(reading: Reading, sentences: Sequence[tuple[int, int]]) -> Reading:
    """The same reading with the shares of whole sentences, which are most of what is to be kept."""
    places = np.array([end for _, end in sentences], np.int32)
    shares = np.array([reading.share(start, end) for start, end in sentences], np.float32)
    return Reading(reading.answered, reading.best, places, shares)
