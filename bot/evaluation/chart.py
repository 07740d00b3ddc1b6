"""The trade-off as a picture: a panel for each kind of unanswerable question, a curve for each language and peer.

It knows nothing of how the points came about.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.evaluation.extra import needed_for
from bot.evaluation.items import NEGATIVES
from bot.evaluation.judging import Outcome
from bot.evaluation.tradeoff import Point, curve, points
from index.errors import YuwenError

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.lines import Line2D

ENDINGS = (".png", ".svg")
MARKERS = ("v", "o", "^")
"""Of the operating points, in their order."""
PEER_MARKER = "D"
"""Of a peer that is a single point."""
WIDEST = 0.5
"""A desk that refuses more than this is of no use; it is not shown unless a marked point lies there."""
STEEP = 0.02
"""Left of this share of false refusals curves may leave the picture at its top."""
_TITLES = {
    "near": "near: the subject is there, the answer is not",
    "far": "far: the subject is not there",
    "": "unanswerable questions",
}
_COLOURS = ("#0b6e8f", "#d1495b", "#3f8f4f", "#8e5ea2", "#c98a1b", "#4c4c9d", "#7a5548", "#2f9e9e")
_PEER_COLOURS = ("#6b7280", "#a16207", "#475569", "#9d174d")
_INK, _GRID = "#1f2933", "#e3e7eb"
_STYLE: Any = {
    "svg.hashsalt": "yuwen",
    "font.size": 10,
    "text.color": _INK,
    "axes.labelcolor": _INK,
    "axes.edgecolor": "#9aa5b1",
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.grid": True,
    "grid.color": _GRID,
}
Looks = dict[tuple[str, bool], dict[str, Any]]
"""How the line of each name is drawn; a peer may have a language's name."""


@dataclass(frozen=True, slots=True)
class Line:
    """One curve: its name, its points, and those of it where the desk may stand; a single point has no curve."""

    name: str
    curve: tuple[Point, ...]
    marked: tuple[Point, ...] = ()
    peer: bool = False


def panels(
    desk: Sequence[Outcome], peers: Mapping[str, Sequence[Outcome]], thresholds: Sequence[float]
) -> dict[str, list[Line]]:
    """The lines by how near the unanswerable questions are ("near", "far", "" where it is not said).

    `thresholds` are the desk's operating points. A peer without scores is one point: what it did.
    """
    found: dict[str, list[Line]] = {}
    for negative in (*NEGATIVES, ""):
        lines = [_line(lang, [o for o in desk if o.item.lang == lang], negative, thresholds) for lang in _langs(desk)]
        lines += [_peer(name, outcomes, negative) for name, outcomes in peers.items()]
        if kept := [line for line in lines if line.curve or line.marked]:
            found[negative] = kept
    return found


def draw(shown: Mapping[str, Sequence[Line]], cautions: Sequence[float], path: Path) -> None:
    """Writes the picture, PNG or SVG by the path's ending. Raises YuwenError where there is nothing to show."""
    if not shown:
        raise YuwenError("--chart needs answerable and unanswerable questions of one language")
    with needed_for("--chart"):
        from matplotlib import rc_context
        from matplotlib.figure import Figure
    with rc_context(_STYLE):
        figure = Figure(figsize=(2.6 + 4.6 * len(shown), 5.2), layout="constrained")
        panes = figure.subplots(1, len(shown), squeeze=False)[0]
        looks = _looks(shown)
        for axes, (negative, lines) in zip(panes, shown.items(), strict=True):
            for line in lines:
                _plot(axes, line, looks[line.name, line.peer])
            _frame(axes, negative, lines)
        panes[0].set_ylabel("false answers: answered though unanswerable")
        figure.legend(handles=_keys(looks, cautions), loc="outside right upper", frameon=False, handlelength=2.6)
        figure.suptitle("False answers against false refusals: nearer to the lower left corner is better", fontsize=12)
        figure.savefig(path, dpi=160, metadata={"Date": None} if path.suffix.lower() == ".svg" else None)


def _line(name: str, outcomes: Sequence[Outcome], negative: str, thresholds: Sequence[float]) -> Line:
    among = _among(outcomes, negative)
    return Line(name, tuple(curve(among)), tuple(points(among, thresholds)))


def _peer(name: str, outcomes: Sequence[Outcome], negative: str) -> Line:
    among = _among(outcomes, negative)
    if any(outcome.score is not None for outcome in among):
        return Line(name, tuple(curve(among)), peer=True)
    return Line(name, (), tuple(curve(among)[:1]), peer=True)


def _among(outcomes: Sequence[Outcome], negative: str) -> list[Outcome]:
    """The answerable items and the unanswerable ones of this nearness."""
    return [o for o in outcomes if o.item.answerable or (o.item.negative or "") == negative]


def _langs(outcomes: Sequence[Outcome]) -> list[str]:
    return sorted({outcome.item.lang for outcome in outcomes})


def _looks(shown: Mapping[str, Sequence[Line]]) -> Looks:
    looks: Looks = {}
    for line in (line for lines in shown.values() for line in lines):
        palette = _PEER_COLOURS if line.peer else _COLOURS
        place = sum(peer is line.peer for _, peer in looks)
        colour, dashes, width = palette[place % len(palette)], "--" if line.peer else "-", 1.5 if line.peer else 2.2
        looks.setdefault((line.name, line.peer), {"color": colour, "linestyle": dashes, "linewidth": width})
    return looks


def _plot(axes: "Axes", line: Line, look: Mapping[str, Any]) -> None:
    axes.plot([p.false_refusals for p in line.curve], [p.false_answers for p in line.curve], **look)
    for point, marker in zip(line.marked, MARKERS if line.curve else PEER_MARKER, strict=False):
        axes.plot(
            point.false_refusals, point.false_answers, marker, color=look["color"], markersize=8,
            markeredgecolor="white", markeredgewidth=1, clip_on=False, zorder=3,
        )  # fmt: skip


def _frame(axes: "Axes", negative: str, lines: Sequence[Line]) -> None:
    from matplotlib.ticker import PercentFormatter

    marked = [point for line in lines for point in line.marked]
    tops = [p.false_answers for line in lines for p in line.curve if p.false_refusals >= STEEP]
    axes.set_xlim(0, _rounded(max([WIDEST, *(point.false_refusals for point in marked)])))
    axes.set_ylim(0, _rounded(max([0.1, *tops, *(point.false_answers for point in marked)])))
    for axis in (axes.xaxis, axes.yaxis):
        axis.set_major_formatter(PercentFormatter(1, decimals=0))
        axis.set_tick_params(length=0)
    axes.set_title(_TITLES[negative], loc="left", fontsize=11)
    axes.set_xlabel("false refusals: refused though answerable")


def _keys(looks: Looks, cautions: Sequence[float]) -> list["Line2D"]:
    """The legend: the desk's languages, its operating points, the peers."""
    from matplotlib.lines import Line2D

    def lines(peer: bool) -> list[Line2D]:
        return [Line2D([], [], label=name, **look) for (name, of_peer), look in looks.items() if of_peer is peer]

    marks = [
        Line2D([], [], color=_INK, marker=marker, linestyle="none", markersize=8, label=f"caution {caution:g}")
        for caution, marker in zip(cautions, MARKERS, strict=True)
    ]
    return [*lines(False), *marks, *lines(True)]


def _rounded(share: float) -> float:
    """Up to the next tenth, 1 at most."""
    return min(1.0, math.ceil(share * 10 + 1e-9) / 10)
