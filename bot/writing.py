"""The answer without a language model: the articles' own words, in the visitor's language around them.

It knows nothing of how sentences were found; whatever it puts between quotation marks is a span of a source.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.answer import Citation, Quote
from bot.checking import CLOSE_QUOTE, OPEN_QUOTE
from bot.choosing import Choice
from bot.editions import Place, in_language, original_of
from bot.key import marked
from bot.language import same_language
from bot.phrases import phrases
from bot.question import Asked
from index.article import Article
from index.search import Index


@dataclass(frozen=True, slots=True)
class Written:
    """A text, its citations, and the spans of it that are quotes."""

    text: str
    citations: tuple[Citation, ...] = ()
    quoted: tuple[str, ...] = ()


def cite(index: Index, choices: Sequence[Choice], language: str, asked: Asked | None = None) -> tuple[Citation, ...]:
    """Citations of these sentences, numbered from 1, in the edition that the visitor can read best.

    With `asked`, what answers is marked where that is certain: in all of a list, else in the first, which is the
    likeliest to be right.
    """
    citations: list[Citation] = []
    for choice in choices:
        shown = in_language(index, choice.place, language)
        original = original_of(index, shown)
        quote = _quote(index, shown, choice.led)
        beside = _quote(index, original, choice.led) if original else None
        if asked and (asked.kind == "list" or not citations):
            quote, beside = marked(asked, quote, beside)
        if not any(_overlap(quote, other.quote) for other in citations):
            citations.append(Citation(len(citations) + 1, quote, shown.passage, beside))
    return tuple(citations)


def write(citations: Sequence[Citation], language: str, lead: str = "") -> Written:
    """The quotes, each with its marker; a lead-in where they are not in the visitor's language."""
    said = phrases(language)
    if not lead and citations and not same_language(citations[0].quote.article.lang, language):
        lead = said["foreign_edition"] if citations[0].original else said["foreign"]
    bullet = "- " if len(citations) > 1 else ""
    lines, quoted = [lead] if lead else [], []
    for citation in citations:
        lines.append(f"{bullet}{_line(citation, said['translation'])}")
        quoted.append(citation.quote.text)
        if citation.original:
            lines.append(f"{'  ' if bullet else ''}{said['original']}: {_marked(citation.original)}[{citation.n}]")
            quoted.append(citation.original.text)
    return Written("\n".join(lines), tuple(citations), tuple(quoted))


def describe(article: Article) -> str:
    """Title, paper and date, as far as they are known."""
    return ", ".join(filter(None, (article.title, article.source, article.date)))


def _line(citation: Citation, translation: str) -> str:
    label = f" ({translation})" if citation.original else ""
    return f"{_marked(citation.quote)}[{citation.n}]{label}"


def _marked(quote: Quote) -> str:
    """The words between quotation marks; words that bring their own pair need no second one."""
    text = quote.text
    if text.startswith(OPEN_QUOTE) and text.endswith(CLOSE_QUOTE) and text.count(OPEN_QUOTE) == 1:
        return text
    return f"{OPEN_QUOTE}{text}{CLOSE_QUOTE}"


def _quote(index: Index, place: Place, led: bool) -> Quote:
    """The sentence, `led` by the one before it in its own paragraph."""
    start, end = place.sentence.start, place.sentence.end
    if led:
        before = [u.sentence.start for u in index.block_sentences(place.article.id, place.block)]
        start = max((other for other in before if other < start), default=start)
    return Quote(place.article, start, end)


def _overlap(one: Quote, other: Quote) -> bool:
    """Whether words of one stand in the other: sentences of two editions can be the same one in a third."""
    return one.article.id == other.article.id and one.start < other.end and other.start < one.end
