"""From source articles to a new version of the index: split, embed what is new, commit.

It knows the order of the steps and nothing of how each is done.
"""

from collections.abc import Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from index.article import Article
from index.background import make_background
from index.changes import changing, commit, put_names
from index.dense import keep_snapshot
from index.embedding import Progress, embed, silent
from index.encoder import Encoder
from index.errors import ArticleError, IndexStoreError
from index.folder import Folder
from index.layout import DATABASE, Meta, create
from index.names import read_names
from index.reading.files import article_files, listed, read_approved
from index.reading.formats import FORMATS
from index.store import Store
from index.taking import Placed, stage, take_up, untrue_editions

SUFFIXES = " ".join(suffix for one in FORMATS for suffix in one.suffixes)


@dataclass(frozen=True, slots=True)
class Built:
    """What a change came to: the version now current, what it holds, how many texts were embedded."""

    version: int
    articles: int
    embedded: int


def open_for(folder: Path, encoder: Encoder) -> Folder:
    """The store in `folder`, made when it is not there; raises when its vectors are another encoder's."""
    create(folder, Meta(encoder.name, encoder.dimension), lambda: make_background(encoder))
    store = Folder(folder)
    try:
        store.check_encoder(encoder.name, encoder.dimension)
    except IndexStoreError:
        store.close()
        raise
    return store


def change(
    store: Store,
    encoder: Encoder,
    label: str,
    add: Iterable[Article] = (),
    remove: Sequence[str] = (),
    progress: Progress | None = None,
) -> Built:
    """One change of the index: `add` replaces articles of the same ids, `remove` withdraws ids.

    Articles are taken some at a time, so that no more of them than these need to be in memory.
    """
    with changing(store):
        return _make(store, encoder, label, stage(store, add), remove, progress)


def replace_all(store: Store, encoder: Encoder, articles: Iterable[Article], progress: Progress | None = None) -> Built:
    """Makes the index hold exactly these articles."""
    with changing(store):
        rows = stage(store, articles)
        kept = set(rows)
        gone = [name for name, (row, _) in store.members().items() if row not in kept]
        return _make(store, encoder, "build", rows, gone, progress)


def build_folder(
    articles: Path, out: Path, encoder: Encoder, names: Path | None = None, progress: Progress | None = None
) -> tuple[Built, list[ArticleError]]:
    """Makes the index in `out` hold exactly the articles of a folder, and the names file beside it.

    What cannot be read is told, one error a file, and left out or, where the index has it, left as it was.
    Raises ArticleError where nothing can be read at all, so that a mistyped folder does not empty an index.
    """
    if names and not names.is_file():
        raise ArticleError(f"{names}: there is no such file. Expected the official names, as in docs/names.yaml.")
    files = article_files(articles)
    known = read_names(names or articles.parent / "names.yaml")
    if not (out / DATABASE).exists():
        _expect_one(files, articles)
    with closing(open_for(out, encoder)) as store, changing(store):
        taken = take_up(store, articles, files)
        if not taken.placed:
            raise _nothing(articles, taken.errors)
        gone = sorted(store.members().keys() - taken.placed.keys())
        built = _make(store, encoder, "build", [one.row for one in taken.placed.values()], gone, progress)
        put_names(store, known)
    return built, taken.errors


def add_files(store: Store, encoder: Encoder, files: Sequence[Path], progress: Progress | None = None) -> Built:
    """Adds or replaces the articles of these files: all of them, or none where one cannot be read."""
    new: dict[str, tuple[Article, str]] = {}
    for path in listed(files):
        for article in read_approved(path):
            if article.id in new:
                raise ArticleError(f"two articles with the id {article.id}: in {new[article.id][1]} and in {path}")
            new[article.id] = article, str(path)
    with changing(store):
        rows = stage(store, [article for article, _ in new.values()])
        placed = {name: Placed(row, new[name][1]) for name, row in zip(new, rows, strict=True)}
        members = {name: Placed(row, f"{name} in the index") for name, (row, _) in store.members().items()}
        if errors := untrue_editions(store, members | placed):
            raise next(iter(errors.values()))
        return _make(store, encoder, "add " + " ".join(new), rows, (), progress)


def remove_ids(store: Store, encoder: Encoder, ids: Sequence[str]) -> Built:
    """Withdraws articles and, with an original, its editions. Raises ArticleError for an id that is not there."""
    with changing(store):
        members = store.members()
        if missing := [article_id for article_id in ids if article_id not in members]:
            raise ArticleError(f"no article {missing[0]!r} in {store.folder}; python -m index info lists them")
        editions = store.translations([row for row, _ in members.values()])
        gone = {*ids, *(edition for edition, original in editions.items() if original in ids)}
        return _make(store, encoder, "remove " + " ".join(ids), (), sorted(gone), None)


def _make(
    store: Store,
    encoder: Encoder,
    label: str,
    rows: Sequence[int],
    remove: Sequence[str],
    progress: Progress | None,
) -> Built:
    """The version with these article versions: embed what is new, commit, bring FAISS's file up to date."""
    members = {row for row, _ in store.members().values()}
    embedded = embed(store, encoder, [row for row in rows if row not in members], progress or silent)
    version = commit(store, label, rows, remove)
    keep_snapshot(store)
    return Built(version, store.sizes().articles, embedded)


def _expect_one(files: Sequence[Path], folder: Path) -> None:
    """Raises ArticleError where none of the files can be read, before there is an index."""
    errors: list[ArticleError] = []
    for path in files:
        try:
            read_approved(path)
            return
        except ArticleError as error:
            errors.append(error)
    raise _nothing(folder, errors)


def _nothing(folder: Path, errors: Sequence[ArticleError]) -> ArticleError:
    return ArticleError(
        "; ".join(map(str, errors)) or f"there are no articles in {folder}: expected files ending in {SUFFIXES}"
    )
