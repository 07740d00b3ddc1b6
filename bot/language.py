"""The language of a question: by its script where that tells, else by a small statistical model.

It knows nothing of what is asked. A short question in Latin letters can be anybody's guess, so the
visitor's own setting decides where the model is unsure.
"""

import functools
import re
from typing import Any

import opencc
from py3langid.langid import MODEL_FILE, LanguageIdentifier

LATIN = ("en", "fr", "es", "de", "pt", "it", "vi", "nl", "pl", "tr", "id", "sv", "cs", "ro")
SURE = 0.75
"""Below this probability the visitor's setting is believed rather than the model."""

_SCRIPTS = (
    ("ja", re.compile(r"[぀-ヿ]")),
    ("ko", re.compile(r"[가-힣ᄀ-ᇿ]")),
    ("zh", re.compile(r"[㐀-鿿\U00020000-\U0003ffff]")),
    ("ar", re.compile(r"[؀-ۿ]")),
    ("ru", re.compile(r"[Ѐ-ӿ]")),
    ("th", re.compile(r"[฀-๿]")),
    ("hi", re.compile(r"[ऀ-ॿ]")),
    ("el", re.compile(r"[Ͱ-Ͽ]")),
    ("he", re.compile(r"[֐-׿]")),
)
_LETTER = re.compile(r"[^\W\d_]")


def language_of(text: str, hint: str | None = None) -> str:
    """A BCP 47 tag: "zh", "zh-Hant", "en", "fr" …; `hint` (the visitor's setting) decides what is unclear."""
    for language, script in _SCRIPTS:
        if script.search(text):
            return _chinese(text, hint) if language == "zh" else language
    if not _LETTER.search(text):
        return hint or "zh"
    found, probability = _identifier().classify(text)
    if float(probability) < SURE and hint and hint.split("-")[0] in LATIN:
        return hint.split("-")[0]
    return str(found)


def is_chinese(language: str) -> bool:
    return language.split("-", maxsplit=1)[0] == "zh"


def same_language(one: str, other: str) -> bool:
    """True for zh and zh-Hant: the same words, written otherwise."""
    return one.split("-", maxsplit=1)[0] == other.split("-", maxsplit=1)[0]


def _chinese(text: str, hint: str | None) -> str:
    """zh-Hant where a character is written only so; where all are shared, the visitor's setting decides."""
    simplified, traditional = _converter("t2s").convert(text), _converter("s2t").convert(text)
    if text != simplified:
        return "zh-Hant"
    if text == traditional and hint and hint.lower() in {"zh-hant", "zh-tw", "zh-hk", "zh-mo"}:
        return "zh-Hant"
    return "zh"


@functools.cache
def _converter(direction: str) -> opencc.OpenCC:
    return opencc.OpenCC(direction)


@functools.cache
def _identifier() -> Any:
    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    identifier.set_languages(list(LATIN))
    return identifier
