"""From a question to hits: passages scored by meaning, by their best sentence, by words in common.

score = (passage cosine + best sentence's cosine) / 2 + LEXICAL · BM25 + MAXSIM · MaxSim, the parts
comparable because each is bounded; rank fusion would ruin questions in another language (measured,
docs/decisions.md). It knows nothing of answers.
"""

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.article import Article, Sentence
from index.background import Backdrop
from index.dense import one_thread
from index.encoder import Encoder
from index.errors import IndexStoreError
from index.folder import Folder
from index.hits import Hit, SentenceHit, sentence_hits
from index.holdings import Holdings, Sizes, StoredPassage, Vectors
from index.lexical import Lexical, Weights
from index.lexicon import known_well, other_languages
from index.maxsim import Centres, met, similarities, unpack
from index.names import Names
from index.query import LONGEST_QUESTION, Query, make_query
from index.records import Vector
from index.restating import restated

LEXICAL, MAXSIM = 0.25, 0.6
"""Weights of the two parts beside the cosines; measured, docs/decisions.md."""
RESTATED = 0.3
"""What the score of a question restated in the articles' language counts beside that of the question as it was put."""
TOLD_BY = 10
"""Passages that say which of a word's meanings is meant."""
RERANKED = 20
"""Passages that MaxSim is computed for: the right one is among them for 99 questions of 100."""
CANDIDATES = 200
"""Nearest vectors that passages are taken from."""
COUNTED = 80
"""Of these passages, the nearest ones whose words are counted, besides those that the rarest words find."""

BESIDE = 4
"""Questions whose nearest vectors are looked for at once; of a folder, one at a time is."""


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

    def __init__(self, store: Holdings, encoder: Encoder) -> None:
        self.store, self.encoder = store, encoder
        self._lexical = Lexical(store)
        # FAISS and SQLite both let another thread run, and a Milvus works elsewhere: one looks while the other does.
        self._beside = ThreadPoolExecutor(BESIDE, "nearest", one_thread)
        # So does the model. Apart from the former: who weighs waits for the store, which a search holds until the
        # nearest are found.
        self._weighing = ThreadPoolExecutor(BESIDE, "weighing")
        self._backdrop = Backdrop(store.background(), store.dimension)
        with store.moment():
            self._now = _Now(store.vectors(None), store.sizes())
        self._overview: tuple[int, Overview] | None = None
        self._names_json = store.names()
        self.names = Names.from_json(self._names_json)

    @classmethod
    def open(cls, folder: Path, encoder: Encoder) -> "Index":
        """Raises IndexStoreError when there is none, when it is damaged, or made with another encoder."""
        return cls.over(Folder(folder), encoder)

    @classmethod
    def over(cls, store: Holdings, encoder: Encoder) -> "Index":
        """Over a store that is open, which is closed where it is another encoder's. Raises IndexStoreError."""
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

    @property
    def sizes(self) -> Sizes:
        """What was held when it was last looked at."""
        return self._now.sizes

    def now(self) -> tuple[int, str]:
        """All that an answer depends on: the version, and the names, which change without one."""
        with self.store.moment():
            return self.store.version(), self.store.names()

    @property
    def centres(self) -> Centres:
        """Mean token states of texts that have nothing to do with the articles."""
        return self._backdrop.centres

    def query(self, question: str, context: int = 0, language: str = "") -> Query:
        """The question encoded, its words weighed; the names it holds count in every language.

        The first `context` characters are earlier questions that it leans on: they say what it is about, but
        it is the rest that has to be answered. Where its `language` is told and a dictionary knows it, its words
        count in the other language too.
        """
        text = question[:LONGEST_QUESTION]
        weighing = self._weighing.submit(self._weighed, text, language)
        encoded = self.encoder.question_tokens(text)
        names, words = weighing.result()
        return make_query(text, context, encoded, self.encoder, names.spans(text), words, language)

    def search(self, query: Query, k: int = 5) -> list[Hit]:
        """The k best passages, best first."""
        return self.restate(query, self.find(query, k))

    def restate(self, query: Query, hits: list[Hit]) -> list[Hit]:
        """The same hits, best first; those in the language of the dictionary are scored by the restated question too.

        As they are where the best is in no such language, or the question's words are told less well than by a
        dictionary between the two.
        """
        language = next(iter(other_languages(query.language)), "")
        if not hits or not known_well(query.language) or not hits[0].is_in(language):
            return hits
        words = " ".join(restated(query.words.meant, hits[:TOLD_BY]))
        scores = {hit.passage.id: hit.score for hit in self.find(self.query(words), max(RERANKED, len(hits)))}
        lowest = min(scores.values(), default=0.0)
        again = [
            replace(hit, score=(1 - RESTATED) * hit.score + RESTATED * scores.get(hit.passage.id, lowest))
            if hit.is_in(language)
            else hit
            for hit in hits
        ]
        return sorted(again, key=lambda hit: (-hit.score, hit.passage.id))

    def find(self, query: Query, k: int) -> list[Hit]:
        """The k best passages by the question as it was put."""
        with self.store.moment():
            first = sorted(self._scored(self._current().vectors, query, k), key=lambda s: (-s.score, s.row))
            first = first[: max(RERANKED, k)]
            rows = [scored.row for scored in first]
            stored, packed = self.store.passages(rows), self.store.tokens(rows)
        if not len(first) == len(stored) == len(packed):
            raise IndexStoreError(f"the index in {self.store.place} lacks token states; build it again")
        return self._rerank(query, first, stored, packed, k)

    def overview(self) -> Overview:
        """How many articles there are to answer from and what the latest one's date is."""
        with self.store.moment():
            current = self._current().vectors.version
            if self._overview is None or self._overview[0] != current:
                self._overview = current, Overview(*self.store.originals())
            return self._overview[1]

    def articles(self) -> list[Article]:
        """All current articles, editions too, by id."""
        return self.store.articles()

    def article(self, article_id: str) -> Article | None:
        """A current article; None where there is none of this id."""
        return self.store.current(article_id)

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
            dense = self._current().vectors
            units: list[Unit] = []
            for stored in self.store.passages(rows):
                if stored.passage.block == block:
                    pairs = zip(stored.passage.sentences, dense.vectors([stored.row])[0][1:], strict=True)
                    units.extend(Unit(sentence, stored.passage.id, vector) for sentence, vector in pairs)
        return units

    def backdrop(self, query: Query) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """Cosine and MaxSim (b,) of the question with texts that have nothing to do with it."""
        return self._backdrop.scores(query.vector, query.tokens, query.weights)

    def _current(self) -> "_Now":
        """What is searched, within a moment; read again, names too, where another process has changed the index."""
        now = self._now
        if now.vectors.version != self.store.version():
            self._now = now = _Now(self.store.vectors(now.vectors), self.store.sizes())
        if self._names_json != (names := self.store.names()):
            self._names_json, self.names = names, Names.from_json(names)
        return now

    def _weighed(self, text: str, language: str) -> tuple[Names, Weights]:
        """The names known now, and the words of a text and of its names in every language, weighed."""
        with self.store.moment():
            now, names = self._current(), self.names
            return names, self._lexical.weigh(text, now.sizes, language, names.other_forms(text))

    def _scored(self, dense: Vectors, query: Query, k: int) -> list["_Scored"]:
        """Passages near by meaning (their own or a sentence's) or by words, each once, before MaxSim."""
        nearest = self._beside.submit(dense.search, query.vector, CANDIDATES)
        known = self._lexical.search(query.words, CANDIDATES // 4)
        words = self._worded(query, known)
        rows = list(dict.fromkeys([*nearest.result(), *known]))
        cosines = {row: own for row, own in zip(rows, dense.cosines(query.vector, rows), strict=True) if len(own)}
        meant = dict(zip(cosines, _meant(list(cosines.values())).tolist(), strict=True))
        closest = sorted(meant, key=lambda row: -meant[row])[: max(COUNTED, k)]
        words |= self._worded(query, [row for row in closest if row not in words])
        counted = words.keys() & meant.keys()
        return [_Scored(row, cosines[row], words[row], meant[row] + LEXICAL * words[row]) for row in counted]

    def _worded(self, query: Query, rows: Sequence[int]) -> dict[int, float]:
        """BM25 of these passages."""
        return {row: query.words.score_plain(*text) for row, text in self.store.plain(sorted(rows)).items()}

    def _rerank(
        self,
        query: Query,
        scored: Sequence["_Scored"],
        stored: Sequence[StoredPassage],
        packed: Mapping[int, bytes],
        k: int,
    ) -> list[Hit]:
        """The k best of the candidates; only those are looked at sentence by sentence."""
        passages = [unpack(packed[one.row], self.store.dimension) for one in scored]
        similar = similarities(query.tokens, self._backdrop.centres.question, passages)
        maxsims = [float(met(cosines) @ query.weights) for cosines in similar]
        scores = [one.score + MAXSIM * maxsim for one, maxsim in zip(scored, maxsims, strict=True)]
        best = sorted(range(len(scored)), key=lambda n: (-scores[n], stored[n].passage.id))[:k]
        hits = []
        for n in best:
            article = self.store.article(stored[n].article_row)
            with self.store.sealed():
                stored[n].check(article.text)
                sentences = sentence_hits(stored[n].passage, scored[n].cosines, passages[n], similar[n])
            hits.append(_hit(article, stored[n], scored[n], scores[n], (maxsims[n], met(similar[n])), sentences))
        return hits


@dataclass(frozen=True, slots=True)
class _Now:
    """The vectors of a version, and how much it holds."""

    vectors: Vectors
    sizes: Sizes


@dataclass(frozen=True, slots=True)
class _Scored:
    """A candidate before MaxSim; `cosines` are the passage's own, then its sentences'."""

    row: int
    cosines: NDArray[np.float32]
    words: float
    score: float


def _meant(cosines: Sequence[NDArray[np.float32]]) -> NDArray[np.float64]:
    """(n,) how near passages are by meaning: each one's own cosine and that of its best sentence, halved."""
    if not cosines:
        return np.zeros(0)
    starts = np.cumsum([0, *(len(own) for own in cosines[:-1])])
    flat = np.concatenate(cosines)
    own: NDArray[np.float64] = flat[starts].astype(np.float64)
    flat[starts] = -1.0  # what a passage without sentences has for its best one
    return (own + np.maximum.reduceat(flat, starts)) / 2


def _hit(
    article: Article,
    stored: StoredPassage,
    scored: _Scored,
    score: float,
    late: tuple[float, NDArray[np.float32]],
    sentences: tuple[SentenceHit, ...],
) -> Hit:
    return Hit(
        article=article,
        passage=stored.passage,
        score=score,
        cosine=float(scored.cosines[0]),
        best_sentence=float(scored.cosines[1:].max(initial=-1.0)),
        lexical=scored.words,
        maxsim=late[0],
        met=late[1],
        sentences=sentences,
        first_sentence=stored.first_sentence,
    )
