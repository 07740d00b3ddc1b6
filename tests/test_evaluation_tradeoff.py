"""The trade-off counted by hand, and the picture of it: the right lines, and a file that is an image."""

import math
from pathlib import Path
from xml.etree import ElementTree

import pytest
from PIL import Image

from bot.evaluation.chart import DESK, Line, draw, panels
from bot.evaluation.comparing import compared
from bot.evaluation.items import UNANSWERABLE, Item
from bot.evaluation.judging import Outcome, Reply, judge
from bot.evaluation.tradeoff import Point, curve, points, threshold_refusing
from index.errors import YuwenError
from tests.desk import said


def outcome(score: float | None, negative: str | None = None, lang: str = "zh", refused: bool = False) -> Outcome:
    """An answerable item (gold: "a"), or an unanswerable one where it is said how near."""
    kind, gold = ("fact", (("a",),)) if negative is None else (UNANSWERABLE, ())
    item = Item("1", lang, kind, "?", (), gold, negative or None)
    return judge(item, Reply(said("a", refused=refused), score), 1.0)


ANSWERABLE = [outcome(0.9), outcome(0.6), outcome(0.6), outcome(0.2)]
NEAR = [outcome(0.7, "near"), outcome(0.1, "near")]
FAR = [outcome(0.05, "far")]
DESK_OUTCOMES = [*ANSWERABLE, *NEAR, *FAR]


def shares(found: list[Point] | tuple[Point, ...]) -> list[tuple[float, float]]:
    return [(point.false_answers, point.false_refusals) for point in found]


def test_the_curve_is_the_one_counted_by_hand() -> None:
    found = curve([*ANSWERABLE, *NEAR])
    assert [point.threshold for point in found[1:]] == [0.1, 0.2, 0.6, 0.7, 0.9, math.inf]
    assert shares(found) == [(1, 0), (1, 0), (0.5, 0), (0.5, 0.25), (0.5, 0.75), (0, 0.75), (0, 1)]
    assert shares(points(DESK_OUTCOMES, [0.15])) == [(1 / 3, 0)]


def test_without_both_kinds_of_items_there_is_no_curve() -> None:
    assert curve(ANSWERABLE) == curve(NEAR) == curve([]) == []


def test_what_has_no_score_stays_as_it_was_answered() -> None:
    fixed = [outcome(None), outcome(None, refused=True), outcome(0.5), outcome(None, "near", refused=True)]
    assert shares(curve(fixed)) == [(0, 1 / 3), (0, 1 / 3), (0, 2 / 3)]


@pytest.mark.parametrize(
    ("share", "threshold", "refused"), [(0, 0.2, 0), (0.25, 0.6, 1), (0.5, 0.6, 1), (0.75, 0.9, 3), (1, math.inf, 4)]
)
def test_the_threshold_refuses_the_share_asked_for_and_never_more(share: float, threshold: float, refused: int) -> None:
    assert threshold_refusing(ANSWERABLE, share) == threshold
    assert sum(o.score is not None and o.score < threshold for o in ANSWERABLE) == refused


def test_a_peer_is_given_a_threshold_for_each_language_that_refuses_as_many_as_the_desk() -> None:
    desk = [
        outcome(0.9), outcome(0.1, refused=True), outcome(0.1, "near", refused=True),
        outcome(0.9, lang="en"), outcome(0.9, lang="en"), outcome(0.1, "far", "en", refused=True),
    ]  # fmt: skip
    peer = [outcome(30), outcome(10), outcome(20, "near"), outcome(3, lang="en"), outcome(2, lang="en")]
    found = compared(desk, {"BM25": [*peer, outcome(2.5, "far", "en")]})["BM25"]
    assert found["thresholds"] == {"zh": 30, "en": 2}
    assert {lang: row["false_refusals"] for lang, row in found["by_language"].items()} == {"en": 0, "zh": 0.5}
    assert {name: row["false_answers"] for name, row in found["by_negative"].items()} == {"near": 0, "far": 1}
    assert "wrong" not in found


def test_a_peer_without_scores_is_taken_at_its_word() -> None:
    peer = [outcome(None), outcome(None, refused=True), outcome(None, "far")]
    found = compared([outcome(0.9), outcome(0.1, "far")], {"LLM": peer})["LLM"]
    assert found["thresholds"] is None
    assert (found["all"]["false_refusals"], found["all"]["false_answers"]) == (0.5, 1)


def test_the_panels_hold_a_line_for_each_language_and_peer() -> None:
    english = [outcome(0.9, lang="en"), outcome(0.3, "far", "en")]
    peer = [outcome(5), outcome(7, "near")]
    alike = [outcome(5), outcome(7, "near")]
    spoken = [outcome(None), outcome(None, refused=True), outcome(None, "near")]
    found = panels([*DESK_OUTCOMES, *english], {"BM25": peer, "BM25 line": alike, "LLM": spoken}, [0.15, 0.65])
    assert {name: [(line.name, line.lang) for line in lines] for name, lines in found.items()} == {
        "near": [(DESK, "zh"), ("BM25", "zh"), ("LLM", "zh")],
        "far": [(DESK, "en"), (DESK, "zh")],
    }
    desk, words, model = found["near"]
    assert desk.curve == tuple(curve([*ANSWERABLE, *NEAR])) and shares(desk.marked) == [(0.5, 0), (0.5, 0.75)]
    assert words.curve == tuple(curve(peer)) and words.marked == ()
    assert model.curve == () and shares(model.marked) == [(1, 0.5)]


def test_items_that_say_nothing_of_nearness_have_a_panel_of_their_own() -> None:
    found = panels([*ANSWERABLE, outcome(0.3, "")], {}, [0.5])
    assert list(found) == [""] and shares(found[""][0].marked) == [(0, 0.25)]


@pytest.mark.parametrize("ending", ["png", "svg"])
def test_the_picture_is_an_image(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"curve.{ending}"
    peers = {"LLM": [outcome(None), outcome(None, "near")], "BM25": [outcome(4), outcome(3), outcome(2, "near")]}
    draw(panels(DESK_OUTCOMES, peers, [0.1, 0.5, 0.9]), (0.25, 0.5, 0.75), path)
    if ending == "svg":
        root = ElementTree.parse(path).getroot()
        assert root.tag == "{http://www.w3.org/2000/svg}svg"
        return
    with Image.open(path) as image:
        image.load()
        assert image.format == "PNG" and image.width > image.height > 500
        assert len(image.convert("RGB").getcolors(1 << 24) or []) > 20  # lines were drawn, not an empty sheet


def test_the_same_points_give_the_same_picture(tmp_path: Path) -> None:
    line = Line(DESK, "zh", tuple(curve([*ANSWERABLE, *NEAR])), tuple(points([*ANSWERABLE, *NEAR], [0.5])))
    for name in ("one.svg", "two.svg"):
        draw({"near": [line]}, (0.25, 0.5, 0.75), tmp_path / name)
    assert (tmp_path / "one.svg").read_bytes() == (tmp_path / "two.svg").read_bytes()


def test_without_a_curve_there_is_no_picture(tmp_path: Path) -> None:
    with pytest.raises(YuwenError, match="answerable and unanswerable"):
        draw(panels(ANSWERABLE, {}, [0.5]), (0.5,), tmp_path / "curve.png")
    assert list(tmp_path.iterdir()) == []
