"""One sentence of a model: what of it may be shown, and of which sources.

In order: markers read and put right, form and language looked at, quotations locked, every number, date and name
looked up, the whole met by what the source says, and the value that was asked for not another one. A sentence that
fails for the sources it names is tried with the others: then only its marker was wrong. It knows nothing of streams.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import chain

from bot.model.citing import without_markers
from bot.model.facts import Facts, Known, facts_of
from bot.model.keyed import Key
from bot.model.naming import strange_name
from bot.model.quoting import lock
from bot.model.sentences import Said
from bot.model.sources import Source, instructs
from bot.model.speaking import in_another_language, is_fragment
from bot.model.supporting import Support, Supporter, clauses
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
    key: Key | None = None
    """What is asked for, where the quotes tell it for certain."""
    withheld: Counter[str] = field(default_factory=Counter)
    unmarked: int = 0
    """Quotations whose marks were taken off."""
    _key_told: bool = False

    def passed(self, said: Said) -> Passed | None:
        """The sentence as it may be shown; None, and a count, where it may not."""
        text, numbers = without_markers(said.text)
        if not any(sign.isalnum() for sign in text):
            return None
        if reason := self._misspoken(said, text):
            self.withheld[reason] += 1
            return None
        named = [source for source in self.sources if source.n in numbers]
        facts = facts_of(text, self.language)
        reasons: list[str] = []
        for tried, marked in self._attempts(named):
            locked = lock(text, list(chain.from_iterable(source.words for source in tried)))
            reason = self._fault(locked.text, facts, tried, marked) or self._another_value(facts)
            if reason is None:
                self.unmarked += locked.unmarked
                self._key_told = self._key_told or bool(self.key and self.key.told(facts))
                return Passed(locked.text, tuple(tried), locked.quoted)
            reasons.append(reason)
        self.withheld[reasons[0] if reasons else "citation"] += 1
        return None

    def _misspoken(self, said: Said, text: str) -> str | None:
        """Why this may not be shown whatever the sources say, or None."""
        if instructs(text):
            return "instruction"
        if in_another_language(text, self.language):
            return "language"
        return "fragment" if is_fragment(text) and not said.item else None

    def _another_value(self, facts: Facts) -> str | None:
        """Why these values do not answer, until the one that does is told."""
        return "key" if self.key and not self._key_told and self.key.contradicted(facts) else None

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
        supports = self._supports(text, sources)
        if not any(s.enough if marked else s.attributes for s in supports):
            return "unsupported" if marked else "citation"
        parts = clauses(text)
        met = all(any(s.enough_for_a_clause for s in self._supports(part, sources)) for part in parts)
        return None if met or len(parts) == 1 else "unsupported"

    def _supports(self, text: str, sources: Sequence[Source]) -> list[Support]:
        return [self.supporter.support(text, self.language, s.evidence, s.article.lang) for s in sources]


def _together(known: Sequence[Known]) -> Known:
    """What several sources say."""
    return Known(
        tuple(chain.from_iterable(one.amounts for one in known)),
        tuple(chain.from_iterable(one.days for one in known)),
        frozenset(chain.from_iterable(one.years for one in known)),
        "\n".join(one.text for one in known),
    )
