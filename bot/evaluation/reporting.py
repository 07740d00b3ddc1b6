"""The metrics of what came of the items, by language, by kind, and by how near the articles came.

It knows nothing of how they are shown.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

import numpy as np

from bot.evaluation.items import NEGATIVES
from bot.evaluation.judging import Outcome


def summary(outcomes: Sequence[Outcome]) -> dict[str, Any]:
    """The metrics of these outcomes; a share of nothing is None, as are quotes where nobody quotes."""
    answerable = [o for o in outcomes if o.item.answerable]
    unanswerable = [o for o in outcomes if not o.item.answerable]
    latencies = [o.latency_ms for o in outcomes] or [0.0]
    quoting = any(o.answer.citations for o in outcomes)
    return {
        "items": len(outcomes),
        "right": _share(o.right for o in outcomes),
        "hit@1": _share(o.first for o in answerable if quoting),
        "hit@3": _share(o.third for o in answerable if quoting),
        "characters_per_right": _mean([o.shown for o in answerable if o.right]),
        "false_answers": _share(not o.right for o in unanswerable),
        "false_refusals": _share(o.answer.refused for o in answerable),
        "verbatim": _share(o.verbatim for o in outcomes if quoting),
        "latency_ms": {f"p{p}": round(float(np.percentile(latencies, p)), 1) for p in (50, 95)},
    }


def report(outcomes: Sequence[Outcome]) -> dict[str, Any]:
    """The metrics of all, by language, by kind and by nearness, and the items that went wrong."""
    wrong = [o for o in outcomes if not o.right]
    negatives = _grouped(outcomes, lambda o: o.item.negative)
    return {
        "all": summary(outcomes),
        "by_language": _grouped(outcomes, lambda o: o.item.lang),
        "by_kind": _grouped(outcomes, lambda o: o.item.kind),
        "by_negative": {name: negatives[name] for name in NEGATIVES if name in negatives},
        "wrong": [{"id": o.item.id, "question": o.item.question, "answer": o.answer.text} for o in wrong],
    }


def _grouped(outcomes: Sequence[Outcome], name_of: Callable[[Outcome], str | None]) -> dict[str, Any]:
    """The metrics of each group, by name; what has no name is in none."""
    groups: dict[str, list[Outcome]] = {}
    for outcome in outcomes:
        if name := name_of(outcome):
            groups.setdefault(name, []).append(outcome)
    return {name: summary(groups[name]) for name in sorted(groups)}


def _share(values: Iterable[bool]) -> float | None:
    counted = list(values)
    return round(sum(counted) / len(counted), 4) if counted else None


def _mean(values: Sequence[int]) -> float | None:
    return round(sum(values) / len(values), 1) if values else None
