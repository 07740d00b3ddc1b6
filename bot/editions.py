"""A sentence and its translation: the same place in the original and in its editions.

Editions have the same blocks in the same order, so only the sentence has to be found: by its number where
both paragraphs have as many, else by meaning, the nearest in reading order first. It knows nothing of answers.
"""

from dataclasses import dataclass

import numpy as np

from bot.language import same_language
from index.article import Article, Sentence
from index.search import Index

DISPLACED = 0.15
"""What a sentence loses for standing a whole paragraph away from where its translation stands."""


@dataclass(frozen=True, slots=True)
class Place:
    """A sentence where it stands."""

    article: Article
    block: int
    sentence: Sentence
    passage: str


def original_of(index: Index, place: Place) -> Place | None:
    """The sentence of the original that an edition's sentence translates; None for an original."""
    original = place.article.translation_of
    return counterpart(index, place, original) if original else None


def in_language(index: Index, place: Place, language: str) -> Place:
    """The sentence in the wanted language, else in English, else in the original's."""
    original = place.article.translation_of or place.article.id
    editions = {place.article.lang: place.article.id} | index.editions(original)
    for wanted in (language, "en"):
        for lang, article_id in editions.items():
            if same_language(lang, wanted):
                return place if article_id == place.article.id else counterpart(index, place, article_id) or place
    return original_of(index, place) or place


def counterpart(index: Index, place: Place, article_id: str) -> Place | None:
    """The same sentence in another edition of its article; None where that has no such paragraph."""
    here = index.block_sentences(place.article.id, place.block)
    there = index.block_sentences(article_id, place.block)
    article = index.article(article_id)
    if article is None or not there:
        return None
    number = next((n for n, unit in enumerate(here) if unit.sentence == place.sentence), None)
    if number is None:
        return None
    if len(here) == len(there):
        chosen = there[number]
    else:
        drift = np.abs(np.linspace(0, 1, len(there)) - number / max(len(here) - 1, 1))
        cosines = np.array([unit.vector @ here[number].vector for unit in there])
        chosen = there[int(np.argmax(cosines - DISPLACED * drift))]
    return Place(article, place.block, chosen.sentence, chosen.passage)
