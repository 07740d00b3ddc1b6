"""From source articles to a new version of the index: split, embed what is new, commit.

It knows the order of the steps and nothing of how each is done.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from index.article import Article
from index.background import make_background
from index.changes import Entry, changing, commit, missing_embeddings, put_embeddings, put_names
from index.dense import keep_snapshot
from index.encoder import Encoder
from index.errors import ArticleError, IndexStoreError
from index.layout import Meta, create
from index.maxsim import pack
from index.names import read_names
from index.reading import read_file, read_folder
from index.reading.editions import keep_true_editions
from index.reading.files import article_files, listed
from index.reading.formats import FORMATS
from index.records import Embedding, embedding_key
from index.splitting import split_article
from index.store import Store

BATCH = 128
"""Texts embedded and made durable at a time: what a killed build has to do again at most."""

SUFFIXES = " ".join(suffix for one in FORMATS for suffix in one.suffixes)

Progress = Callable[[int, int], None]
"""Called with (texts embedded, texts to embed) as the work goes on."""


@dataclass(frozen=True, slots=True)
class Built:
    """What a change came to: the version now current, what it holds, how many texts were embedded."""

    version: int
    articles: int
    embedded: int


def open_for(folder: Path, encoder: Encoder) -> Store:
    """The store in `folder`, made when it is not there; raises when its vectors are another encoder's."""
    create(folder, Meta(encoder.name, encoder.dimension), lambda: make_background(encoder))
    store = Store(folder)
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
    add: Sequence[Article] = (),
    remove: Sequence[str] = (),
    progress: Progress | None = None,
) -> Built:
    """One change of the index: `add` replaces articles of the same ids, `remove` withdraws ids."""
    entries = [Entry(article, split_article(article)) for article in add]
    with changing(store):
        embedded = _embed(store, encoder, entries, progress or _silent)
        version = commit(store, label, entries, remove)
        keep_snapshot(store)
        return Built(version, len(store.members()), embedded)


def replace_all(store: Store, encoder: Encoder, articles: Sequence[Article], progress: Progress | None = None) -> Built:
    """Makes the index hold exactly these articles."""
    with changing(store):
        gone = sorted(store.members().keys() - {article.id for article in articles})
        return change(store, encoder, "build", articles, gone, progress)


def build_folder(
    articles: Path, out: Path, encoder: Encoder, names: Path | None = None, progress: Progress | None = None
) -> tuple[Built, list[ArticleError]]:
    """Makes the index in `out` hold exactly the articles of a folder, and the names file beside it.

    What cannot be read is told, one error a file, and left out or, where the index has it, left as it was.
    Raises ArticleError where nothing can be read at all, so that a mistyped folder does not empty an index.
    """
    if names and not names.is_file():
        raise ArticleError(f"{names}: there is no such file. Expected the official names, as in docs/names.yaml.")
    found, errors = read_folder(articles)
    if not found:
        told = (
            "; ".join(map(str, errors)) or f"there are no articles in {articles}: expected files ending in {SUFFIXES}"
        )
        raise ArticleError(told)
    known = read_names(names or articles.parent / "names.yaml")
    with closing(open_for(out, encoder)) as store, changing(store):
        built = replace_all(store, encoder, [*found, *_unreadable(store, articles, found)], progress)
        put_names(store, known)
    return built, errors


def add_files(store: Store, encoder: Encoder, files: Sequence[Path], progress: Progress | None = None) -> Built:
    """Adds or replaces the articles of these files: all of them, or none where one cannot be read."""
    new: dict[str, tuple[Article, str]] = {}
    for path in listed(files):
        for article in read_file(path):
            if article.id in new:
                raise ArticleError(f"two articles with the id {article.id}: in {new[article.id][1]} and in {path}")
            new[article.id] = article, str(path)
    with changing(store):
        _, errors = keep_true_editions({a.id: (a, f"{a.id} in the index") for a in store.articles()} | new)
        if errors:
            raise errors[0]
        return change(store, encoder, "add " + " ".join(new), [article for article, _ in new.values()], (), progress)


def remove_ids(store: Store, encoder: Encoder, ids: Sequence[str]) -> Built:
    """Withdraws articles and, with an original, its editions. Raises ArticleError for an id that is not there."""
    with changing(store):
        known = store.members().keys()
        if missing := [article_id for article_id in ids if article_id not in known]:
            raise ArticleError(f"no article {missing[0]!r} in {store.folder}; python -m index info lists them")
        gone = {article.id for article in store.articles() if {article.id, article.translation_of} & set(ids)}
        return change(store, encoder, "remove " + " ".join(ids), (), sorted(gone))


def _unreadable(store: Store, folder: Path, found: Sequence[Article]) -> list[Article]:
    """Articles of the index whose files are still there but give none now: they stay as they were.

    An edition stays only while it matches its original as that is now.
    """
    read = {article.id: (article, "") for article in found}
    several = {suffix for one in FORMATS if one.several for suffix in one.suffixes}
    files = article_files(folder)
    mute = {path.stem for path in files if path.suffix.lower() not in several and path.stem not in read}
    mute |= {path.stem for path in files if path.suffix.lower() in several} - {
        stem for name in read for stem in _stems(name)
    }
    kept = {a.id: (a, "") for a in store.articles() if a.id not in read and mute & set(_stems(a.id))}
    true, _ = keep_true_editions(read | kept)
    return [article for article in true if article.id in kept]


def _stems(article_id: str) -> tuple[str, str]:
    """The stems of the files that an article of this id can come from: its own, or a printed page's."""
    return article_id, re.sub(r"-\d+$", "", article_id)


def _embed(store: Store, encoder: Encoder, entries: Sequence[Entry], progress: Progress) -> int:
    """Embeds and stores every text that the store has no embedding of; how many there were."""
    passages: dict[bytes, str] = {}
    sentences: dict[bytes, str] = {}
    for entry in entries:
        for text, is_passage in entry.texts():
            (passages if is_passage else sentences)[embedding_key(text)] = text
    new_passages = missing_embeddings(store, passages, with_tokens=True)
    new_sentences = missing_embeddings(store, sentences.keys() - passages.keys(), with_tokens=False)
    centre = store.background().centres.passage
    total, done = len(new_passages) + len(new_sentences), 0
    for batch in _batches(sorted(new_passages, key=lambda key: len(passages[key]))):
        encoded = encoder.passage_tokens([passages[key] for key in batch])
        packed = {k: Embedding(v, pack(t, centre)) for k, (v, t) in zip(batch, encoded, strict=True)}
        put_embeddings(store, packed)
        progress(done := done + len(batch), total)
    for batch in _batches(sorted(new_sentences, key=lambda key: len(sentences[key]))):
        vectors = encoder.passages([sentences[key] for key in batch])
        put_embeddings(store, {k: Embedding(v) for k, v in zip(batch, vectors, strict=True)})
        progress(done := done + len(batch), total)
    return total


def _batches(keys: Sequence[bytes]) -> Iterator[Sequence[bytes]]:
    """Keys in batches; sorted by length, so that a batch wastes little on padding."""
    for start in range(0, len(keys), BATCH):
        yield keys[start : start + BATCH]


def _silent(done: int, total: int) -> None:
    """Nobody watches."""
