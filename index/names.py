"""Official names across languages: a question that says "Luhai Finance" means 陆海财经 too.

It knows nothing of questions' grammar: a name is found where it stands, as whole words.
"""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import yaml

from index.errors import ArticleError
from index.words import UNSPACED, fold, is_unspaced


@dataclass(frozen=True, slots=True)
class Name:
    """One thing with all that it is called, by language; the first of each language is the official one."""

    kind: str
    forms: dict[str, tuple[str, ...]]

    def all_forms(self) -> Iterator[tuple[str, str]]:
        """(language, form) of every form."""
        for language, forms in self.forms.items():
            for form in forms:
                yield language, form


@dataclass(frozen=True, slots=True)
class Found:
    """A name that a text holds: which, in what form and where in the folded text."""

    name: Name
    form: str
    start: int
    end: int


class Names:
    """All names, found in any text by any of their forms; the longest form wins where two overlap."""

    def __init__(self, names: Sequence[Name] = ()) -> None:
        self.names = tuple(names)

    @classmethod
    def from_json(cls, text: str) -> "Names":
        """The names as `to_json` wrote them."""
        return cls([Name(e["kind"], {k: tuple(v) for k, v in e["forms"].items()}) for e in json.loads(text)])

    def to_json(self) -> str:
        """The names as the index keeps them."""
        return json.dumps([{"kind": n.kind, "forms": n.forms} for n in self.names], ensure_ascii=False)

    @cached_property
    def _by_form(self) -> dict[str, Name]:
        return {fold(form): name for name in self.names for _, form in name.all_forms()}

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        forms = sorted(self._by_form, key=len, reverse=True)
        return re.compile("|".join(_as_words(form) for form in forms) or r"(?!)")

    def find(self, text: str) -> list[Found]:
        """The names in a text, in order."""
        matches = self._pattern.finditer(fold(text))
        return [Found(self._by_form[m.group()], m.group(), m.start(), m.end()) for m in matches]

    def spans(self, text: str) -> list[tuple[int, int]]:
        """Where names stand in a text, as offsets of the text itself; none where folding moves its characters."""
        if len(fold(text)) != len(text):
            return []
        return [(found.start, found.end) for found in self.find(text)]

    def other_forms(self, text: str) -> list[str]:
        """The official forms, in every language, of the names in a text that it does not hold itself."""
        folded = fold(text)
        official = [f[0] for found in self.find(text) for f in found.name.forms.values() if f]
        return [form for form in dict.fromkeys(official) if fold(form) not in folded]


def _as_words(form: str) -> str:
    """A pattern for the form: Latin words must not be parts of longer ones, but Chongqing的 and Chongqing의 hold it."""
    left = "" if is_unspaced(form[:1]) else rf"(?<![^\W{UNSPACED}])"
    right = "" if is_unspaced(form[-1:]) else rf"(?![^\W{UNSPACED}])"
    return f"{left}{re.escape(form)}{right}"


def read_names(path: Path) -> Names:
    """The names of a names.yaml; none where there is no such file.

    Raises ArticleError when it cannot be read, is not YAML, or an entry lacks a name.
    """
    if not path.is_file():
        return Names()
    try:
        entries = yaml.safe_load(path.read_text("utf-8-sig")) or []
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise ArticleError(f"{path} is not YAML in UTF-8: {error}") from error
    except OSError as error:
        raise ArticleError(f"{path} cannot be read: {error.strerror}") from error
    if not isinstance(entries, list):
        raise ArticleError(f"{path} should be a list of names, each with its forms by language")
    return Names([_read_name(path, number, entry) for number, entry in enumerate(entries, 1)])


_NOT_A_LANGUAGE = {"kind", "variants"}


def _read_name(path: Path, number: int, entry: Any) -> Name:
    where = f"{path}, name {number}"
    if not isinstance(entry, dict) or not entry.keys() - _NOT_A_LANGUAGE:
        raise ArticleError(f"{where}: expected a form by language (zh: …, en: …), got {entry!r}")
    variants = entry.get("variants") or {}
    if not isinstance(variants, dict):
        raise ArticleError(f"{where}: expected variants by language (variants: {{en: [A, B]}}), got {variants!r}")
    forms = {str(language): _forms(where, entry[language]) for language in entry if language not in _NOT_A_LANGUAGE}
    for language, others in variants.items():
        forms[str(language)] = (*forms.get(str(language), ()), *_forms(where, others))
    return Name(str(entry.get("kind") or ""), forms)


def _forms(where: str, value: Any) -> tuple[str, ...]:
    """One form or a list of them, none empty: an empty one would be found everywhere."""
    forms = value if isinstance(value, list) else [value]
    if not all(type(form) in (str, int, float) and fold(str(form)).strip() for form in forms):
        raise ArticleError(f"{where}: expected a name, in quotation marks where it is not plain text, got {value!r}")
    return tuple(str(form).strip() for form in forms)
