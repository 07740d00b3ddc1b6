"""The background: made once from packaged texts, the same for every index, a zero for nearness."""

import numpy as np

from index.background import Backdrop, make_background
from index.search import Index
from tests.tiny import TinyEncoder


def test_centres_are_means_of_what_the_encoder_makes_of_the_packaged_texts(tiny: TinyEncoder) -> None:
    made, again = make_background(tiny), make_background(TinyEncoder())
    for centre in (made.centres.passage, made.centres.question):
        assert centre.shape == (tiny.dimension,)
        assert abs(float(centre.sum()) - 1) < 1e-4  # each of the tiny encoder's states is one 1
    assert not np.array_equal(made.centres.passage, made.centres.question)
    np.testing.assert_array_equal(made.centres.passage, again.centres.passage)
    assert len(made.passages) >= 20
    assert all(embedding.tokens for embedding in made.passages)


def test_the_index_keeps_the_background_it_was_made_with(built: Index, tiny: TinyEncoder) -> None:
    made, kept = make_background(tiny), built.store.background()
    np.testing.assert_array_equal(kept.centres.question, made.centres.question)
    assert [embedding.tokens for embedding in kept.passages] == [embedding.tokens for embedding in made.passages]


def test_scores_are_those_of_each_background_text(built: Index, tiny: TinyEncoder) -> None:
    background = make_background(tiny)
    query = built.query("The bridge opened in 1997.")
    cosines, maxsims = Backdrop(background, tiny.dimension).scores(query.vector, query.tokens, query.weights)
    expected = [float(embedding.vector @ query.vector) for embedding in background.passages]
    np.testing.assert_allclose(cosines, expected, atol=1e-6)
    assert maxsims.shape == cosines.shape
    assert np.abs(maxsims).max() <= 1 + 1e-5
    np.testing.assert_array_equal(built.backdrop(query)[0], cosines)


def test_an_answering_passage_is_nearer_than_the_background(built: Index) -> None:
    query = built.query("The Yangtze bridge opened in 1997")
    best = built.search(query, 1)[0]
    cosines, maxsims = built.backdrop(query)
    assert best.maxsim > maxsims.max()
    assert best.cosine > cosines.mean()
