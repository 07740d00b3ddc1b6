"""Which sentences answer: ranked once across editions, then as few as answer."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.question import Asked
from bot.selecting import Candidate, select
from index.building import open_for, replace_all
from index.search import Index
from tests.desk import FACT, candidates, scored
from tests.making import article
from tests.tiny import TinyEncoder

LIST, ACCOUNT = (Asked(kind, None, "") for kind in ("list", "account"))
NUMBER = Asked("fact", "number", "")


def at(candidate: Candidate, score: float, block: int, sentence: int, article: str = "a") -> Candidate:
    """The candidate as if it stood elsewhere."""
    return replace(candidate, score=score, place=(article, block, sentence))


@pytest.fixture
def plain(built: Index) -> Candidate:
    """A sentence that enumerates nothing."""
    return next(c for c in candidates(built, "自行车道") if c.text == "新桥将设有自行车道。")


@pytest.fixture
def listing(tmp_path: Path, tiny: TinyEncoder) -> Iterator[Candidate]:
    """A sentence that names several things one after the other."""
    store = open_for(tmp_path / "lists", tiny)
    replace_all(store, tiny, [article("list", "甲社、乙社、丙社和丁社签约。")])
    yield candidates(Index(store, tiny), "哪些社签约？")[0]
    store.close()


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


def test_a_list_goes_on_only_where_things_are_named_one_after_the_other(plain: Candidate, listing: Candidate) -> None:
    best, no_list, too_far = at(plain, 1.0, 3, 2), at(plain, 0.99, 3, 1), at(listing, 0.1, 6, 0)
    lists = [at(listing, 0.98 - n / 1e6, 4 + n, 0) for n in range(9)]
    chosen = select([best, no_list, *lists, too_far], LIST)
    assert chosen[0] == best and no_list not in chosen and too_far not in chosen
    assert chosen[1:] == lists[: len(chosen) - 1] and 2 <= len(chosen) <= 4
    assert select([best, no_list, too_far], LIST) == [best]


def test_an_account_takes_the_best_sentence_of_each_paragraph(plain: Candidate) -> None:
    best, again, before, other = (
        at(plain, 1.0, 5, 0),
        at(plain, 0.99, 5, 1),
        at(plain, 0.9, 2, 0),
        at(plain, 0.9, 0, 0, "b"),
    )
    assert select([best, again, before, other], ACCOUNT) == [before, best, other]


def test_never_more_than_a_few(plain: Candidate) -> None:
    ranked = [at(plain, 1.0 - n / 1e6, n, 0) for n in range(20)]
    assert len(select(ranked, FACT)) == 2 and len(select(ranked, ACCOUNT)) == 4
