"""What comes out: an answer, its citations and the events of a streamed answer.

It knows nothing of how an answer is found; `to_dict` is the public JSON.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Literal

from index.article import Article

Certainty = Literal["high", "low"]
Mode = Literal["quotes", "model"]


@dataclass(frozen=True, slots=True)
class Span:
    """Characters of an article's text, half open."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Quote:
    """Words of an article, to the letter: `article.text[start:end]`."""

    article: Article
    start: int
    end: int
    keys: tuple[Span, ...] = ()
    """What in these words answers, where that is certain: spans of the article's text inside the quote, in order."""

    @property
    def text(self) -> str:
        return self.article.text[self.start : self.end]

    @property
    def link(self) -> str:
        """The permanent link that opens the article's page with these words marked."""
        return f"/articles/{self.article.id}?v={self.article.hash}&s={self.start}-{self.end}#quote"

    def to_dict(self) -> dict[str, Any]:
        article = self.article
        names = ("id", "title", "source", "date", "lang", "url", "page")
        return {
            "quote": self.text,
            "start": self.start,
            "end": self.end,
            "keys": [{"text": self.article.text[k.start : k.end], "start": k.start, "end": k.end} for k in self.keys],
            "article": {name: getattr(article, name) for name in names},
        }


@dataclass(frozen=True, slots=True)
class Citation:
    """One numbered source of an answer; `original` is set when the quote is from a translated edition."""

    n: int
    quote: Quote
    passage: str
    original: Quote | None = None

    def to_dict(self) -> dict[str, Any]:
        fields = self.quote.to_dict()
        return {
            "n": self.n,
            **fields,
            "passage": self.passage,
            "original": self.original and self.original.to_dict(),
            "link": self.quote.link,
        }


@dataclass(frozen=True, slots=True)
class Answer:
    """A checked answer; a refusal carries the nearest passages as its citations."""

    question: str
    language: str
    text: str
    """The answer in plain text with markers [1], [2] … that number the citations."""
    refused: bool
    certainty: Certainty
    citations: tuple[Citation, ...] = ()
    mode: Mode = "quotes"
    checks: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))
    index: str = ""
    timings_ms: Mapping[str, float] = field(default_factory=lambda: MappingProxyType({}))
    probability: float | None = None
    """That the articles answer it, as calibrated; None where nothing was searched."""

    def to_dict(self) -> dict[str, Any]:
        return {
            "question": self.question,
            "language": self.language,
            "answer": self.text,
            "refused": self.refused,
            "certainty": self.certainty,
            "mode": self.mode,
            "citations": [citation.to_dict() for citation in self.citations],
            "checks": dict(self.checks),
            "index": self.index,
            "timings_ms": dict(self.timings_ms),
        }

    def keys_in_text(self) -> list[Span]:
        """Where the keys of the quotes stand in `text`, in order: what may be shown in bold."""
        quotes = [(quote, c.n) for c in self.citations for quote in (c.quote, c.original) if quote]
        spans = {span for quote, n in quotes for span in self._keys(quote, n)}
        kept: list[Span] = []
        for span in sorted(spans, key=lambda s: (s.start, -s.end)):
            if not kept or span.start >= kept[-1].end:
                kept.append(span)
        return kept

    def _keys(self, quote: Quote, n: int) -> Iterator[Span]:
        """Only where the quote is whole and its own marker follows: the same words elsewhere are not this source's."""
        at = self.text.find(quote.text) if quote.keys and quote.text else -1
        while at >= 0:
            end = at + len(quote.text)
            if self.text.startswith((f"[{n}]", f"”[{n}]", f"” [{n}]"), end):
                yield from (Span(at + key.start - quote.start, at + key.end - quote.start) for key in quote.keys)
            at = self.text.find(quote.text, end)


@dataclass(frozen=True, slots=True)
class Searching:
    """The first event of a streamed answer: the question was understood and the search began."""

    language: str


@dataclass(frozen=True, slots=True)
class Text:
    """A piece of the answer's text; the pieces joined are `Answer.text`."""

    chunk: str


@dataclass(frozen=True, slots=True)
class Done:
    """The last event: the whole checked answer, citations included."""

    answer: Answer


Event = Searching | Text | Done
