"""The trade-off as a picture: a panel for each kind of unanswerable question, a colour for each language.

The desk's curves are whole lines, with its operating points; each peer's are dashed in its own way.

It knows nothing of how the points came about.
"""

import itertools
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
_DASHES: tuple[Any, ...] = ((0, (5, 2)), (0, (1, 1.5)), (0, (6, 2, 1, 2)), (0, (3, 1, 1, 1, 1, 1)))
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
DESK = "Yuwen"


@dataclass(frozen=True, slots=True)
class Line:
    """One curve: whose it is, the questions' language, its points, and those where the desk may stand.

    A peer without scores has no curve: what it did is its one marked point.
    """

    name: str
    lang: str
    curve: tuple[Point, ...]
    marked: tuple[Point, ...] = ()


def panels(
    desk: Sequence[Outcome], peers: Mapping[str, Sequence[Outcome]], thresholds: Sequence[float]
) -> dict[str, list[Line]]:
    """The lines by how near the unanswerable questions are ("near", "far", "" where it is not said).

    `thresholds` are the desk's operating points. Of lines that are the same, as of two answers to one search,
    the first is kept.
    """
    found: dict[str, list[Line]] = {}
    for negative in (*NEGATIVES, ""):
        kept: dict[tuple[str, object], Line] = {}
        for name, outcomes in {DESK: desk, **peers}.items():
            for lang in sorted({outcome.item.lang for outcome in outcomes}):
                among = [o for o in outcomes if o.item.lang == lang and _belongs(o, negative)]
                line = _line(name, lang, among, thresholds if name == DESK else None)
                kept.setdefault((lang, line.curve or line), line)
        if lines := [line for line in kept.values() if line.curve or line.marked]:
            found[negative] = lines
    return found


def draw(shown: Mapping[str, Sequence[Line]], cautions: Sequence[float], path: Path) -> None:
    """Writes the picture, PNG or SVG by the path's ending. Raises YuwenError where there is nothing to show."""
    if not shown:
        raise YuwenError("--chart needs answerable and unanswerable questions of one language")
    with needed_for("--chart"):
        from matplotlib import rc_context
        from matplotlib.figure import Figure
    every = [line for lines in shown.values() for line in lines]
    colours = dict(zip(dict.fromkeys(line.lang for line in every), itertools.cycle(_COLOURS), strict=False))
    dashes = dict(zip(dict.fromkeys(line.name for line in every), ("-", *_DASHES), strict=False))
    with rc_context(_STYLE):
        figure = Figure(figsize=(2.6 + 4.6 * len(shown), 5.2), layout="constrained")
        panes = figure.subplots(1, len(shown), squeeze=False)[0]
        for axes, (negative, lines) in zip(panes, shown.items(), strict=True):
            for line in reversed(lines):  # the desk's above the others
                _plot(axes, line, colours[line.lang], dashes[line.name])
            _frame(axes, negative, lines)
        panes[0].set_ylabel("false answers: answered though unanswerable")
        figure.legend(handles=_keys(colours, dashes, cautions), loc="outside right upper", frameon=False)
        figure.suptitle("False answers against false refusals: nearer to the lower left corner is better", fontsize=12)
        figure.savefig(path, dpi=160, metadata={"Date": None} if path.suffix.lower() == ".svg" else None)


def _line(name: str, lang: str, outcomes: Sequence[Outcome], thresholds: Sequence[float] | None) -> Line:
    """A line with the points of these thresholds marked; None: a peer's."""
    whole = tuple(curve(outcomes))
    if thresholds is not None:
        return Line(name, lang, whole, tuple(points(outcomes, thresholds)))
    scored = any(outcome.score is not None for outcome in outcomes)
    return Line(name, lang, whole) if scored else Line(name, lang, (), whole[:1])


def _belongs(outcome: Outcome, negative: str) -> bool:
    return outcome.item.answerable or (outcome.item.negative or "") == negative


def _plot(axes: "Axes", line: Line, colour: str, dashes: Any) -> None:
    x, y = [p.false_refusals for p in line.curve], [p.false_answers for p in line.curve]
    axes.plot(x, y, color=colour, linestyle=dashes, linewidth=2.2 if line.name == DESK else 1.4)
    for point, marker in zip(line.marked, MARKERS if line.curve else PEER_MARKER, strict=False):
        axes.plot(
            point.false_refusals, point.false_answers, marker, color=colour, markersize=8,
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


def _keys(colours: Mapping[str, str], dashes: Mapping[str, Any], cautions: Sequence[float]) -> list["Line2D"]:
    """The legend: languages by colour, desks by dashes, operating points by marker."""
    from matplotlib.lines import Line2D

    langs = [Line2D([], [], color=colour, linewidth=5, label=f"asked in {lang}") for lang, colour in colours.items()]
    desks = [Line2D([], [], color=_INK, linestyle=dash, label=name) for name, dash in dashes.items()]
    marks = [
        Line2D([], [], color=_INK, marker=marker, linestyle="none", markersize=8, label=f"caution {caution:g}")
        for caution, marker in zip(cautions, MARKERS, strict=True)
    ]
    return [*langs, *desks[:1], *marks, *desks[1:]]


def _rounded(share: float) -> float:
    """Up to the next tenth, 1 at most."""
    return min(1.0, math.ceil(share * 10 - 1e-9) / 10)
