"""What a question asks for: a fact of some kind, a whole list, or a short account.

Told from the question's own words; it knows nothing of the articles.
"""

import functools
import re
from dataclasses import dataclass
from importlib.resources import files
from typing import Literal

import yaml

from bot.someone import names_someone
from bot.values import Unit, numbers
from index.words import fold

Kind = Literal["fact", "list", "account"]
Expected = Literal["number", "date", "contact", "title", "person", "place", "reason"]

BY_FORM: tuple[Expected, ...] = ("number", "date", "contact")
"""What a text holds or does not by its form alone; who is somebody is only guessed."""
NUMBER_WORDS = ("zh", "en")
"""Languages of texts whose numbers are found in words too."""
MOST_COUNTED = 50
_ENDS = " ?？.。!！,，"
_EXPECTED: tuple[Expected, ...] = ("number", "date", "contact", "title", "person", "place", "reason")
_UNITS: tuple[Unit, ...] = ("percent", "money", "time", "area", "length", "weight", "degree", "count")

_NUMBER = re.compile(
    r"\d|[一二三四五六七八九十百千万亿两几数]+(余|多)?[个项名次人家所座位年篇种处集岁条万亿倍天届期]|百余|千余|万余|"
    r"\b(one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|dozens?|hundreds?|thousands?|millions?|billions?)\b"
)
_DATE = re.compile(
    r"\d+\s*(年|月|日|号)|[一二三四五六七八九十]+(年|月|日)|世纪|\b(1\d|20)\d\d\b|当天|昨|今|去年|明年|上半年|下半年|"
    r"\b(january|february|march|april|may|june|july|august|september|october|november|december|century|year|today|yesterday)\b"
)
_CONTACT = re.compile(r"https?://|www\.|[\w.+-]@[\w-]+\.\w|\b[\w-]+\.(?:com|org|net|cn|gov|edu|eu|info)\b", re.ASCII)


@dataclass(frozen=True, slots=True)
class Asked:
    """`kind` decides how much is shown; `expected` what a fact must contain, None where anything may."""

    kind: Kind
    expected: Expected | None
    subject: str
    """What it is about: of a request for an account, the rest of it; else the question itself."""
    language: str = ""
    unit: Unit | None = None
    """What a number that is asked for must be counted in, where the question says."""
    count: int | None = None
    """How many members a list must have, where the question says."""


def read_question(text: str, language: str) -> Asked:
    """What a question in this language asks for."""
    patterns, folded = _patterns().get(language.split("-", maxsplit=1)[0], {}), fold(text)
    asks = {name for name, pattern in patterns.items() if pattern.search(folded)}
    expected = next((e for e in _EXPECTED if e in asks), None)
    if "account" in asks:
        subject = patterns["account"].sub(" ", folded).strip(_ENDS).removeprefix("一下").strip(_ENDS)
        return Asked("account", None, subject or folded, language)
    if "list" in asks and expected not in ("number", "date"):
        return Asked("list", expected, text, language, count=_count(text, language))
    unit = next((u for u in _UNITS if u in asks), None) if expected == "number" else None
    return Asked("fact", expected, text, language, unit)


def _count(text: str, language: str) -> int | None:
    """The only small number that a question holds: 五个, three."""
    found = [int(v.same[0]) for v in numbers(text, language) if v.unit is None and 2 <= v.same[0] <= MOST_COUNTED]
    return found[0] if len(found) == 1 else None


def holds(text: str, lang: str, asked: Asked) -> bool | None:
    """Whether a text in `lang` contains what is asked for; None where that cannot be told from its form."""
    if asked.expected == "number":
        return bool(_NUMBER.search(fold(text)))
    if asked.expected == "date":
        return bool(_DATE.search(fold(text)))
    if asked.expected == "contact":
        return bool(_CONTACT.search(text))
    if asked.expected == "person":
        return names_someone(text, lang, asked.subject)
    return None


@functools.cache
def _patterns() -> dict[str, dict[str, re.Pattern[str]]]:
    loaded = yaml.safe_load(files("bot").joinpath("question_words.yaml").read_text("utf-8"))
    return {
        # Folded like the questions: 誰 is 谁 there.
        language: {name: re.compile(fold("|".join(alternatives))) for name, alternatives in kinds.items()}
        for language, kinds in loaded.items()
    }
