"""The language of a question: by its script, else by the words that only one language asks with, else by a model.

It knows nothing of what is asked. A short question in Latin letters can be anybody's guess, so the
visitor's own setting decides where the model is unsure.
"""

import functools
import re
from typing import Any

import opencc

from bot.identifier import identifier_of
from bot.phrases import speaks
from index.lexicon import known_well, other_languages
from index.words import fold

LATIN = ("en", "fr", "es", "de", "pt", "it", "vi", "nl", "pl", "tr", "id", "sv", "cs", "ro")
SURE = 0.75
"""Below this probability the visitor's setting is believed rather than the model."""
FEW = 2
"""So few words, none of them telling, may be a name: no guess."""

# The marks of a middle dot and a long vowel (・ー) are no kana here: Chinese prints ・ in foreign names.
_KANA, _HANGUL = re.compile(r"[ぁ-ゖァ-ヺ]"), re.compile(r"[가-힣ᄀ-ᇿ]")
_HAN = re.compile(r"[㐀-鿿\U00020000-\U0003ffff]")
_SCRIPTS = {
    "ar": re.compile(r"[\u0621-\u064a\u066e-\u06d3]"),
    "ru": re.compile(r"[Ѐ-ӿ]"),
    "th": re.compile(r"[ก-๎]"),
    "hi": re.compile(r"[ऀ-ॿ]"),
    "el": re.compile(r"[Ͱ-Ͽ]"),
    "he": re.compile(r"[א-ת]"),
}
_LETTER = re.compile(r"[^\W\d_]")
_WORD = re.compile(r"[^\W\d_]+")
# Folded, without accents; only these tell languages apart in a question that is mostly a Chinese name.
_TELLING = {
    language: frozenset(words.split())
    for language, words in {
        "en": "what who whom whose when where which how why is are was were does did tell of the and hello hi thanks",
        "fr": "qui que qu quoi quel quelle quels quelles quand comment combien pourquoi est bonjour salut merci et",
        "es": "quien quienes que cual cuales cuando donde como cuanto cuanta cuantos cuantas es hola gracias y",
        "de": "wer wen wem wessen was wann wo wie warum welche welcher welches ist hallo guten danke und",
        "pt": "quem que qual quais quando onde como quanto quanta quantos quantas e ola obrigado obrigada bom",
        "it": "chi che cosa quale quali quando dove come quanto quanta quanti quante e ciao grazie buongiorno",
        "vi": "ai gi nao bao nhieu la khi tai sao xin chao",
    }.items()
}
_MARKS = {
    "fr": re.compile(r"\boù\b|œ"),
    "es": re.compile("[¿¡]"),
    "de": re.compile("ß"),
    "vi": re.compile("[ăđơưạảấầậắằặẻẽẹếềệịọốồộớờợụứừựỳỷỹ]"),
}
_CHINESE_ASKS = re.compile("什么|谁|哪|几|多少|吗|呢|怎|如何|为何|介绍|讲讲|说说|关于|请")
_CHINESE_PARTICLES = re.compile("的|了|是|在|有|写|讲|说")


def language_of(text: str, hint: str | None = None) -> str:
    """A BCP 47 tag: "zh", "zh-Hant", "en", "fr" …; `hint` (the visitor's setting) decides what is unclear."""
    setting = _setting(hint)
    if _KANA.search(text):
        return "ja"
    if _HANGUL.search(text):
        return "ko"
    han = len(_HAN.findall(text))
    letters = {language: len(script.findall(text)) for language, script in _SCRIPTS.items()}
    most = max(letters, key=letters.__getitem__)
    if letters[most] and letters[most] >= han:
        return most
    if han:
        return _mixed(text, setting) if _LETTER.search(_HAN.sub("", text)) else _chinese(text, setting)
    return _latin(text, setting) if _LETTER.search(text) else setting or "zh"


def _mixed(text: str, setting: str | None) -> str:
    """The language of the words that ask, whatever that of the names; the setting where none does."""
    folded, rest = fold(text), _HAN.sub(" ", text)
    foreign, asks = _telling(text), _CHINESE_ASKS.search(folded)
    if foreign and not asks and (_begins_foreign(text) or not _CHINESE_PARTICLES.search(folded)):
        return _latin(rest, setting)
    if asks or setting is None or same_language(setting, "zh") or _CHINESE_PARTICLES.search(folded):
        return _chinese(text, setting)
    return setting


def _begins_foreign(text: str) -> bool:
    first = _WORD.search(text)
    return bool(first and _telling(first.group()))


def same_language(one: str, other: str) -> bool:
    """True for zh and zh-Hant: the same words, written otherwise."""
    return one.split("-", maxsplit=1)[0] == other.split("-", maxsplit=1)[0]


def nearness(question: str, passage: str) -> str:
    """How near two languages are.

    "same"; "told" where a dictionary is between the two; "listed" where a list tells the common words; else "other".
    """
    if same_language(question, passage):
        return "same"
    if not any(same_language(told, passage) for told in other_languages(question)):
        return "other"
    return "told" if known_well(question) else "listed"


def to_traditional(text: str) -> str:
    return str(_converter("s2t").convert(text))


def likely(text: str, language: str) -> float:
    """The probability that a text in Latin letters is in this one of `LATIN`, among these."""
    return float(dict(_identifier().rank(text)).get(language, 0.0))


def _setting(hint: str | None) -> str | None:
    """The visitor's setting as this project names languages; None for one that the bot does not speak."""
    if not hint:
        return None
    primary, *rest = hint.lower().split("-")
    if primary == "zh":
        return "zh-Hant" if {"hant", "tw", "hk", "mo"} & {*rest} else "zh"
    return primary if speaks(primary) else None


def _latin(text: str, setting: str | None) -> str:
    """The likeliest of the languages that the words allow; the setting, or else English, where it is unsure."""
    told = _telling(text)
    allowed = told or set(LATIN)
    ranked = {language: float(p) for language, p in _identifier().rank(text) if language in allowed}
    found: str = max(ranked, key=ranked.__getitem__)
    enough = told or len(_WORD.findall(text)) > FEW
    if enough and ranked[found] / max(sum(ranked.values()), 1e-9) >= SURE:
        return found
    if setting and (setting in told or not told):
        return setting
    return found if speaks(found) else "en"


def _telling(text: str) -> set[str]:
    """The languages of most of the words that tell; none where there is no such word."""
    words = set(_WORD.findall(fold(text)))
    told = {language: len(words & telling) for language, telling in _TELLING.items()}
    for language, marks in _MARKS.items():
        told[language] += 2 * bool(marks.search(text.lower()))
    most = max(told.values())
    return {language for language, count in told.items() if count == most} if most else set()


def _chinese(text: str, setting: str | None) -> str:
    """zh-Hant where a character is written only so; where all are shared, the visitor's setting decides."""
    if text != _converter("t2s").convert(text):
        return "zh-Hant"
    return "zh-Hant" if setting == "zh-Hant" and text == to_traditional(text) else "zh"


@functools.cache
def _converter(direction: str) -> opencc.OpenCC:
    return opencc.OpenCC(direction)


@functools.cache
def _identifier() -> Any:
    return identifier_of(LATIN)
