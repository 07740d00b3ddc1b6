"""A reference as a file that reference managers read: RIS, BibTeX, CSL-JSON.

All text in it is an article's: each format's own signs are escaped, a value never ends its field. It knows
nothing of how the file is served.
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

from bot.web.citing.reference import Reference
from bot.web.languages import Strings

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
_TEX: Mapping[int, str] = str.maketrans(
    {sign: f"\\{sign}" for sign in "$&%#_"}
    | {
        "\\": r"\textbackslash{}",
        "{": r"\textbraceleft{}",  # BibTeX counts every brace, escaped or not
        "}": r"\textbraceright{}",
        "~": r"\textasciitilde{}",
        "^": r"\textasciicircum{}",
    }
)


class Format(NamedTuple):
    """How one kind of file is written and named."""

    name: str
    suffix: str
    media_type: str
    write: Callable[[Reference, Strings], str]


def ris(reference: Reference, strings: Strings) -> str:
    """Lines of `TAG  - value`; a value is one line."""
    article, parts = reference.article, reference.date_parts
    day = "/".join([*(f"{part:02}" for part in parts), *[""] * (4 - len(parts))])
    fields = [("TY", "NEWS"), ("TI", article.title), *(("AU", author) for author in article.authors)]
    fields += [("T2", article.source), ("SE", article.section), ("SP", article.page or ""), ("LA", article.lang)]
    fields += [("PY", f"{parts[0]:04}"), ("DA", day)] if parts else []
    fields += [("TT", title)] if (title := _translated_title(reference)) else []
    fields += [("UR", reference.link), ("UR", reference.web_url or ""), ("N1", _quoted(reference))]
    fields += [("N1", note) for note in _notes(reference, strings)]
    lines = [f"{tag}  - {_line(value)}" for tag, value in fields if value]
    return "\r\n".join([*lines, "ER  - ", ""])


def bibtex(reference: Reference, strings: Strings) -> str:
    """One entry; the date as `date` for biblatex and as year and month for BibTeX."""
    article, parts = reference.article, reference.date_parts
    fields = [("title", f"{{{_tex(article.title)}}}"), ("journal", _tex(article.source))]
    fields += [("author", " and ".join(f"{{{_tex(author)}}}" for author in article.authors))]
    fields += [("date", article.date if parts else ""), ("year", f"{parts[0]:04}" if parts else "")]
    fields += [("pages", _tex(article.page or "")), ("language", _tex(article.lang)), ("url", _tex_url(reference.link))]
    fields += [("annotation", _tex(_quoted(reference))), ("note", _tex(" ".join(_notes(reference, strings))))]
    lines = [f"  {name} = {{{value}}}" for name, value in fields if value]
    lines += [f"  month = {MONTHS[parts[1] - 1]}"] if len(parts) > 1 and 1 <= parts[1] <= 12 else []
    return f"@article{{{_key(reference)},\n" + ",\n".join(lines) + "\n}\n"


def csl_json(reference: Reference, strings: Strings) -> str:
    """A list of one item, as Zotero and citeproc read it."""
    article, parts = reference.article, reference.date_parts
    item: dict[str, Any] = {
        "id": _key(reference),
        "type": "article-newspaper",
        "title": _line(article.title),
        "container-title": _line(article.source),
        "author": [{"literal": _line(author)} for author in article.authors],
        "issued": {"date-parts": [list(parts)]} if parts else None,
        "section": _line(article.section),
        "page": _line(article.page or ""),
        "language": article.lang,
        "URL": reference.link,
        "annote": _line(_quoted(reference)),
        "note": " ".join(_notes(reference, strings)),
    }
    return json.dumps([{name: value for name, value in item.items() if value}], ensure_ascii=False, indent=2) + "\n"


FORMATS: Mapping[str, Format] = {
    "ris": Format("RIS", "ris", "application/x-research-info-systems", ris),
    "bibtex": Format("BibTeX", "bib", "application/x-bibtex", bibtex),
    "csl": Format("CSL-JSON", "json", "application/vnd.citationstyles.csl+json", csl_json),
}


def _notes(reference: Reference, strings: Strings) -> Iterator[str]:
    """What the fields cannot say: a date that was concluded, a translation that was read, the paper's own page."""
    article, edition = reference.article, reference.edition
    if "date" in article.inferred and article.date:
        yield strings["reference_inferred"].format(date=_line(article.date))
    if edition == article:
        yield strings["reference_is_translation"].format(lang=_line(article.lang))
    elif edition:
        yield strings["reference_translation"].format(title=_line(edition.title), lang=_line(edition.lang))
    if reference.translated:
        yield f"{strings['translation']}: “{_line(reference.translated)}”"
    if reference.web_url:
        yield f"{strings['web_source']} {_line(reference.web_url)}"


def _translated_title(reference: Reference) -> str:
    return reference.edition.title if reference.edition and reference.edition != reference.article else ""


def _quoted(reference: Reference) -> str:
    return f"“{reference.quote}”" if reference.quote else ""


def _key(reference: Reference) -> str:
    """Letters, digits and hyphens of the article's id: what every program takes for a key."""
    return re.sub(r"[^A-Za-z0-9]+", "-", reference.article.id).strip("-") or f"article-{reference.article.hash}"


def _line(text: str) -> str:
    """In one line, without signs that no reader shows."""
    return " ".join(_CONTROL.sub(" ", text).split())


def _tex(text: str) -> str:
    return _line(text).translate(_TEX)


def _tex_url(url: str) -> str:
    """An address is taken as it is, so what could end the field is written in per cent."""
    return _line(url).replace("\\", "%5C").replace("{", "%7B").replace("}", "%7D")
