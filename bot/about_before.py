"""What is said of the answer before: who says so, and when ("source"); or go on ("more").

Only an utterance that says nothing else counts: "Tell me more about the app" is a question of its own. It knows
nothing of answers.
"""

import functools
import re
from importlib.resources import files
from typing import Literal

import yaml

from index.words import fold

Wish = Literal["source", "more"]

LONGEST = 120
"""Characters of such an utterance; what is longer says something of its own."""
_NOT_WORDS = re.compile(r"[\W_]+")


def about_before(text: str) -> Wish | None:
    """What is wanted of the answer before; None for a question of its own."""
    if len(text) > LONGEST:
        return None
    said = _NOT_WORDS.sub(" ", fold(text)).strip()
    return next((wish for wish, pattern in _patterns().items() if pattern.fullmatch(said)), None)


@functools.cache
def _patterns() -> dict[Wish, re.Pattern[str]]:
    loaded = yaml.safe_load(files("bot").joinpath("about_before.yaml").read_text("utf-8"))
    wishes: tuple[Wish, ...] = ("source", "more")
    return {
        wish: re.compile(fold("|".join(form for forms in loaded[wish].values() for form in forms))) for wish in wishes
    }
