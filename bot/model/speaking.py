"""Whether a model speaks as it was asked to: in the visitor's language, and in sentences.

Titles and quotations may stand in another one. A value alone is no sentence: of what it is the value, nobody could
check. It knows nothing of what is true.
"""

import re

from bot.language import LATIN, likely
from bot.model.quoting import quotations
from index.words import is_unspaced

UNLIKELY = 0.05
"""Below this probability a sentence in Latin letters is in another language: of 1,600 sentences of XQuAD in four
languages none is so in its own, and 2 to 20 of 400 are not so in another."""
FEW_WORDS, FEW_SIGNS = 4, 7
"""Less than this is no sentence; in words, and in characters of scripts without spaces."""
_SCRIPTS = {
    "zh": re.compile(r"[㐀-鿿\U00020000-\U0003ffff]"),
    "ja": re.compile(r"[ぁ-ゖァ-ヺ]"),
    "ko": re.compile(r"[가-힣]"),
    "ru": re.compile(r"[Ѐ-ӿ]"),
    "ar": re.compile(r"[\u0621-\u064a\u066e-\u06d3]"),
}
_LATIN = re.compile(r"[A-Za-zÀ-ɏḀ-ỿ]")
_SHARE = {"zh": 0.25, "ja": 0.1}
"""The least part of all letters that is in the language's script, where names in others are long; else half."""
_TITLE = re.compile(r"《[^《》]*》")


def in_another_language(sentence: str, language: str) -> bool:
    """Whether what is not quoted of a sentence is in another language than this one."""
    text = _TITLE.sub(" ", sentence)
    for quoted in quotations(text):
        text = text.replace(quoted, " ")
    letters = sum(sign.isalpha() for sign in text)
    primary = language.split("-", maxsplit=1)[0].lower()
    script = _SCRIPTS.get(primary, _LATIN if primary in LATIN else None)
    if not letters or script is None:
        return False
    if len(script.findall(text)) < _SHARE.get(primary, 0.5) * letters:
        return True
    return primary in LATIN and len(text.split()) >= FEW_WORDS and likely(text, primary) < UNLIKELY


def is_fragment(sentence: str) -> bool:
    """Whether it is too short for a sentence."""
    signs = [sign for sign in sentence if sign.isalnum()]
    if any(map(is_unspaced, signs)):
        return len(signs) < FEW_SIGNS
    return len(sentence.split()) < FEW_WORDS
