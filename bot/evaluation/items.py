"""The questions of an evaluation: read from a file of one JSON object a line, written to one.

It knows nothing of answers. An unanswerable item may say how near the articles come to it: `near` where they
hold the subject and not the answer, `far` where they do not hold the subject either.
"""

import json
from dataclasses import dataclass
from pathlib import Path

from index.errors import YuwenError

UNANSWERABLE = "unanswerable"
NEGATIVES = ("near", "far")
_TEXTS = ("id", "lang", "kind", "question")


@dataclass(frozen=True, slots=True)
class Item:
    """One question of an evaluation file; `gold` holds lists of which one string each must occur."""

    id: str
    lang: str
    kind: str
    question: str
    history: tuple[str, ...]
    gold: tuple[tuple[str, ...], ...]
    negative: str | None = None
    """ "near" or "far" where it is unanswerable and known how; else None."""

    @property
    def answerable(self) -> bool:
        return self.kind != UNANSWERABLE


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


def to_line(item: Item) -> str:
    """The item as one line of such a file, without its line end."""
    entry = {"id": item.id, "lang": item.lang, "kind": item.kind, "question": item.question}
    entry |= {"negative": item.negative} if item.negative else {}
    return json.dumps({**entry, "history": item.history, "gold": item.gold}, ensure_ascii=False)


def _item(entry: object) -> Item:
    """Raises ValueError where a field is missing or of another kind."""
    if not isinstance(entry, dict):
        raise ValueError("expected a JSON object")
    if wrong := [name for name in _TEXTS if not isinstance(entry.get(name), str) or not entry[name].strip()]:
        raise ValueError(f"expected a text as {', '.join(wrong)}")
    history, gold, negative = entry.get("history", []), entry.get("gold", []), entry.get("negative")
    if not _are_texts(history):
        raise ValueError(f"expected a list of earlier questions as history, got {history!r}")
    if not (isinstance(gold, list) and all(_are_texts(any_of) and any_of and all(any_of) for any_of in gold)):
        raise ValueError(f'expected [["any", "of", "these"], …] as gold, got {gold!r}')
    if not gold and entry["kind"] != UNANSWERABLE:
        raise ValueError("an answerable question needs gold")
    if negative is not None and (negative not in NEGATIVES or entry["kind"] != UNANSWERABLE):
        raise ValueError(f"expected near or far as negative, of an unanswerable question only, got {negative!r}")
    texts = {name: entry[name] for name in _TEXTS}
    return Item(**texts, history=tuple(history), gold=tuple(map(tuple, gold)), negative=negative)


def _are_texts(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(one, str) for one in value)
