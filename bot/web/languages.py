"""The languages of the interface: one file of strings a language, and which one a visitor gets.

The language of an answer is the bot's affair; this module knows nothing of it. A new language is a new
file in `strings/`: it must hold the keys and placeholders of `en.yaml`.
"""

import re
import string
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import yaml

from index.errors import YuwenError

STRINGS = Path(__file__).parent / "strings"
DEFAULT = "en"
TRADITIONAL = frozenset({"tw", "hk", "mo"})
"""Where Chinese is written in traditional characters, unless the tag says otherwise."""

Strings = Mapping[str, str]


@cache
def interface() -> Mapping[str, Strings]:
    """Language → its strings, all files complete.

    Raises:
        YuwenError: a file lacks or adds a key, or a string has other placeholders than the English one.
    """
    reference = _read(STRINGS / f"{DEFAULT}.yaml")
    found = {DEFAULT: reference}
    for path in sorted(STRINGS.glob("*.yaml")):
        if path.stem != DEFAULT:
            found[path.stem] = _checked(path.name, _read(path), reference)
    return found


def choose(wanted: str | None, accept_language: str | None) -> str:
    """The interface language: `?lang=` first, then `Accept-Language` by weight, else English."""
    for tag in (wanted or "", *_by_weight(accept_language or "")):
        if (language := _language(tag)) in interface():
            return language
    return DEFAULT


def _language(tag: str) -> str:
    """The name of a tag's file, if there is one: of a region only what it says of Chinese script counts."""
    primary, *rest = re.split(r"[-_]", tag.strip().lower())
    traditional = "hant" in rest or ("hans" not in rest and not TRADITIONAL.isdisjoint(rest))
    return "zh-Hant" if primary == "zh" and traditional else primary


def _by_weight(accept_language: str) -> list[str]:
    ranges: list[tuple[float, str]] = []
    for part in accept_language.split(",")[:20]:
        tag, _, weight = part.partition(";")
        match = re.fullmatch(r"\s*q\s*=\s*([01](?:\.\d{0,3})?)\s*", weight)
        ranges.append((float(match[1]) if match else 1.0, tag))
    return [tag for weight, tag in sorted(ranges, key=lambda pair: -pair[0]) if weight > 0]


def _read(path: Path) -> dict[str, str]:
    data = yaml.safe_load(path.read_text(encoding="utf-8"))
    if not isinstance(data, dict) or not all(isinstance(value, str) for value in data.values()):
        raise YuwenError(f"{path} is not a list of `key: string`. Quote every value that is not plain text.")
    return {str(key): value for key, value in data.items()}


def _checked(name: str, strings: dict[str, str], reference: Strings) -> dict[str, str]:
    if missing := sorted(reference.keys() - strings.keys()):
        raise YuwenError(f"strings/{name} lacks {', '.join(missing)}. Translate them from {DEFAULT}.yaml.")
    if unknown := sorted(strings.keys() - reference.keys()):
        raise YuwenError(f"strings/{name} has {', '.join(unknown)}, which {DEFAULT}.yaml does not have.")
    for key, text in strings.items():
        if _placeholders(text) != _placeholders(reference[key]):
            raise YuwenError(
                f"strings/{name}: {key} has the placeholders {sorted(_placeholders(text))}, "
                f"expected {sorted(_placeholders(reference[key]))}."
            )
    return strings


def _placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}
