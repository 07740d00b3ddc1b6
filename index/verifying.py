"""Is an index whole: its file, its full text, its vectors and every offset; it changes nothing."""

import zlib
from collections.abc import Iterator
from contextlib import closing
from dataclasses import astuple

import numpy as np

from index.dense import snapshot_is_whole
from index.errors import IndexStoreError
from index.records import passages_seal, unseal
from index.store import CURRENT, Store
from index.units import units
from index.words import plain, terms_of

_ANEW = "; delete the folder and build the index again"
_WITHOUT_VECTOR = f"""
select 1 from passage p where article in ({CURRENT})
and not exists (select 1 from embedding where key = p.embedding and tokens is not null) union all
select 1 from sentence s join passage p on p.id = s.passage where article in ({CURRENT})
and not exists (select 1 from embedding where key = s.embedding)
"""
_SIZES = f"""
select (select count(*) from ({CURRENT})),
(select count(*) from passage where article in ({CURRENT})),
(select count(*) from sentence s join passage p on p.id = s.passage where article in ({CURRENT})),
(select coalesce(sum(terms), 0) from passage where article in ({CURRENT}))
"""


def verify(store: Store) -> list[str]:
    """What is wrong, one line each; empty where nothing is."""
    try:
        with closing(Store(store.folder)) as fresh:  # what is kept in memory may be what the disk has lost
            return list(_faults(fresh))
    except IndexStoreError as error:
        return [str(error)]


def _faults(store: Store) -> Iterator[str]:
    with store.moment() as db:
        found = [row[0] for row in db.execute("pragma integrity_check").fetchall()]
        yield from (f"the database: {fault}" for fault in found if fault != "ok")
        yield from (f"the database: a row of {row[0]} points nowhere" for row in db.execute("pragma foreign_key_check"))
        (lost,) = db.execute(f"select count(*) from ({_WITHOUT_VECTOR})").fetchone()
        if lost:
            yield f"{lost} passages or sentences have no vector{_ANEW}"
    yield from _counted(store)
    yield from _full_text(store)
    yield from _vectors(store)
    yield from _articles(store)


def _counted(store: Store) -> Iterator[str]:
    """What the version says it holds against what is there."""
    with store.moment() as db:
        sizes, there = astuple(store.sizes()), db.execute(_SIZES).fetchone()
    names = ("articles", "passages", "sentences", "terms")
    for name, expected, found in zip(names, sizes, there, strict=True):
        if expected != found:
            yield f"the index says that it holds {expected} {name}, and has {found}{_ANEW}"


def _full_text(store: Store) -> Iterator[str]:
    """Each term of each passage against those that the full text holds."""
    with store.moment() as db:
        db.execute("create virtual table if not exists temp.instances using fts5vocab(main, words, instance)")
        held, expected, terms = 0, 0, 0
        for term, row in db.execute("select term, doc from instances"):
            held, terms = held + _name(term, row), terms + 1
        for row, text in db.execute(f"select id, plain from passage where article in ({CURRENT})"):
            expected += sum(_name(term, row) for term in terms_of(text))
        (known,) = db.execute("select count(*) from words").fetchone()
        if known != store.sizes().passages or held != expected:
            yield f"the full text holds {known} passages and {terms} terms that are not those of the articles{_ANEW}"


def _name(term: str, row: int) -> int:
    """Sums of these are the same for the same terms of the same passages, in any order."""
    return zlib.crc32(f"{term} {row}".encode("utf-8", "surrogatepass"))


def _vectors(store: Store) -> Iterator[str]:
    for part in units(store):
        if not np.isfinite(part.vectors).all():
            yield f"a vector holds what is not a number{_ANEW}"
        elif len(part.vectors) and np.abs(np.linalg.norm(part.vectors, axis=1) - 1).max() > 1e-3:
            yield f"a vector is not of length 1{_ANEW}"
    with store.moment() as db, store.sealed():
        for (tokens,) in db.execute("select tokens from embedding where tokens is not null"):
            unseal(tokens)
    store.background()
    if not snapshot_is_whole(store):
        yield "the FAISS file is missing or altered; the next build makes it again"


def _articles(store: Store) -> Iterator[str]:
    """Each article against what it was stored as, each passage and sentence against the text it was embedded for."""
    for row, _ in store.members().values():
        article = store.article(row)
        with store.moment() as db:
            *columns, sealed = db.execute(
                "select article_id, lang, date, translation_of, seal from article where id = ?", (row,)
            ).fetchone()
            plains = dict(db.execute("select number, plain from passage where article = ?", (row,)).fetchall())
        if columns != [article.id, article.lang, article.date, article.translation_of]:
            yield f"article {article.id} is not as it was stored{_ANEW}"
        stored = store.passages(store.passage_rows(row))
        for one in stored:
            try:
                one.check(article.text)
            except ValueError as error:
                yield f"{error}{_ANEW}"
        passages = [one.passage for one in stored]
        if passages_seal(passages) != sealed or any(
            plains[p.number] != plain(article.text[p.start : p.end]) for p in passages
        ):
            yield f"the passages of {article.id} are not as they were stored{_ANEW}"
