"""The report in a terminal of 80 columns: one row a group, the peers below; it knows nothing of the items."""

from collections.abc import Mapping
from typing import Any

from rich.box import SIMPLE_HEAD
from rich.markup import escape
from rich.table import Table

from bot.evaluation.items import UNANSWERABLE

_NAMES = (
    "items",
    "right",
    "hit@1",
    "hit@3",
    "chars",
    "false\nanswers",
    "false\nrefusals",
    "quotes\nexact",
    "p50/p95\nms",
)
_SHARES = ("right", "hit@1", "hit@3")
_LATER_SHARES = ("false_answers", "false_refusals", "verbatim")


def table(found: Mapping[str, Any]) -> Table:
    """All items, each language, each kind, and under the unanswerable ones how near they are; then the peers."""
    shown = Table("", *_NAMES, box=SIMPLE_HEAD, padding=0, show_edge=False)
    for column in shown.columns:
        column.no_wrap = True
    for column in shown.columns[1:]:
        column.justify = "right"
    for section in ({"all": found["all"]}, found["by_language"], _kinds(found), *_peers(found.get("peers", {}))):
        for name, row in section.items():
            shown.add_row(escape(name), *_cells(row))
        shown.add_section()
    return shown


def notes(found: Mapping[str, Any]) -> list[str]:
    """What has to be known to read the peers' rows."""
    peers: Mapping[str, Any] = found.get("peers", {})
    told = []
    if scored := [name for name, peer in peers.items() if peer["thresholds"] is not None]:
        told.append(
            f"{', '.join(scored)}: never refuse by themselves. They are shown refusing what is below the threshold on "
            "their own score, one a language, at which they refuse as many answerable questions as the desk does."
        )
    if own := [name for name, peer in peers.items() if peer["thresholds"] is None]:
        told.append(
            f"{', '.join(own)}: refuses by itself; its words are its own, so that there are no quotes to count."
        )
    return told


def _kinds(found: Mapping[str, Any]) -> dict[str, Any]:
    """Every kind; the unanswerable one is followed by its parts."""
    rows: dict[str, Any] = {}
    for name, row in found["by_kind"].items():
        rows[name] = row
        if name == UNANSWERABLE:
            rows |= _parts(found)
    return rows


def _peers(peers: Mapping[str, Any]) -> list[dict[str, Any]]:
    return [{name: found["all"], **_parts(found)} for name, found in peers.items()]


def _parts(found: Mapping[str, Any]) -> dict[str, Any]:
    return {f"  {name}": row for name, row in found.get("by_negative", {}).items()}


def _cells(row: Mapping[str, Any]) -> list[str]:
    characters = row["characters_per_right"]
    return [
        str(row["items"]),
        *(_percent(row[name]) for name in _SHARES),
        "–" if characters is None else f"{characters:.0f}",
        *(_percent(row[name]) for name in _LATER_SHARES),
        f"{row['latency_ms']['p50']:.0f}/{row['latency_ms']['p95']:.0f}",
    ]


def _percent(share: float | None) -> str:
    return "–" if share is None else f"{share:.1%}"
