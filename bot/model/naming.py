"""Names in a sentence that its sources do not hold.

A name of the names file may stand in any of its forms; other names as they are spelled, or as the pinyin of a
source's characters. German writes every noun large: there, and where a script has no capitals, only the file's
names and Latin ones are seen. It knows nothing of numbers.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import chain

from bot.dates import is_unspaced_language
from index.names import Names
from index.words import ASKING_WORDS, fold

_LATIN = re.compile(r"[A-Za-zÀ-ɏ](?:[A-Za-zÀ-ɏ0-9&'’.+-]*[A-Za-zÀ-ɏ0-9+])?")
_CAPITAL = re.compile(r"[^\W\d_]+(?:[-'’&.][^\W\d_]+)*")
_ADDRESS = re.compile(
    r"https?://[^\s，。）)]+|[\w.+-]+@[\w.-]+\w|\b(?:[a-z0-9-]+\.)+(?-i:[a-z]{2,})\b", re.IGNORECASE | re.ASCII
)
_TITLE = re.compile(r"《([^《》]+)》")
_CALENDAR = frozenset(
    [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
        "monday",
        "tuesday",
        "wednesday",
        "thursday",
        "friday",
        "saturday",
        "sunday",
        "i",
    ]
)


def strange_name(sentence: str, lang: str, sources: Sequence[str], names: Names) -> str | None:
    """The first name in the sentence that no source holds; None where there is none."""
    return next(chain(false_names(sentence, sources, names), unheld_words(sentence, lang, sources, names)), None)


def false_names(sentence: str, sources: Sequence[str], names: Names) -> Iterator[str]:
    """Names of the file, addresses and titles that no source holds in any form: certainly other ones."""
    held = "\n".join(sources)
    there = {id(found.name) for found in names.find(held)}
    folded = fold(held)
    for found in names.find(sentence):
        if id(found.name) not in there and fold(found.form) not in folded:
            yield found.form
    for address in _ADDRESS.findall(sentence):
        if fold(address).rstrip(".,;:") not in folded:
            yield str(address)
    for title in _TITLE.findall(sentence):
        official = any(found.form == fold(title) for found in names.find(title))  # looked up above
        if fold(title) not in folded and not official:
            yield str(title)


def unheld_words(sentence: str, lang: str, sources: Sequence[str], names: Names) -> Iterator[str]:
    """Words written as names are that no source spells, in its letters or as the sound of its characters."""
    held = "\n".join(sources)
    folded = fold(held)
    rest = _without(sentence, names)
    words = _latin(rest) if is_unspaced_language(lang) or lang == "ar" else _capitals(rest, lang)
    held_words = set(re.findall(r"\w+", folded))
    spoken = ""
    for word in words:
        plain = fold(word)
        if plain in held_words or plain in folded:
            continue
        spoken = spoken or _pinyin(held)
        if not _spells(plain, spoken):
            yield word


def _without(sentence: str, names: Names) -> str:
    """The sentence less the names of the file, whose capitals were looked at already."""
    kept, at = [], 0
    for start, end in names.spans(sentence):
        kept.append(sentence[at:start])
        at = max(at, end)
    return " · ".join([*kept, sentence[at:]])


def _latin(text: str) -> list[str]:
    return [match.group() for match in _LATIN.finditer(text)]


def _capitals(text: str, lang: str) -> list[str]:
    """Words with a capital that is not due to the beginning of the sentence."""
    found: list[str] = []
    words = list(_CAPITAL.finditer(text))
    for number, match in enumerate(words):
        word = match.group()
        inside = any(sign.isupper() for sign in word[1:])
        capital = word[0].isupper()
        first = number == 0
        named = inside or (capital and not first and not lang.startswith("de"))
        # At the beginning a capital tells nothing, but "Elon Musk founded" goes on with another one.
        if first and capital and number + 1 < len(words) and not lang.startswith("de"):
            following = words[number + 1]
            beside = text[match.end() : following.start()] == " " and following.group()[0].isupper()
            named = named or (beside and fold(word) not in ASKING_WORDS)
        if named and fold(word) not in _CALENDAR and not (capital and fold(word) in ASKING_WORDS):
            found.append(word)
    return found


def _pinyin(text: str) -> str:
    """Each character's sound, parted by spaces, the tones left out."""
    from pypinyin import Style, lazy_pinyin  # its dictionary takes 50 MB: only for who has a language model

    return " ".join(lazy_pinyin(text, style=Style.NORMAL, errors=lambda _: "|")).replace("ü", "u").replace("v", "u")


def _spells(word: str, spoken: str) -> bool:
    """Whether a word such as yangtze or qingyu is the sound of characters that follow each other."""
    letters = re.sub(r"[^a-z]", "", word)
    if len(letters) < 2:
        return False
    pattern = r"\b" + " ?".join(letters) + r"\b"
    return re.search(pattern, spoken) is not None
