"""Readings of XQuAD's questions by readers that had not learned from their topics.

The reader that is shipped has learned from all of XQuAD, so nothing may be measured with it there. Four others learned
from three quarters of the topics each and read the last quarter (train_reader.py); what they read is kept in
readings.npz, by question and passage.
"""

import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from bot.reader.reader import Reading

STORED = Path(__file__).with_name("readings.npz")

UNSURE = Reading(-2.0, 9.0, np.zeros(0, np.int32), np.zeros(0, np.float32))


def key(question: str, passage: str) -> int:
    """What a reading is kept under: 64 bits of both texts' hash."""
    return int.from_bytes(hashlib.sha1(f"{question}\0{passage}".encode()).digest()[:8], "big")


def keep(readings: Mapping[int, Reading], path: Path = STORED) -> None:
    """Write readings by their key: whether it is answered, and the share of each of their places."""
    ordered = [readings[number] for number in sorted(readings)]
    np.savez_compressed(
        path,
        keys=np.array(sorted(readings), np.uint64),
        answered=np.array([reading.answered for reading in ordered], np.float16),
        best=np.array([reading.best for reading in ordered], np.float16),
        sentences=np.array([len(reading.places) for reading in ordered], np.uint8),
        ends=np.concatenate([reading.places for reading in ordered]).astype(np.uint16),
        shares=np.concatenate([np.round(reading.shares, 3) for reading in ordered]).astype(np.float16),
    )


class HeldOutReader:
    """Gives kept readings; their shares are told by sentence, not by token."""

    def __init__(self, stored: Path = STORED) -> None:
        with np.load(stored) as kept:
            self._kept = dict(kept)
        self.missing = 0
        ends = np.cumsum(self._kept["sentences"], dtype=np.int64)
        self._spans = np.stack([ends - self._kept["sentences"], ends], axis=1)

    def read(self, pairs: Sequence[tuple[str, str]]) -> list[Reading]:
        """One reading of each question with its passage; an unsure one, counted in `missing`, where it was not read.

        Vectors differ in the third place from one build to the next, so that another passage comes fourth now and then.
        """
        return [self._read(question, passage) for question, passage in pairs]

    def _read(self, question: str, passage: str) -> Reading:
        keys, wanted = self._kept["keys"], key(question, passage)
        row = int(np.searchsorted(keys, np.uint64(wanted)))
        if row == len(keys) or int(keys[row]) != wanted:
            self.missing += 1
            return UNSURE
        start, end = self._spans[row]
        return Reading(
            float(self._kept["answered"][row]),
            float(self._kept["best"][row]),
            self._kept["ends"][start:end].astype(np.int32),
            self._kept["shares"][start:end].astype(np.float32),
        )
