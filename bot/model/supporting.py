"""How well a sentence is met by a source: each of its words, by some word of the source, whatever the language.

MaxSim over the encoder's token states, weighed by how telling each token is. It knows nothing of facts (a wrong
number is met as well as the right one) nor of logic: one false word among the source's own may still pass.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from bot.language import same_language
from index.maxsim import PackedTokens, met, pack, similarities, unpack
from index.search import Index
from index.words import is_unspaced

SUPPORTED, SUPPORTED_SAME = 0.39, 0.6
"""Below this a sentence says something else than its source, in another language and in the same; measured,
docs/decisions.md."""
ATTRIBUTED, ATTRIBUTED_SAME = 0.42, 0.66
"""What it takes to give a sentence without a marker a source."""
CLAUSE, CLAUSE_SAME = 0.28, 0.45
"""Below this a clause says something that the source does not: what rides along with a true sentence."""
_PAUSE = re.compile(r"[，；：、。]|[,;:](?!\d)")
_SHORT_SIGNS, _SHORT_WORDS = 3, 3
"""A clause of less leads to the next (此外, for example); it says nothing by itself."""


@dataclass(frozen=True, slots=True)
class Support:
    """How far a sentence is met, and whether that is enough with and without a marker of its own."""

    score: float
    same: bool

    @property
    def enough(self) -> bool:
        return self.score >= (SUPPORTED_SAME if self.same else SUPPORTED)

    @property
    def attributes(self) -> bool:
        return self.score >= (ATTRIBUTED_SAME if self.same else ATTRIBUTED)

    @property
    def enough_for_a_clause(self) -> bool:
        return self.score >= (CLAUSE_SAME if self.same else CLAUSE)


def clauses(sentence: str) -> list[str]:
    """The parts of a sentence between its pauses that say something; values alone are audited as facts."""
    found: list[str] = []
    lead = ""
    pieces = [piece.strip() for piece in _PAUSE.split(sentence) if any(map(str.isalnum, piece))]
    for number, piece in enumerate(pieces):
        words = [sign for sign in piece if sign.isalpha()] if any(map(is_unspaced, piece)) else piece.split()
        short = len(words) < (_SHORT_SIGNS if any(map(is_unspaced, piece)) else _SHORT_WORDS)
        if short and number < len(pieces) - 1:
            lead += f"{piece} "
        elif not (any(map(str.isdigit, piece)) and len(words) <= _SHORT_SIGNS):
            found.append(lead + piece)
            lead = ""
    return found


class Supporter:
    """Measures with the encoder of one index; what sources look like to it is remembered for a while."""

    def __init__(self, index: Index) -> None:
        self._index = index
        self._packed = lru_cache(256)(self._pack)

    def support(self, sentence: str, lang: str, evidence: str, evidence_lang: str) -> Support:
        encoder, centres = self._index.encoder, self._index.centres
        _, tokens = encoder.question_tokens(sentence)
        importance = encoder.importance(tokens.ids)
        total = float(importance.sum())
        same = same_language(lang, evidence_lang)
        if not total:
            return Support(0.0, same)
        found = met(similarities(tokens, centres.question, [self._packed(evidence)])[0])
        return Support(float(np.dot(found, importance)) / total, same)

    def _pack(self, text: str) -> PackedTokens:
        encoder, centres = self._index.encoder, self._index.centres
        _, tokens = encoder.passage_tokens([text])[0]
        return unpack(pack(tokens, centres.passage), encoder.dimension)
