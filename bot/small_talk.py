"""Greetings, thanks, goodbyes and "what can you do?": what is said without asking the articles anything.

Only an utterance that is small talk as a whole counts; it knows nothing of the reply.
"""

import functools
import re
from importlib.resources import files

import yaml

from index.words import fold

_NOT_WORDS = re.compile(r"[\W_]+")


def small_talk(text: str) -> str | None:
    """ "greeting", "thanks", "bye" or "help"; None for a question."""
    said = _NOT_WORDS.sub(" ", fold(text)).strip()
    return next((wish for wish, pattern in _patterns().items() if pattern.fullmatch(said)), None)


@functools.cache
def _patterns() -> dict[str, re.Pattern[str]]:
    loaded = yaml.safe_load(files("bot").joinpath("small_talk.yaml").read_text("utf-8"))
    return {wish: re.compile(fold("|".join(forms))) for wish, forms in loaded.items()}
