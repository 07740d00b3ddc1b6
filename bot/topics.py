"""What an article speaks of: official names, and where there are none, what it writes as a name itself.

A name that the article writes in quotation marks, or in capitals amid a sentence, is one wherever the
corpus comes from. It knows nothing of questions.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from index.article import Article
from index.names import Name, Names
from index.words import fold

KINDS = frozenset({"programme", "media", "organisation", "event", "publication", "heritage", "policy"})
"""Official names that a visitor may not know and asks about."""
_TITLED = re.compile(r"《([^《》\n]{2,16})》")
_CAPITALS = re.compile(
    r"(?<=[a-z,] )(?:the )?([A-Z][\w’'-]+(?: (?:of|the|de|for) [A-Z][\w’'-]+| [A-Z][\w’'-]+| \d+){1,4})"
)


@dataclass(frozen=True, slots=True)
class Topic:
    """Something an article speaks of, at `position` in its text; `name` where it is an official one."""

    words: str
    position: int
    name: Name | None = None

    def forms(self) -> set[str]:
        """All that it is called, folded."""
        return {fold(form) for _, form in self.name.all_forms()} if self.name else {fold(self.words)}


def topics(article: Article, names: Names) -> list[Topic]:
    """Each topic once, where it first stands, in order."""
    found = sorted([*_official(article, names), *_written_as_names(article, names)], key=lambda t: t.position)
    first: dict[str, Topic] = {}
    for topic in found:
        first.setdefault(min(topic.forms()), topic)
    return list(first.values())


def _official(article: Article, names: Names) -> Iterator[Topic]:
    # Folding may move characters a little; a position only says what is near.
    for found in names.find(article.text):
        if found.name.kind in KINDS:
            yield Topic(found.form, found.start, found.name)


def _written_as_names(article: Article, names: Names) -> Iterator[Topic]:
    for pattern in (_TITLED, _CAPITALS):
        for match in pattern.finditer(article.text):
            if not names.find(match[1]):
                yield Topic(match[1], match.start(1))
