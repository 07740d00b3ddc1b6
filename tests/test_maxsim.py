"""Late interaction: what is packed comes back, spans exactly and states nearly; similarities by hand."""

import numpy as np
import pytest

from index.encoder import TokenStates
from index.maxsim import met, pack, similarities, unpack

DIMENSION = 48


def tokens(count: int, seed: int = 7) -> TokenStates:
    made = np.random.default_rng(seed)
    spans = np.sort(made.integers(0, 960, (count, 2))).astype(np.int32)
    return TokenStates(np.arange(count, dtype=np.int32), spans, made.normal(size=(count, DIMENSION)).astype(np.float32))


def centre() -> np.ndarray:
    return np.random.default_rng(1).normal(size=DIMENSION).astype(np.float32)


@pytest.mark.parametrize("count", [0, 1, 2, 300])
def test_packed_tokens_keep_their_spans_and_directions(count: int) -> None:
    given = tokens(count)
    data = pack(given, centre())
    packed = unpack(data, DIMENSION)
    assert len(data) == 4 + count * (4 + DIMENSION)
    np.testing.assert_array_equal(packed.spans, given.spans)
    exact = given.vectors - centre()
    exact /= np.linalg.norm(exact, axis=1, keepdims=True)
    question = TokenStates(given.ids, given.spans, given.vectors)
    np.testing.assert_allclose(similarities(question, centre(), [packed])[0], exact @ exact.T, atol=0.01)


@pytest.mark.parametrize("count", [0, 1, 300])
def test_coarsely_packed_tokens_keep_their_spans_and_are_right_on_average(count: int) -> None:
    given = tokens(count)
    data = pack(given, centre(), coarse=True)
    packed = unpack(data, DIMENSION)
    assert len(data) == 4 + count * (4 + 2 + DIMENSION // 8)
    np.testing.assert_array_equal(packed.spans, given.spans)
    exact = given.vectors - centre()
    exact /= np.linalg.norm(exact, axis=1, keepdims=True)
    similar = similarities(given, centre(), [packed])[0]
    np.testing.assert_allclose(np.diag(similar), 1, atol=1e-3)
    if count > 1:
        assert np.corrcoef(similar.ravel(), (exact @ exact.T).ravel())[0, 1] > 0.7
        assert abs(float((similar - exact @ exact.T).mean())) < 0.03


def test_finely_and_coarsely_packed_passages_are_compared_together() -> None:
    fine, coarse = (unpack(pack(tokens(9), centre(), coarse=how), DIMENSION) for how in (False, True))
    both = similarities(tokens(9), centre(), [fine, coarse, fine])
    assert [part.shape for part in both] == [(9, 9)] * 3
    np.testing.assert_allclose(both[0], both[2], atol=1e-5)
    np.testing.assert_allclose(np.diag(both[1]), np.diag(both[0]), atol=0.02)


def test_a_state_at_the_centre_is_near_to_nothing() -> None:
    at_centre = TokenStates(np.zeros(1, np.int32), np.array([[0, 1]], np.int32), centre()[None])
    packed = unpack(pack(at_centre, centre()), DIMENSION)
    similar = similarities(tokens(3), centre(), [packed])[0]
    assert np.isfinite(similar).all()
    assert np.abs(similar).max() < 1e-6


def test_each_question_token_meets_the_best_of_the_passage_or_of_some_columns() -> None:
    similar = np.array([[0.1, 0.9, -0.5], [0.3, 0.2, 0.4]], np.float32)
    np.testing.assert_array_equal(met(similar), similar.max(axis=1))
    np.testing.assert_array_equal(met(similar, np.array([0, 2])), np.array([0.1, 0.4], np.float32))


def test_a_passage_without_tokens_meets_nothing_and_no_question_is_met_by_nothing() -> None:
    np.testing.assert_array_equal(met(np.zeros((2, 0), np.float32)), [-1, -1])
    np.testing.assert_array_equal(met(np.zeros((2, 3), np.float32), np.array([], np.intp)), [-1, -1])
    assert met(np.zeros((0, 3), np.float32)).shape == (0,)
