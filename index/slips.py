"""Slips of the hand: is one word another with a single thing gone wrong, and which.

A letter missing, doubled, swapped or struck beside; a character that sounds alike. It knows no vocabulary.
"""

import functools
import importlib.util
import itertools
import json
import unicodedata
from pathlib import Path
from typing import Literal

Slip = Literal["missing", "doubled", "extra", "swapped", "other"]

_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
_VOWELS = frozenset("aeiouy")
_NUMERALS = frozenset("零〇一二三四五六七八九十百千万亿两几半第")
_TONES = dict.fromkeys(map(ord, "\u0300\u0301\u0304\u030c"))
# What southern speakers and their keyboards do not tell apart.
_ALIKE = (("zh", "z"), ("ch", "c"), ("sh", "s"), ("ing", "in"), ("eng", "en"), ("ang", "an"))


def slip(typed: str, meant: str) -> Slip | None:
    """What went wrong where `typed` is `meant` with one slip; None where they are equal or further apart."""
    at = _first_difference(typed, meant)
    rest, wanted = typed[at:], meant[at:]
    if rest[1:] == wanted:
        doubled = at > 0 and rest[:1] == typed[at - 1]
        return ("doubled" if doubled else "extra") if rest else None
    if rest == wanted[1:]:
        return "missing"
    if len(rest) > 1 and rest[:2] == wanted[1::-1] and rest[2:] == wanted[2:]:
        return "swapped"
    return "other" if rest[1:] == wanted[1:] else None


def place(typed: str, meant: str) -> int:
    """Where the slip happened: the first character that differs."""
    return _first_difference(typed, meant)


def letters_alike(typed: str, meant: str) -> bool:
    """Two vowels, or keys that lie side by side."""
    return {typed, meant} <= _VOWELS or frozenset((typed, meant)) in _beside()


def sound_alike(typed: str, meant: str) -> bool:
    """Characters with a reading in common, tones and accents of the south aside; never where one is a numeral."""
    if typed in _NUMERALS or meant in _NUMERALS:
        return False
    return bool(_readings(typed) & _readings(meant))


def is_numeral(character: str) -> bool:
    return character in _NUMERALS


def _first_difference(one: str, other: str) -> int:
    return next((n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))


@functools.cache
def _beside() -> frozenset[frozenset[str]]:
    rows = [frozenset((a, b)) for row in _ROWS for a, b in itertools.pairwise(row)]
    below = [
        frozenset((upper[n], lower[n + shift]))
        for upper, lower in itertools.pairwise(_ROWS)
        for shift in (-1, 0)
        for n in range(len(upper))
        if 0 <= n + shift < len(lower)
    ]
    return frozenset([*rows, *below])


@functools.lru_cache(4096)
def _readings(character: str) -> frozenset[str]:
    """All readings without their tones, as southern speakers say them; none of what is no Chinese character."""
    marked = unicodedata.normalize("NFD", _dictionary().get(f"{ord(character)}", ""))
    plain = unicodedata.normalize("NFC", marked.translate(_TONES)).replace("ü", "v")
    return frozenset(map(_southern, plain.split(","))) if plain else frozenset()


@functools.cache
def _dictionary() -> dict[str, str]:
    """pypinyin's file of single characters: its import reads one of phrases too, 50 MB and half a second."""
    package = importlib.util.find_spec("pypinyin")
    assert package and package.origin
    found: dict[str, str] = json.loads(Path(package.origin).with_name("pinyin_dict.json").read_text(encoding="utf-8"))
    return found


def _southern(reading: str) -> str:
    for standard, alike in _ALIKE:
        reading = reading.replace(standard, alike)
    return reading
