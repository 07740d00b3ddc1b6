"""The probability that a question is answered, and the dial of caution."""

import itertools
import math
from dataclasses import astuple, fields, replace
from pathlib import Path

import pytest

from bot.question import Asked
from bot.refusing import LONE_LEAD, MISFIT, NOT_THERE, Features, features, judge, probability, thresholds
from bot.selecting import rank
from index.building import build_folder
from index.search import Index
from tests.desk import FACT, candidates
from tests.making import article, write_articles
from tests.tiny import TinyEncoder

LOW = Features(*(-1.0 for _ in fields(Features)))
HIGH = replace(Features(*(2.0 for _ in fields(Features))), elsewhere=-1.0)


def features_of(index: Index, question: str) -> Features:
    query = index.query(question)
    return features(index, query, index.search(query, 10), candidates(index, question), FACT)


def test_caution_moves_both_thresholds_up() -> None:
    dial = [thresholds(caution / 10) for caution in range(11)]
    for careless, careful in itertools.pairwise(dial):
        assert careless.answered < careful.answered
        assert careless.possible < careful.possible
    assert all(0 < point.possible < point.answered < 1 for point in dial)


def test_the_ends_of_the_dial_are_far_apart() -> None:
    def odds(caution: float) -> float:
        answered = thresholds(caution).answered
        return math.log(answered / (1 - answered))

    assert odds(1) - odds(0.5) == pytest.approx(odds(0.5) - odds(0)) and odds(1) - odds(0) > 4


@pytest.mark.parametrize(("question", "passage"), [("zh", "zh"), ("zh-Hant", "zh"), ("en", "zh"), ("fr", "en")])
def test_all_for_it_is_likelier_than_all_against(question: str, passage: str) -> None:
    low, high = (probability(found, None, question, passage) for found in (LOW, HIGH))
    assert 0 < low < high < 1


def test_variants_of_a_language_are_judged_as_one() -> None:
    assert probability(HIGH, None, "zh-Hant", "zh") == probability(HIGH, None, "zh", "zh")


def test_the_features_are_finite_and_tell_related_from_unrelated(built: Index) -> None:
    related, unrelated = (features_of(built, q) for q in ("大桥全长3,500米，连接南北两岸", "quantum chromodynamics"))
    assert all(math.isfinite(value) for value in (*astuple(related), *astuple(unrelated)))
    assert related.score > unrelated.score
    assert related.coverage > unrelated.coverage == 0.0
    assert related.sentence_coverage > unrelated.sentence_coverage == 0.0
    assert related.size == unrelated.size == pytest.approx(math.log(built.sizes.passages))


def test_a_lone_passage_leads_by_a_fixed_measure(built: Index) -> None:
    query = built.query("自行车道")
    hits, ranked = built.search(query, 10), candidates(built, "自行车道")
    alone = features(built, query, [ranked[0].hit], ranked[:1], FACT)
    assert alone.lead == alone.sentence_lead == LONE_LEAD
    among = features(built, query, hits, ranked, FACT)
    assert LONE_LEAD not in (among.lead, among.sentence_lead)


def test_the_same_paragraph_in_another_edition_is_no_rival(built: Index) -> None:
    query, ranked = built.query("自行车道"), candidates(built, "自行车道")
    best = ranked[0]
    hits = built.search(query, 10)
    block = best.hit.passage.block
    editions = [h for h in hits if h.article.id in ("bridge", "bridge.en") and h.passage.block == block]
    assert len(editions) == 2
    assert features(built, query, editions, ranked, FACT).lead == LONE_LEAD


@pytest.mark.parametrize(
    ("told", "counts"), [("江边的自行车道已经修好。", NOT_THERE), ("江边的自行车道已经修好。全长3公里。", MISFIT)]
)
def test_no_number_about_a_name_is_read_out_of_a_passage_without_one(
    tmp_path: Path, tiny: TinyEncoder, told: str, counts: float
) -> None:
    (tmp_path / "names.yaml").write_text("- {zh: 自行车道, kind: place}", encoding="utf-8")
    build_folder(write_articles(tmp_path / "articles", [article("lane", told)]), tmp_path / "made", tiny)
    index = Index.open(tmp_path / "made", tiny)
    query = index.query("自行车道多少米？")
    hits = index.search(query, 10)

    def odds(fits: float, asked: Asked) -> float:
        ranked = [replace(one, fits=fits) for one in rank(query, hits, asked)]
        ranked = [one for one in ranked if one.text.startswith("江边")]
        judged = judge(index, query, hits, ranked, asked, "zh")
        return judged / (1 - judged)

    number = Asked("fact", "number", "", "zh")
    assert odds(-1.0, number) / odds(-1.0, replace(number, expected="person")) == pytest.approx(counts / MISFIT)
    index.store.close()
