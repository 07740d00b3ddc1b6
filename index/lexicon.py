"""What a question's words are in the articles' languages, Chinese and English.

For questions whose words stand in no article because the articles are in another language: a table of words between
English and Chinese (tests/bench/make_lexicon.py), and one from the other languages into English, by way of which they
are told in Chinese too (tests/bench/make_words.py). It knows nothing of passages or scores, and needs no grammar: of a
word's meanings the right one is that which stands in the passage beside the others.
"""

import functools
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from index.words import content_runs, is_unspaced, runs

TRIE = Path(__file__).with_name("english_chinese.trie")
INTO_ENGLISH = Path(__file__).with_name("into_english.trie")
TOLD = ("ar", "de", "es", "fr", "it", "ja", "ko", "pt", "ru", "vi")
"""Languages whose words are told in English."""
LEMMA_OF, FORMS_OF = "=", "+"
"""Before a form, what it is a form of; before a word, its other forms."""
SILENT = b""
"""What stands there for a word that says nothing of what is asked."""
LONGEST_PHRASE, WIDEST = 3, 6
"""Words of an English phrase, characters of a Chinese word; the same of the languages that lists tell."""
LONGEST_LISTED, WIDEST_LISTED = 4, 12
SHORTEST_PART, JOINTS = 4, ("", "s", "es", "n", "en")
"""Of a German compound: letters of its parts, and what may join them."""

Meant = Mapping[str, tuple[str, ...]]
"""A question's words and phrases, folded, and all that they may be in other languages."""


def key_of(language: str, word: str) -> str:
    """What a word or phrase of one of `TOLD`, folded, stands under in its table."""
    return f"{language}:{word.replace('ß', 'ss')}"


def other_languages(language: str) -> tuple[str, ...]:
    """The languages that the words of this one are told in; none where there is no dictionary."""
    known = language.split("-", maxsplit=1)[0]
    if known_well(known):
        return ("zh",) if known == "en" else ("en",)
    return ("zh", "en") if known in TOLD else ()


def known_well(language: str) -> bool:
    """Whether it is a language with a dictionary of nearly all words, so that one it lacks says nothing."""
    return language.split("-", maxsplit=1)[0] in ("en", "zh")


def meanings(text: str, language: str) -> Meant:
    """The words of a question in the articles' languages, by word; none of a question that no dictionary knows.

    Words that only ask are left out, and those that no dictionary has stand with no meaning.
    """
    known = language.split("-", maxsplit=1)[0]
    if not other_languages(known):
        return {}
    if known == "en":
        return dict(_of_words(content_runs(text), _chinese, LONGEST_PHRASE))
    if known == "zh":
        return dict(_of_unspaced(content_runs(text), _trie(TRIE).prefixes, _english, range(2, WIDEST + 1)))
    return _listed(runs(text), known)


def meant_in(language: str, meant: Meant) -> Meant:
    """Of each word's meanings those that are in this language, Chinese or English."""
    unspaced = language == "zh"
    return {word: tuple(form for form in forms if is_unspaced(form) is unspaced) for word, forms in meant.items()}


def untold(meant: Meant) -> dict[str, list[str]]:
    """What each word is taken for where no text tells: its first meaning of more than a character, if any.

    A phrase's words are taken for nothing: their meaning is the phrase's.
    """
    in_phrases = {part for word in meant if " " in word for part in word.split()}
    return {
        word: [] if word in in_phrases else [form for form in forms if len(form) > 1][:1]
        for word, forms in meant.items()
    }


def _listed(words: list[str], language: str) -> Meant:
    """The words of a language that is told by a list: none that says nothing, no unknown part of a known phrase."""
    told = functools.partial(_told, language)
    if language in ("ja", "ko"):
        found = dict(_of_unspaced(words, functools.partial(_beginning, language), told, range(1, WIDEST_LISTED + 1)))
    else:
        parts = [part for word in words for part in _parted(language, word)] if language == "de" else words
        found = dict(_of_words(parts, told, LONGEST_LISTED))
    in_phrases = {part for word in found if " " in word for part in word.split()}
    silent = {word for word in found if _trie(INTO_ENGLISH).get(key_of(language, word)) == [SILENT]}
    return {word: forms for word, forms in found.items() if word not in silent and (forms or word not in in_phrases)}


def _of_words(
    words: list[str], told: Callable[[str], tuple[str, ...]], longest: int
) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Each word, and each phrase of at most so many words that the dictionaries have."""
    for at, word in enumerate(words):
        for many in range(2, longest + 1):
            phrase = " ".join(words[at : at + many])
            if len(words) >= at + many and (found := told(phrase)):
                yield phrase, found
        yield word, () if is_unspaced(word) else told(word)


def _of_unspaced(
    stretches: list[str], beginning: Callable[[str], list[str]], told: Callable[[str], tuple[str, ...]], lengths: range
) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The longest words, from the left, of so many characters."""
    for run in stretches:
        if not is_unspaced(run):
            yield run, ()
            continue
        at = 0
        while at < len(run):
            word = max(beginning(run[at : at + lengths[-1]]), key=len, default="")
            if len(word) in lengths:
                yield word, told(word)
            at += max(len(word), 1)


def _parted(language: str, word: str) -> list[str]:
    """A word that is in the list as it is; else, where that makes words of the list, its two parts."""
    if _is_listed(language, word):
        return [word]
    for end in range(len(word) - SHORTEST_PART, SHORTEST_PART - 1, -1):
        rests = [word[end:].removeprefix(joint) for joint in JOINTS if word[end:].startswith(joint)]
        for rest in rests if _is_listed(language, word[:end]) else ():
            if len(rest) >= SHORTEST_PART and _is_listed(language, rest):
                return [word[:end], rest]
    return [word]


def _is_listed(language: str, word: str) -> bool:
    return key_of(language, word) in _trie(INTO_ENGLISH)


def _beginning(language: str, text: str) -> list[str]:
    """The words of a language that a text begins with."""
    return [found.removeprefix(f"{language}:") for found in _trie(INTO_ENGLISH).prefixes(key_of(language, text))]


def _told(language: str, word: str) -> tuple[str, ...]:
    """A word's meanings in English, in all their forms, and in Chinese; what no list has may be an English name."""
    english = _looked_up(key_of(language, word), ",", INTO_ENGLISH)
    chinese = [form for meaning in english or [word] for form in _chinese(meaning)]
    return tuple(dict.fromkeys([*chinese, *_with_forms(english or [word])])) if english or chinese else ()


def _chinese(word: str) -> tuple[str, ...]:
    """An English word's meanings, its own and its lemma's."""
    own = [word, *_looked_up(LEMMA_OF + word)]
    return tuple(dict.fromkeys(meaning for form in own for meaning in _looked_up(form)))


def _english(word: str) -> tuple[str, ...]:
    """A Chinese word's meanings in all their forms."""
    return _with_forms(_looked_up(word, ","))


def _with_forms(english: Iterable[str]) -> tuple[str, ...]:
    found: dict[str, None] = {}
    for meaning in english:
        found |= dict.fromkeys([meaning, *_looked_up(FORMS_OF + meaning)])
    return tuple(found)


def _looked_up(key: str, between: str = " ", table: Path = TRIE) -> list[str]:
    return [value for entry in _trie(table).get(key, ()) for value in entry.decode().split(between) if value]


@functools.cache
def _trie(table: Path) -> Any:
    import marisa_trie

    return marisa_trie.BytesTrie().mmap(str(table))
