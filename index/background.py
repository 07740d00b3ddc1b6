"""What any text looks like to an encoder: the centres that token states are measured from.

Made from a few sentences that no corpus shares, so that they are the same for two articles and for ten
thousand; fifty do as well as a whole corpus (measured, docs/decisions.md). It knows nothing of the index.
"""

import functools
from importlib.resources import files

import numpy as np
import yaml
from numpy.typing import NDArray

from index.encoder import Encoder
from index.maxsim import Centres


@functools.cache
def texts() -> dict[str, list[str]]:
    """The packaged sentences: "passages" and "questions"."""
    loaded = yaml.safe_load(files("index").joinpath("background.yaml").read_text("utf-8"))
    return {name: [str(text) for text in loaded[name]] for name in ("passages", "questions")}


def centres(encoder: Encoder) -> Centres:
    """The encoder's mean token states of passages and of questions."""
    passages = [tokens.vectors for _, tokens in encoder.passage_tokens(texts()["passages"])]
    questions = [encoder.question_tokens(text)[1].vectors for text in texts()["questions"]]
    return Centres(_mean(passages), _mean(questions))


def _mean(states: list[NDArray[np.float32]]) -> NDArray[np.float32]:
    return np.asarray(np.concatenate(states).mean(axis=0), np.float32)
