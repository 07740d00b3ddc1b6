"""Terms: one folding for articles and questions, bigrams and words, nothing that a converter cannot take."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.words import fold, is_unspaced, passage_terms, question_terms, runs

TEXT = st.text(st.characters(codec=None), max_size=60)  # surrogates too


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("陸海財經", "陆海财经"),
        ("ＡＰＰ１２", "app12"),
        ("Café İZMİR", "cafe izmir"),
        ("が か", "が か"),
        ("한국", "한국"),
        ("ﬁne", "fine"),
    ],
)
def test_width_case_accents_and_traditional_characters_fold(written: str, folded: str) -> None:
    assert fold(written) == folded
    assert fold(folded) == folded


@pytest.mark.parametrize("text", ["a\ud800b", "\udcff", "桥\x00梁", "\x1b[31m", ""])
def test_what_is_not_text_does_not_stop_the_folding(text: str) -> None:
    assert not any("\ud800" <= char <= "\udfff" for char in fold(text))
    assert passage_terms(text) == passage_terms(fold(text))


def test_runs_part_scripts_numbers_and_words() -> None:
    assert list(runs("重庆APP有35,000名用户，涨了3.5%_ok 1,5")) == [
        *("重庆", "app", "有", "35000", "名用户", "涨了", "3.5", "ok", "1,5"),
    ]


def test_a_passage_has_bigrams_and_its_last_characters_alone() -> None:
    assert passage_terms("大桥，大桥 opened, opened") == ["大桥", "桥", "大桥", "桥", "opened", "opened"]


def test_a_question_has_each_term_once_and_a_lone_character_as_itself() -> None:
    assert question_terms("大桥大桥 bridge Bridge") == ["大桥", "桥大", "bridge"]
    assert question_terms("桥") == ["桥"]


def test_words_that_only_ask_are_left_out_unless_there_is_nothing_else() -> None:
    assert question_terms("大桥什么时候建成的？") == ["大桥", "建成"]
    assert question_terms("When was the bridge opened?") == ["bridge", "opened"]
    assert question_terms("什么") == ["什么"]
    assert question_terms("What is it?") == ["what", "is", "it"]
    assert question_terms("？！…") == []


@given(TEXT)
def test_terms_are_single_words_without_space_or_quotation_marks(text: str) -> None:
    for term in [*passage_terms(text), *question_terms(text)]:
        assert term
        assert not any(char.isspace() or char in "\"'*_" for char in term)


@given(TEXT)
def test_a_question_that_repeats_a_passage_has_only_terms_of_it(text: str) -> None:
    passage = passage_terms(text)
    for term in question_terms(text):
        assert term in passage or (len(term) == 1 and any(other.startswith(term) for other in passage))


@pytest.mark.parametrize(
    ("term", "unspaced"), [("桥", True), ("かな", True), ("ที่", True), ("bridge", False), ("3", False), ("", False)]
)
def test_is_unspaced(term: str, unspaced: bool) -> None:
    assert is_unspaced(term) is unspaced
