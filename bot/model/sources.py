"""The passages that a model is given, each with what it may be quoted for and checked against.

The paragraph's other editions count as the same source: an English sentence over a Chinese passage is checked
against the English edition too. Sentences that speak to a language model are left out. It knows nothing of models.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files

import yaml

from bot.finding import Found
from bot.model.facts import Known, known_from
from bot.selecting import Candidate
from index.article import Article
from index.hits import Hit
from index.search import Index
from index.words import fold

MOST = 4
"""Passages given to a model."""
TOLD = 0.3
"""How far below the best sentence, by the question's score, a passage's best one may be and still be told: as far as
anything that an answer without a model shows. Each further passage is a second of waiting where a processor reads."""
REACH = 0.6
"""How far below the best sentence one of a passage that is told may be and still be evidence: what has nothing to do
with the question is none, whatever it says."""


@dataclass(frozen=True)
class Source:
    """One numbered passage: what the model reads, in `lang`, and all that its paragraph says in every edition."""

    n: int
    hit: Hit
    text: str
    evidence: str
    texts: tuple[tuple[str, str], ...]
    candidates: tuple[Candidate, ...]

    @property
    def article(self) -> Article:
        return self.hit.article

    @property
    def heading(self) -> str:
        """Title, paper and date: the model may say them of the passage."""
        about = (self.article.title, self.article.source, self.article.date)
        return " · ".join(text for text in about if text and not instructs(text))

    @cached_property
    def words(self) -> list[str]:
        """Every text that a quotation or a name may be from."""
        return [text for text, _ in self.texts]

    @cached_property
    def known(self) -> Known:
        return known_from(self.texts, [self.article.date])


def sources_of(index: Index, found: Sequence[Found]) -> list[Source]:
    """The best passages of all parts of a question, each paragraph once, best first."""
    sources: list[Source] = []
    taken: dict[tuple[str, int], str] = {}
    for one in found:
        best = one.ranked[0].score if one.ranked else 0.0
        for hit in sorted(one.hits, key=lambda h: -_best(one, h)):
            if len(sources) >= MOST or _best(one, hit) < best - TOLD:
                break
            if taken.setdefault(hit.paragraph, hit.article.id) != hit.article.id:
                continue
            if any(source.hit.passage.id == hit.passage.id for source in sources):
                continue
            if source := _source(index, len(sources) + 1, hit, one.ranked, best - REACH):
                sources.append(source)
    return sources


def _best(found: Found, hit: Hit) -> float:
    return max((c.score for c in found.ranked if c.hit.passage.id == hit.passage.id), default=hit.score - 10)


def _source(index: Index, n: int, hit: Hit, ranked: Sequence[Candidate], least: float) -> Source | None:
    """None where nothing of the passage may be given away."""
    article = hit.article
    own = [article.text[s.start : s.end] for s in hit.passage.sentences]
    told = [text for text in own if not instructs(text)]
    near = tuple(c for c in ranked if c.hit.passage.id == hit.passage.id and not instructs(c.text))
    evidence = [c.text for c in near if c.score >= least]
    if not told or not evidence:
        return None
    texts = [(" ".join(told), article.lang), (_about(article), article.lang)]
    for article_id in index.editions(article.translation_of or article.id).values():
        edition = index.article(article_id)
        if edition and edition.id != article.id:
            sentences = index.block_sentences(edition.id, hit.passage.block)
            words = [edition.text[u.sentence.start : u.sentence.end] for u in sentences]
            texts.append((" ".join(text for text in words if not instructs(text)), edition.lang))
            texts.append((_about(edition), edition.lang))
    return Source(n, hit, " ".join(told), " ".join(evidence), tuple(texts), near)


def _about(article: Article) -> str:
    """What is known of an article beside its text."""
    about = (article.title, article.subtitle, article.source, *article.authors)
    return "\n".join(text for text in about if text and not instructs(text))


def instructs(text: str) -> bool:
    """Whether a text tells a language model what to do."""
    return _instructing().search(fold(text)) is not None


@cache
def _instructing() -> re.Pattern[str]:
    patterns: list[str] = yaml.safe_load(files("bot.model").joinpath("instructing.yaml").read_text("utf-8"))
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns))
