"""What an article speaks of: official names, and where there are none, what it writes as a name itself.

A name that the article writes in quotation marks, or again and again in capitals amid a sentence, is one
wherever the corpus comes from. It knows nothing of questions.
"""

import calendar
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from index.article import Article
from index.names import Name, Names
from index.words import fold

KINDS = ("programme", "organisation", "media", "event", "publication", "heritage", "policy")
"""Official names that a visitor may not know and asks about, those asked about first in front."""
REPEATED = 2
"""Times that an article writes a phrase in capitals which is a name: "Snow Season" stands once."""
_TITLED = re.compile(r"《([^《》\n]{2,16})》")
_CAPITALS = re.compile(
    r"(?<=[a-z,] )([A-Z][\w’'-]+(?: (?:of|the|de|for|of the) [A-Z][\w’'-]+| [A-Z][\w’'-]+| \d+){1,5})"
    r"(?![\w’'-]| (?:and |of |for |the )*[A-Z])"
)
_PART_OF_MORE = re.compile(r"[A-Z][\w’'-]*[”\"]? (?:(?:and|of|for|the) )*$")
"""What stands before a phrase that is only the end of a longer name, or the second of two names."""
_CALENDAR = frozenset([*calendar.day_name, *calendar.month_name, *calendar.day_abbr, *calendar.month_abbr])


@dataclass(frozen=True, slots=True)
class Topic:
    """Something an article speaks of, at `position` in its text; `name` where it is an official one."""

    words: str
    position: int
    name: Name | None = None

    def forms(self) -> set[str]:
        """All that it is called, folded."""
        return {fold(form) for _, form in self.name.all_forms()} if self.name else {fold(self.words)}

    def key(self) -> str:
        """One for all that it is called."""
        return min(self.forms())


def topics(article: Article, names: Names) -> list[Topic]:
    """Each topic once, where it first stands, in order."""
    found = [*_official(article, names), *_without_names(_written_as_names(article), names)]
    first: dict[str, Topic] = {}
    for topic in sorted(found, key=lambda t: t.position):
        first.setdefault(topic.key(), topic)
    return list(first.values())


def _official(article: Article, names: Names) -> Iterator[Topic]:
    # Folding may move characters a little; a position only says what is near.
    for found in names.find(article.text):
        if found.name.kind in KINDS:
            yield Topic(found.form, found.start, found.name)


def _without_names(found: Iterable[Topic], names: Names) -> Iterator[Topic]:
    """What holds an official name, a place say, is that name with words around it."""
    return (topic for topic in found if not names.find(topic.words))


def _written_as_names(article: Article) -> Iterator[Topic]:
    text = article.text
    for match in _TITLED.finditer(text):
        yield Topic(match[1], match.start(1))
    capitals = [match for match in _CAPITALS.finditer(text) if _whole(text, match)]
    written = Counter(match[1] for match in capitals)
    for match in capitals:
        if written[match[1]] >= REPEATED:
            yield Topic(match[1], match.start(1))


def _whole(text: str, match: re.Match[str]) -> bool:
    before = text[max(0, match.start() - 60) : match.start()]
    return not _PART_OF_MORE.search(before) and _CALENDAR.isdisjoint(match[1].split())
