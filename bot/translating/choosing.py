"""Which articles of a folder get an edition, and in which files; it knows nothing of how they are translated."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.translating.drafting import edition_id
from index.article import Article
from index.errors import ArticleError
from index.reading import read_file
from index.reading.checks import check_id
from index.reading.files import article_files


@dataclass(frozen=True, slots=True)
class Chosen:
    """An original, and the file that its edition goes into, which is not there."""

    original: Article
    file: Path


def choose(folder: Path, language: str, ids: Sequence[str] = ()) -> tuple[list[Chosen], list[ArticleError]]:
    """The named originals, or all without an edition in this language; and an error for each file left out.

    Raises ArticleError for an id that names no original, one that has its edition already, or a file in the way.
    """
    found: dict[str, tuple[Article, Path]] = {}
    errors: list[ArticleError] = []
    for path in article_files(folder):
        try:
            for article in read_file(path):
                found.setdefault(article.id, (article, path))
        except ArticleError as error:
            errors.append(error)
    editions = {
        article.translation_of: path
        for article, path in found.values()
        if article.translation_of and article.lang.lower() == language.lower()
    }
    if ids:
        return [_named(found, editions, language, one) for one in dict.fromkeys(ids)], errors
    chosen = [Chosen(article, _file(article, path, language)) for article, path in found.values() if _is_open(article)]
    return [
        one
        for one in chosen
        if one.original.id not in editions and one.original.lang.lower() != language.lower() and not one.file.exists()
    ], errors


def _is_open(article: Article) -> bool:
    return article.translation_of is None and not article.draft


def _named(found: dict[str, tuple[Article, Path]], editions: dict[str, Path], language: str, article_id: str) -> Chosen:
    if article_id not in found:
        raise ArticleError(f"there is no article {article_id!r} in the folder. Expected the id of an original.")
    article, path = found[article_id]
    if article.translation_of:
        raise ArticleError(f"{article_id} is itself an edition. Expected its original, {article.translation_of}.")
    if article.draft:
        raise ArticleError(f"{path}: a draft. Approve it first, then its editions can be drafted.")
    if article.lang.lower() == language.lower():
        raise ArticleError(f"{article_id} is in {language} already. Expected another language after --to.")
    file = _file(article, path, language)
    there = editions.get(article_id) or (file if file.exists() else None)
    if there:
        raise ArticleError(f"{there}: the edition is there already. Delete or rename the file to have it drafted anew.")
    return Chosen(article, file)


def _file(article: Article, path: Path, language: str) -> Path:
    return path.parent / f"{check_id(edition_id(article.id, language), path.name)}.md"
