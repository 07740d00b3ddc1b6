"""One sentence of a model: what of it may be shown, and of which sources.

In order: markers read and put right, quotations locked, every number, date and name looked up, and the whole
met by what the source says. A sentence that fails for the sources it names is tried with the others: then only
its marker was wrong. It knows nothing of streams.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import chain

from bot.model.citing import without_markers
from bot.model.facts import Facts, Known, facts_of
from bot.model.naming import strange_name
from bot.model.quoting import lock
from bot.model.sentences import Said
from bot.model.sources import Source, instructs
from bot.model.supporting import Supporter
from index.names import Names


@dataclass(frozen=True, slots=True)
class Passed:
    """A sentence that may be shown, its own markers taken off, with the sources that say so."""

    text: str
    sources: tuple[Source, ...]
    quoted: tuple[str, ...]


@dataclass
class Auditor:
    """Audits the sentences of one answer and counts what it withholds, by reason."""

    sources: Sequence[Source]
    language: str
    names: Names
    supporter: Supporter
    withheld: Counter[str] = field(default_factory=Counter)
    unmarked: int = 0
    """Quotations whose marks were taken off."""

    def passed(self, said: Said) -> Passed | None:
        """The sentence as it may be shown; None, and a count, where it may not."""
        text, numbers = without_markers(said.text)
        if not any(sign.isalnum() for sign in text):
            return None
        if instructs(text):
            self.withheld["instruction"] += 1
            return None
        named = [source for source in self.sources if source.n in numbers]
        facts = facts_of(text, self.language)
        reasons: list[str] = []
        for tried, marked in self._attempts(named):
            locked = lock(text, list(chain.from_iterable(source.words for source in tried)))
            reason = self._fault(locked.text, facts, tried, marked)
            if reason is None:
                self.unmarked += locked.unmarked
                return Passed(locked.text, tuple(tried), locked.quoted)
            reasons.append(reason)
        self.withheld[reasons[0] if reasons else "citation"] += 1
        return None

    def _attempts(self, named: list[Source]) -> list[tuple[list[Source], bool]]:
        """The sources to try a sentence with, and whether it names them itself."""
        others = [([source], False) for source in self.sources if [source] != named]
        return [(named, True), *others] if named else others

    def _fault(self, text: str, facts: Facts, sources: Sequence[Source], marked: bool) -> str | None:
        """Why these sources do not say this, or None; the dearest question is asked last."""
        known = [source.known for source in sources]
        if missing := _together(known).missing(facts):
            return missing
        words = list(chain.from_iterable(source.words for source in sources))
        if strange_name(text, self.language, words, self.names):
            return "name"
        supports = [
            self.supporter.support(text, self.language, source.evidence, source.article.lang) for source in sources
        ]
        if any(s.enough if marked else s.attributes for s in supports):
            return None
        return "unsupported" if marked else "citation"


def _together(known: Sequence[Known]) -> Known:
    """What several sources say."""
    return Known(
        tuple(chain.from_iterable(one.amounts for one in known)),
        tuple(chain.from_iterable(one.days for one in known)),
        frozenset(chain.from_iterable(one.years for one in known)),
        "\n".join(one.text for one in known),
    )
