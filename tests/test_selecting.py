"""Which sentences answer: ranked once across editions, then as few as answer."""

from dataclasses import replace

import pytest

from bot.question import Asked
from bot.selecting import Candidate, select
from index.search import Index
from tests.desk import FACT, candidates, scored

LIST, ACCOUNT = (Asked(kind, None, "") for kind in ("list", "account"))
NUMBER = Asked("fact", "number", "")


def at(candidate: Candidate, score: float, block: int, sentence: int, article: str = "a") -> Candidate:
    """The candidate as if it stood elsewhere."""
    return replace(candidate, score=score, place=(article, block, sentence))


@pytest.fixture
def plain(built: Index) -> Candidate:
    """A sentence that enumerates nothing."""
    return next(c for c in candidates(built, "自行车道") if c.text == "新桥将设有自行车道。")


def test_the_sentence_asked_for_comes_first(built: Index) -> None:
    assert candidates(built, "新桥将设有自行车道吗？")[0].text == "新桥将设有自行车道。"
    assert candidates(built, "The monorail passes through a building")[0].hit.article.id == "rail"


def test_candidates_come_best_first_and_once_across_editions(built: Index) -> None:
    ranked = candidates(built, "The new bridge will have a cycle lane 新桥将设有自行车道")
    assert [c.score for c in ranked] == sorted((c.score for c in ranked), reverse=True)
    places = [c.place for c in ranked]
    assert len(places) == len(set(places)) and {place[0] for place in places} == {"bridge", "tea", "rail"}


def test_a_candidate_knows_where_it_stands(built: Index) -> None:
    for candidate in candidates(built, "大桥 bridge"):
        sentence = candidate.found.sentence
        assert candidate.text == candidate.hit.article.text[sentence.start : sentence.end] != ""


def test_what_lacks_the_number_asked_for_falls_behind(built: Index) -> None:
    plain = {c.text: c for c in candidates(built, "大桥连接南北两岸")}
    asked = {c.text: c for c in candidates(built, "大桥连接南北两岸", NUMBER)}
    with_number, without = "大桥全长3,500米，连接南北两岸。", "新桥将设有自行车道。"
    assert asked[with_number].score == plain[with_number].score
    assert asked[without].score < plain[without].score
    assert (asked[with_number].fits, asked[without].fits, plain[without].fits) == (1.0, -1.0, 0.0)


@pytest.mark.parametrize("asked", [FACT, LIST, ACCOUNT])
def test_nothing_is_selected_from_nothing(asked: Asked) -> None:
    assert select([], asked) == []


def test_a_fact_is_one_sentence_or_two_as_good(plain: Candidate) -> None:
    ranked = [at(plain, score, 0, n) for n, score in enumerate((1.0, 0.999, 0.998, 0.5))]
    assert select(ranked, FACT) == ranked[:2]
    assert select([scored(ranked[0], 1.0), scored(ranked[3], 0.5)], FACT) == [ranked[0]]


def test_a_list_takes_what_stands_in_the_same_paragraph_in_reading_order(plain: Candidate) -> None:
    best, same, elsewhere, far = (
        at(plain, 1.0, 3, 2),
        at(plain, 0.95, 3, 1),
        at(plain, 0.95, 4, 0),
        at(plain, 0.1, 3, 0),
    )
    assert select([best, same, elsewhere, far], LIST) == [same, best]


def test_an_account_takes_the_best_sentence_of_each_paragraph(plain: Candidate) -> None:
    best, again, before, other = (
        at(plain, 1.0, 5, 0),
        at(plain, 0.99, 5, 1),
        at(plain, 0.9, 2, 0),
        at(plain, 0.9, 0, 0, "b"),
    )
    assert select([best, again, before, other], ACCOUNT) == [before, best, other]


@pytest.mark.parametrize(("asked", "most"), [(FACT, 2), (LIST, 4), (ACCOUNT, 4)])
def test_never_more_than_a_few(plain: Candidate, asked: Asked, most: int) -> None:
    paragraph = 0 if asked is LIST else 1
    ranked = [at(plain, 1.0 - n / 1e6, n * paragraph, n) for n in range(20)]
    assert len(select(ranked, asked)) == most
