"""Files and folders → articles: by suffix, UTF-8 only, one bad file never in the way of the others.

It knows nothing of the formats themselves.
"""

from pathlib import Path

from index.article import Article
from index.errors import ArticleError
from index.reading.editions import keep_true_editions
from index.reading.markdown import parse_markdown
from index.reading.newspaper import read_page
from index.reading.page import Page

MAX_BYTES = 20_000_000

MARKDOWN = (".md", ".markdown")
PRINT = (".txt",)
_OTHER_DOCUMENTS = (".pdf", ".doc", ".docx", ".odt", ".rtf", ".html", ".htm")
"""Documents that hold articles in a form not read here: in a folder they are reported, pictures are not."""


def read_file(path: Path) -> list[Article]:
    """The articles of one file: one of Markdown, one or more of a printed page.

    Raises ArticleError when the file cannot be read, is of another kind or breaks its format.
    """
    suffix = path.suffix.lower()
    if suffix in MARKDOWN:
        return [parse_markdown(_read_text(path), path.stem, path.name)]
    if suffix in PRINT:
        return list(open_page(path).articles)
    raise ArticleError(
        f"{path.name}: files that end in {suffix or 'nothing'!r} are not read. Expected Markdown with front matter "
        "(.md) or the plain text of a printed page (.txt); save the article as one of these."
    )


def open_page(path: Path) -> Page:
    """A printed page with every decision taken while reading it; raises ArticleError as `read_file` does."""
    return read_page(_read_text(path), path.stem, path.name)


def read_folder(folder: Path) -> tuple[list[Article], list[ArticleError]]:
    """The articles of a folder in the order of their file names, and an error for each file left out.

    Hidden files, README.md and files that hold no text, such as pictures, are passed over. Of two articles
    with one id the first is kept; an edition is kept only when it matches its original. Raises ArticleError
    when there is no such folder.
    """
    if not folder.is_dir():
        raise ArticleError(f"{folder}: there is no such folder. Expected a folder with articles as .md or .txt files.")
    found: dict[str, tuple[Article, str]] = {}
    errors: list[ArticleError] = []
    for path in sorted(folder.iterdir()):
        if not _holds_articles(path):
            continue
        try:
            for article in read_file(path):
                if article.id in found:
                    errors.append(_same_id(article.id, found[article.id][1], path.name))
                else:
                    found[article.id] = (article, path.name)
        except ArticleError as error:
            errors.append(error)
    kept, wrong = keep_true_editions(found)
    return kept, errors + wrong


def _holds_articles(path: Path) -> bool:
    hidden = path.name.startswith(".") or path.name.lower() == "readme.md"
    return not hidden and path.is_file() and path.suffix.lower() in MARKDOWN + PRINT + _OTHER_DOCUMENTS


def _same_id(article_id: str, first: str, second: str) -> ArticleError:
    return ArticleError(
        f"{second}: its article has the id {article_id!r}, as has that of {first}. Expected one file for each id; "
        "rename one of them."
    )


def _read_text(path: Path) -> str:
    try:
        if path.stat().st_size > MAX_BYTES:
            raise ArticleError(
                f"{path.name}: the file has {path.stat().st_size:,} bytes. Expected at most {MAX_BYTES:,}; "
                "divide it into its articles."
            )
        return path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ArticleError(
            f"{path.name}: byte {error.start + 1} is not UTF-8. Expected UTF-8, with or without a byte order mark; "
            "save the file in that encoding."
        ) from None
    except OSError as error:
        raise ArticleError(f"{path.name}: the file cannot be read: {error.strerror}.") from None
