"""From source articles to a new version of the index: split, embed what is new, commit.

It knows the order of the steps and nothing of how each is done.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from index.article import Article
from index.background import centres
from index.changes import Entry, changing, commit, missing_embeddings, put_embeddings
from index.dense import write_snapshot
from index.encoder import Encoder
from index.errors import IndexStoreError
from index.layout import Meta, create
from index.maxsim import pack
from index.records import Embedding, embedding_key
from index.splitting import split_article
from index.store import Store

BATCH = 128
"""Texts embedded and made durable at a time: what a killed build has to do again at most."""

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
    create(folder, Meta(encoder.name, encoder.dimension), lambda: centres(encoder))
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
        before = store.version()
        version = commit(store, label, entries, remove)
        if version != before:
            write_snapshot(store)
    return Built(version, len(store.members()), embedded)


def replace_all(store: Store, encoder: Encoder, articles: Sequence[Article], progress: Progress | None = None) -> Built:
    """Makes the index hold exactly these articles."""
    gone = sorted(store.members().keys() - {article.id for article in articles})
    return change(store, encoder, "build", articles, gone, progress)


def _embed(store: Store, encoder: Encoder, entries: Sequence[Entry], progress: Progress) -> int:
    """Embeds and stores every text that the store has no embedding of; how many there were."""
    passages: dict[bytes, str] = {}
    sentences: dict[bytes, str] = {}
    for entry in entries:
        for text, is_passage in entry.texts():
            (passages if is_passage else sentences)[embedding_key(text)] = text
    new_passages = missing_embeddings(store, passages, with_tokens=True)
    new_sentences = missing_embeddings(store, sentences.keys() - passages.keys(), with_tokens=False)
    centre = store.centres().passage
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
