"""How good the answers are: questions with known answers, asked one by one and counted.

An item is right when, for each list of its gold, one string occurs in the answer or its quotes; an
unanswerable one when it is refused. White space and width are folded, nothing else. It knows nothing of
how an answer is made.
"""

import json
import re
import time
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from rich.box import SIMPLE_HEAD
from rich.table import Table

from bot.answer import Answer
from bot.checking import CLOSE_QUOTE, OPEN_QUOTE
from index.errors import YuwenError

UNANSWERABLE = "unanswerable"
_TEXTS = ("id", "lang", "kind", "question")
_QUOTATION = re.compile(f"{OPEN_QUOTE}[^{CLOSE_QUOTE}]+{CLOSE_QUOTE}")
Ask = Callable[[str, Sequence[str]], Answer]


@dataclass(frozen=True, slots=True)
class Item:
    """One question of an evaluation file; `gold` holds lists of which one string each must occur."""

    id: str
    lang: str
    kind: str
    question: str
    history: tuple[str, ...]
    gold: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Outcome:
    """How one item was answered."""

    item: Item
    answer: Answer
    right: bool
    first: bool
    verbatim: bool
    latency_ms: float

    @property
    def shown(self) -> int:
        return len(self.answer.text)


def read_items(path: Path) -> list[Item]:
    """The items of a JSONL file. Raises YuwenError with the line where one is malformed."""
    try:
        lines = path.read_text("utf-8-sig").split("\n")
    except UnicodeDecodeError as error:
        raise YuwenError(f"{path} is not text in UTF-8: {error}") from error
    items: list[Item] = []
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            items.append(_item(json.loads(line)))
        except (ValueError, RecursionError) as error:
            raise YuwenError(f"{path}, line {number}: not an evaluation item: {error}") from error
    if not items:
        raise YuwenError(f"{path} holds no items")
    return items


def _item(entry: object) -> Item:
    """Raises ValueError where a field is missing or of another kind."""
    if not isinstance(entry, dict):
        raise ValueError("expected a JSON object")
    if wrong := [name for name in _TEXTS if not isinstance(entry.get(name), str) or not entry[name].strip()]:
        raise ValueError(f"expected a text as {', '.join(wrong)}")
    history, gold = entry.get("history", []), entry.get("gold", [])
    if not _are_texts(history):
        raise ValueError(f"expected a list of earlier questions as history, got {history!r}")
    if not (isinstance(gold, list) and all(_are_texts(any_of) and any_of and all(any_of) for any_of in gold)):
        raise ValueError(f'expected [["any", "of", "these"], …] as gold, got {gold!r}')
    if not gold and entry["kind"] != UNANSWERABLE:
        raise ValueError("an answerable question needs gold")
    texts = {name: entry[name] for name in _TEXTS}
    return Item(**texts, history=tuple(history), gold=tuple(map(tuple, gold)))


def _are_texts(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(one, str) for one in value)


def judge(item: Item, answer: Answer, latency_ms: float) -> Outcome:
    """What came of one item."""
    quotes = [quote.text for c in answer.citations for quote in (c.quote, c.original) if quote]
    first = [quote.text for c in answer.citations[:1] for quote in (c.quote, c.original) if quote]
    unanswerable = item.kind == UNANSWERABLE
    said = not answer.refused and _holds([answer.text, *quotes], item.gold)
    return Outcome(
        item,
        answer,
        right=answer.refused if unanswerable else said,
        first=not unanswerable and not answer.refused and _holds(first, item.gold),
        verbatim=_quoted_only(answer.text, quotes),
        latency_ms=latency_ms,
    )


def evaluate(items: Iterable[Item], ask: Ask) -> list[Outcome]:
    """Asks every item once."""
    outcomes = []
    for item in items:
        started = time.perf_counter()
        answer = ask(item.question, item.history)
        outcomes.append(judge(item, answer, (time.perf_counter() - started) * 1000))
    return outcomes


def summary(outcomes: Sequence[Outcome]) -> dict[str, Any]:
    """The metrics of these outcomes; a share of nothing is None."""
    answerable = [o for o in outcomes if o.item.kind != UNANSWERABLE]
    unanswerable = [o for o in outcomes if o.item.kind == UNANSWERABLE]
    latencies = [o.latency_ms for o in outcomes] or [0.0]
    return {
        "items": len(outcomes),
        "right": _share(o.right for o in outcomes),
        "hit@1": _share(o.first for o in answerable),
        "characters_per_right": _mean([o.shown for o in answerable if o.right]),
        "false_answers": _share(not o.right for o in unanswerable),
        "false_refusals": _share(o.answer.refused for o in answerable),
        "verbatim": _share(o.verbatim for o in outcomes),
        "latency_ms": {f"p{p}": round(float(np.percentile(latencies, p)), 1) for p in (50, 95)},
    }


def report(outcomes: Sequence[Outcome]) -> dict[str, Any]:
    """The metrics of all, by language and by kind, and the items that went wrong."""
    languages, kinds = (sorted({getattr(o.item, name) for o in outcomes}) for name in ("lang", "kind"))
    wrong = [o for o in outcomes if not o.right]
    return {
        "all": summary(outcomes),
        "by_language": {name: summary([o for o in outcomes if o.item.lang == name]) for name in languages},
        "by_kind": {name: summary([o for o in outcomes if o.item.kind == name]) for name in kinds},
        "wrong": [{"id": o.item.id, "question": o.item.question, "answer": o.answer.text} for o in wrong],
    }


def table(found: dict[str, Any]) -> Table:
    """The report as a table for the terminal."""
    names = ("", "items", "right", "hit@1", "chars", "false answers", "false refusals", "verbatim", "p50/p95 ms")
    shown = Table(*names, box=SIMPLE_HEAD, padding=(0, 1, 0, 0), pad_edge=False)
    for column in shown.columns[1:]:
        column.justify = "right"
    groups = {"all": found["all"], **found["by_language"], **found["by_kind"]}
    for name, row in groups.items():
        columns = ("right", "hit@1", "characters_per_right", "false_answers", "false_refusals", "verbatim")
        right, first, characters, *others = (row[column] for column in columns)
        shares = [_percent(right), _percent(first), "–" if characters is None else f"{characters:.0f}"]
        latency = f"{row['latency_ms']['p50']:.0f}/{row['latency_ms']['p95']:.0f}"
        shown.add_row(name, str(row["items"]), *shares, *map(_percent, others), latency)
    return shown


def _quoted_only(text: str, quotes: Sequence[str]) -> bool:
    """Whether nothing stands between quotation marks but the cited words."""
    for quote in sorted(quotes, key=len, reverse=True):
        text = text.replace(quote, "")
    return _QUOTATION.search(text) is None


def _holds(texts: Sequence[str], gold: Sequence[Sequence[str]]) -> bool:
    folded = _folded(" ".join(texts))
    return bool(gold) and all(any(_folded(one) in folded for one in any_of) for any_of in gold)


def _folded(text: str) -> str:
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))


def _share(values: Iterable[bool]) -> float | None:
    counted = list(values)
    return round(sum(counted) / len(counted), 4) if counted else None


def _mean(values: Sequence[int]) -> float | None:
    return round(sum(values) / len(values), 1) if values else None


def _percent(share: float | None) -> str:
    return "–" if share is None else f"{share:.1%}"
