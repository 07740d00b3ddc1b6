"""FAISS over the vectors: exact search; a snapshot that is missing or altered changes no result."""

import random
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import faiss
import numpy as np
import pytest

from index.building import open_for, replace_all
from index.changes import rollback
from index.dense import Dense, keep_snapshot, open_dense, snapshot_is_whole
from index.errors import IndexStoreError
from index.search import Index
from index.snapshot import make_snapshot, write_snapshot
from index.units import units, units_of
from tests.making import BRIDGE, CORPUS, TEA, article
from tests.tiny import TinyEncoder


def snapshots(index: Index) -> list[Path]:
    return sorted(index.store.folder.glob("vectors-*"))


def flip(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)


def other_vectors(path: Path) -> None:
    index = faiss.IndexFlatIP(64)
    index.add(np.eye(64, dtype=np.float32))
    faiss.write_index(index, str(path))


DAMAGES: dict[str, Callable[[Path], object]] = {
    "missing": Path.unlink,
    "empty": lambda path: path.write_bytes(b""),
    "truncated": lambda path: path.write_bytes(path.read_bytes()[:-7]),
    "garbage": lambda path: path.write_bytes(b"garbage" * 100),
    "a flipped bit": flip,
    "other vectors": other_vectors,
    "a directory": lambda path: (path.unlink(), path.mkdir()),
}


def test_the_nearest_are_the_nearest_by_cosine(built: Index) -> None:
    dense = open_dense(built.store)
    vector = built.query("茶园产茶").vector
    (all_,) = units(built.store)
    exact = np.argsort(-(all_.vectors @ vector), kind="stable")
    nearest = list(dict.fromkeys(all_.passages[exact].tolist()))
    assert dense.search(vector, 1) == nearest[:1]
    assert dense.search(vector, 10**6) == nearest


def test_a_passage_stands_before_its_sentences(built: Index, tiny: TinyEncoder) -> None:
    dense = open_dense(built.store)
    for row in built.store.passage_rows(built.store.member("bridge") or 0):
        (stored,) = built.store.passages([row])
        spans = [stored.passage, *stored.passage.sentences]
        texts = [BRIDGE.text[span.start : span.end] for span in spans]
        np.testing.assert_allclose(dense.vectors([row])[0], tiny.passages(texts), atol=1e-6)
    assert [len(vectors) for vectors in dense.vectors([10**9])] == [0]
    assert dense.vectors([]) == []


def test_an_index_without_articles_finds_nothing(tmp_path: Path, tiny: TinyEncoder) -> None:
    store = open_for(tmp_path, tiny)
    assert open_dense(store).search(tiny.questions(["桥"])[0], 5) == []
    assert snapshot_is_whole(store)
    index = Index(store, tiny)
    assert index.search(index.query("桥")) == []


def test_one_snapshot_is_kept_that_of_the_current_version(built: Index, tiny: TinyEncoder) -> None:
    assert [path.name for path in snapshots(built)] == ["vectors-1.faiss"]
    (built.store.folder / "vectors-1.faiss.4711").write_bytes(b"left by a killed process")
    replace_all(built.store, tiny, [TEA])
    assert [path.name for path in snapshots(built)] == ["vectors-2.faiss"]
    assert snapshot_is_whole(built.store)


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_snapshot_changes_no_result_and_is_written_again(
    built: Index, tiny: TinyEncoder, damage: str
) -> None:
    query = built.query("第二座大桥")
    expected = [(hit.passage.id, hit.score) for hit in built.search(query)]
    (path,) = snapshots(built)
    DAMAGES[damage](path)
    assert not snapshot_is_whole(built.store)
    again = Index(built.store, tiny)
    assert [(hit.passage.id, hit.score) for hit in again.search(query)] == expected
    if damage == "a directory":
        path.rmdir()
    keep_snapshot(built.store)
    assert snapshot_is_whole(built.store)


def test_a_build_without_a_change_mends_the_snapshot(built: Index, tiny: TinyEncoder) -> None:
    snapshots(built)[0].unlink()
    assert replace_all(built.store, tiny, CORPUS).version == 1
    assert snapshot_is_whole(built.store)


def test_a_snapshot_that_cannot_be_written_is_told_and_leaves_no_rest(built: Index) -> None:
    (path,) = snapshots(built)
    path.unlink()
    (path / "in the way").mkdir(parents=True)
    with pytest.raises(IndexStoreError, match="the vectors could not be written"):
        write_snapshot(built.store)
    assert snapshots(built) == [path]


def test_what_came_and_went_since_the_file_was_made_is_searched_as_if_made_anew(
    tmp_path: Path, tiny: TinyEncoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Any changes, followed step by step or opened afresh: the same passages as in a file of that version."""
    monkeypatch.setattr("index.dense.STALE", 0)  # never made again
    drawn = random.Random(3)
    pool = [article(f"a{n}", *(f"第{n}篇第{p}段讲{n * p}辆缆车。" for p in range(3))) for n in range(12)]
    vectors = tiny.questions(["第3篇", "第9篇第2段", "讲12辆缆车", "长江大桥"])
    store = open_for(tmp_path, tiny)
    replace_all(store, tiny, pool[:6])
    followed = open_dense(store)
    for turn in range(12):
        new = [replace(one, text=one.text.replace("讲", "说")) if drawn.random() < 0.3 else one for one in pool]
        if turn % 4 == 3:
            rollback(store, drawn.randrange(1, store.version()))
        else:
            replace_all(store, tiny, drawn.sample(new, drawn.randrange(1, 12)))
        followed, opened = open_dense(store, followed), open_dense(store)
        assert followed.base.version == 1
        anew = Dense(store.version(), make_snapshot(store), np.zeros(0, np.int64), units_of(store, []), frozenset())
        for vector in vectors:
            expected = anew.search(vector, 8)
            assert len(followed.search(vector, 8)) == len(expected)
            best = [round(float(cosines.max()), 5) for cosines in anew.cosines(vector, expected)]
            for dense in (followed, opened):
                cosines = dense.cosines(vector, dense.search(vector, 8))
                assert [round(float(each.max()), 5) for each in cosines] == best
    store.close()


def test_a_file_is_made_again_when_a_tenth_has_changed(tmp_path: Path, tiny: TinyEncoder) -> None:
    pool = [article(f"a{n}", f"第{n}篇讲{n}辆缆车。") for n in range(60)]
    store = open_for(tmp_path, tiny)
    versions = []
    for count in (40, 42, 44, 46, 50):
        replace_all(store, tiny, pool[:count])
        named = store.snapshot()
        versions.append(named.version if named else 0)
        assert len(list(tmp_path.glob("vectors-*"))) == 1
    assert versions == [1, 1, 1, 4, 4]
    store.close()
