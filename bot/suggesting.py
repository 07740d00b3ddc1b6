"""What could be asked about the articles: topics to begin with, topics near an answer, and how to ask about one.

Nothing is typed in by hand. It knows nothing of what the articles answer: `bot.drawing` asks.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, zip_longest

from bot.answer import Answer
from bot.language import to_traditional
from bot.phrases import phrases
from bot.topics import KINDS, Topic
from index.article import Article
from index.words import fold

_TWO_LANGUAGES = re.compile(r"[A-Za-z]{2}[\W_]+[⺀-鿿]|[⺀-鿿][\W_]+[A-Za-z]{2}")
"""A name printed in two languages at once is a headline, nothing that anybody asks for."""


def question_about(topic: Topic, language: str, english: str = "") -> str | None:
    """How to ask about it in this language, the name as it is official there; None where nobody would say it.

    "What is" needs a thing: what is only known to be written as a name may be a person. Whether English says "the"
    before a name only its use tells: `english` is what the articles write in that language.
    """
    called = _called(topic, language)
    if language == "en" and _definite(called, english):
        called = f"the {called}"
    if _TWO_LANGUAGES.search(called):
        return None
    question = phrases(language)["what_is"][0 if topic.name else 1].format(name=called)
    return to_traditional(question) if language == "zh-Hant" else question


def to_begin_with(articles: Sequence[Article], found: Sequence[Sequence[Topic]]) -> list[Topic]:
    """The topics of these articles by how many paragraphs speak of them: the kinds in turn, official names first."""
    paragraphs = [fold(part) for article in articles for part in article.text.split("\n")]
    topics = list(_once(chain.from_iterable(zip_longest(*found))))
    counts = [sum(any(form in text for form in topic.forms()) for text in paragraphs) for topic in topics]
    ranked = [topic for topic, _ in sorted(zip(topics, counts, strict=True), key=lambda pair: -pair[1])]
    kinds = [[topic for topic in ranked if topic.name and topic.name.kind == kind] for kind in KINDS]
    in_turn = chain.from_iterable(zip_longest(*kinds))
    return list(_apart(chain(in_turn, (topic for topic in ranked if not topic.name))))


def nearest(answer: Answer, found: Sequence[Sequence[Topic]], asked: Sequence[str]) -> Iterator[Topic]:
    """The topics of each cited article by how far from its quote they stand; none that was spoken of yet."""
    near: list[tuple[int, Topic]] = []
    for citation, topics in zip(answer.citations, found, strict=True):
        near += [(abs(topic.position - citation.quote.start), topic) for topic in topics]
    spoken = [fold(text) for text in (*asked, *(c.quote.text for c in answer.citations[:1]))]
    for topic in _apart(topic for _, topic in sorted(near, key=lambda pair: pair[0])):
        if not any(form in text for form in topic.forms() for text in spoken):
            yield topic


def _once(found: Iterable[Topic | None]) -> Iterator[Topic]:
    seen: set[str] = set()
    for topic in found:
        if topic and topic.key() not in seen:
            seen.add(topic.key())
            yield topic


def _apart(found: Iterable[Topic | None]) -> Iterator[Topic]:
    """Each thing once: United Methodist Church after Methodist Church is more of the same."""
    seen: list[str] = []
    for topic in found:
        if topic is None:
            continue
        forms = topic.forms()
        if not any(form in other or other in form for form in forms for other in seen):
            seen += forms
            yield topic


def _definite(name: str, english: str) -> bool:
    """Whether most of the times that the name is written there stands "the" before it."""
    before = re.findall(rf"(?i)\b(the )?{re.escape(name)}\b", english)
    return 2 * sum(map(bool, before)) > len(before)


def _called(topic: Topic, language: str) -> str:
    """What the topic is called in this language, else in English, else as it stands in the article."""
    forms = topic.name.forms if topic.name else {}
    named = forms.get(language.split("-", maxsplit=1)[0]) or forms.get("en") or ()
    return named[0] if named else topic.words
