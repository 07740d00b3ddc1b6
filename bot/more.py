"""More of what was quoted: the sentences of the articles that come next and were not shown yet.

It knows the answer before by its citations only, and nothing of questions.
"""

from collections.abc import Iterator, Sequence

from bot.answer import Citation, Quote
from bot.editions import Place, in_language, original_of
from index.article import Article
from index.search import Index

AT_ONCE = 3
"""Sentences that are shown at a time."""


def more_of(index: Index, citations: Sequence[Citation], times: int, language: str) -> tuple[Citation, ...]:
    """What the `times`-th "tell me more" shows after an answer; nothing where the section has come to its end."""
    shown = {(c.quote.article.id, c.quote.start) for c in citations}
    places: dict[tuple[str, int], Place] = {}
    for place in _onward(index, citations):
        key = place.article.id, place.sentence.start
        if key not in shown:
            places.setdefault(key, place)
        if len(places) >= times * AT_ONCE:
            break
    due = list(places.values())[(times - 1) * AT_ONCE :]
    order = {c.quote.article.id: n for n, c in reversed(list(enumerate(citations)))}
    due.sort(key=lambda place: (order[place.article.id], place.sentence.start))
    return _cited(index, due, language)


def _onward(index: Index, citations: Sequence[Citation]) -> Iterator[Place]:
    """The rest of each paragraph quoted, what follows the quote first; then the paragraphs after the first one."""
    for citation in citations:
        quote = citation.quote
        block = _block(quote)
        places = _sentences(index, quote.article, block)
        yield from (place for place in places if place.sentence.start > quote.start)
        yield from (place for place in places if place.sentence.start < quote.start)
    if citations:
        first = citations[0].quote
        for number in range(_block(first) + 1, len(first.article.blocks)):
            kind = first.article.blocks[number].kind
            if kind == "heading":
                return
            if kind == "paragraph":
                yield from _sentences(index, first.article, number)


def _block(quote: Quote) -> int:
    blocks = quote.article.blocks
    return next(n for n, block in enumerate(blocks) if block.start <= quote.start < block.end)


def _sentences(index: Index, article: Article, block: int) -> list[Place]:
    return [Place(article, block, unit.sentence, unit.passage) for unit in index.block_sentences(article.id, block)]


def _cited(index: Index, places: Sequence[Place], language: str) -> tuple[Citation, ...]:
    citations: dict[tuple[str, int], Citation] = {}
    for place in places:
        shown = in_language(index, place, language)
        original = original_of(index, shown)
        key = shown.article.id, shown.sentence.start
        if key not in citations:
            number = len(citations) + 1
            citations[key] = Citation(number, _quote(shown), shown.passage, _quote(original) if original else None)
    return tuple(citations.values())


def _quote(place: Place) -> Quote:
    return Quote(place.article, place.sentence.start, place.sentence.end)
