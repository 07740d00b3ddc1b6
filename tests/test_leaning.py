"""A follow-up is answered only where its own words, years and names are met."""

from dataclasses import replace

import pytest

from bot.leaning import of_another_year, own_words_met
from index.names import Name, Names
from index.search import Index
from tests.desk import candidates

BEFORE = "长江大桥全长多少米？"
NAMES = Names([Name("place", {"zh": ("成都",)}), Name("place", {"zh": ("长江大桥",)})])


@pytest.mark.parametrize(
    ("question", "met"),
    [
        ("它何时建成通车？", True),
        ("它连接哪些地方？", True),
        ("它的负责人姓甚名谁？", False),
        ("它在成都吗？", False),
        ("它2031年建成吗", False),
    ],
)
def test_the_follow_ups_own_words_have_to_be_met(built: Index, question: str, met: bool) -> None:
    whole = f"{BEFORE} {question}"
    query = built.query(whole, len(whole) - len(question))
    hits = built.search(query, 10)
    best = candidates(built, BEFORE)[0]
    (hit,) = (hit for hit in hits if hit.passage == best.hit.passage)
    assert own_words_met(query, hits, replace(best, hit=hit), question, NAMES) is met


def test_a_question_searched_as_it_is_has_no_words_of_another(built: Index) -> None:
    (best, *_) = candidates(built, "负责人姓甚名谁")
    assert own_words_met(built.query("负责人姓甚名谁"), [best.hit], best, "负责人姓甚名谁", NAMES)


@pytest.mark.parametrize(
    ("question", "whole", "other"),
    [
        ("1997年呢", "1997年呢", False),
        ("1998年通车吗", "1998年通车吗", True),
        ("1997年和1998年", "", False),
        ("通车了吗", "1998年建成了什么？ 通车了吗", True),
        ("1997年呢", "1998年建成了什么？ 1997年呢", False),
        ("通车了吗", "通车了吗", False),
        ("全长19981米吗", "", False),
    ],
)
def test_another_year_is_asked_for(built: Index, question: str, whole: str, other: bool) -> None:
    (best, *_) = [c for c in candidates(built, "长江大桥1997年建成通车") if "1997" in c.hit.text]
    assert of_another_year(question, whole, best.hit) is other


def test_a_passage_without_a_year_is_of_any_year(built: Index) -> None:
    (best, *_) = candidates(built, "永川的茶园产茶")
    assert not of_another_year("1998年产茶多少", "", best.hit)
