"""The value that is asked for, as the quotes tell it: a model may not answer another one of the passage's.

"The population of Chengdu" beside "Chongqing 30 million, Chengdu 20 million": both numbers are the passage's, one
answers. Which one does is certain only sometimes (`bot.key`); nothing is held against a model otherwise. It knows
nothing of sentences.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.choosing import choose
from bot.finding import Found
from bot.model.facts import Facts, Known, known_from
from bot.writing import cite
from index.search import Index


@dataclass(frozen=True, slots=True)
class Key:
    """A number, or a date where `dated`."""

    known: Known
    dated: bool

    def told(self, facts: Facts) -> bool:
        """Whether it is among these."""
        alone = (Facts((), (day,)) for day in facts.days) if self.dated else (Facts((a,), ()) for a in facts.amounts)
        return any(self.known.missing(one) is None for one in alone)

    def contradicted(self, facts: Facts) -> bool:
        """Whether there are others of its kind among these, and not it."""
        return bool(facts.days if self.dated else facts.amounts) and not self.told(facts)


def key_of(index: Index, found: Sequence[Found]) -> Key | None:
    """The number or date that one question asks for; None where it asks for something else, or that is not certain."""
    asked = found[0].asked
    if len(found) != 1 or asked.kind != "fact" or asked.expected not in ("number", "date"):
        return None
    cited = cite(index, choose(index, found[0].ranked, asked), asked.language, asked)
    quotes = [quote for one in cited for quote in (one.quote, one.original) if quote]
    texts = [(quote.article.text[key.start : key.end], quote.article.lang) for quote in quotes for key in quote.keys]
    dates = [quote.article.date for quote in quotes]
    known = known_from(texts, dates)  # the articles' dates tell the year that is meant, and do not answer
    known = replace(known, days=tuple(day for day in known.days if day.written not in dates))
    return Key(known, asked.expected == "date") if texts else None
