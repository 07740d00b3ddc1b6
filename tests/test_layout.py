"""The index on disk: made whole or not at all; each missing or corrupted file is told, never a traceback."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from index.background import make_background
from index.building import open_for, replace_all
from index.errors import IndexStoreError
from index.layout import DATABASE, Meta, connect, create, open_checked
from index.search import Index
from index.store import Store
from tests.making import CORPUS, TEA
from tests.tiny import TinyEncoder


def altered(folder: Path, *statements: str) -> None:
    with closing(sqlite3.connect(folder / DATABASE)) as connection, connection:
        for statement in statements:
            connection.execute(statement)


@pytest.fixture
def folder(built: Index) -> Path:
    """An index that nobody holds open."""
    built.store.close()
    return built.store.folder


def test_an_index_is_made_once_and_then_left_alone(tmp_path: Path, tiny: TinyEncoder) -> None:
    made: list[int] = []
    for _ in range(2):
        create(tmp_path / "a" / "b", Meta("tiny", 64), lambda: made.append(1) or make_background(tiny))  # type: ignore[func-returns-value]
    connection, meta = open_checked(tmp_path / "a" / "b")
    connection.close()
    assert (meta, made) == (Meta("tiny", 64), [1])


def test_an_index_whose_making_fails_is_not_there(tmp_path: Path, tiny: TinyEncoder) -> None:
    def fail() -> None:
        raise RuntimeError("the model failed")

    with pytest.raises(RuntimeError):
        create(tmp_path, Meta("tiny", 64), fail)  # type: ignore[arg-type]
    with pytest.raises(IndexStoreError, match="empty or half made"):
        Store(tmp_path)
    with closing(open_for(tmp_path, tiny)) as store:
        assert store.version() == 0


def test_every_change_is_made_durable_and_readers_do_not_wait(folder: Path) -> None:
    with closing(connect(folder)) as connection:
        assert connection.execute("pragma synchronous").fetchone() == (2,)
        assert connection.execute("pragma journal_mode").fetchone() == ("wal",)
        assert connection.execute("pragma foreign_keys").fetchone() == (1,)


@pytest.mark.parametrize("missing", ["folder", "file", "directory in its place"])
def test_a_missing_index_is_told_with_the_way_to_build_it(tmp_path: Path, missing: str) -> None:
    folder = tmp_path / "none"
    if missing != "folder":
        folder.mkdir()
    if missing == "directory in its place":
        (folder / DATABASE).mkdir()
    with pytest.raises(IndexStoreError, match=f"no index in .*python -m index build --out {folder}"):
        Store(folder)


@pytest.mark.parametrize("content", [b"x" * 600, b"garbage " * 1000, b"SQLite format 3\0" + b"\xff" * 5000])
def test_a_file_that_is_no_database_is_damage_for_reader_and_builder(
    folder: Path, tiny: TinyEncoder, content: bytes
) -> None:
    (folder / DATABASE).write_bytes(content)
    for attempt in (lambda: Store(folder), lambda: open_for(folder, tiny)):
        with pytest.raises(IndexStoreError, match=r"is damaged .*; delete the folder and build it again"):
            attempt()
    assert (folder / DATABASE).read_bytes() == content


@pytest.mark.parametrize("share", [0.02, 0.3, 0.6, 0.97])
def test_a_truncated_file_is_told_when_it_is_opened_or_searched(folder: Path, tiny: TinyEncoder, share: float) -> None:
    data = (folder / DATABASE).read_bytes()
    (folder / DATABASE).write_bytes(data[: int(len(data) * share)])
    with pytest.raises(IndexStoreError, match="is damaged"):
        index = Index.open(folder, tiny)
        index.search(index.query("大桥"))


def test_an_empty_file_is_told_to_readers_and_filled_by_a_build(folder: Path, tiny: TinyEncoder) -> None:
    (folder / DATABASE).write_bytes(b"")
    with pytest.raises(IndexStoreError, match="empty or half made"):
        Store(folder)
    with closing(open_for(folder, tiny)) as store:
        assert replace_all(store, tiny, CORPUS).version == 1


@pytest.mark.parametrize(
    ("statement", "told"),
    [
        ("drop table meta", "is damaged"),
        ("drop table words", "is damaged"),
        ("drop table centre", "is damaged"),
        ("delete from centre", "is damaged"),
        ("delete from meta where key = 'dimension'", "is damaged"),
        ("delete from meta", "is damaged"),
        ("update meta set value = '1' where key = 'format'", "has format 1, this program reads 3"),
        ("update meta set value = 'x' where key = 'format'", "has format x"),
        ("update article set record = '{'", "is damaged"),
        ("update article set record = '[]'", "is damaged"),
        ("update embedding set tokens = x'00'", "is damaged"),
        ("update meta set value = 'other' where key = 'encoder'", r"the model other \(64 dimensions\), not tiny"),
        ("update meta set value = '3' where key = 'dimension'", r"\(3 dimensions\), not tiny \(64\)"),
    ],
)
def test_a_half_made_or_foreign_index_is_told(folder: Path, tiny: TinyEncoder, statement: str, told: str) -> None:
    altered(folder, statement)
    with pytest.raises(IndexStoreError, match=told):
        index = Index.open(folder, tiny)
        index.search(index.query("大桥"))


def test_a_log_left_behind_is_read(built: Index, tmp_path: Path, tiny: TinyEncoder) -> None:
    left = tmp_path / "left"
    left.mkdir()
    with closing(Store(built.store.folder)) as reader, reader.moment():
        reader.version()  # while anyone reads an earlier state the log cannot be emptied
        replace_all(built.store, tiny, [TEA])
        for name in (DATABASE, f"{DATABASE}-wal"):  # as a killed process leaves them: never closed
            (left / name).write_bytes((built.store.folder / name).read_bytes())
    assert (left / f"{DATABASE}-wal").stat().st_size > 0
    index = Index.open(left, tiny)
    assert index.articles() == built.articles() == [TEA]
    index.store.close()


def test_a_locked_index_is_not_called_damaged(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("index.layout.BUSY_SECONDS", 0.0)
    with closing(sqlite3.connect(folder / DATABASE, isolation_level=None)) as other, closing(Store(folder)) as store:
        other.execute("begin immediate")
        with pytest.raises(IndexStoreError, match="cannot be read or written: database is locked"), store.writing():
            pass
        assert store.version() == 1
