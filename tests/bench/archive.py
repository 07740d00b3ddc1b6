"""An archive of any size that behaves like a real one: texts, vectors and token states made out of XQuAD's.

Sentences are XQuAD's Chinese ones with some characters replaced, so that the vocabulary grows with the archive.
A vector is that of the sentence it was made of (these lie as real sentences do; some are used a thousand times as often
as others), moved by a share of the difference of two others, so that neighbours lie as neighbours of real sentences do.
"""

import hashlib
import zlib
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np
import xquad
from numpy.typing import NDArray

from index.article import BLOCK_BREAK, Article, Block
from index.encoder import Encoded, SentenceEncoder, TokenStates
from index.splitting import split_article

PASSAGES, SENTENCES = 20, 3
"""Passages of an article, sentences of a passage."""
_REPLACED = 0.06
_MOVED = (0.15, 0.6)
_OTHERS = ("en", "es", "ru", "vi", "ar", "de")


class Pool:
    """XQuAD's sentences with their vectors, and token states of its paragraphs; kept in a file once encoded."""

    def __init__(self, encoder: SentenceEncoder, kept: Path) -> None:
        self.texts = _sentences("zh")
        self.questions = [asked.text for asked in xquad.load("zh")[1]]
        known = [language for language in _OTHERS if (xquad.DATA / f"xquad.{language}.json").is_file()]
        others = [text for language in known for text in _sentences(language)]
        if not kept.is_file():
            states = [tokens for _, tokens in encoder.passage_tokens([a.text for a in xquad.load("zh")[0]][:100])]
            np.savez(
                kept,
                vectors=encoder.passages([*self.texts, *others[::3]]),
                states=np.concatenate([tokens.vectors for tokens in states]),
            )
        found = np.load(kept)
        self.vectors, self.states = found["vectors"], found["states"]


def _sentences(language: str) -> list[str]:
    return [a.text[s.start : s.end] for a in xquad.load(language)[0] for p in split_article(a) for s in p.sentences]


class ArchiveEncoder:
    """Questions are encoded by the model, passages and sentences by what they were made of."""

    def __init__(self, encoder: SentenceEncoder, pool: Pool) -> None:
        self.name, self.dimension = encoder.name, encoder.dimension
        self.questions, self.question_tokens, self.importance = (
            encoder.questions,
            encoder.question_tokens,
            encoder.importance,
        )
        self._pool = pool
        ranks = np.arange(1, len(pool.vectors) + 1)
        self._cumulative = np.cumsum(1 / ranks) / (1 / ranks).sum()

    def passages(self, texts: Sequence[str], progress: Callable[[int], None] | None = None) -> NDArray[np.float32]:
        """(n, d): the same text has the same vector."""
        drawn = np.array([_numbers(text) for text in texts], np.float64).reshape(-1, 4)
        vectors, count = self._pool.vectors, len(self._pool.vectors)
        centres = np.searchsorted(self._cumulative, drawn[:, 0]).clip(0, count - 1)
        one, other = ((drawn[:, n] * count).astype(int) for n in (1, 2))
        share = _MOVED[0] + (_MOVED[1] - _MOVED[0]) * drawn[:, 3:]
        made = (vectors[centres] + share * (vectors[one] - vectors[other])).astype(np.float32)
        return np.asarray(made / np.linalg.norm(made, axis=1, keepdims=True), np.float32)

    def passage_tokens(self, texts: Sequence[str], progress: Callable[[int], None] | None = None) -> list[Encoded]:
        """Vectors as `passages` makes them; states of a real paragraph, laid over the text."""
        found = []
        for text, vector in zip(texts, self.passages(texts), strict=True):
            count = max(len(text) * 3 // 4, 1)
            start = zlib.crc32(text.encode()) % (len(self._pool.states) - count)
            ends = np.linspace(0, len(text), count + 1).astype(np.int32)
            spans = np.stack([ends[:-1], ends[1:]], axis=1)
            states = self._pool.states[start : start + count]
            found.append((vector, TokenStates(np.zeros(count, np.int32), spans, states)))
        return found


def articles(pool: Pool, passages: int, each: int = PASSAGES) -> Iterator[Article]:
    """Articles of so many passages each, so many together; each one's number always gives the same."""
    characters = sorted({c for text in pool.texts for c in text if c > "一"})
    for number in range(-(-passages // each)):
        drawn = np.random.default_rng(number)
        picked = drawn.integers(len(pool.texts), size=(each, SENTENCES))
        blocks = ["".join(_varied(pool.texts[n], characters, drawn) for n in row) for row in picked]
        ends = np.cumsum([len(block) + len(BLOCK_BREAK) for block in blocks])
        spans = [Block("paragraph", int(end) - len(b) - 2, int(end) - 2) for b, end in zip(blocks, ends, strict=True)]
        date = f"{2000 + number % 26}-{1 + number % 12:02}"
        yield Article(f"a{number}", f"第{number}篇", BLOCK_BREAK.join(blocks), tuple(spans), "zh", date=date)


def _varied(text: str, characters: list[str], drawn: np.random.Generator) -> str:
    """The sentence with some characters replaced, common ones more often than rare ones."""
    places = drawn.integers(len(text), size=max(1, int(_REPLACED * len(text))))
    new = (drawn.random(len(places)) ** 2 * len(characters)).astype(int)
    changed = dict(zip(places.tolist(), new.tolist(), strict=True))
    return "".join(characters[changed[n]] if n in changed and c > "一" else c for n, c in enumerate(text))


def _numbers(text: str) -> tuple[float, ...]:
    """Four numbers in [0, 1) out of a text."""
    return tuple(np.frombuffer(hashlib.blake2b(text.encode(), digest_size=16).digest(), "<u4") / 2**32)
