"""Looking articles up by words: those whose title holds them, then those with the nearest passages.

The index's own search finds the passages. It knows nothing of how they are shown.
"""

from dataclasses import dataclass

import numpy as np

from bot.answer import Span
from bot.web.articles.links import article_path, permanent_link
from bot.web.articles.spans import Piece
from bot.web.protocol import AnswerDesk
from index.article import Article
from index.hits import Hit, SentenceHit
from index.words import fold

PASSAGES = 30
ARTICLES = 10


@dataclass(frozen=True, slots=True)
class Found:
    """An article with the passage for which it was found; none for one found by its title alone."""

    article: Article
    link: str
    pieces: tuple[Piece, ...] = ()


def look_up(desk: AnswerDesk, words: str) -> list[Found]:
    """One for an article and its editions together: the one whose passage is nearest."""
    articles = desk.articles()
    if not articles:
        return []
    by_text: dict[str, Found] = {}
    for hit in desk.search(words, PASSAGES):
        by_text.setdefault(_family(hit.article), _found(hit))
    wanted = fold(words).split()
    by_title = {
        _family(article): by_text.get(_family(article), Found(article, article_path(article)))
        for article in articles
        if wanted and all(word in fold(f"{article.title} {article.subtitle}") for word in wanted)
    }
    return list((by_title | by_text).values())[:ARTICLES]


def _family(article: Article) -> str:
    return article.translation_of or article.id


def _found(hit: Hit) -> Found:
    """The passage with its nearest sentence marked, where its sentences were weighed."""
    start, end = hit.passage.start, hit.passage.end
    nearest = max(hit.sentences, key=_nearness, default=None)
    span = Span(nearest.sentence.start, nearest.sentence.end) if nearest else Span(start, end)
    text = hit.article.text
    pieces = Piece(text[start : span.start], False), Piece(text[span.start : span.end], nearest is not None)
    rest = Piece(text[span.end : end], False)
    link = permanent_link(hit.article, span)
    return Found(hit.article, link, tuple(piece for piece in (*pieces, rest) if piece.text))


def _nearness(found: SentenceHit) -> float:
    """By meaning as a whole and word for word; there may be no word to meet."""
    return found.cosine + float(np.sum(found.met)) / max(len(found.met), 1)
