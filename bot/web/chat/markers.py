"""An answer as Markdown in which only our own citation markers are links.

Answer text can hold anything: words of an article, words of a visitor. Every ASCII sign that Markdown or
HTML could read is written as a character reference, which shows the sign and never means it; so no list
of dangerous combinations has to be complete. Markers `[n]` with a citation become collapsed reference
links (`[n][]`: a bare `[1][2]` would be one link with the text 1), with one definition a citation.
It knows nothing of Gradio, whose Chatbot shows the result.
"""

import html
import json
import re
import string
import uuid
from collections.abc import Callable, Iterator, Sequence

from bot.answer import Answer, Citation, Span
from bot.web.articles.links import permanent_link
from bot.web.languages import Strings
from index.article import Article

_REFERENCES = {ord(sign): f"&#{ord(sign)};" for sign in string.punctuation}
_MARKER = re.compile("&#91;([0-9]{1,3})&#93;")
"""`[n]` after `inert`; text that spells out this reference has its own `&` written as a reference."""
_ITEM = re.compile("^&#45; ", re.MULTILINE)
"""The bot lists several quotes as lines that begin with a dash; whoever else does gets a bullet, no more."""
_EXCERPT = 160
"""Characters of a passage shown in the list of possibly related ones."""


def inert(text: str, bold: Sequence[Span] = (), apart: Sequence[Span] = ()) -> str:
    """The text as Markdown that shows it to the letter: line breaks stay, nothing else has a meaning.

    `bold` are stretches of it in order, `apart` ones that run in their own direction, and may hold bold ones. They are
    HTML, because ** beside punctuation, such as “, is no emphasis in Markdown; a stretch over several lines stays
    plain, because a tag must not be parted.
    """
    tags = [*_tags(text, bold, "strong", (0, 3)), *_tags(text, apart, "bdi", (1, 2))]
    pieces, at = [], 0
    for place, _, tag in sorted(tags):
        pieces += [text[at:place].translate(_REFERENCES), tag]
        at = place
    escaped = "".join([*pieces, text[at:].translate(_REFERENCES)])
    lines = [line.strip() for line in escaped.splitlines()]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def _tags(text: str, spans: Sequence[Span], name: str, order: tuple[int, int]) -> Iterator[tuple[int, int, str]]:
    """(place, rank among those of one place, tag): what was opened last is closed first."""
    for span in spans:
        if len(text[span.start : span.end].splitlines()) == 1:
            yield span.start, order[1], f"<{name}>"
            yield span.end, order[0], f"</{name}>"


def streaming(text: str) -> str:
    """An unfinished answer: its markers already look like markers but lead nowhere yet."""
    return _block("answer", _with_markers(text, lambda n: f"[{n}](#source-{n})"))


def finished(answer: Answer, strings: Strings) -> str:
    """The whole answer with its sources as a list, or a refusal with the nearest passages."""
    known = {citation.n for citation in answer.citations}
    apart = _quotations(answer) if strings["direction"] == "rtl" else ()
    text = _with_markers(answer.text, lambda n: f"[{n}][]" if n in known else None, answer.keys_in_text(), apart)
    if answer.refused:
        body = _refusal(answer, text, strings)
    else:
        body = [_block("answer", text, answer.language)]
        if "model" in answer.checks:
            body.append(note("quietly", strings["without_model"]))
        items = [_source(citation, strings) for citation in answer.citations]
        body += [_list("sources", strings["sources"], items)] if items else []
    definitions = [_definition(citation, strings) for citation in answer.citations]
    return "\n\n".join([*body, "\n".join(definitions)]).strip()


def note(kind: str, text: str) -> str:
    """A message of the page itself, such as searching, stopped or failed."""
    return _block(kind, inert(text))


def place(turn_id: str, unfinished: bool) -> str:
    """An empty element that tells the page's script which turn a message is, and whether more of it comes."""
    return f'<div class="turn{" unfinished" if unfinished else ""}" id="turn-{html.escape(turn_id)}"></div>'


def outcome(turn_id: str, became: str) -> str:
    """An empty element that tells the page's script what became of a vote; each time another one."""
    return f'<div class="outcome" id="outcome-{uuid.uuid4().hex}" title="{html.escape(f"{turn_id} {became}")}"></div>'


def for_script(turn_id: str, questions: Sequence[str]) -> str:
    """Questions for the page's script, which reads them as text."""
    return inert(json.dumps({"turn": turn_id, "questions": list(questions)}, ensure_ascii=False))


def source_line(article: Article, strings: Strings) -> str:
    """Title, source and date in one line of plain text, as in a copied citation."""
    date = article.date or strings["undated"]
    if "date" in article.inferred:
        date = f"{date} ({strings['inferred']})"
    return " · ".join(part for part in (article.title, article.source, date) if part)


def link_of(citation: Citation) -> str:
    """The permanent link; for a translated edition it names the original's words too."""
    quote = citation.quote
    return permanent_link(quote.article, Span(quote.start, quote.end), citation.original)


def _with_markers(
    text: str, link: Callable[[int], str | None], bold: Sequence[Span] = (), apart: Sequence[Span] = ()
) -> str:
    """`inert`, but for list items and the markers that `link` knows; other markers are the text they are."""
    return _MARKER.sub(lambda marker: link(int(marker[1])) or marker[0], _ITEM.sub("- ", inert(text, bold, apart)))


def _quotations(answer: Answer) -> list[Span]:
    """Where the answer quotes, quotation marks included: in a text from right to left they would stand astray."""
    quotes = {quote.text for c in answer.citations for quote in (c.quote, c.original) if quote}
    found = [(answer.text.find(f"“{quote}”"), len(quote) + 2) for quote in quotes]
    return [Span(at, at + length) for at, length in found if at >= 0]


def _refusal(answer: Answer, text: str, strings: Strings) -> list[str]:
    """The answer's words and the nearest passages; one that the text quotes is not quoted again."""
    blocks = [_block("refused", text, answer.language)]
    if answer.citations:
        items = [
            _source(citation, strings)
            if f"[{citation.n}]" in answer.text
            else f"{_excerpt(citation)}\n{_source(citation, strings)}"
            for citation in answer.citations
        ]
        blocks.append(_list("related", strings["possibly_related"], items))
    return blocks


def _excerpt(citation: Citation) -> str:
    words = " ".join(citation.quote.text.split())
    shown = words if len(words) <= _EXCERPT else words[:_EXCERPT].rstrip() + "…"
    return inert(shown)


def _source(citation: Citation, strings: Strings) -> str:
    return f"[**{citation.n}** {inert(source_line(citation.quote.article, strings))}][{citation.n}]"


def _definition(citation: Citation, strings: Strings) -> str:
    title = inert(source_line(citation.quote.article, strings)).replace("\n", " ")
    return f'[{citation.n}]: <{link_of(citation)}> "{title}"'


def _list(kind: str, heading: str, items: Sequence[str]) -> str:
    return _block(kind, "\n\n".join([f"**{inert(heading)}**", *items]))


def _block(kind: str, markdown: str, lang: str = "") -> str:
    """A container with a class of ours; the blank lines make its inside Markdown again."""
    attribute = f' lang="{html.escape(lang)}"' if lang else ""
    return f'<div class="{kind}"{attribute}>\n\n{markdown}\n\n</div>'
