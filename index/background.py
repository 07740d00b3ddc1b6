"""What any text looks like to an encoder: the zero from which nearness is measured.

Made from a few sentences that no corpus shares, so that it is the same for two articles and for ten
thousand; fifty do as well as a whole corpus (measured, docs/decisions.md). It knows nothing of the index.
"""

import functools
from importlib.resources import files

import numpy as np
import yaml
from numpy.typing import NDArray

from index.encoder import Encoder, TokenStates
from index.maxsim import Centres, met, pack, similarities, unpack
from index.records import Background, Embedding, Vector


@functools.cache
def _texts(name: str) -> list[str]:
    """The packaged sentences: "passages" or "questions"."""
    loaded = yaml.safe_load(files("index").joinpath("background.yaml").read_text("utf-8"))
    return [str(text) for text in loaded[name]]


def make_background(encoder: Encoder) -> Background:
    """The encoder's mean token states of passages and of questions, and the passages themselves."""
    passages = encoder.passage_tokens(_texts("passages"))
    questions = [encoder.question_tokens(text)[1] for text in _texts("questions")]
    centres = Centres(_mean([tokens for _, tokens in passages]), _mean(questions))
    packed = [Embedding(vector, pack(tokens, centres.passage)) for vector, tokens in passages]
    return Background(centres, tuple(packed))


class Backdrop:
    """A background, opened for comparing: how near a question is to texts that do not answer it."""

    def __init__(self, background: Background, dimension: int) -> None:
        self.centres = background.centres
        self._vectors = np.stack([embedding.vector for embedding in background.passages])
        self._passages = [unpack(embedding.tokens or b"", dimension) for embedding in background.passages]

    def scores(
        self, vector: Vector, tokens: TokenStates, weights: NDArray[np.float32]
    ) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """Cosine (b,) and MaxSim (b,) of a question with each text of the background."""
        similar = similarities(tokens, self.centres.question, self._passages)
        return self._vectors @ vector, np.array([met(s) @ weights for s in similar], np.float32)


def _mean(states: list[TokenStates]) -> NDArray[np.float32]:
    return np.asarray(np.concatenate([tokens.vectors for tokens in states]).mean(axis=0), np.float32)
