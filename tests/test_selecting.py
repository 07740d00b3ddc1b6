"""Which sentences answer: ranked, once across editions."""

from bot.question import Asked
from index.search import Index
from tests.desk import candidates

NUMBER = Asked("fact", "number", "")


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
