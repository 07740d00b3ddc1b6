"""A citation as words to paste: plain text, HTML for an editor, Markdown.

Every word of an article is escaped in each of them. It knows nothing of clipboards.
"""

import html
import re
from dataclasses import dataclass

from bot.web.citing.reference import Reference
from bot.web.languages import Strings
from index.article import Article

_MARKDOWN = re.compile(r"([\\`*_{}\[\]()#+\-.!|<>~&$@:])")


@dataclass(frozen=True, slots=True)
class Citing:
    """The same citation three times."""

    plain: str
    html: str
    markdown: str


def citing(reference: Reference, strings: Strings) -> Citing:
    """Quote, title, paper, date and permanent link; without a quote, the article alone."""
    return Citing(_plain(reference, strings), _html(reference, strings), _markdown(reference, strings))


def facts(article: Article, strings: Strings) -> list[str]:
    """What is known of where and when it was printed."""
    date = article.date or strings["undated"]
    if article.date and "date" in article.inferred:
        date = f"{date} ({strings['inferred']})"
    page = strings["page_number"].format(page=article.page) if article.page else ""
    return [fact for fact in (article.section, article.source, date, page) if fact]


def _plain(reference: Reference, strings: Strings) -> str:
    quote = [f"“{reference.quote}”"] if reference.quote else []
    described = " · ".join([reference.article.title, *facts(reference.article, strings)])
    return "\n".join([*quote, *_translation(reference, strings), described, reference.link])


def _html(reference: Reference, strings: Strings) -> str:
    article, link = reference.article, html.escape(reference.link)
    quote = f'<blockquote lang="{html.escape(article.lang)}" cite="{link}">“{_lines(reference.quote)}”</blockquote>'
    described = "".join(f" · {html.escape(fact)}" for fact in facts(article, strings))
    title = f'<a href="{link}" lang="{html.escape(article.lang)}">{html.escape(article.title)}</a>'
    notes = "".join(f"<p>{html.escape(line)}</p>" for line in _translation(reference, strings))
    return f"{quote if reference.quote else ''}{notes}<p>{title}{described}</p>"


def _markdown(reference: Reference, strings: Strings) -> str:
    lines = [_escaped(line) for line in f"“{reference.quote}”".splitlines()] if reference.quote else []
    quote = ["\n".join(f"> {line}".rstrip() for line in lines)] if lines else []
    described = "".join(f" · {_escaped(fact)}" for fact in facts(reference.article, strings))
    title = f"[{_escaped(reference.article.title)}](<{reference.link}>){described}"
    return "\n\n".join([*quote, *(_escaped(line) for line in _translation(reference, strings)), title])


def _translation(reference: Reference, strings: Strings) -> list[str]:
    """The translation, named as one."""
    edition = reference.edition
    if edition is None:
        return []
    if edition == reference.article:
        return [f"({strings['reference_is_translation'].format(lang=edition.lang)})"]
    if reference.translated:
        return [f"({strings['translation']}: “{reference.translated}”)"]
    return [f"({strings['reference_translation'].format(title=edition.title, lang=edition.lang)})"]


def _lines(text: str) -> str:
    return html.escape(text).replace("\n\n", "<br>").replace("\n", "<br>")


def _escaped(text: str) -> str:
    """Markdown that shows the text; in one line, because a line break could begin something."""
    return _MARKDOWN.sub(r"\\\1", " ".join(text.split()))
