"""Questions to begin with, made from the names that the articles hold; none is typed in by hand.

A name makes a good question where an article says something of it. It knows nothing of answers.
"""

from collections.abc import Sequence

from bot.language import to_traditional
from bot.phrases import phrases
from index.names import Name
from index.search import Index
from index.words import fold

KINDS = ("programme", "media")
"""What visitors ask about first."""
SUGGESTED = 12
"""Candidates; the desk offers those that it does answer."""


def suggestions(index: Index, language: str) -> list[str]:
    """Questions in this language, what visitors ask about first in front; not all need have an answer."""
    templates = phrases(language)["what_is"]
    names = _spoken_of(index, language)
    questions = [templates[n % len(templates)].format(name=name) for n, name in enumerate(names[:SUGGESTED])]
    return [to_traditional(question) for question in questions] if language == "zh-Hant" else questions


def _spoken_of(index: Index, language: str) -> list[str]:
    """Names by how often the articles speak of them, one of each kind in turn."""
    texts = [fold(article.text) for article in index.articles()]
    by_kind: dict[str, list[tuple[int, str]]] = {kind: [] for kind in KINDS}
    for name in index.names.names:
        if name.kind in by_kind and (form := _form(name, language)):
            by_kind[name.kind].append((-_occurrences(name, texts), form))
    ranked = [[form for count, form in sorted(found) if count] for found in by_kind.values()]
    return [form for place in zip(*[_padded(r) for r in ranked], strict=True) for form in place if form]


def _form(name: Name, language: str) -> str:
    """What the name is in this language, else in English, else in whatever there is."""
    forms = (
        name.forms.get(language.split("-", maxsplit=1)[0])
        or name.forms.get("en")
        or next(iter(name.forms.values()), ())
    )
    return forms[0] if forms else ""


def _occurrences(name: Name, texts: Sequence[str]) -> int:
    forms = {fold(form) for _, form in name.all_forms()}
    return sum(text.count(form) for text in texts for form in forms)


def _padded(forms: list[str]) -> list[str]:
    return [*forms, *[""] * SUGGESTED][:SUGGESTED]
