"""The metrics, on a case counted by hand, and evaluation files that are no such files."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from bot.answer import Answer
from bot.evaluation.items import Item, read_items, to_line
from bot.evaluation.judging import Outcome, Reply, evaluate, judge, refusing_below
from bot.evaluation.reporting import report, summary
from bot.evaluation.table import notes, table
from index.errors import YuwenError
from tests.desk import quote_of, said
from tests.making import BRIDGE, TEA

LONG = quote_of(BRIDGE, "大桥全长3,500米，连接南北两岸。")
YEAR = quote_of(BRIDGE, "长江大桥于1997年建成通车。")
HARVEST = quote_of(TEA, "永川的茶园今年产茶三百吨。")


def item(kind: str, *gold: tuple[str, ...], lang: str = "zh", negative: str | None = None) -> Item:
    return Item(f"{kind}-{lang}", lang, kind, "问？", (), gold, negative)


def judged(asked: Item, answer: Answer, score: float | None = None) -> Outcome:
    return judge(asked, Reply(answer, score), 1.0)


RIGHT = Outcome(item("fact", ("3,500米", "3500米")), said(f"“{LONG.text}”[1]", LONG), True, True, True, True, 10)
SECOND = Outcome(item("fact", ("1997",), lang="en"), said("x" * 30, LONG, YEAR), True, False, True, True, 20)
REFUSED = Outcome(item("list", ("三百吨",)), said("无", HARVEST, refused=True), False, False, False, True, 30)
RIGHTLY_REFUSED = Outcome(
    item("unanswerable", negative="far"), said("无", LONG, refused=True), True, False, False, True, 40
)
FALSE = Outcome(item("unanswerable", lang="en", negative="near"), said("y", LONG), False, False, False, False, 50)
ALL = [RIGHT, SECOND, REFUSED, RIGHTLY_REFUSED, FALSE]


def test_the_metrics_are_those_counted_by_hand() -> None:
    assert summary(ALL) == {
        "items": 5,
        "right": 0.6,  # RIGHT, SECOND, RIGHTLY_REFUSED of five
        "hit@1": 0.3333,  # RIGHT of the three answerable
        "hit@3": 0.6667,  # RIGHT and SECOND
        "characters_per_right": 26.5,  # (23 + 30) / 2
        "false_answers": 0.5,  # FALSE of the two unanswerable
        "false_refusals": 0.3333,  # REFUSED of the three answerable
        "verbatim": 0.8,
        "latency_ms": {"p50": 30.0, "p95": 48.0},
    }
    assert len(RIGHT.answer.text) == 23


def test_a_share_of_nothing_is_none() -> None:
    found = summary([RIGHTLY_REFUSED])
    assert found["hit@1"] is found["characters_per_right"] is found["false_refusals"] is None
    assert summary([RIGHT])["false_answers"] is None
    assert summary([])["right"] is None and summary([])["items"] == 0


def test_where_nobody_quotes_there_are_no_quotes_to_count() -> None:
    found = summary([judged(item("fact", ("1997",)), said("1997")), judged(item("fact", ("1998",)), said("1997"))])
    assert found["right"] == 0.5
    assert found["hit@1"] is found["hit@3"] is found["verbatim"] is None


def test_the_report_groups_by_language_and_kind_and_names_what_went_wrong() -> None:
    found = report(ALL)
    assert found["all"] == summary(ALL)
    assert {name: group["items"] for name, group in found["by_language"].items()} == {"en": 2, "zh": 3}
    assert {name: group["right"] for name, group in found["by_kind"].items()} == {
        "fact": 1,
        "list": 0,
        "unanswerable": 0.5,
    }
    assert found["by_negative"] == {"near": summary([FALSE]), "far": summary([RIGHTLY_REFUSED])}
    assert list(found["by_negative"]) == ["near", "far"]
    assert [wrong["id"] for wrong in found["wrong"]] == ["list-zh", "unanswerable-en"]
    assert found["wrong"][1] == {"id": "unanswerable-en", "question": "问？", "answer": "y"}


def shown(found: dict[str, Any]) -> list[str]:
    console = Console(width=80)
    with console.capture() as captured:
        console.print(table(found))
    return captured.get().splitlines()


def test_the_table_shows_every_group_and_the_peers_in_80_columns() -> None:
    peers = {"LangChain": {"thresholds": {"zh": 0.8}, **report(ALL)}, "LLM": {"thresholds": None, **report(ALL)}}
    lines = shown({**report(ALL), "peers": peers})
    names = [line.split()[0] for line in lines if len(line.split()) == 10]
    parts = ["near", "far"]
    groups = ["all", "en", "zh", "fact", "list", "unanswerable", *parts, "LangChain", *parts, "LLM", *parts]
    assert names == groups  # the header's three lines have fewer words, so nothing was folded or cut
    assert max(map(len, lines)) <= 80 and not any("…" in line for line in lines)
    assert any("60.0%" in line for line in lines) and any("–" in line for line in lines)
    told = notes({**report(ALL), "peers": peers})
    assert [note.split(":")[0] for note in told] == ["LangChain", "LLM"] and notes(report(ALL)) == []


@pytest.mark.parametrize(
    ("gold", "answer", "right", "first"),
    [
        ((("3,500米", "3500米"),), said("“…”", LONG), True, True),
        ((("３，５００ 米",),), said("-", LONG), True, True),
        ((("3,500米",), ("1997",)), said("-", LONG, YEAR), True, False),
        ((("3,500米",), ("1998",)), said("-", LONG, YEAR), False, False),
        ((("1997",),), said("-", LONG, YEAR), True, False),
        ((("1997",),), said("1997"), True, False),
        ((("1997",),), said("1997", YEAR, refused=True), False, False),
    ],
)
def test_an_item_is_right_when_each_list_occurs(
    gold: tuple[tuple[str, ...], ...], answer: Answer, right: bool, first: bool
) -> None:
    outcome = judged(item("fact", *gold), answer)
    assert (outcome.right, outcome.first) == (right, first)


def test_an_unanswerable_item_is_right_when_refused() -> None:
    assert judged(item("unanswerable"), said("无", refused=True)).right
    assert not judged(item("unanswerable"), said("有", LONG)).right


def test_words_between_quotation_marks_that_nobody_cites_are_not_verbatim() -> None:
    assert judged(item("fact"), said(f"“{LONG.text}”[1]", LONG)).verbatim
    assert not judged(item("fact"), said(f"“{LONG.text[:-2]}。”[1]", LONG)).verbatim


def test_the_first_three_quotes_may_answer_together() -> None:
    both = judged(item("fact", ("3,500米",), ("1997",)), said("-", LONG, YEAR))
    assert (both.first, both.third) == (False, True)
    fourth = judged(item("fact", ("1997",)), said("-", LONG, HARVEST, LONG, YEAR))
    assert (fourth.right, fourth.third) == (True, False)


def test_another_threshold_refuses_what_scores_less_and_leaves_what_has_no_score() -> None:
    fact = item("fact", ("1997",))
    unscored = said("无", refused=True)
    low, high, none = judged(fact, said("1997"), 0.2), judged(fact, said("1997"), 0.5), judged(fact, unscored)
    moved = refusing_below([low, high, none], {"zh": 0.5})
    assert [(o.answer.refused, o.right, o.score) for o in moved] == [
        (True, False, 0.2),
        (False, True, 0.5),
        (True, False, None),
    ]


def test_every_item_is_asked_once_with_its_history() -> None:
    asked: list[tuple[str, Sequence[str]]] = []
    told: list[tuple[int, int]] = []

    def ask(question: str, history: Sequence[str]) -> Reply:
        asked.append((question, history))
        return Reply(said("无", refused=True), 0.25)

    items = [Item(str(n), "zh", "unanswerable", f"问{n}", (f"前{n}",), ()) for n in range(3)]
    outcomes = evaluate(items, ask, lambda done, total: told.append((done, total)))
    assert asked == [("问0", ("前0",)), ("问1", ("前1",)), ("问2", ("前2",))]
    assert [(o.item.id, o.score) for o in outcomes] == [("0", 0.25), ("1", 0.25), ("2", 0.25)]
    assert all(o.latency_ms >= 0 for o in outcomes) and told == [(1, 3), (2, 3), (3, 3)]


GOLD = '[["a", "b"], ["c"]]'
GOOD = '{"id": "1", "lang": "zh", "kind": "fact", "question": "问\u2028？", "history": ["前"], "gold": ' + GOLD + "}"


def test_a_file_is_read_with_blank_lines_a_byte_order_mark_and_any_character(tmp_path: Path) -> None:
    path = tmp_path / "items.jsonl"
    path.write_text(f"\ufeff{GOOD}\n\n" + GOOD.replace('"fact"', '"unanswerable"').replace('"gold"', '"x"'), "utf-8")
    first, second = read_items(path)
    assert first == Item("1", "zh", "fact", "问\u2028？", ("前",), (("a", "b"), ("c",)))
    assert second.gold == ()


def test_an_item_is_written_as_it_is_read(tmp_path: Path) -> None:
    items = [
        Item("1", "zh", "fact", "问\u2028“？”", ("前",), (("a", "b"), ("c",))),
        Item("2", "en", "unanswerable", "?", (), (), "near"),
    ]
    (tmp_path / "items.jsonl").write_text("\n".join(map(to_line, items)), "utf-8")
    assert read_items(tmp_path / "items.jsonl") == items


@pytest.mark.parametrize(
    "line",
    [
        "not json",
        "[1]",
        "{}",
        GOOD.replace('"id": "1", ', ""),
        GOOD.replace('"问\u2028？"', "5"),
        GOOD.replace('["前"]', '"前"'),
        GOOD.replace(GOLD, '["abc"]'),
        GOOD.replace(GOLD, "[[]]"),
        GOOD.replace(GOLD, '[[""]]'),
        GOOD.replace(GOLD, "[]"),
        GOOD.replace('"kind"', '"negative": "near", "kind"'),
        GOOD.replace('"fact"', '"unanswerable", "negative": "distant"'),
        "[" * 100_000,
    ],
)
def test_a_malformed_line_is_named(tmp_path: Path, line: str) -> None:
    path = tmp_path / "items.jsonl"
    path.write_text(f"{GOOD}\n\n{line}\n", "utf-8")
    with pytest.raises(YuwenError, match=r"items\.jsonl, line 3: "):
        read_items(path)


@pytest.mark.parametrize(("content", "message"), [(b"", "no items"), (b"\n \n", "no items"), (b"\xff\xfe", "UTF-8")])
def test_a_file_without_items_is_an_error(tmp_path: Path, content: bytes, message: str) -> None:
    (tmp_path / "items.jsonl").write_bytes(content)
    with pytest.raises(YuwenError, match=message):
        read_items(tmp_path / "items.jsonl")
