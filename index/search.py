"""From a question to hits: passages scored by meaning, by their best sentence, by words in common.

score = (passage cosine + best sentence's cosine) / 2 + LEXICAL · BM25 + MAXSIM · MaxSim, the parts
comparable because each is bounded; rank fusion would ruin questions in another language (measured,
docs/decisions.md). It knows nothing of answers.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.article import Article, Passage, Sentence
from index.background import Backdrop
from index.dense import Dense, open_dense
from index.encoder import Encoder
from index.errors import IndexStoreError
from index.lexical import Lexical
from index.maxsim import Centres, PackedTokens, met, similarities, unpack
from index.names import Names
from index.query import LONGEST_QUESTION, Query, make_query
from index.records import Vector
from index.store import Store, StoredPassage

LEXICAL, MAXSIM = 0.25, 0.6
"""Weights of the two parts beside the cosines; measured, docs/decisions.md."""
RERANKED = 20
"""Passages that MaxSim is computed for: the right one is among them for 99 questions of 100."""
CANDIDATES = 200


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


@dataclass(frozen=True, slots=True)
class Unit:
    """A sentence as it is searched: where it stands, its passage's id and its vector (d,)."""

    sentence: Sentence
    passage: str
    vector: Vector


@dataclass(frozen=True, slots=True)
class Overview:
    """Articles, editions not counted, and the latest date among them, empty where none is known."""

    articles: int
    latest: str


class Index:
    """An index, opened for searching; safe to share between threads."""

    def __init__(self, store: Store, encoder: Encoder) -> None:
        self.store, self.encoder = store, encoder
        self._lexical = Lexical(store)
        self._backdrop = Backdrop(store.background(), store.meta.dimension)
        with store.moment():
            self._dense, self.sizes = open_dense(store), store.sizes()
        self._overview: tuple[int, Overview] | None = None
        self._names_json = store.names()
        self.names = Names.from_json(self._names_json)

    @classmethod
    def open(cls, folder: Path, encoder: Encoder) -> "Index":
        """Raises IndexStoreError when there is none, when it is damaged, or made with another encoder."""
        store = Store(folder)
        try:
            store.check_encoder(encoder.name, encoder.dimension)
            return cls(store, encoder)
        except BaseException:
            store.close()
            raise

    @property
    def version(self) -> int:
        """The version that a search would find now; another process may have made it a moment ago."""
        return self.store.version()

    def now(self) -> tuple[int, str]:
        """All that an answer depends on: the version, and the names, which change without one."""
        with self.store.moment():
            return self.store.version(), self.store.names()

    @property
    def centres(self) -> Centres:
        """Mean token states of texts that have nothing to do with the articles."""
        return self._backdrop.centres

    def query(self, question: str, context: int = 0) -> Query:
        """The question encoded, its words weighed; the names it holds count in every language.

        The first `context` characters are earlier questions that it leans on: they say what it is about, but
        it is the rest that has to be answered.
        """
        text = question[:LONGEST_QUESTION]
        with self.store.moment():
            self._current()
            words = self._lexical.weigh(" ".join([text, *self.names.other_forms(text)]), self.sizes)
        return make_query(text, context, self.encoder, self.names.spans(text), words)

    def search(self, query: Query, k: int = 5) -> list[Hit]:
        """The k best passages, best first."""
        with self.store.moment():
            dense = self._current()
            scored = self._scored(dense, query, self.store.passages(self._candidates(dense, query)))
            first = sorted(scored, key=lambda s: (-s.score, s.stored.row))[: max(RERANKED, k)]
            packed = self.store.tokens([scored.stored.row for scored in first])
        return self._rerank(query, first, packed, k)

    def overview(self) -> Overview:
        """How many articles there are to answer from and what the latest one's date is."""
        with self.store.moment():
            current = self._current().version
            if self._overview is None or self._overview[0] != current:
                originals = [article for article in self.articles() if article.translation_of is None]
                latest = max((article.date for article in originals), default="")
                self._overview = current, Overview(len(originals), latest)
            return self._overview[1]

    def articles(self) -> list[Article]:
        """All current articles, editions too, by id."""
        return self.store.articles()

    def article(self, article_id: str) -> Article | None:
        """A current article; None where there is none of this id."""
        row = self.store.member(article_id)
        return None if row is None else self.store.article(row)

    def article_versions(self, article_id: str) -> list[Article]:
        """All versions of an article that the index ever held, the newest first; of a withdrawn one too."""
        return self.store.article_versions(article_id)

    def editions(self, original: str) -> dict[str, str]:
        """Language → article id of an article and its translated editions."""
        return self.store.editions(original)

    def block_sentences(self, article_id: str, block: int) -> list[Unit]:
        """The sentences of one block of an article, in order."""
        with self.store.moment():
            row = self.store.member(article_id)
            rows = [] if row is None else self.store.passage_rows(row)
            dense = self._current()
            units: list[Unit] = []
            for stored in self.store.passages(rows):
                if stored.passage.block == block:
                    vectors = dense.units.vectors[dense.positions([stored.row])[0]][1:]
                    pairs = zip(stored.passage.sentences, vectors, strict=True)
                    units.extend(Unit(sentence, stored.passage.id, vector) for sentence, vector in pairs)
        return units

    def backdrop(self, query: Query) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """Cosine and MaxSim (b,) of the question with texts that have nothing to do with it."""
        return self._backdrop.scores(query.vector, query.tokens, query.weights)

    def _current(self) -> Dense:
        """The vectors, within a moment; read again, names too, where another process has changed the index."""
        if self._dense.version != self.store.version():
            self._dense, self.sizes = open_dense(self.store), self.store.sizes()
        if self._names_json != (names := self.store.names()):
            self._names_json, self.names = names, Names.from_json(names)
        return self._dense

    def _candidates(self, dense: Dense, query: Query) -> list[int]:
        """Rows of passages near by meaning (their own or a sentence's) or by words, each once."""
        near = dense.units.passages[dense.search(query.vector, CANDIDATES)].tolist()
        known = self._lexical.search(query.words, CANDIDATES // 4)
        return list(dict.fromkeys([*near, *known]))

    def _scored(self, dense: Dense, query: Query, passages: Sequence[StoredPassage]) -> list["_Scored"]:
        positions = dense.positions([stored.row for stored in passages])
        pairs = zip(passages, dense.cosines(query.vector, positions), strict=True)
        return [self._score(query, stored, cosines) for stored, cosines in pairs]

    def _score(self, query: Query, stored: StoredPassage, cosines: NDArray[np.float32]) -> "_Scored":
        article = self.store.article(stored.article_row)
        words = query.words.score(article.text[stored.passage.start : stored.passage.end])
        best = float(cosines[1:].max(initial=-1.0))
        return _Scored(stored, article, cosines, words, (float(cosines[0]) + best) / 2 + LEXICAL * words)

    def _rerank(self, query: Query, candidates: Sequence["_Scored"], packed: Mapping[int, bytes], k: int) -> list[Hit]:
        """The k best of the candidates; only those are looked at sentence by sentence."""
        if len(packed) < len(candidates):
            raise IndexStoreError(f"the index in {self.store.folder} lacks token states; build it again")
        passages = [unpack(packed[scored.stored.row], self.store.meta.dimension) for scored in candidates]
        similar = similarities(query.tokens, self._backdrop.centres.question, passages)
        maxsims = [float(met(cosines) @ query.weights) for cosines in similar]
        scores = [scored.score + MAXSIM * maxsim for scored, maxsim in zip(candidates, maxsims, strict=True)]
        best = sorted(range(len(candidates)), key=lambda n: (-scores[n], candidates[n].stored.passage.id))[:k]
        return [_hit(candidates[n], passages[n], similar[n], scores[n], maxsims[n]) for n in best]


@dataclass(frozen=True, slots=True)
class _Scored:
    """A candidate before MaxSim; `cosines` are the passage's own, then its sentences'."""

    stored: StoredPassage
    article: Article
    cosines: NDArray[np.float32]
    words: float
    score: float


def _hit(scored: _Scored, tokens: PackedTokens, similar: NDArray[np.float32], score: float, maxsim: float) -> Hit:
    passage = scored.stored.passage
    sentences = tuple(
        SentenceHit(sentence, float(cosine), met(similar, _inside(tokens, passage, sentence)))
        for sentence, cosine in zip(passage.sentences, scored.cosines[1:], strict=True)
    )
    return Hit(
        article=scored.article,
        passage=passage,
        score=score,
        cosine=float(scored.cosines[0]),
        best_sentence=float(scored.cosines[1:].max(initial=-1.0)),
        lexical=scored.words,
        maxsim=maxsim,
        met=met(similar),
        sentences=sentences,
        first_sentence=scored.stored.first_sentence,
    )


def _inside(tokens: PackedTokens, passage: Passage, sentence: Sentence) -> NDArray[np.intp]:
    """The passage's tokens that lie in the sentence."""
    starts, ends = tokens.spans[:, 0] + passage.start, tokens.spans[:, 1] + passage.start
    return np.flatnonzero((starts >= sentence.start) & (ends <= sentence.end))
