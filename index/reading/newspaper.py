"""A page as a newspaper printed it, hard-wrapped plain text → its articles.

It knows nothing of files. It decides by layout and by the set phrases of the trade, never by what a particular
page says, and reports each decision in the Page, so that an editor can see them before anything is stored.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from index.article import Article, BlockKind
from index.errors import ArticleError
from index.reading.blocks import Draft, assemble
from index.reading.checks import check_id
from index.reading.conserving import check_conservation
from index.reading.correcting import Change, correct, corrections_in
from index.reading.dating import Dating, Folio, conclude_date, date_in, read_folio
from index.reading.dividing import divide
from index.reading.joining import Setting
from index.reading.language import language_of
from index.reading.marks import byline_in_lead, byline_names, source_name
from index.reading.measuring import ends_sentence
from index.reading.normal import normalise, normalise_file
from index.reading.outline import outline
from index.reading.page import Page, Part, PrintedArticle, Role

_BLOCK_KINDS: dict[Role, BlockKind] = {"heading": "heading", "paragraph": "paragraph", "caption": "caption"}


@dataclass(frozen=True, slots=True)
class _Facts:
    """What the page says for all of its articles."""

    dating: Dating
    folio: Folio
    changes: tuple[Change, ...]


def read_page(text: str, stem: str = "page", name: str = "") -> Page:
    """The articles of a printed page; their ids are `stem`, or `stem-1`, `stem-2` … where there are several.

    Raises ArticleError naming the file `name` when the page has no text or no title, and when a character of
    it would not arrive in an article.
    """
    name = name or stem
    check_id(stem, name)
    text = "\n".join(normalise(line) for line in normalise_file(text).split("\n"))
    if not text.strip():
        raise ArticleError(f"{name}: the file is empty. Expected the text of a printed page.")
    text, changes = correct(text)
    setting = Setting.of(text)
    printed, folio = divide(outline(text, setting), setting, name)
    check_conservation(text, [*folio, *(part for one in printed for part in one.parts)], name)
    facts = _facts(printed, folio, changes, text)
    ids = [stem] if len(printed) == 1 else [f"{stem}-{place}" for place in range(1, len(printed) + 1)]
    articles = tuple(_build(one, article_id, facts) for one, article_id in zip(printed, ids, strict=True))
    return Page(articles, tuple(printed), tuple(folio), corrections_in(changes), tuple(_warnings(articles)))


def _facts(printed: Sequence[PrintedArticle], folio: Sequence[Part], changes: tuple[Change, ...], text: str) -> _Facts:
    lines = [found for part in folio if (found := read_folio(part.text))]
    said = Folio(
        *(next((getattr(one, key) for one in lines if getattr(one, key)), "") for key in ("date", "paper", "page"))
    )
    leads = [part for one in printed for part in one.texts("paragraph")[:1]]
    dating = Dating(said.date) if said.date else conclude_date(leads, text)
    return _Facts(dating, said, changes)


def _build(printed: PrintedArticle, article_id: str, facts: _Facts) -> Article:
    """The article out of its parts and what the page says."""
    text, blocks = assemble(
        Draft(_BLOCK_KINDS[part.role], part.text, 2 if part.role == "heading" else 0)
        for part in printed.parts
        if part.role in _BLOCK_KINDS
    )
    bylines = [*printed.texts("byline"), *map(byline_in_lead, printed.texts("paragraph")[:1])]
    source_line = " ".join(printed.texts("source"))
    dateline = next(filter(None, map(date_in, printed.texts("dateline", "byline"))), "")
    numbers = {line.number for part in printed.parts for line in part.lines}
    return Article(
        id=article_id,
        title=" ".join(printed.texts("title")),
        text=text,
        blocks=blocks,
        lang=language_of(text),
        source=source_name(source_line) or facts.folio.paper,
        date=dateline or facts.dating.date,
        page=facts.folio.page or None,
        authors=tuple(dict.fromkeys(name for line in bylines for name in byline_names(line))),
        subtitle=" ".join(printed.texts("kicker", "subtitle")),
        section=" ".join(printed.texts("section")),
        source_line=source_line,
        inferred=("date",) if facts.dating.inferred and not dateline else (),
        corrections=corrections_in(change for change in facts.changes if change.line in numbers),
        extra=MappingProxyType(_as_printed(printed)),
    )


def _as_printed(printed: PrintedArticle) -> dict[str, object]:
    """Lines of the print that the article's fields hold only in other words."""
    lines = {"byline": printed.texts("byline"), "dateline": printed.texts("dateline")}
    return {key: " ".join(texts) for key, texts in lines.items() if texts}


def _warnings(articles: Sequence[Article]) -> Iterator[str]:
    for article in articles:
        if not article.date:
            yield f"{article.id}: the page names no date, and none could be concluded"
        if not article.source:
            yield f"{article.id}: no source line found"
        for number, block in enumerate(article.blocks, 1):
            text = article.block_text(block)
            if block.kind == "paragraph" and not ends_sentence(text):
                yield f"{article.id}: block {number} does not end as a sentence does: …{text[-12:]}"
