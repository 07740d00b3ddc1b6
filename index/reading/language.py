"""The language that an article is written in, by its script and, in Latin and other letters, by a model.

It knows nothing of where the text comes from. A text of a few words proves nothing: what its file says decides.
"""

import functools
from typing import Any

from py3langid.langid import MODEL_FILE, LanguageIdentifier

from index.reading.correcting import is_traditional
from index.reading.joining import is_han

_SAMPLE = 4000
"""Characters that are looked at."""
_ENOUGH = 40
"""Letters from which the model is believed."""


def language_of(text: str, said: str = "") -> str:
    """A BCP 47 tag: "zh", "zh-Hant", "ja", "en" …; `said`, the file's own word, decides what is unclear."""
    text = text[:_SAMPLE]
    han = sum(map(is_han, text))
    kana = sum("\u3041" <= char <= "\u30ff" for char in text)
    hangul = sum("\uac00" <= char <= "\ud7a3" for char in text)
    letters = sum(char.isalpha() for char in text) - han - hangul
    if hangul > han:
        return "ko"
    if kana * 10 > han > 0:
        return "ja"
    if han * 3 >= letters and han:  # A Chinese character stands for about a third of an English word's letters.
        return "zh-Hant" if is_traditional(text) else "zh"
    if letters < _ENOUGH:
        return said or "en"
    return str(_identifier().classify(text)[0])


@functools.cache
def _identifier() -> Any:
    return LanguageIdentifier.from_model_file(MODEL_FILE)
