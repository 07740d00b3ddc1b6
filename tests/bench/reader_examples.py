"""XQuAD as examples for the reader: a question, a passage, and which of its tokens answer, if any.

It knows tokens, sentences and topics, and nothing of the model that learns from them. A question goes with a passage in
its own language or in another one: XQuAD's paragraphs and questions are the same in all of them.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import xquad
from numpy.typing import NDArray
from rich.console import Console
from rich.progress import track

from bot.reader.gloss import gloss
from index.article import Article
from index.encoder import SentenceEncoder
from index.lexicon import Meant, meanings, meant_in, other_languages
from index.splitting import split_article, split_sentences
from index.words import plain

LANGUAGES = {"zh": 0.28, "en": 0.2, "es": 0.12, "de": 0.1, "ru": 0.1, "ar": 0.1, "vi": 0.1}
"""How often a passage is drawn in each; more of those that the articles are in."""
ASKED = {"zh": 0.22, "en": 0.28, "es": 0.1, "de": 0.1, "ru": 0.1, "ar": 0.1, "vi": 0.1}
"""How often a question that is not in its passage's language is drawn in each; more of what most visitors speak."""
SAME_LANGUAGE = 0.3
"""Of the questions, asked in their passage's language whatever the draw says."""
ANSWERED, GAP, NEAR = 0.45, 0.13, 0.2
"""Shares of what is drawn: the answer stands there; its passage less the answer's sentence; a passage of another
article on the topic. The rest is far: passages of other topics."""
NEAREST_NEAR, NEAREST_FAR = 4, 16
"""Near and far passages are drawn among so many whose vectors are nearest to the question's."""
THINNED, MOST_THINNED = 0.5, 0.6
"""Of the examples, how many lose other sentences too, and the largest share of them that is lost."""
MOST_QUESTION = 64
"""Tokens of a question, prompt, first token and gloss counted; few are longer."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A passage as tokens, the prompt's in front."""

    article: str
    topic: int
    ids: NDArray[np.int32]
    sentences: NDArray[np.int16]
    """(tokens,) the sentence that each token stands in; -1 in the prompt"""
    texts: tuple[str, ...]
    """Each sentence, as it is compared"""


@dataclass(frozen=True, slots=True)
class Answer:
    """Where a question is answered: the passage's number and the answer's first and last token."""

    passage: int
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Example:
    """Token ids, and where they answer; the question's with the first token of all."""

    question: NDArray[np.int32]
    passage: NDArray[np.int32]
    first: int = -1
    """The answer's first token in the passage; -1: it is not answered there."""
    last: int = -1


@dataclass(frozen=True, slots=True)
class InLanguage:
    """All of XQuAD in one language; questions and answers in the same order in every language."""

    passages: list[Passage]
    vectors: NDArray[np.float32]
    """(passages, d)"""
    questions: list[NDArray[np.int32]]
    asked: NDArray[np.float32]
    """(questions, d)"""
    answers: list[Answer]
    meant: list[Meant]
    """What each question's words are in another language, where a dictionary has it."""


Data = dict[str, InLanguage]


def load(encoder: SentenceEncoder, languages: Sequence[str], console: Console) -> Data:
    """XQuAD by language (about a minute of one core each).

    Raises:
        SystemExit: XQuAD is missing.
    """
    xquad_in = {language: xquad.load(language) for language in languages}
    found = {}
    for language in track(languages, "tokens and vectors of XQuAD", console=console):
        found[language] = in_language(*xquad_in[language], encoder)
    return found


def in_language(articles: Sequence[Article], asked: Sequence[xquad.Asked], encoder: SentenceEncoder) -> InLanguage:
    """Articles and their questions as tokens, with their vectors."""
    topics = {put.article_id: put.topic for put in asked}
    passages, texts, places = [], [], []
    for article in articles:
        for passage in split_article(article):
            text = article.text[passage.start : passage.end]
            ids, spans = tokens(encoder.tokenizer, "passage: ", text)
            numbers = sentence_numbers(text, article.lang, spans)
            sentences = tuple(plain(sentence) for sentence in split_sentences(text, article.lang))
            passages.append(Passage(article.id, topics[article.id], ids, numbers, sentences))
            texts.append(text)
            places.append(spans + passage.start)
    prompted = [tokens(encoder.tokenizer, "query: ", put.text, first=True)[0][:MOST_QUESTION] for put in asked]
    answers = [find_answer(put, passages, places) for put in asked]
    vectors = encoder.passages(texts), encoder.questions([put.text for put in asked])
    meant = [meanings(put.text, articles[0].lang) for put in asked]
    return InLanguage(passages, vectors[0], prompted, vectors[1], answers, meant)


def tokens(
    tokenizer: Any, prompt: str, text: str, *, first: bool = False
) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """Ids of prompt and text, the model's first token in front if wished, and their characters in the text.

    Spans are (tokens, 2); those of the prompt end at 0 or before.
    """
    encoding = tokenizer.encode(prompt + text)
    within = slice(0 if first else 1, -1)
    return np.array(encoding.ids[within], np.int32), np.array(encoding.offsets[within], np.int32) - len(prompt)


def sentence_numbers(text: str, language: str, spans: NDArray[np.int32]) -> NDArray[np.int16]:
    """(tokens,) the sentence that each token ends in; -1 in the prompt."""
    ends = np.cumsum([len(sentence) for sentence in split_sentences(text, language)])
    return np.where(spans[:, 1] > 0, np.searchsorted(ends, spans[:, 1]), -1).astype(np.int16)


def find_answer(put: xquad.Asked, passages: Sequence[Passage], places: Sequence[NDArray[np.int32]]) -> Answer:
    """The passage and the tokens that the known answer stands in; `places` are the tokens' in the article.

    Raises:
        ValueError: no passage holds it.
    """
    for number, (passage, spans) in enumerate(zip(passages, places, strict=True)):
        if passage.article != put.article_id:
            continue
        within = (spans[:, 1] > put.start) & (spans[:, 0] < put.start + len(put.answer)) & (passage.sentences >= 0)
        if within.any():
            found = np.flatnonzero(within)
            return Answer(number, int(found[0]), int(found[-1]))
    raise ValueError(f"no passage of {put.article_id} holds the answer {put.answer!r} of {put.text!r}")


def _shares(languages: Collection[str], of: Mapping[str, float]) -> NDArray[np.float64]:
    shares = np.array([of[language] for language in languages])
    return shares / shares.sum()


@dataclass(frozen=True, slots=True)
class Question:
    """A question by its number, the language that it is asked in and that of the passage."""

    number: int
    language: str
    passage_language: str


class Drawing:
    """Draws examples of some topics alone: no question and no passage of another one."""

    def __init__(self, data: Data, topics: Collection[int], tokenizer: Any, seed: int = 0) -> None:
        self._data, self._tokenizer = data, tokenizer
        self._chance = np.random.default_rng(seed)
        some = next(iter(data.values()))
        told = [some.passages[answer.passage].topic in topics for answer in some.answers]
        self._questions = np.flatnonzero(told)
        self._topics = topics
        self._languages = list(data)
        self._there, self._asked = (_shares(data, of) for of in (LANGUAGES, ASKED))

    def draw(self) -> Example:
        """One example."""
        chance = self._chance
        number, kind = int(chance.choice(self._questions)), chance.random()
        language = self._languages[chance.choice(len(self._languages), p=self._there)]
        other = self._languages[chance.choice(len(self._languages), p=self._asked)]
        question = Question(number, language if chance.random() < SAME_LANGUAGE else other, language)
        there = self._data[language]
        answer = there.answers[number]
        passage = there.passages[answer.passage]
        single = passage.sentences.max() == 0  # without it nothing would be left
        if kind < ANSWERED or (single and kind < ANSWERED + GAP):
            return self._answered(question, passage, answer)
        if kind < ANSWERED + GAP:
            gone = int(passage.sentences[answer.first])
            return self._example(question, passage, self._kept(passage, gone=gone))
        near = kind < ANSWERED + GAP + NEAR
        passage = self._nearest(self._data[question.language].asked[number], there, passage, near=near)
        return self._example(question, passage, self._kept(passage))

    def _answered(self, question: "Question", passage: Passage, answer: Answer) -> Example:
        own = passage.sentences[answer.first], passage.sentences[answer.last]
        kept = self._kept(passage, own=range(own[0], own[1] + 1))
        return self._example(question, passage, kept, answer)

    def _example(
        self, question: "Question", passage: Passage, kept: NDArray[np.bool_], answer: Answer | None = None
    ) -> Example:
        """The example of a passage of which these sentences stay."""
        there = (passage.sentences < 0) | kept[passage.sentences]
        asked = self._data[question.language]
        prompted = asked.questions[question.number]
        if question.passage_language in other_languages(question.language):
            text = "".join(sentence for sentence, stays in zip(passage.texts, kept, strict=True) if stays)
            if said := gloss(meant_in(question.passage_language, asked.meant[question.number]), text):
                prompted = np.concatenate([prompted, tokens(self._tokenizer, "", " ".join(said))[0]])
        first, last = (int(there[:token].sum()) for token in (answer.first, answer.last)) if answer else (-1, -1)
        return Example(prompted[:MOST_QUESTION], passage.ids[there], first, last)

    def _kept(self, passage: Passage, own: Collection[int] = (), gone: int | None = None) -> NDArray[np.bool_]:
        """(sentences,) which stay: not the sentence `gone`, surely `own`, and by chance not all of the others."""
        chance = self._chance
        rate = chance.random() * MOST_THINNED if chance.random() < THINNED else 0.0
        fallen = chance.random(len(passage.texts)) < rate
        fallen[list(own)] = False
        if gone is not None:
            fallen[gone] = True
        return ~fallen

    def _nearest(self, asked: NDArray[np.float32], there: InLanguage, own: Passage, *, near: bool) -> Passage:
        """A passage that does not answer, one of those nearest to the question: of its topic, or of other ones."""
        others = [
            number
            for number, passage in enumerate(there.passages)
            if passage.article != own.article and passage.topic in self._topics and (passage.topic == own.topic) is near
        ]
        order = np.argsort(-(there.vectors[others] @ asked))[: NEAREST_NEAR if near else NEAREST_FAR]
        return there.passages[others[self._chance.choice(order)]]
