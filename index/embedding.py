"""Vectors for every text of these articles that has none yet, made durable as they come.

Some articles are read at a time, so that a build of any size needs the memory of these. It knows nothing of files or of
versions.
"""

from collections.abc import Callable, Iterator, Sequence

from index.changes import put_embeddings
from index.encoder import Encoder
from index.maxsim import pack
from index.records import Embedding
from index.store import Store

BATCH = 128
"""Texts embedded and made durable at a time: what a killed build has to do again at most."""
ARTICLES = 256
"""Articles whose texts are sorted by length together, so that a batch wastes little on padding."""
FINE_UP_TO = 25_000
"""Passages with which token states are kept finely, 2 GB of them; those of later ones take a seventh of the room."""
Progress = Callable[[int, int], None]
"""Called with (texts embedded, texts to embed) as the work goes on; the second may sink as repetitions are met."""

_MISSING = """
select p.embedding, p.article, p.start, p.stop, 1 from passage p where p.article in ({marks})
and not exists (select 1 from embedding e where e.key = p.embedding and e.tokens is not null) union all
select s.embedding, p.article, s.start, s.stop, 0 from passage p join sentence s on s.passage = p.id
where p.article in ({marks}) and not exists (select 1 from embedding e where e.key = s.embedding)
"""
Texts = dict[bytes, str]


def silent(done: int, total: int) -> None:
    """The progress of work that nobody watches."""


def embed(store: Store, encoder: Encoder, articles: Sequence[int], progress: Progress) -> int:
    """Embeds and stores every text of these article versions that has no vector; how many there were."""
    groups = [articles[start : start + ARTICLES] for start in range(0, len(articles), ARTICLES)]
    counts = [_count(store, group) for group in groups]
    centre = store.background().centres.passage
    coarse = store.stored_passages() > FINE_UP_TO
    done, total = 0, sum(counts)
    for group, count in zip(groups, counts, strict=True):
        passages, sentences = _missing(store, group)
        total -= count - len(passages) - len(sentences)
        for batch in _batches(passages):
            encoded = encoder.passage_tokens([passages[key] for key in batch])
            packed = [pack(tokens, centre, coarse=coarse) for _, tokens in encoded]
            vectors = [vector for vector, _ in encoded]
            put_embeddings(store, {k: Embedding(v, t) for k, v, t in zip(batch, vectors, packed, strict=True)})
            progress(done := done + len(batch), total)
        for batch in _batches(sentences):
            found = encoder.passages([sentences[key] for key in batch])
            put_embeddings(store, {k: Embedding(v) for k, v in zip(batch, found, strict=True)})
            progress(done := done + len(batch), total)
    return done


def _count(store: Store, articles: Sequence[int]) -> int:
    marks = ",".join("?" * len(articles))
    with store.moment() as db:
        counted = f"select count(distinct embedding) from ({_MISSING.format(marks=marks)})"
        return int(db.execute(counted, (*articles, *articles)).fetchone()[0])


def _missing(store: Store, articles: Sequence[int]) -> tuple[Texts, Texts]:
    """Passages and sentences without a vector, by key; a sentence that is a passage too is one."""
    marks = ",".join("?" * len(articles))
    with store.moment() as db:
        rows = db.execute(_MISSING.format(marks=marks), (*articles, *articles)).fetchall()
    passages: Texts = {}
    sentences: Texts = {}
    for key, article, start, stop, is_passage in rows:
        (passages if is_passage else sentences)[key] = store.article(article).text[start:stop]
    return passages, {key: text for key, text in sentences.items() if key not in passages}


def _batches(texts: Texts) -> Iterator[Sequence[bytes]]:
    keys = sorted(texts, key=lambda key: len(texts[key]))
    for start in range(0, len(keys), BATCH):
        yield keys[start : start + BATCH]
