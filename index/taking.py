"""Articles taken up into the store, members of no version yet: those of a folder's files that have changed.

It knows nothing of vectors or of versions.
"""

import os
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path

from index.article import Article
from index.changes import Entry, put_articles
from index.errors import ArticleError
from index.inventory import Shelved, forget, look, shelve, shelved
from index.portions import portions
from index.reading.drafts import DraftError
from index.reading.editions import keep_true_editions
from index.reading.files import read_approved, same_id
from index.reading.formats import FORMATS
from index.records import record_hash, to_record
from index.splitting import split_article
from index.store import Store

AT_ONCE = 256
"""Articles or files that are in memory at a time."""


@dataclass(frozen=True, slots=True)
class Placed:
    """An article version's row, and the file it comes from."""

    row: int
    file: str


@dataclass(slots=True)
class Taken:
    """What a folder holds: its articles by id, and an error for each file or article left out."""

    placed: dict[str, Placed] = field(default_factory=dict)
    errors: list[ArticleError] = field(default_factory=list)


def stage(store: Store, articles: Iterable[Article]) -> list[int]:
    """The rows of these articles, in order; what is not stored yet is divided and stored."""
    rows: list[int] = []
    for some in portions(articles, AT_ONCE):
        named = [(article, (article.id, record_hash(to_record(article)))) for article in some]
        known = store.rows([name for _, name in named])
        new = {name: Entry(article, split_article(article)) for article, name in named if name not in known}
        known |= dict(zip(new, put_articles(store, list(new.values())), strict=True))
        rows += [known[name] for _, name in named]
    return rows


def take_up(store: Store, folder: Path, files: Sequence[Path]) -> Taken:
    """Stores what these files of the folder hold, reading only those that have changed since they were read.

    Of two articles with one id the first counts; an edition counts only when it matches its original. Where a file
    gives no article any more, the index's own of that name stays.
    """
    taken, known = Taken(), shelved(store)
    named = {os.path.relpath(path, folder): path for path in files}
    for start in range(0, len(files), AT_ONCE):
        _take(store, dict(islice(named.items(), start, start + AT_ONCE)), known, taken)
    if gone := known.keys() - named.keys():
        forget(store, gone)
    for name, error in untrue_editions(store, taken.placed).items():
        taken.errors.append(error)
        del taken.placed[name]
    if taken.placed:
        _keep_unreadable(store, files, taken)
    return taken


def untrue_editions(store: Store, placed: Mapping[str, Placed]) -> dict[str, ArticleError]:
    """Those of the articles that do not match the original they name, each with what is wrong.

    A pair that is in the index as it is was looked at before.
    """
    members = {row for row, _ in store.members().values()}
    editions = store.translations([one.row for one in placed.values()])
    doubtful = [
        edition
        for edition, original in editions.items()
        if original not in placed or not {placed[edition].row, placed[original].row} <= members
    ]
    wrong: dict[str, ArticleError] = {}
    for edition in doubtful:
        chain = [edition]
        while (original := editions.get(chain[-1])) in placed and original not in chain:
            chain.append(str(original))
        found = {name: (store.article(placed[name].row), placed[name].file) for name in reversed(chain)}
        kept, errors = keep_true_editions(found)
        if edition not in {article.id for article in kept}:
            wrong[edition] = errors[-1]
    return wrong


def _take(store: Store, files: Mapping[str, Path], known: Mapping[str, Shelved], taken: Taken) -> None:
    """Takes up some files, by their paths in the folder: the changed ones are read, stored and remembered."""
    seen: dict[str, Shelved] = {}
    read: dict[str, list[Article]] = {}
    for name, path in files.items():
        try:
            one = look(path, known.get(name))
            if not one.articles:
                read[name] = read_approved(path)
            seen[name] = one
        except ArticleError as error:
            taken.errors.append(error)
    rows = iter(stage(store, [article for articles in read.values() for article in articles]))
    for name, articles in read.items():
        seen[name] = replace(seen[name], articles=tuple((article.id, next(rows)) for article in articles))
    for name, one in seen.items():
        for article_id, row in one.articles:
            if article_id in taken.placed:
                taken.errors.append(same_id(article_id, taken.placed[article_id].file, files[name].name))
            else:
                taken.placed[article_id] = Placed(row, files[name].name)
    if news := {name: one for name, one in seen.items() if one is not known.get(name)}:
        shelve(store, news)


def _keep_unreadable(store: Store, files: Sequence[Path], taken: Taken) -> None:
    """Articles of the index whose files are still there but give none now stay as they were.

    An edition stays only while it matches its original as that is now, and none that has become a draft does.
    """
    drafts = {error.article.id for error in taken.errors if isinstance(error, DraftError)}
    lost = {name: row for name, (row, _) in store.members().items() if name not in taken.placed and name not in drafts}
    mute = _mute(files, taken.placed, {stem for name in lost for stem in _stems(name)}) if lost else set()
    kept = {name: Placed(row, "") for name, row in lost.items() if mute & set(_stems(name))}
    wrong = untrue_editions(store, taken.placed | kept) if kept else {}
    taken.placed |= {name: one for name, one in kept.items() if name not in wrong}


def _mute(files: Sequence[Path], placed: Mapping[str, Placed], stems: set[str]) -> set[str]:
    """Those of the stems whose files are there and give no article now."""
    several = {suffix for one in FORMATS if one.several for suffix in one.suffixes}
    there = [path for path in files if path.stem in stems]
    pages = {path.stem for path in there if path.suffix.lower() in several}
    given = {stem for name in placed for stem in _stems(name)} if pages else set()
    return (pages - given) | ({path.stem for path in there if path.suffix.lower() not in several} - placed.keys())


def _stems(article_id: str) -> Iterator[str]:
    """The stems of the files that an article of this id can come from: its own, or a printed page's."""
    yield article_id
    yield re.sub(r"-\d+$", "", article_id)
