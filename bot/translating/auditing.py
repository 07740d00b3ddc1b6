"""One translated text against its original: what is wrong with it, and what a person should look at.

Wrong are what is no translation of it alone (remarks, another language, too long or short) and numbers, dates and
names that are not those of the original. It knows nothing of models or files.
"""

import re
from collections.abc import Iterator

import sentencex

from bot.dates import is_unspaced_language
from bot.model.naming import false_names, unheld_words
from bot.model.prompt import named
from bot.model.sources import instructs
from bot.translating.figures import absent, told
from bot.translating.prompt import RULES
from index.article import Article
from index.names import Names
from index.reading.language import language_of
from index.words import fold

SHORTEST, LONGEST = 0.45, 2.4
"""How long a translation may be, measured by `weight`; human ones have .61 to 1.86 times the original's
(docs/decisions.md)."""
_SLACK = 30.0
"""What is allowed above that: a heading of two characters may need ten words."""
_ENOUGH = 40
"""Letters from which a text's language is told."""
_WEIGHTS = ((re.compile(r"[\u3400-\u9fff\uf900-\ufaff]"), 2), (re.compile(r"[\u3040-\u30ff\uac00-\ud7a3]"), 1))
"""What such a character weighs more than a letter."""
_TITLE_MARKS = re.compile("[《》]")
_HAN = re.compile(r"[\u3400-\u9fff]+")
_TAG = re.compile(r"[<＜]\s*/?\s*(?:text|names|article|think)\b", re.IGNORECASE)
_REMARK = re.compile(
    r"^(?:(?:the |here is |here's |this is )?(?:the |a |my )?translat(?:ion|ed)\b[^:：]{0,60}[:：]"
    r"|here(?: is|'s|’s)\b[^:：]{0,60}[:：]|(?:sure|certainly|of course)[,!.]"
    r"|(?:以下是)?(?:翻译|译文)[^:：]{0,20}[:：])",
    re.IGNORECASE,
)


def weight(text: str) -> int:
    """How much a text says, in Latin letters: a Chinese character is worth three."""
    return len(text) + sum(more * len(signs.findall(text)) for signs, more in _WEIGHTS)


class Auditor:
    """Audits the texts of one article's edition in a language."""

    def __init__(self, original: Article, language: str, names: Names) -> None:
        self._original, self._language, self._names = original, language, names
        about = (original.title, original.subtitle, original.section, original.source, *original.authors)
        self._article = "\n".join([*about, original.text])
        self._rules = [line for line in map(fold, RULES.splitlines()) if len(line) > 30]

    def fault(self, text: str, said: str) -> str | None:
        """What is wrong with a translation of the text, as the model and a person are told it; None: nothing."""
        if not said:
            return "there is none"
        if why := next(self._no_translation(text, said), None):
            return why
        return "; ".join([*self._figures(text, said), *self._wrong_names(text, said)]) or None

    def to_check(self, said: str) -> list[str]:
        """Words written as names that nothing confirms: most are right, and a person sees which are not."""
        sentences = sentencex.segment(self._language.split("-", maxsplit=1)[0], said)
        found = (unheld_words(one, self._language, [self._article], self._names) for one in sentences)
        return list(dict.fromkeys(word for words in found for word in words))

    def _no_translation(self, text: str, said: str) -> Iterator[str]:
        folded = fold(said)
        if _TAG.search(said) or any(line in folded for line in self._rules):
            yield "it repeats the instructions"
        if instructs(said):
            yield "it speaks to a language model"
        if _REMARK.match(said) and not _REMARK.match(text):
            yield "it begins with a remark"
        if said.count("\n") > text.count("\n"):
            yield "it has more lines than the original"
        if not SHORTEST * weight(text) - _SLACK / 3 <= weight(said) <= LONGEST * weight(text) + _SLACK:
            yield "it is too short" if weight(said) < weight(text) else "it is too long"
        yield from self._another_language(text, said)

    def _another_language(self, text: str, said: str) -> Iterator[str]:
        wanted = self._language.split("-", maxsplit=1)[0].lower()
        left = [] if is_unspaced_language(self._language) else _HAN.findall(said)
        if not is_unspaced_language(self._original.lang):
            left = [han for han in left if han not in text]  # an English text that shows a character itself
        if left:
            yield f"“{left[0][:20]}” is not translated"
        letters = sum(sign.isalpha() for sign in said)
        if letters >= _ENOUGH and language_of(said, wanted).split("-", maxsplit=1)[0] != wanted:
            yield f"it is not in {named(self._language)}"

    def _figures(self, text: str, said: str) -> Iterator[str]:
        here, there = (said, self._language), (text, self._original.lang)
        date = self._original.date
        yield from told(absent(*here, *there, date), absent(*there, *here, date))

    def _wrong_names(self, text: str, said: str) -> Iterator[str]:
        folded = fold(said)
        for found in self._names.find(text):
            forms = found.name.forms.get(self._language) or ()
            if forms and not any(fold(form) in folded for form in forms):
                yield f"{found.form} is to be written {forms[0]}"
        if not is_unspaced_language(self._original.lang):
            said = _TITLE_MARKS.sub(" ", said)  # of a title in Latin letters no spelling in others can be looked up
        for name in false_names(said, [self._article], self._names):
            yield f"the article does not name {name}"
