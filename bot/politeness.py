"""A question without what wraps it: "你好，请问一下…谢谢", "Hi, could you please tell me …".

Only what stands before and behind is taken off, never what is asked. It knows nothing of what remains.
"""

import functools
import re
from importlib.resources import files

import yaml

from index.words import simplified

REACH = 200
"""Characters from either end within which a wrapping may stand."""
MOST = 6
"""Wrappings taken off one after another."""
_MARKS = r"[\s,，،.。!！:：;；؛、~～…—-]"


def bare(question: str) -> str:
    """The question itself; as it was where nothing else would remain."""
    text = question.strip()
    for _ in range(MOST):
        if not (found := _before().match(_plain(text[:REACH]))) or not _says(text[found.end() :]):
            break
        text = text[found.end() :].strip()
    for _ in range(MOST):
        end = text[-REACH:]
        if not (found := _after().search(_plain(end))) or not _says(text[: len(text) - len(end) + found.start()]):
            break
        text = text[: len(text) - len(end) + found.start()].strip()
    return text


def _plain(text: str) -> str:
    """The text as the patterns expect it, of the same length; empty where its length would change."""
    plain = simplified(text).lower().replace("’", "'")
    return plain if len(plain) == len(text) else ""


def _says(text: str) -> bool:
    return any(map(str.isalnum, text))


@functools.cache
def _before() -> re.Pattern[str]:
    unspaced, spaced = _forms("before")
    return re.compile(rf"{_MARKS}*(?:(?:{unspaced}){_MARKS}*|(?:{spaced})(?:{_MARKS}+|$))")


@functools.cache
def _after() -> re.Pattern[str]:
    unspaced, spaced = _forms("after")
    # A question mark before the thanks belongs to the question.
    joint = rf"(?:{_MARKS}+|(?<=[?？؟]))"
    return re.compile(rf"(?:{_MARKS}*(?:{unspaced})|{joint}(?:{spaced})){_MARKS}*[?？؟]?{_MARKS}*$")


def _forms(place: str) -> tuple[str, str]:
    """Alternatives of languages written without spaces and of the others."""
    loaded = yaml.safe_load(files("bot").joinpath("politeness.yaml").read_text("utf-8"))[place]
    unspaced = [form for language in ("zh", "ja") for form in loaded[language]]
    spaced = [form for language in loaded if language not in ("zh", "ja") for form in loaded[language]]
    return "|".join(unspaced), "|".join(spaced)
