"""Is an index whole: its file, its full text, its vectors and every offset; it changes nothing."""

from collections.abc import Iterator

import numpy as np

from index.dense import snapshot_is_whole
from index.errors import IndexStoreError
from index.records import embedding_key, record_hash
from index.store import CURRENT, Store

SPANS = """
select number, start, stop, embedding from passage where article = ? union all
select p.number, s.start, s.stop, s.embedding from sentence s join passage p on p.id = s.passage where p.article = ?
"""


def verify(store: Store) -> list[str]:
    """What is wrong, one line each; empty where nothing is."""
    try:
        return list(_faults(store))
    except IndexStoreError as error:
        return [str(error)]


def _faults(store: Store) -> Iterator[str]:
    with store.moment() as db:
        found = [row[0] for row in db.execute("pragma integrity_check").fetchall()]
        yield from (f"the database: {fault}" for fault in found if fault != "ok")
        yield from (f"the database: a row of {row[0]} points nowhere" for row in db.execute("pragma foreign_key_check"))
        lost = db.execute(
            "select count(*) from (select embedding from passage union all select embedding from sentence) u "
            "where not exists (select 1 from embedding where key = u.embedding)"
        ).fetchone()[0]
        if lost:
            yield f"{lost} passages or sentences have no vector; build the index again"
        (words,) = db.execute("select count(*) from words").fetchone()
        (passages,) = db.execute(f"select count(*) from passage where article in ({CURRENT})").fetchone()
        if words != passages:
            yield f"the full text holds {words} passages where the articles have {passages}; build the index again"
        (counted,) = db.execute("select coalesce(sum(cnt), 0) from vocabulary").fetchone()
        if words == passages and counted != (terms := store.sizes().terms):
            yield f"the full text holds {counted} terms where the articles have {terms}; build the index again"
    yield from _vectors(store)
    yield from _articles(store)


def _vectors(store: Store) -> Iterator[str]:
    vectors = store.units().vectors
    if len(vectors) and not np.isfinite(vectors).all():
        yield "a vector holds what is not a number; build the index again"
    elif len(vectors) and np.abs(np.linalg.norm(vectors, axis=1) - 1).max() > 1e-3:
        yield "a vector is not of length 1; build the index again"
    if not snapshot_is_whole(store):
        yield "the FAISS file is missing or altered; the next build makes it again"


def _articles(store: Store) -> Iterator[str]:
    """Each article against the hash it was stored under, each span against the text it was embedded for."""
    for row, digest in store.members().values():
        article = store.article(row)
        with store.moment() as db:
            (record,) = db.execute("select record from article where id = ?", (row,)).fetchone()
            spans = db.execute(SPANS, (row, row)).fetchall()
        if record_hash(record) != digest:
            yield f"article {article.id} is not as it was stored; build the index again in a new folder"
        for number, start, stop, key in spans:
            if not 0 <= start < stop <= len(article.text):
                yield f"passage {article.id}:{number} or a sentence of it lies outside its article"
            elif embedding_key(article.text[start:stop]) != key:
                yield f"passage {article.id}:{number} or a sentence of it is not the text that it was embedded for"
