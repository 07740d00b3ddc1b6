"""Reading the index: what was stored comes back exactly, of one moment, by name, row and version."""

import threading
from contextlib import closing
from dataclasses import replace

import numpy as np
import pytest

from index.building import replace_all
from index.errors import IndexStoreError
from index.search import Index
from index.splitting import split_article
from index.store import Sizes, Store
from index.units import units
from index.words import passage_terms
from tests.making import BRIDGE, CORPUS, TEA, article
from tests.tiny import TinyEncoder


def test_articles_and_passages_come_back_as_they_were(built: Index) -> None:
    store = built.store
    assert store.articles() == sorted(CORPUS, key=lambda one: one.id)
    for one in CORPUS:
        row = store.member(one.id)
        assert row is not None
        stored = store.passages(store.passage_rows(row))
        assert tuple(s.passage for s in stored) == split_article(one)
        assert all(s.article_row == row for s in stored)


def test_the_newest_version_and_how_many_articles_it_has(built: Index, tiny: TinyEncoder) -> None:
    store = built.store
    assert (store.newest(), store.count()) == (store.versions()[-1], len(CORPUS))
    replace_all(store, tiny, CORPUS[:1])
    assert (store.newest(), store.count()) == (store.versions()[-1], 1)
    assert store.versions()[-1].number == store.version() == 2


def test_passages_come_in_the_order_asked_and_unknown_rows_are_passed_over(built: Index) -> None:
    rows = [row for name in ("tea", "bridge") for row in built.store.passage_rows(built.store.member(name) or 0)]
    for asked in (rows, rows[::-1]):
        assert [s.row for s in built.store.passages([asked[0], 10**9, *asked[1:]])] == asked
    assert built.store.passages([]) == []
    assert built.store.tokens([]) == {}


def test_sizes_count_the_current_version_only(built: Index, tiny: TinyEncoder) -> None:
    passages = [p for one in CORPUS for p in split_article(one)]
    terms = sum(len(passage_terms(one.text[p.start : p.end])) for one in CORPUS for p in split_article(one))
    assert built.store.sizes() == Sizes(4, len(passages), sum(len(p.sentences) for p in passages), terms)
    replace_all(built.store, tiny, [TEA])
    assert built.store.sizes().articles == 1
    assert [len(part.vectors) for part in units(built.store)] == [3]
    replace_all(built.store, tiny, [])
    assert built.store.sizes() == Sizes(0, 0, 0, 0)
    assert [part.vectors.shape for part in units(built.store)] == [(0, tiny.dimension)]


def test_units_are_every_passage_and_its_sentences_with_their_vectors(built: Index, tiny: TinyEncoder) -> None:
    (found,), texts = list(units(built.store)), []
    for stored in built.store.passages(sorted(set(found.passages.tolist()))):
        text = built.store.article(stored.article_row).text
        spans = [stored.passage, *stored.passage.sentences]
        texts.extend(text[span.start : span.end] for span in spans)
    np.testing.assert_allclose(found.vectors, tiny.passages(texts), atol=1e-6)
    assert found.vectors.shape == (len(texts), tiny.dimension)
    assert found.passages.tolist() == sorted(found.passages.tolist())


def test_names_versions_and_rows(built: Index) -> None:
    assert built.store.version() == 1
    assert [(version.number, version.change) for version in built.store.versions()] == [(1, "build")]
    assert built.store.members().keys() == {one.id for one in CORPUS}
    assert built.store.member("no-such") is None
    assert built.store.names() == "[]"
    with pytest.raises(IndexStoreError, match="row 999"):
        built.store.article(999)


def test_an_original_and_its_editions_are_one_family(built: Index) -> None:
    assert built.store.editions("bridge") == {"zh": "bridge", "en": "bridge.en"}
    assert built.store.editions("tea") == {"zh": "tea"}
    assert built.store.editions("bridge.en") == {"en": "bridge.en"}
    assert built.store.editions("no-such") == {}


def test_sentences_before_a_passage_are_those_of_its_own_block(built: Index, tiny: TinyEncoder) -> None:
    long = article("long", "一句话。", "这是一个相当长的句子，用来把段落填满到需要切分为止。" * 40)
    replace_all(built.store, tiny, [long])
    stored = built.store.passages(built.store.passage_rows(built.store.member("long") or 0))
    counts = [len(s.passage.sentences) for s in stored]
    assert [s.first_sentence for s in stored] == [0, 0, *np.cumsum(counts[1:-1]).tolist()]


def test_the_model_of_an_index_is_checked(built: Index) -> None:
    built.store.check_encoder("tiny", 64)
    for name, dimension in (("other", 64), ("tiny", 32)):
        with pytest.raises(IndexStoreError, match=rf"not {name} \({dimension}\).*--model"):
            built.store.check_encoder(name, dimension)


def test_a_moment_is_one_state_whatever_another_connection_changes(built: Index, tiny: TinyEncoder) -> None:
    with closing(Store(built.store.folder)) as reader:
        with reader.moment():
            before = reader.members()
            replace_all(built.store, tiny, [BRIDGE])
            assert reader.version() == 1
            assert reader.members() == before
        assert reader.version() == 2
        assert reader.members().keys() == {"bridge"}


def test_writing_is_all_or_nothing(built: Index) -> None:
    with pytest.raises(ZeroDivisionError), built.store.writing() as db:
        db.execute("delete from member")
        _ = 1 / 0
    assert len(built.store.members()) == 4
    assert not built.store.connection.in_transaction


def test_threads_take_turns_on_one_store(built: Index) -> None:
    found: list[int] = []
    start = threading.Barrier(4)

    def read() -> None:
        start.wait()
        for _ in range(20):
            found.append(len(built.store.articles()) + built.store.sizes().articles)

    threads = [threading.Thread(target=read) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [8] * 80


def test_every_version_of_an_article_is_kept_also_of_a_withdrawn_one(built: Index, tiny: TinyEncoder) -> None:
    corrected = replace(TEA, text=TEA.text.replace("三月", "四月"))
    replace_all(built.store, tiny, [BRIDGE, corrected])
    assert built.store.article_versions("tea") == [corrected, TEA]
    replace_all(built.store, tiny, [BRIDGE])
    assert built.article("tea") is None
    assert built.article_versions("tea") == [corrected, TEA]
    assert built.article_versions("never") == []
