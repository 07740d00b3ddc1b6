"""FAISS's file: chosen by size, measured against exact search, checked before it is trusted."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

from index.building import change, open_for, replace_all
from index.dense import open_dense
from index.search import Index
from index.snapshot import checksum, make_snapshot, read_snapshot
from index.store import Store
from index.units import units
from index.verifying import verify
from tests.making import article
from tests.tiny import TinyEncoder

MANY = [
    article(f"a{n}", *(f"第{n}篇第{p}段讲{p * n}辆缆车。到{n + p}年为止共有{n * 7 + p}人坐过。" for p in range(8)))
    for n in range(40)
]


@pytest.fixture
def large(tmp_path: Path, tiny: TinyEncoder, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    """An index of 960 vectors where more than 500 are many."""
    monkeypatch.setattr("index.snapshot.EXACT_UP_TO", 500)
    with closing(open_for(tmp_path / "index", tiny)) as store:
        replace_all(store, tiny, MANY)
        yield store


def test_few_vectors_are_compared_one_by_one(built: Index) -> None:
    found = built.store.snapshot()
    assert found
    assert (found.kind, found.breadth, found.recall) == ("exact", 0, 1.0)
    assert found.count == built.sizes.passages + built.sizes.sentences


def test_many_vectors_are_compared_by_bits_first_and_their_recall_is_recorded(large: Store) -> None:
    found = large.snapshot()
    assert found
    assert (found.kind, found.count) == ("bits", 960)
    assert found.breadth >= 600
    assert 0.99 <= found.recall <= 1


def test_by_bits_the_nearest_are_found(large: Store, tiny: TinyEncoder) -> None:
    dense = open_dense(large)
    (all_,) = units(large)
    for question in ("第7篇第3段", "到21年为止", "坐过缆车的人"):
        vector = tiny.questions([question])[0]
        cosines, rows = dense.base.search(vector, 10)
        exact = np.sort(all_.vectors @ vector)[::-1][:10]
        np.testing.assert_allclose(cosines, exact, atol=2e-3)
        for row, cosine in zip(rows, cosines, strict=True):
            assert np.abs(all_.vectors[all_.passages == row] @ vector - cosine).min() < 2e-3


def test_a_file_by_bits_that_is_altered_is_made_again_with_the_same_results(large: Store, tiny: TinyEncoder) -> None:
    index = Index(large, tiny)
    query = index.query("第7篇第3段讲几辆缆车")
    expected = [(hit.passage.id, pytest.approx(hit.score, abs=1e-3)) for hit in index.search(query)]
    path = large.folder / "vectors-1.faiss"
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 4
    path.unlink()  # whoever has the old one mapped keeps it
    path.write_bytes(data)
    assert read_snapshot(large) is None
    assert verify(large) == ["the FAISS file is missing or altered; the next build makes it again"]
    assert [(hit.passage.id, hit.score) for hit in Index(large, tiny).search(query)] == expected
    assert replace_all(large, tiny, MANY).version == 1
    assert verify(large) == []


def test_the_file_says_the_same_as_the_store(large: Store) -> None:
    read, made = read_snapshot(large), make_snapshot(large)
    assert read
    np.testing.assert_array_equal(read.passages, made.passages)
    np.testing.assert_array_equal(read.vectors, made.vectors)
    assert (read.breadth, read.recall) == (made.breadth, made.recall)
    assert np.all(np.diff(read.passages) >= 0)


def test_what_grows_beyond_the_limit_is_compared_by_bits_and_exactly_again_when_it_shrinks(
    large: Store, tiny: TinyEncoder
) -> None:
    for articles, kind in ((MANY[:10], "exact"), (MANY, "bits"), ([], "exact")):
        replace_all(large, tiny, articles)
        found = large.snapshot()
        assert found
        assert (found.kind, found.count) == (kind, 24 * len(articles))


def test_a_small_change_leaves_the_file_as_it_is_and_is_searched_at_once(large: Store, tiny: TinyEncoder) -> None:
    index = Index(large, tiny)
    change(large, tiny, "add", [article("new", "机场新航站楼启用。")], ["a7"])
    assert [path.name for path in large.folder.glob("vectors-*")] == ["vectors-1.faiss"]
    assert index.search(index.query("机场新航站楼"), 1)[0].article.id == "new"
    assert "a7" not in {hit.article.id for hit in index.search(index.query("第7篇第3段"), 50)}
    assert verify(large) == []


def test_a_checksum_names_the_bytes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("index.snapshot._PIECE", 1 << 20)
    data, path = bytes(range(256)) * 20_000, tmp_path / "file"
    path.write_bytes(data)
    first = checksum(path)
    assert checksum(path) == first
    for at in (0, 1 << 20, len(data) - 1):
        path.write_bytes(data[:at] + b"?" + data[at + 1 :])
        assert checksum(path) != first
    path.write_bytes(data[: 1 << 20])
    assert checksum(path) != first
