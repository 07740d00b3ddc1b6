"""A question as it is searched: its vector, its tokens, what each of them weighs and which words carry it.

It knows nothing of passages or of where names and word weights come from.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index.encoder import Encoded, Encoder, TokenStates
from index.lexical import Weights
from index.records import Vector
from index.words import asking_spans, is_unspaced

CONTEXT = 0.4
"""What a token of an earlier question counts beside one of the question itself."""
LEAST_TELLING = 1.0
"""Tokens of less importance than this (articles, particles) are not content; it is that of all where none is known."""
LONGEST_QUESTION = 2000
"""Characters of a question that are read; the encoder reads fewer."""


@dataclass(frozen=True, slots=True)
class Query:
    """A question as it is searched; `weights` (q,) sum to 1 over its tokens."""

    text: str
    vector: Vector
    tokens: TokenStates
    weights: NDArray[np.float32]
    words: Weights
    content: tuple[NDArray[np.intp], ...]
    """The tokens of each word that says what is asked about: none that only asks, none of punctuation."""
    context: int = 0
    """How many characters at the beginning are earlier questions."""
    language: str = ""
    """Of the question, where it was told."""


def make_query(
    text: str,
    context: int,
    encoded: Encoded,
    encoder: Encoder,
    names: Sequence[tuple[int, int]],
    words: Weights,
    language: str = "",
) -> Query:
    """An encoded question, weighed; the first `context` characters are earlier questions, `names` its names."""
    vector, tokens = encoded
    importance = encoder.importance(tokens.ids)
    importance = np.where(tokens.spans[:, 1] <= context, importance * CONTEXT, importance)
    for start, end in names:
        importance = _as_one_word(importance, tokens, start, end)
    weights = importance / max(float(importance.sum()), 1e-9)
    return Query(text, vector, tokens, weights, words, _content(text, tokens, importance), context, language)


def _as_one_word(importance: NDArray[np.float32], tokens: TokenStates, start: int, end: int) -> NDArray[np.float32]:
    """A name's tokens count together as much as its weightiest one.

    Else a name of six tokens outweighs what is asked about it, and any sentence with the name wins.
    """
    inside = (tokens.spans[:, 0] >= start) & (tokens.spans[:, 1] <= end)
    total = float(importance[inside].sum())
    share = float(importance[inside].max(initial=0.0)) / max(total, 1e-9)
    return np.where(inside, importance * share, importance)


def _content(text: str, tokens: TokenStates, importance: NDArray[np.float32]) -> tuple[NDArray[np.intp], ...]:
    """Tokens by word: those that follow each other without a space and without a script of single words."""
    asking = asking_spans(text)
    words: list[list[int]] = []
    end = -1
    for number, (start, stop) in enumerate(tokens.spans.tolist()):
        piece = text[start:stop]
        only_asks = any(left <= start and stop <= right for left, right in asking)
        if only_asks or importance[number] < LEAST_TELLING or not any(map(str.isalnum, piece)):
            continue
        if words and start == end and not is_unspaced(piece[:1]):
            words[-1].append(number)
        else:
            words.append([number])
        end = stop
    return tuple(np.array(word, np.intp) for word in words)
