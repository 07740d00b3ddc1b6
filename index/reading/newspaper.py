"""A page as a newspaper printed it, hard-wrapped plain text → its articles.

It knows nothing of files. It decides by layout and by the set phrases of the trade, never by what a particular
page says, and reports each decision in the Page, so that an editor can see them before anything is stored.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

from index.article import Article, BlockKind
from index.errors import ArticleError
from index.reading.blocks import Draft, assemble
from index.reading.checks import check_id
from index.reading.conserving import check_conservation
from index.reading.correcting import Change, correct, corrections_in
from index.reading.dating import Dating, Folio, conclude_date, date_in, is_masthead, read_folio
from index.reading.dividing import divide
from index.reading.joining import Setting
from index.reading.language import language_of
from index.reading.layout import has_cells
from index.reading.marks import byline_in_lead, byline_names, source_name
from index.reading.measuring import ends_sentence
from index.reading.normal import normalise, normalise_file
from index.reading.outline import Strip, outline, outline_chunks
from index.reading.page import Chunk, Line, Page, Part, PrintedArticle, Role

_BLOCK_KINDS: dict[Role, BlockKind] = {"heading": "heading", "paragraph": "paragraph", "caption": "caption"}

_BULLET = re.compile(r"[•●○▪◆]\s*(?=\S)")


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
    return _read(text, changes, outline(text, Setting.of(text)), stem, name)


def read_set_page(chunks: Sequence[Chunk], stem: str, name: str, title: str) -> Page:
    """The same from the chunks of a page whose print is known; `title` stands in where the page has none."""
    check_id(stem, name)
    text, changes = correct("\n".join(normalise(line.text) for chunk in chunks for line in chunk.lines))
    lines = enumerate(text.split("\n"), 1)
    numbered = [replace(chunk, lines=tuple(map(_numbered, chunk.lines, lines))) for chunk in chunks]
    return _read(text, changes, outline_chunks(numbered, Setting.of(text)), stem, name, title)


def _numbered(line: Line, numbered: tuple[int, str]) -> Line:
    return replace(line, number=numbered[0], text=numbered[1])


def _read(
    text: str, changes: tuple[Change, ...], strips: Sequence[Strip], stem: str, name: str, title: str = ""
) -> Page:
    """The page out of its strips; `title` is the first article's where it has none of its own."""
    printed, folio = divide(strips, Setting.of(text), name, bool(title))
    check_conservation(text, [*folio, *(part for one in printed for part in one.parts)], name)
    facts = _facts(printed, folio, changes, text)
    ids = [stem] if len(printed) == 1 else [f"{stem}-{place}" for place in range(1, len(printed) + 1)]
    articles = tuple(_build(one, article_id, facts, title) for one, article_id in zip(printed, ids, strict=True))
    return Page(articles, tuple(printed), tuple(folio), corrections_in(changes), tuple(_warnings(articles)))


def _facts(printed: Sequence[PrintedArticle], folio: Sequence[Part], changes: tuple[Change, ...], text: str) -> _Facts:
    mastheads = [Folio(paper=part.text) for part in folio if is_masthead(part.text)]
    lines = [found for part in folio if (found := read_folio(part.text))] + mastheads
    said = Folio(
        *(next((getattr(one, key) for one in lines if getattr(one, key)), "") for key in ("date", "paper", "page"))
    )
    leads = [part for one in printed for part in one.texts("paragraph")[:1]]
    dating = Dating(said.date) if said.date else conclude_date(leads, text)
    return _Facts(dating, said, changes)


def _build(printed: PrintedArticle, article_id: str, facts: _Facts, fallback: str) -> Article:
    """The article out of its parts and what the page says."""
    text, blocks = assemble(
        _draft(_BLOCK_KINDS[part.role], part.text) for part in printed.parts if part.role in _BLOCK_KINDS
    )
    bylines = [*printed.texts("byline"), *map(byline_in_lead, printed.texts("paragraph")[:1])]
    source_line = " ".join(printed.texts("source"))
    dateline = next(filter(None, map(date_in, printed.texts("dateline", "byline"))), "")
    title = " ".join(printed.texts("title"))
    inferred = {"title": not title, "date": facts.dating.inferred and not dateline}
    numbers = {line.number for part in printed.parts for line in part.lines}
    return Article(
        id=article_id,
        title=title or fallback,
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
        inferred=tuple(key for key, concluded in inferred.items() if concluded),
        corrections=corrections_in(change for change in facts.changes if change.line in numbers),
        extra=MappingProxyType(_as_printed(printed)),
    )


def _draft(kind: BlockKind, text: str) -> Draft:
    """A part as a block; a paragraph behind a bullet is a list's item."""
    bullet = _BULLET.match(text) if kind == "paragraph" else None
    if bullet:
        return Draft("item", text[bullet.end() :])
    return Draft(kind, text, 2 if kind == "heading" else 0)


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
            if block.kind == "paragraph" and not ends_sentence(text) and not has_cells(text):
                yield f"{article.id}: block {number} does not end as a sentence does: …{text[-12:]}"
