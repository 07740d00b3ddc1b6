"""Drafts: articles that nobody has approved yet. They are read, but neither indexed nor quoted.

A line `draft: true` in the front matter makes one, and without it the article is approved. A block that still has to
be written is marked with a comment above it, which readers never see. It knows nothing of who writes drafts.
"""

import re
from pathlib import Path

from index.article import Article
from index.errors import ArticleError
from index.reading.decoding import decode
from index.reading.front_matter import split_front_matter
from index.reading.markdown import parse_markdown
from index.reading.normal import normalise_file
from index.reading.writing import replace_file

TO_WRITE = "TO TRANSLATE"
"""Begins the comment above a block that is not translated; with one left, a draft cannot be approved."""

_MARK = re.compile(r"^draft[ \t]*:.*\n", re.MULTILINE)


class DraftError(ArticleError):
    """An article that is left out until somebody approves it."""

    def __init__(self, article: Article, name: str) -> None:
        super().__init__(
            f"{name}: a draft. Read it, then approve it: take the line 'draft: true' out of its front matter, or run "
            "python -m index approve FILE."
        )
        self.article = article


def check_approved(article: Article, name: str) -> None:
    """Raises DraftError, naming the file `name`, for a draft."""
    if article.draft:
        raise DraftError(article, name)


def approve(path: Path) -> None:
    """Takes the mark out of a draft's file and changes none of its words; it is in UTF-8 afterwards.

    Raises ArticleError where it is no draft, or holds a block that still has to be translated, OSError where it
    cannot be written.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise ArticleError(f"{path}: the file cannot be read: {error.strerror}.") from None
    text = normalise_file(decode(data, path.name))
    if not parse_markdown(text, path.stem, path.name).draft:
        raise ArticleError(f"{path}: no draft; it has no line 'draft: true' in its front matter.")
    for number, line in enumerate(text.splitlines(), 1):
        if line.startswith(f"<!-- {TO_WRITE}"):
            raise ArticleError(
                f"{path}, line {number}: what follows is not translated yet. Translate it, then delete this line."
            )
    body = split_front_matter(text, path.name)[1]
    approved = _MARK.sub("", text.removesuffix(body), count=1) + body
    if parse_markdown(approved, path.stem, path.name).draft:
        raise ArticleError(f"{path}: its field 'draft' stands in no line of its own. Take it out by hand.")
    replace_file(path, approved)
