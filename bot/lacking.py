"""What a question names and a passage lacks: a year, a number, a name. Then it is about something else.

"2024年阅读量是多少" is not answered by the figure of 2022, nor a question about 成都 by one of 重庆, however
much else agrees. It knows nothing of scores.
"""

import re
from collections.abc import Sequence

from index.hits import Hit
from index.names import Names
from index.words import fold

_NUMBER = re.compile(r"\d[\d.,]*\d")
"""Two digits or more: "3" is as likely a way of asking as a fact."""
COMMON = 0.5
"""A name in this share of the passages found is what they are all about: it need not be repeated in each."""


def lacking(question: str, best: Hit, hits: Sequence[Hit], names: Names) -> list[str]:
    """The numbers and names of the question that neither the passage nor its article's head holds."""
    text, named = _read(best), names.find(question)
    others = [_read(hit) for hit in hits] if named else []
    missing = []
    for found in named:
        forms = [fold(form) for _, form in found.name.all_forms()]
        common = sum(any(form in other for form in forms) for other in others) >= COMMON * len(others)
        if not common and not any(form in text for form in forms):
            missing.append(found.form)
    return numbers_lacking(question, best) + missing


def numbers_lacking(question: str, best: Hit) -> list[str]:
    """The numbers of the question that neither the passage nor its article's head holds."""
    digits = _read(best).replace(",", "")
    return [number for number in _NUMBER.findall(fold(question)) if number.replace(",", "") not in digits]


def _read(hit: Hit) -> str:
    article = hit.article
    return fold("\n".join((article.title, article.subtitle, article.date, hit.passage.heading, hit.text)))
