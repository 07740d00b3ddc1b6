"""Words in common: the full text holds exactly the terms, scores lie between 0 and 1, nothing typed is syntax."""

from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.building import open_for, replace_all
from index.lexical import RAREST, Lexical, Weights
from index.search import Index
from index.store import Store
from index.words import passage_terms
from tests.making import article
from tests.tiny import TinyEncoder

TEXT = st.text(st.sampled_from("桥梁茶园的了 bridge tea 1997.,5"), max_size=80)


def texts(store: Store, rows: list[int]) -> list[str]:
    return [
        store.article(stored.article_row).text[stored.passage.start : stored.passage.end]
        for stored in store.passages(rows)
    ]


def test_the_full_text_holds_the_terms_of_the_passages_and_no_others(tmp_path: Path, tiny: TinyEncoder) -> None:
    passages = ["สะพานที่ยาว 桥が1,5 3.5 35,000", "Straße ᠮᠣᠩ 𠀀𠀁 Ⅷ naïve x_y", "がはガバ ភាសា မြန်မာ עברית ١٢٣"]
    store = open_for(tmp_path, tiny)
    replace_all(store, tiny, [article("a", *passages)])
    expected = Counter(term for text in passages for term in passage_terms(text))
    with store.moment() as db:
        assert dict(db.execute("select term, cnt from vocabulary").fetchall()) == expected
    for text in passages:
        lexical = Lexical(store)
        rows = lexical.search(lexical.weigh(text, store.sizes()), 1)
        assert texts(store, rows) == [text]


@pytest.mark.parametrize(
    ("question", "first"),
    [
        ("第二座大桥", "第二座"),
        ("茶园产茶多少", "三百吨"),
        ("monorail building", "Liziba"),
        ("茶", "茶园"),
        ("3,500米", "3,500"),
    ],
)
def test_the_passage_with_the_rarest_words_in_common_comes_first(built: Index, question: str, first: str) -> None:
    lexical = Lexical(built.store)
    rows = lexical.search(lexical.weigh(question, built.sizes), 10)
    assert first in texts(built.store, rows)[0]


@pytest.mark.parametrize(
    "question",
    ['" OR *', "NEAR(桥", "'; drop table words; --", "terms:桥", "a AND NOT b", "^桥", "*", "{x} : y", "\x00桥"],
)
def test_nothing_typed_is_query_syntax(built: Index, question: str) -> None:
    lexical = Lexical(built.store)
    rows = lexical.search(lexical.weigh(question, built.sizes), 10)
    assert all("桥" in text for text in texts(built.store, rows))
    assert bool(rows) == ("桥" in question)


def test_of_a_long_question_the_rarest_words_count(tmp_path: Path, tiny: TinyEncoder) -> None:
    common = [f"word{n}" for n in range(RAREST + 4)]
    passages = [" ".join(common), " ".join(common), " ".join([*common, "and much else besides the zebra"])]
    store = open_for(tmp_path, tiny)
    replace_all(store, tiny, [article("a", *passages, lang="en")])
    lexical = Lexical(store)
    rows = lexical.search(lexical.weigh(" ".join([*common, "zebra"]), store.sizes()), 1)
    assert texts(store, rows) == [passages[2]]


def test_a_question_without_words_finds_nothing(built: Index) -> None:
    weights = Lexical(built.store).weigh("？！", built.sizes)
    assert Lexical(built.store).search(weights, 10) == []
    assert (weights.score("大桥"), weights.coverage("大桥")) == (0.0, 0.0)


def test_idf_is_higher_for_rarer_terms_and_highest_for_unknown_ones(built: Index) -> None:
    idf = Lexical(built.store).weigh("bridge monorail zebra", built.sizes).idf
    assert idf["bridge"] < idf["monorail"] < idf["zebra"]


@given(question=TEXT, text=TEXT, length=st.floats(0, 500))
@settings(max_examples=200)
def test_scores_and_coverage_lie_between_0_and_1(question: str, text: str, length: float) -> None:
    idf = {term: 0.1 + number for number, term in enumerate(dict.fromkeys(passage_terms(question)))}
    weights = Weights(idf, length)
    assert 0 <= weights.score(text) <= 1
    assert 0 <= weights.coverage(text) <= 1
    if set(idf) <= set(passage_terms(text)) and idf:
        assert weights.coverage(text) == pytest.approx(1)
    if not set("".join(idf)) & set(text.lower()):
        assert weights.score(text) == 0


def test_a_shorter_text_with_the_same_words_scores_higher() -> None:
    weights = Weights({"bridge": 2.0}, 5.0)
    assert weights.score("bridge") > weights.score("bridge over a very wide river") > 0


def test_a_lone_character_counts_where_it_begins_a_word() -> None:
    weights = Weights({"茶": 1.0}, 5.0)
    assert weights.score("茶园") > 0
    assert weights.score("产茶") > 0
    assert weights.score("桥") == 0
