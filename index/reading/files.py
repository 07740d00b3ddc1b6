"""Files and folders → articles: by suffix, folders within folders too, one bad file never in the way of the others.

It knows nothing of the formats themselves.
"""

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from index.article import Article
from index.errors import ArticleError
from index.reading.drafts import check_approved
from index.reading.editions import keep_true_editions
from index.reading.formats import FORMATS, format_of
from index.reading.page import Page

_OTHER_DOCUMENTS = (".doc", ".odt", ".rtf", ".wps", ".epub", ".mht", ".mhtml", ".pages")
"""Documents that hold articles in a form not read here: in a folder they are reported, pictures are not."""
_SUFFIXES = {suffix for one in FORMATS for suffix in one.suffixes} | {*_OTHER_DOCUMENTS}


def read_file(path: Path) -> list[Article]:
    """The articles of one file: one, or one or more of a printed page or a PDF.

    Raises ArticleError when the file cannot be read, is of another kind or breaks its format.
    """
    return list(open_page(path).articles)


def read_approved(path: Path) -> list[Article]:
    """The articles of one file that may be indexed; raises DraftError for a draft, else as `read_file` does."""
    articles = read_file(path)
    for article in articles:
        check_approved(article, path.name)
    return articles


def open_page(path: Path) -> Page:
    """What a file holds with every decision taken while reading it; raises ArticleError as `read_file` does."""
    form = format_of(path)
    try:
        size = path.stat().st_size
        if size > form.limit:
            raise ArticleError(
                f"{path.name}: the file has {size:,} bytes. Expected at most {form.limit:,}; "
                "divide it into its articles."
            )
        return form.read(path.read_bytes(), path.stem, path.name)
    except ArticleError:
        raise
    except OSError as error:
        raise ArticleError(f"{path.name}: the file cannot be read: {error.strerror or error}.") from None
    except Exception as error:  # what a parser makes of a broken file is its own affair, and must stop no other file
        raise ArticleError(
            f"{path.name}: the file cannot be read as {form.name}: {type(error).__name__}: {error}. It is damaged, or "
            "uses what the reader does not know; save it again or in another format."
        ) from error


def article_files(folder: Path) -> list[Path]:
    """The files of a folder and of the folders in it that are articles or should be, in the order of their paths.

    What is hidden, README.md, what Word leaves beside an open file and files that hold no text, such as pictures,
    are passed over. Raises ArticleError when there is no such folder.
    """
    if not folder.is_dir():
        raise ArticleError(f"{folder}: there is no such folder. Expected a folder with articles.")
    found: list[tuple[tuple[str, ...], Path]] = []
    for place, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if not _is_hidden(name)]
        parts = Path(place).relative_to(folder).parts
        found += [((*parts, name), Path(place, name)) for name in names if _names_articles(name)]
    return [path for _, path in sorted(found) if path.is_file()]


def read_folder(folder: Path) -> tuple[list[Article], list[ArticleError]]:
    """The articles of a folder, and an error for each file left out.

    Of two articles with one id the first is kept; an edition is kept only when it matches its original. Raises
    ArticleError when there is no such folder.
    """
    return read_files(article_files(folder))


def read_files(paths: Iterable[Path]) -> tuple[list[Article], list[ArticleError]]:
    """The articles of these files, in order, and an error for each one left out: a DraftError for a draft."""
    found: dict[str, tuple[Article, str]] = {}
    errors: list[ArticleError] = []
    for path in paths:
        try:
            for article in read_approved(path):
                if article.id in found:
                    errors.append(same_id(article.id, found[article.id][1], path.name))
                else:
                    found[article.id] = (article, path.name)
        except ArticleError as error:
            errors.append(error)
    kept, wrong = keep_true_editions(found)
    return kept, errors + wrong


def listed(paths: Iterable[Path]) -> Iterator[Path]:
    """The files of a list in which folders may stand for all that they hold."""
    for path in paths:
        yield from article_files(path) if path.is_dir() else [path]


def may_hold_articles(path: Path) -> bool:
    """Whether a change at `path`, which may be gone, can change what a folder holds: no suffix may be a folder."""
    return path.suffix.lower() in {*_SUFFIXES, ""}


def _names_articles(name: str) -> bool:
    return name.lower().endswith(tuple(_SUFFIXES)) and not _is_hidden(name) and name.lower() != "readme.md"


def _is_hidden(name: str) -> bool:
    return name.startswith((".", "~$"))


def same_id(article_id: str, first: str, second: str) -> ArticleError:
    """The error of a file whose article has the id of another file's."""
    return ArticleError(
        f"{second}: its article has the id {article_id!r}, as has that of {first}. Expected one file for each id; "
        "rename one of them."
    )
