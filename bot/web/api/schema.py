"""What goes into the API and what comes out, as models: the checks, the description and the tools share them.

It knows nothing of HTTP, nor of how an answer is found.
"""

from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from index.article import Article, BlockKind
from index.hits import Hit

HISTORY = 20
"""Earlier questions that are read; of a longer history the latest ones."""
MOST_HITS = 50

Question = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]


class Ask(BaseModel):
    """A question, with what was asked before it."""

    model_config = ConfigDict(
        strict=True,
        frozen=True,
        json_schema_extra={
            "examples": [{"question": "陆海国际新闻中心有多少注册记者？", "history": ["你好"], "language": "zh"}]
        },
    )

    question: Question = Field(description="In any language.")
    history: list[str] = Field(
        [], description=f"Earlier questions of the conversation, the oldest first; the last {HISTORY} are read."
    )
    language: str | None = Field(
        None,
        pattern=r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}$",
        description="BCP 47 tag of the visitor's language, for questions that leave it open.",
    )


class Search(BaseModel):
    """Words to look for in the articles."""

    model_config = ConfigDict(frozen=True)

    q: Question = Field(description="A question or words, in any language.", examples=["注册记者"])
    k: int = Field(5, ge=1, le=MOST_HITS, description="How many passages, at most.")


class Fault(BaseModel):
    """Why a request could not be served."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"detail": "The body is not JSON."}]})

    detail: str = Field(description="What was received, what was expected and how to mend it.")


class Source(BaseModel):
    """The article that words come from; what the source does not say is empty or null."""

    model_config = ConfigDict(from_attributes=True)

    id: str
    title: str
    source: str = Field(description="The paper, as printed.")
    date: str = Field(description="Year, month or day: 2023, 2023-08, 2023-08-16.")
    lang: str = Field(description="BCP 47 tag.")
    url: str | None
    page: str | None


class Key(BaseModel):
    """The very words of a quote that answer, where that is certain."""

    text: str
    start: int
    end: int


class Quoted(BaseModel):
    """Words of an article to the letter: characters `start` to `end`, half open, of its text."""

    quote: str
    start: int
    end: int
    keys: list[Key]
    article: Source


class Cited(Quoted):
    """The source that a marker `[n]` of the answer stands for."""

    n: int = Field(description="The number in the answer's markers.")
    passage: str = Field(description="Id of the passage that holds the quote.")
    original: Quoted | None = Field(description="The same words in the original, where the quote is of a translation.")
    link: str = Field(description="Permanent link to the article's page with the quote marked.")


class Checks(BaseModel):
    """What was checked before the answer left; of a language model's words also why sentences were held back
    (`reasons`), `marks_taken_off`, `cut_short`, or why there are none (`model`)."""

    model_config = ConfigDict(extra="allow")

    quotes_verbatim: bool
    facts_supported: bool
    withheld: int = Field(description="Sentences that were held back.")


class Answered(BaseModel):
    """An answer with the passage behind every sentence, or a refusal with the nearest passages."""

    question: str
    language: str
    answer: str = Field(description="Plain text with markers [1], [2] … that number the citations.")
    refused: bool = Field(description="True where the articles do not answer the question with certainty.")
    certainty: Literal["high", "low"] = Field(description="low: the passages are possibly related.")
    mode: Literal["quotes", "model"]
    citations: list[Cited]
    checks: Checks
    index: str = Field(description="Version of the index that answered.")
    timings_ms: dict[str, float]


class Found(BaseModel):
    """A passage found, best first."""

    passage: str = Field(description="The passage's id.")
    text: str
    start: int
    end: int
    heading: str = Field(description="The section heading above it, empty where there is none.")
    score: float = Field(description="Higher is nearer; comparable within one search only.")
    article: Source
    link: str = Field(description="Permanent link to the article's page with the passage marked.")

    @classmethod
    def of(cls, hit: Hit, link: str) -> Self:
        return cls(
            passage=hit.passage.id,
            text=hit.text,
            start=hit.passage.start,
            end=hit.passage.end,
            heading=hit.passage.heading,
            score=round(hit.score, 6),
            article=Source.model_validate(hit.article),
            link=link,
        )


class Hits(BaseModel):
    """The passages nearest to a question."""

    index: str = Field(description="Version of the index that was searched.")
    hits: list[Found]


class Listed(Source):
    """An article of the index."""

    subtitle: str
    section: str
    translation_of: str | None = Field(description="Id of the original, where this is its edition in another language.")
    hash: str = Field(description="Names this version of the text; permanent links carry it.")
    link: str = Field(description="Permanent link to the article's page.")

    @classmethod
    def of(cls, article: Article, link: str) -> Self:
        return cls.model_validate(_fields(cls, article) | {"link": link})


class Listing(BaseModel):
    """All articles that answers come from, editions too."""

    index: str = Field(description="Version of the index.")
    articles: list[Listed]


class TextBlock(BaseModel):
    """A heading, paragraph, list item or caption: characters `start` to `end`, half open, of the text."""

    model_config = ConfigDict(from_attributes=True)

    kind: BlockKind
    start: int
    end: int
    level: int = Field(description="Depth of a heading, 0 for every other kind.")


class Whole(Listed):
    """An article with its text, in which every `start` and `end` counts characters (code points)."""

    authors: list[str]
    inferred: list[str] = Field(description="What was concluded from the text rather than read.")
    text: str
    blocks: list[TextBlock]


class Shown(BaseModel):
    """An article as the panel beside the chat names it."""

    id: str
    title: str
    subtitle: str
    section: str
    source: str
    date: str
    lang: str
    page: str | None
    inferred: list[str]


class Part(BaseModel):
    """A stretch of a paragraph, wholly inside or wholly outside the marked words."""

    text: str
    marked: bool


class Paragraph(BaseModel):
    """A paragraph that holds marked words, or a neighbour of one."""

    kind: BlockKind | Literal["history"] = Field(description="history: as quoted, before the article changed.")
    neighbour: bool
    pieces: list[Part]


Became = Literal["whole", "same", "kept", "reworded", "removed", "unknown", "nowhere"]
"""What became of the words of a link since it was made; `bot.web.articles.cited` finds it."""


class CitedAs(BaseModel):
    """One citation with its permanent link, three times, to paste."""

    plain: str
    html: str
    markdown: str


class ReferenceFile(BaseModel):
    """A file for reference managers."""

    name: str
    href: str


class ShownOriginal(BaseModel):
    """The same words where the translation has them from."""

    article: Shown
    state: Became
    paragraphs: list[Paragraph]
    quote: str
    link: str


class ShownPassage(BaseModel):
    """The words that a permanent link marks, with the paragraphs around them."""

    article: Shown
    changed: bool = Field(description="True where the text has changed since the link was made.")
    state: Became = Field(
        description="same, or kept through a change: the very words. reworded, removed: what was quoted is a paragraph "
        "of kind history. unknown: the text of the link is not held. whole: no words are named."
    )
    notice: str = Field(description="The same for people, in the language asked for; empty where nothing has changed.")
    translation: bool
    paragraphs: list[Paragraph]
    quote: str = Field(description="The words, where they still stand as they were quoted.")
    original: ShownOriginal | None
    quotable: bool = Field(description="True where the citation quotes the words.")
    citation: CitedAs
    references: list[ReferenceFile]


def _fields(model: type[BaseModel], article: Article) -> dict[str, Any]:
    """What the article has of the model's fields."""
    return {name: getattr(article, name) for name in model.model_fields if hasattr(article, name)}
