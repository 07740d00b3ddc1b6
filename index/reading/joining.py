"""What stands between the end of one printed line and the start of the next: a space, nothing, or no hyphen.

It decides by the characters that meet and by how the same text spaces such pairs inside its lines; it knows
nothing of which lines belong together.
"""

import re
from dataclasses import dataclass
from typing import Literal

JoinKind = Literal["cjk", "latin", "number", "mixed", "hyphen"]

_HAN_RANGE = "\u3005-\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_HAN = re.compile(f"[{_HAN_RANGE}]")
# Full-width forms and marks are set solid: no space stands beside them.
_WIDE = re.compile(f"[{_HAN_RANGE}\u2e80-\u2fdf\u3001-\u3030\u3100-\u319f\uff01-\uff60\uffe0-\uffe6]")
_LATIN = "A-Za-z\u00c0-\u024f"
_WORD = re.compile(f"[{_LATIN}0-9]+(?:['’-][{_LATIN}0-9]+)*")
_LAST_WORD = re.compile(f"(?:[{_LATIN}0-9]+-)*[{_LATIN}0-9]+(?=[-‐]$)")
# A single letter is part of a Chinese word: 大V, 8D.
_LETTERS_END = re.compile(f"[{_LATIN}]{{2,}}$")
_LETTERS_START = re.compile(f"[{_LATIN}]{{2,}}")
_NUMBER_END = re.compile(r"[0-9][.,:]?$")
_FIRST_WORD = re.compile(f"[{_LATIN}0-9]+(?:-[{_LATIN}0-9]+)*")

_OPENING = "([{“‘「『《〈（【"
_CLOSING = ")]}”’」』》〉）】,.;:!?%‰"
_SOLID_MARKS = "/·~"
_DASHES = "—–"

# Halves that keep their hyphen where they meet at a line end, chosen so as not to be mere syllables; everything
# else is one broken word, as printers break far more words than they hyphenate.
_KEEPS_AFTER = frozenset(["anti", "cross", "five", "self", "three", "two", "ultra", "vice", "well", "zero"])
_KEEPS_BEFORE = frozenset(
    [
        "aged",
        "based",
        "built",
        "class",
        "driven",
        "friendly",
        "funded",
        "known",
        "level",
        "minded",
        "old",
        "oriented",
        "owned",
        "quality",
        "related",
        "scale",
        "sized",
        "speed",
        "tech",
        "term",
    ]
)
_KEEPS_INSIDE = frozenset(["a", "and", "at", "by", "for", "in", "of", "off", "on", "out", "the", "to", "up"])
_ENDINGS = ("ed", "er", "es", "ing", "ly", "ness", "ish")


@dataclass(frozen=True, slots=True)
class Setting:
    """How one text is set: whether it spaces Latin words, digits and units from what they meet."""

    latin_spaced: bool
    """A space stands between a Han character and a Latin word of two letters or more."""
    digit_spaced: bool
    """A space stands between a Han character and a digit."""
    unit_spaced: bool
    """A space stands between a digit and a Latin letter."""
    words: frozenset[str]
    """Every Latin word found inside the lines, hyphens kept, in lower case."""

    @classmethod
    def of(cls, text: str) -> "Setting":
        """Learn it from `text`; what the text does not show counts as set solid."""
        word = f"[{_LATIN}]{{2,}}"
        inside = (found for line in text.split("\n") for found in _WORD.findall(line)[:-1])
        return cls(
            latin_spaced=_mostly_spaced(text, f"[{_HAN_RANGE}]", word),
            digit_spaced=_mostly_spaced(text, f"[{_HAN_RANGE}]", "[0-9]"),
            unit_spaced=_mostly_spaced(text, "[0-9]", f"[{_LATIN}]"),
            words=frozenset(found.lower() for found in inside),
        )


@dataclass(frozen=True, slots=True)
class Glue:
    """How two line ends meet: `left[: len(left) - dropped] + space + right`."""

    kind: JoinKind
    space: str = ""
    dropped: int = 0
    """1 where the hyphen at the end of the left line goes, else 0."""

    def join(self, left: str, right: str) -> str:
        return left[: len(left) - self.dropped] + self.space + right


def glue(left: str, right: str, setting: Setting) -> Glue:
    """How the line `right` goes on after the line `left`; neither is empty nor has outer white space."""
    before, after = left[-1], right[0]
    if before == "\u00ad":
        return Glue("hyphen", dropped=1)
    if before in "-‐" and _LAST_WORD.search(left) and _FIRST_WORD.match(right):
        return Glue("hyphen", dropped=int(not _keeps_hyphen(left, right, setting.words)))
    if _WIDE.match(before) and _WIDE.match(after):
        return Glue("cjk")
    if before in _DASHES or after in _DASHES:
        return _beside_dash(left, right)
    if before in _OPENING + _SOLID_MARKS or after in _CLOSING + _SOLID_MARKS:
        return Glue(_kind(left, right))
    return _between_characters(left, right, setting)


def is_han(char: str) -> bool:
    """Whether `char` is a Han character or kana."""
    return bool(_HAN.match(char))


def is_wide(char: str) -> bool:
    """Whether `char` takes a full square: Han, kana, or a full-width form or mark."""
    return bool(_WIDE.match(char))


def _mostly_spaced(text: str, one: str, other: str) -> bool:
    """Whether `one` and `other`, in either order, stand more often with a space between than without."""
    spaced, solid = (
        len(re.findall(f"{one}(?={gap}{other})", text)) + len(re.findall(f"{other}(?={gap}{one})", text))
        for gap in (" ", "")
    )
    return spaced > solid


def _between_characters(left: str, right: str, setting: Setting) -> Glue:
    before, after = _bare(left[::-1]), _bare(right)
    if _NUMBER_END.search(left) and after.isdigit():
        latin = _script(left[::-1]) == _script(right) == "latin"
        return Glue("number", " " if latin else "")
    if is_wide(before) or is_wide(after):
        if is_wide(before) and is_wide(after):
            return Glue("cjk")
        quoted = before != left[-1] or after != right[0]
        word = _LETTERS_END.search(left) if is_wide(after) else _LETTERS_START.match(right)
        return Glue("mixed") if quoted else _mixed(before, after, setting, word is not None)
    if before.isdigit() != after.isdigit() and "han" in (_script(left[::-1]), _script(right)):
        return Glue("number", " " if setting.unit_spaced else "")
    return Glue("latin", " ")


def _mixed(before: str, after: str, setting: Setting, word: bool) -> Glue:
    """A wide character beside a narrow one, which may be of a whole `word`; only a Han one takes a space."""
    wide, narrow = (before, after) if is_wide(before) else (after, before)
    if not is_han(wide):
        return Glue("mixed")
    if narrow.isdigit():
        return Glue("number", " " if setting.digit_spaced else "")
    return Glue("mixed", " " if setting.latin_spaced and word else "")


def _beside_dash(left: str, right: str) -> Glue:
    """A dash is set as it is set on its other side: "word — word", "word—word", 中国——重庆."""
    other = left.rstrip(_DASHES)[-1:] if left[-1] in _DASHES else right.lstrip(_DASHES)[:1]
    return Glue(_kind(left, right), " " if other.isspace() else "")


def _keeps_hyphen(left: str, right: str, words: frozenset[str]) -> bool:
    """Whether the hyphen at the end of `left` belongs to the word and not to the line end."""
    last, first = _LAST_WORD.search(left), _FIRST_WORD.match(right)
    if last is None or first is None:
        return True
    head, tail = last.group(), first.group()
    if f"{head}-{tail}".lower() in words:
        return True
    if f"{head}{tail}".lower() in words:
        return False
    *inside, last_piece = head.lower().split("-")
    if not last_piece.isalpha() or not tail.isalpha() or not tail.islower():
        return True
    if inside and last_piece in _KEEPS_INSIDE:
        return True
    return (last_piece in _KEEPS_AFTER and tail not in _ENDINGS) or tail in _KEEPS_BEFORE


def _bare(text: str) -> str:
    """The first character of `text` that is no quotation mark: “ and ” take the side they stand on."""
    return next((char for char in text if char not in "“”‘’\"'…"), text[0])


def _script(text: str) -> str:
    """ "han" or "latin" by the first letter of `text`; empty when there is none."""
    return next(("han" if is_han(char) else "latin" for char in text if char.isalpha()), "")


def _kind(left: str, right: str) -> JoinKind:
    scripts = {_script(left[::-1]), _script(right)} - {""}
    if scripts == {"han", "latin"}:
        return "mixed"
    return "latin" if scripts == {"latin"} else "cjk"
