"""A question with its words in the passage's language behind it, where a dictionary knows both languages.

The reader's model was made from texts in one language each; told which of a word's meanings stand in the passage, it
reads a question in another language nearly as well as one in the passage's own. It knows nothing of the reader.
"""

from collections.abc import Sequence

from bot.language import same_language
from index.lexical import occurrences
from index.lexicon import Meant, meant_in, other_languages, untold
from index.query import Query
from index.words import fold, plain

MOST_FORMS = 2
"""Meanings of one word that are told: the longest of those in the passage."""


def glossed(question: str, query: Query, passage: str, language: str) -> str:
    """The question as it is to be read with a passage of this language; as it is, where no dictionary helps.

    Names that the query has beside the question, in their other languages, are told like meanings.
    """
    told = next((other for other in other_languages(query.language) if same_language(other, language)), None)
    if told is None:
        return question
    asked = fold(question)
    known = meant_in(told, query.words.meant)
    meant = {word: forms or (() if word in asked else (word,)) for word, forms in known.items()}
    return " ".join([question, *gloss(meant, plain(passage))])


def gloss(meant: Meant, plain_passage: str) -> list[str]:
    """Of each word the meanings that the passage holds, else its first one; none of a phrase's words but those held."""
    first, told = untold(meant), dict[str, None]()
    for word, forms in meant.items():
        held = _longest([form for form in forms if occurrences(plain_passage, form)])
        told |= dict.fromkeys(held or first[word])
    return list(told)


def _longest(forms: Sequence[str]) -> list[str]:
    """The longest forms, none that is part of another."""
    kept: list[str] = []
    for form in sorted(forms, key=len, reverse=True):
        if not any(form in longer for longer in kept):
            kept.append(form)
    return kept[:MOST_FORMS]
