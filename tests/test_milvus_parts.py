"""What goes to Milvus and back unaltered, and what its sparse vectors find: no Milvus is needed for either."""

import math
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

from index.building import open_for, replace_all
from index.milvus.kept import Kept
from index.milvus.packing import (
    Packed,
    pack_article,
    pack_background,
    pack_passage,
    unpack_article,
    unpack_background,
    unpack_passage,
)
from index.milvus.parts import joined, missing, part_count, rows_of
from index.milvus.sparse import counted, passage_vector, question_vector, term_key
from index.records import to_record
from index.search import Index
from tests.making import BRIDGE, article
from tests.tiny import TinyEncoder


@pytest.mark.parametrize("size", [0, 1, 2, 3, 49_144, 49_145, 49_146, 200_000])
def test_bytes_come_back_from_parts(size: int) -> None:
    data = bytes(np.random.default_rng(size).integers(0, 256, size, np.uint8))
    rows = rows_of("t7", data)
    assert len(rows) == part_count(data) and all(len(row["data"]) <= 65_535 for row in rows)
    assert [row["key"] for row in rows[1:]] == missing(rows[:1])
    assert joined(rows[::-1]) == {"t7": data}
    assert joined(rows[1:]) == {}
    text = rows[-1]["data"]
    with pytest.raises(ValueError, match="not as it was written"):
        joined([*rows[:-1], rows[-1] | {"data": text[:-4] + ("AAAA" if text[-4:] != "AAAA" else "BBBB")}])


def test_an_article_a_passage_and_the_background_come_back(built: Index) -> None:
    store = built.store
    row = store.member("bridge")
    assert row is not None
    rows = store.passage_rows(row)
    assert unpack_article(pack_article(to_record(BRIDGE), rows)) == (BRIDGE, rows)
    (one,), (plain, terms) = store.passages(rows[:1]), store.plain(rows[:1])[rows[0]]
    (vectors,) = store.vectors(None).vectors(rows[:1])
    packed = Packed(one, plain, terms, vectors, 3)
    again = unpack_passage(rows[0], pack_passage(packed), store.dimension)
    assert (again.stored, again.plain, again.terms, again.token_parts) == (one, plain, terms, 3)
    assert np.array_equal(again.vectors, vectors)
    with pytest.raises(ValueError, match="as many vectors"):
        unpack_passage(rows[0], pack_passage(packed) + bytes(4 * store.dimension), store.dimension)
    there, here = unpack_background(pack_background(store.background()), store.dimension), store.background()
    assert np.array_equal(there.centres.passage, here.centres.passage)
    assert np.array_equal(there.centres.question, here.centres.question)
    for a, b in zip(there.passages, here.passages, strict=True):
        assert np.array_equal(a.vector, b.vector) and a.tokens == b.tokens


TEXTS = (
    "茶园产茶三百吨。",
    "茶与茶具，茶叶。",
    "The bridge, the bridge, and tea.",
    "大桥全长3,500米，人人喝茶。",
    "人山人海。",
    "——",
)


def test_sparse_vectors_rank_as_the_full_text_does(tmp_path: Path, tiny: TinyEncoder) -> None:
    with closing(open_for(tmp_path / "index", tiny)) as store:
        replace_all(store, tiny, [article(f"a{n}", text) for n, text in enumerate(TEXTS)])
        sizes, rows = store.sizes(), [row for name in store.members().values() for row in store.passage_rows(name[0])]
        plains, average = store.plain(rows), sizes.terms / sizes.passages
        vectors = {row: passage_vector(counted(text), terms, average) for row, (text, terms) in plains.items()}
        for terms in (["茶"], ["茶园", "大桥"], ["bridge", "the"], ["人", "3500", "茶"], ["茶具", "人山", "人"]):
            found = store.frequencies(terms)
            asked = question_vector(found, sizes.passages)
            with store.moment() as db:
                match = " OR ".join(f'"{term}"*' if len(term) == 1 else f'"{term}"' for term in terms)
                ranked = dict(db.execute("select rowid, -rank from words where words match ?", (match,)).fetchall())
            scores = {
                row: sum(vector.get(n, 0.0) * weight for n, weight in asked.items()) for row, vector in vectors.items()
            }
            assert {row: score for row, score in scores.items() if score} == pytest.approx(ranked)
            assert found == {term: sum(term in counted(text) for text, _ in plains.values()) for term in terms}


def test_no_vector_is_empty_and_no_key_too_long() -> None:
    assert passage_vector(counted("——"), 0, 5.0) and math.isfinite(sum(passage_vector(counted("茶"), 1, 0.0).values()))
    assert term_key("茶园") == "茶园" and len(term_key("y" * 300)) < 100 and term_key("y" * 300) != term_key("y" * 301)


def test_what_was_read_lately_is_kept() -> None:
    read: list[list[int]] = []

    def from_far(rows: object) -> dict[int, str]:
        read.append(list(rows))  # type: ignore[call-overload]
        return {row: str(row) for row in read[-1] if row < 100}

    kept = Kept(3, from_far)
    assert kept.get([1, 2, 1, 200]) == {1: "1", 2: "2"}
    assert kept.get([2, 3]) == {2: "2", 3: "3"} and read == [[1, 2, 200], [3]]
    assert kept.get([4, 2]) == {4: "4", 2: "2"} and kept.get([1, 2]) == {1: "1", 2: "2"}
    assert read == [[1, 2, 200], [3], [4], [1]]
    assert list(kept.get(range(10))) == list(range(10))
