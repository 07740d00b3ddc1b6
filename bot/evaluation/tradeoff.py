"""False answers against false refusals, wherever the line between answering and refusing is drawn.

A curve needs nothing but an order of the items, so desks with scores on other scales can be compared. It
knows nothing of pictures or of what a score means.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from bot.evaluation.judging import Outcome

_LOWEST = math.nextafter(-math.inf, 0.0)
"""The threshold that refuses nothing but what was refused without a score."""


@dataclass(frozen=True, slots=True)
class Point:
    """Both shares, from 0 to 1, when what scores below `threshold` is refused."""

    threshold: float
    false_answers: float
    false_refusals: float


def curve(outcomes: Sequence[Outcome]) -> list[Point]:
    """A point for each threshold that makes a difference, from refusing nothing to refusing everything.

    Empty unless there are answerable items and others. No score means that there was nothing to judge: such
    an item stays as it was answered, whatever the threshold, so a curve may end before refusing everything.
    """
    return points(outcomes, sorted({_LOWEST, *map(_score, outcomes), math.inf} - {-math.inf}))


def points(outcomes: Sequence[Outcome], thresholds: Sequence[float]) -> list[Point]:
    """The points of these thresholds; none unless there are answerable items and others."""
    answerable = np.sort([_score(o) for o in outcomes if o.item.answerable])
    others = np.sort([_score(o) for o in outcomes if not o.item.answerable])
    if not len(answerable) or not len(others):
        return []
    return [
        Point(
            threshold,
            (len(others) - int(np.searchsorted(others, threshold))) / len(others),
            int(np.searchsorted(answerable, threshold)) / len(answerable),
        )
        for threshold in thresholds
    ]


def threshold_refusing(outcomes: Sequence[Outcome], share: float) -> float:
    """The threshold at which this share of the answerable items is refused, or as little less as scores allow."""
    answerable = sorted(_score(o) for o in outcomes if o.item.answerable)
    refused = math.floor(share * len(answerable) + 1e-9)
    return answerable[refused] if refused < len(answerable) else math.inf


def _score(outcome: Outcome) -> float:
    if outcome.score is not None:
        return outcome.score
    return -math.inf if outcome.answer.refused else math.inf
