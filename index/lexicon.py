"""What a question's words are in another language: English ones in Chinese, Chinese ones in English.

Two dictionaries in one table of words (tests/bench/make_lexicon.py), for questions whose words stand in no article
because the articles are in another language. It knows nothing of passages or scores, and needs no grammar: of a word's
meanings the right one is that which stands in the passage beside the others.
"""

import functools
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from index.words import content_runs, is_unspaced

TRIE = Path(__file__).with_name("english_chinese.trie")
LEMMA_OF, FORMS_OF = "=", "+"
"""Before a form, what it is a form of; before a word, its other forms."""
LONGEST_PHRASE, WIDEST = 3, 6
"""Words of an English phrase, characters of a Chinese word."""

Meant = Mapping[str, tuple[str, ...]]
"""A question's words and phrases, folded, and all that they may be in the other language."""
_OTHER = {"en": "zh", "zh": "en"}


def other_language(language: str) -> str | None:
    """The language that the words of this one are looked up in; None where there is no dictionary."""
    return _OTHER.get(language.split("-", maxsplit=1)[0])


def meanings(text: str, language: str) -> Meant:
    """The words of a question in the other language, by word; none of a question that is neither Chinese nor English.

    Words that only ask are left out, and those that no dictionary has stand with no meaning.
    """
    other = other_language(language)
    if other is None:
        return {}
    runs = content_runs(text)
    return dict(_of_english(runs) if other == "zh" else _of_chinese(runs))


def untold(meant: Meant) -> dict[str, list[str]]:
    """What each word is taken for where no text tells: its first meaning of more than a character, if any.

    A phrase's words are taken for nothing: their meaning is the phrase's.
    """
    in_phrases = {part for word in meant if " " in word for part in word.split()}
    return {
        word: [] if word in in_phrases else [form for form in forms if len(form) > 1][:1]
        for word, forms in meant.items()
    }


def _of_english(runs: list[str]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Each word, and each phrase that the dictionaries have."""
    for at, run in enumerate(runs):
        for words in range(2, LONGEST_PHRASE + 1):
            phrase = " ".join(runs[at : at + words])
            if len(runs) >= at + words and (found := _chinese(phrase)):
                yield phrase, found
        yield run, () if is_unspaced(run) else _chinese(run)


def _chinese(word: str) -> tuple[str, ...]:
    """A word's meanings, its own and its lemma's."""
    own = [word, *_looked_up(LEMMA_OF + word)]
    return tuple(dict.fromkeys(meaning for form in own for meaning in _looked_up(form)))


def _of_chinese(runs: list[str]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The longest words, from the left; a lone character is none."""
    for run in runs:
        if not is_unspaced(run):
            yield run, ()
            continue
        at = 0
        while at < len(run):
            word = max(_trie().prefixes(run[at : at + WIDEST]), key=len, default="")
            if len(word) > 1:
                yield word, _english(word)
            at += max(len(word), 1)


def _english(word: str) -> tuple[str, ...]:
    """A word's meanings in all their forms."""
    found: dict[str, None] = {}
    for meaning in _looked_up(word, ","):
        found |= dict.fromkeys([meaning, *_looked_up(FORMS_OF + meaning)])
    return tuple(found)


def _looked_up(key: str, between: str = " ") -> list[str]:
    return [value for entry in _trie().get(key, ()) for value in entry.decode().split(between)]


@functools.cache
def _trie() -> Any:
    import marisa_trie

    return marisa_trie.BytesTrie().mmap(str(TRIE))
