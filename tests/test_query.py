"""A question as it is searched: what its tokens weigh and which words carry it."""

import pytest

from index.encoder import Encoder
from index.lexical import Weights
from index.query import CONTEXT, Query, make_query

WORDS = Weights({}, 1.0)


def query(tiny: Encoder, text: str, context: int = 0, names: tuple[tuple[int, int], ...] = ()) -> Query:
    return make_query(text, context, tiny.question_tokens(text), tiny, names, WORDS)


def weight_of(found: Query, start: int, end: int) -> float:
    spans = found.tokens.spans
    return float(found.weights[(spans[:, 0] >= start) & (spans[:, 1] <= end)].sum())


@pytest.mark.parametrize("text", ["大桥全长多少米", "How long is the bridge?", "?", "", "a"])
def test_weights_sum_to_one_over_the_tokens(tiny: Encoder, text: str) -> None:
    found = query(tiny, text)
    assert len(found.weights) == len(found.tokens.spans)
    assert float(found.weights.sum()) == pytest.approx(1.0 if len(found.weights) else 0.0)


def test_a_name_counts_as_much_as_its_weightiest_token(tiny: Encoder) -> None:
    text = "alpha beta gamma delta"
    plain, named = query(tiny, text), query(tiny, text, names=((0, 16),))
    assert weight_of(plain, 0, 16) == pytest.approx(3 * weight_of(plain, 17, 22))
    assert weight_of(named, 0, 16) == pytest.approx(weight_of(named, 17, 22))


def test_earlier_questions_count_less(tiny: Encoder) -> None:
    found = query(tiny, "alpha beta", context=5)
    assert weight_of(found, 0, 5) == pytest.approx(CONTEXT * weight_of(found, 6, 10))
    assert found.context == 5


def test_content_is_what_says_something_and_nothing_that_only_asks(tiny: Encoder) -> None:
    text = "what is the bridge?"
    found = query(tiny, text)
    spans = found.tokens.spans
    assert [text[spans[word[0]][0] : spans[word[-1]][1]] for word in found.content] == ["bridge"]


def test_a_question_that_only_asks_has_no_content(tiny: Encoder) -> None:
    assert query(tiny, "what is the").content == ()
    assert query(tiny, "").content == ()
