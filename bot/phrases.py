"""What the bot itself says, in the visitor's language; English where a language is missing."""

import functools
from collections.abc import Mapping
from importlib.resources import files

import yaml


def phrases(language: str) -> Mapping[str, str]:
    """The phrases of a language (BCP 47), by name."""
    known = _all()
    return known.get(language) or known.get(language.split("-", maxsplit=1)[0]) or known["en"]


def speaks(language: str) -> bool:
    """Whether the bot has words of its own in this language."""
    return language in _all() or language.split("-", maxsplit=1)[0] in _all()


@functools.cache
def _all() -> dict[str, dict[str, str]]:
    loaded: dict[str, dict[str, str]] = yaml.safe_load(files("bot").joinpath("phrases.yaml").read_text("utf-8"))
    return loaded
