"""Whether a desk can answer now, and in what state its parts are; for who watches over a server."""

from dataclasses import dataclass
from typing import Literal

from index.holdings import Holdings

LanguageModel = Literal["none", "answers", "rests"]
"""`rests`: it failed several times and is left alone for a while; quotes are shown meanwhile."""


@dataclass(frozen=True, slots=True)
class Readiness:
    """A language model that fails takes nothing away from being ready: answers are quotes then."""

    index: str
    """The version of the index, "0" before anything was built."""
    built: str
    """When that version was made, ISO 8601 in UTC; empty before anything was built."""
    articles: int
    """Editions too."""
    ready: bool = True
    """The index was opened, the encoder is loaded and has encoded once."""
    language_model: LanguageModel = "none"
    outage: str = ""
    """Why the index cannot be read just now; empty where it can."""

    @classmethod
    def of(cls, store: Holdings, *, ready: bool = True, language_model: LanguageModel = "none") -> "Readiness":
        """What the store says of its newest version, and how it stands with the rest."""
        newest = store.newest()
        number, created = (str(newest.number), newest.created) if newest else ("0", "")
        return cls(number, created, store.count(), ready, language_model, store.outage())
