"""Questions to begin with and to go on with, made from what the articles speak of; none is typed in by hand.

Only questions whose answer quotes words about the topic are offered: each is asked first. It knows nothing
of how an answer is found.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain, islice, zip_longest

from bot.answer import Answer
from bot.language import to_traditional
from bot.phrases import phrases
from bot.topics import Topic, topics
from index.search import Index
from index.words import fold

Ask = Callable[[str, str], Answer]
"""The answer to a question in a language."""

FIRST = ("programme", "media")
"""What visitors ask about first."""
SUGGESTED = 12
"""Candidates to begin with; the desk offers those that it does answer."""
NEXT = 3
TRIED = 8
"""Follow-ups offered, and candidates asked for them at most."""


def suggestions(index: Index, language: str) -> Iterator[tuple[Topic, str]]:
    """Topics and questions to begin with, what visitors ask about first in front; not all need have an answer."""
    for topic in islice(_to_begin_with(index), SUGGESTED):
        yield topic, question_about(topic, language)


def question_about(topic: Topic, language: str) -> str:
    """How to ask about it in this language; the name is the official one there.

    "What is" needs a thing: what is only known to be written as a name may be a person.
    """
    templates = phrases(language)["what_is"]
    question = templates[0 if topic.name and topic.name.kind in FIRST else 1].format(name=_form(topic, language))
    return to_traditional(question) if language == "zh-Hant" else question


def answered(ask: Ask, topic: Topic, question: str, language: str) -> bool:
    """Whether the articles do say something of it: the answer is certain and quotes words with its name."""
    answer = ask(question, language)
    quotes = [quote for c in answer.citations for quote in (c.quote, c.original) if quote]
    about = any(form in fold(quote.text) for quote in quotes for form in topic.forms())
    return not answer.refused and answer.certainty == "high" and about


def next_questions(index: Index, answer: Answer, asked: Sequence[str], ask: Ask) -> list[str]:
    """Up to three about what stands nearest to the quotes of an answer and was not asked about yet."""
    spoken = [fold(question) for question in asked]
    quoted = [fold(c.quote.text) for c in answer.citations]
    fresh = (
        topic
        for topic in _nearest(index, answer)
        if not any(form in text for form in topic.forms() for text in chain(spoken, quoted[:1]))
    )
    candidates = ((topic, question_about(topic, answer.language)) for topic in islice(fresh, TRIED))
    good = (question for topic, question in candidates if answered(ask, topic, question, answer.language))
    return list(islice(good, NEXT))


def _nearest(index: Index, answer: Answer) -> Iterator[Topic]:
    """Topics of the cited articles by how far from a quote they stand, each once."""
    near: list[tuple[int, Topic]] = []
    for citation in answer.citations:
        quote = citation.quote
        near += [(abs(topic.position - quote.start), topic) for topic in topics(quote.article, index.names)]
    return _once(topic for _, topic in sorted(near, key=lambda pair: pair[0]))


def _to_begin_with(index: Index) -> Iterator[Topic]:
    """Topics by how often the articles speak of them, the kinds in turn, official names first."""
    articles = index.articles()
    texts = [fold(article.text) for article in articles]
    found = list(_once(chain.from_iterable(zip_longest(*(topics(a, index.names) for a in articles)))))
    counts = [sum(text.count(form) for text in texts for form in topic.forms()) for topic in found]
    ranked = [topic for topic, _ in sorted(zip(found, counts, strict=True), key=lambda pair: -pair[1])]
    kinds = [[topic for topic in ranked if topic.name and topic.name.kind == kind] for kind in FIRST]
    others = [topic for topic in ranked if not topic.name] or [topic for topic in ranked if topic.name]
    return _once(chain(*zip_longest(*kinds), others))


def _once(found: Iterable[Topic | None]) -> Iterator[Topic]:
    seen: set[str] = set()
    for topic in found:
        if topic and (key := min(topic.forms())) not in seen:
            seen.add(key)
            yield topic


def _form(topic: Topic, language: str) -> str:
    """What the topic is called in this language, else in English, else as it stands in the article."""
    forms = topic.name.forms if topic.name else {}
    named = forms.get(language.split("-", maxsplit=1)[0]) or forms.get("en") or ()
    return named[0] if named else topic.words
