"""What a search finds: a passage with the parts of its score, and its sentences.

It knows nothing of how they were found.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index.article import Article, Passage, Sentence
from index.maxsim import PackedTokens, met


@dataclass(frozen=True, slots=True)
class SentenceHit:
    """A sentence of a passage found: its cosine, and how well it meets each token of the question (q,)."""

    sentence: Sentence
    cosine: float
    met: NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage found, with the parts of its score."""

    article: Article
    passage: Passage
    score: float
    cosine: float
    best_sentence: float
    lexical: float
    maxsim: float
    met: NDArray[np.float32]
    sentences: tuple[SentenceHit, ...]
    first_sentence: int
    """How many sentences of the same block stand before this passage."""

    @property
    def paragraph(self) -> tuple[str, int]:
        """The original's id and the block: the same in every edition."""
        return self.article.translation_of or self.article.id, self.passage.block

    @property
    def text(self) -> str:
        return self.article.text[self.passage.start : self.passage.end]

    def is_in(self, language: str) -> bool:
        """Whether the article is in this language, in whatever script."""
        return self.article.lang.split("-", maxsplit=1)[0] == language


def sentence_hits(
    passage: Passage, cosines: NDArray[np.float32], tokens: PackedTokens, similar: NDArray[np.float32]
) -> tuple[SentenceHit, ...]:
    """Each sentence of a passage, with how well it meets the question; `similar` is `similarities` of it."""
    return tuple(
        SentenceHit(sentence, float(cosine), met(similar, _inside(tokens, passage, sentence)))
        for sentence, cosine in zip(passage.sentences, cosines[1:], strict=True)
    )


def _inside(tokens: PackedTokens, passage: Passage, sentence: Sentence) -> NDArray[np.intp]:
    """The passage's tokens that lie in the sentence."""
    starts, ends = tokens.spans[:, 0] + passage.start, tokens.spans[:, 1] + passage.start
    return np.flatnonzero((starts >= sentence.start) & (ends <= sentence.end))
