"""Markdown with front matter ↔ Article: what is text stays, to the letter; what is markup goes.

It knows nothing of files or of where a text came from. The body is CommonMark with tables; raw HTML counts as
markup, so no tag survives reading as one. `parse_markdown(to_markdown(a), a.id) == a` for every article whose
blocks are clean (see `normal.clean_block`), which those of every reader here are.
"""

import re
from collections.abc import Iterator, Mapping

from markdown_it import MarkdownIt
from markdown_it.token import Token

from index.article import Article
from index.errors import ArticleError
from index.reading.blocks import Draft, assemble
from index.reading.checks import check_id
from index.reading.front_matter import read_fields, split_front_matter, write_fields
from index.reading.inline import inline_text, strip_html
from index.reading.joining import Setting
from index.reading.normal import clean_block, normalise_file


class _Parser(MarkdownIt):
    """A link's text is kept and its address never is, so no address need be harmful."""

    def validateLink(self, url: str) -> bool:
        return True


# maxNesting: what is nested deeper than this is lost by the parser; its own default for CommonMark is 20.
_PARSER = _Parser("commonmark", {"maxNesting": 100}).enable("table")

_ESCAPED = re.compile(r"[\\`*_\[\]<>&|~#]")
_LINE_MARK = re.compile(r"^(?=[-+=:])|^(?P<number>\d{1,9})(?=[.)])", re.MULTILINE | re.ASCII)
_UNTOLD = re.compile(r"--+|[<>]|\s+")
"""What a comment must not hold: it would end before its end."""
_EDGE_SPACE = re.compile(r"^ +| +$", re.MULTILINE)


def parse_markdown(text: str, article_id: str, name: str = "") -> Article:
    """The article of a Markdown file's text; `name` is the file's, for errors.

    Raises ArticleError when the id, the front matter or the body is not as the format wants it.
    """
    name = name or article_id
    check_id(article_id, name)
    text = normalise_file(text)
    if not text.strip():
        raise ArticleError(f"{name}: the file is empty. Expected front matter and a text below it.")
    head, body = split_front_matter(text, name)
    fields = read_fields(head, name)
    article_text, blocks = assemble(_drafts(body))
    if not blocks:
        raise ArticleError(f"{name}: there is no text below the front matter. Add the article's paragraphs.")
    return Article(id=article_id, text=article_text, blocks=blocks, **fields)


def to_markdown(article: Article, comments: Mapping[int, str] | None = None) -> str:
    """The Markdown file of `article`, without its id, which is the file's name.

    `comments` stand above the blocks of these numbers, counted from 0, for who edits the file; no reader sees them.
    """
    pieces: list[str] = []
    for number, block in enumerate(article.blocks):
        if told := (comments or {}).get(number):
            pieces.append(f"<!-- {_UNTOLD.sub(' ', told)} -->")
        pieces.append(_written(Draft(block.kind, article.block_text(block), block.level)))
    return write_fields(article) + "\n" + "\n\n".join(pieces) + "\n"


def _drafts(body: str) -> Iterator[Draft]:
    """The blocks of a Markdown body, in order."""
    tokens = _PARSER.parse(body)
    setting = Setting.of(body)
    row: list[str] | None = None
    in_item = False
    for before, token in zip([None, *tokens], tokens, strict=False):
        if token.type == "list_item_open":
            in_item = True
        elif token.type == "tr_open":
            row = []
        elif token.type == "tr_close" and row is not None:
            yield Draft("paragraph", " | ".join(row))
            row = None
        elif token.type == "inline" and row is not None:
            row.append(clean_block(inline_text(token, setting)))
        elif token.type == "inline" and before is not None:
            yield from _inline_drafts(before, token, setting, in_item)
            in_item = False
        elif token.type in ("fence", "code_block"):
            yield Draft("paragraph", token.content)
        elif token.type == "html_block":
            yield from (Draft("paragraph", line) for line in strip_html(token.content).split("\n"))


def _inline_drafts(opening: Token, token: Token, setting: Setting, in_item: bool) -> Iterator[Draft]:
    """The blocks of one heading, paragraph or item: several only where a paragraph holds nothing but pictures."""
    children = token.children or []
    pictures = [child for child in children if child.type == "image"]
    if opening.type == "heading_open":
        yield Draft("heading", inline_text(token, setting), int(opening.tag[1:]))
    elif pictures and all(child.type in ("image", "softbreak", "hardbreak") for child in children):
        yield from (Draft("caption", inline_text(picture, setting)) for picture in pictures)
    else:
        yield Draft("item" if in_item else "paragraph", inline_text(token, setting))


def _written(draft: Draft) -> str:
    """One block as Markdown that reads as exactly this block."""
    text = _ESCAPED.sub(r"\\\g<0>", draft.text)
    text = _EDGE_SPACE.sub(lambda spaces: "&#32;" * len(spaces.group()), text.replace("\t", "&#9;"))
    text = _LINE_MARK.sub(lambda mark: (mark["number"] or "") + "\\", text)
    if draft.kind == "heading":
        return "#" * draft.level + " " + text.replace("\n", "&#10;")
    if draft.kind == "item":
        return "- " + text.replace("\n", "\\\n  ")
    text = text.replace("\n", "\\\n")
    return f"![{text}]()" if draft.kind == "caption" else text
