"""Which files of a folder are read again: those that have changed, and no others."""

import os
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from index import inventory, taking
from index.article import Article
from index.building import build_folder
from index.store import Store
from index.verifying import verify
from tests.making import BRIDGE, CORPUS, TEA, article, write_articles
from tests.tiny import TinyEncoder


class Folder:
    """A folder of articles, its index, and which files were read for it."""

    def __init__(self, path: Path, read: list[str]) -> None:
        self.articles, self.index, self._read = write_articles(path / "articles", CORPUS), path / "index", read

    def build(self) -> tuple[list[str], set[str]]:
        """The files read and the texts then in the index; each build must leave it whole."""
        self._read.clear()
        build_folder(self.articles, self.index, TinyEncoder())
        with closing(Store(self.index)) as store:
            assert verify(store) == []
            return sorted(self._read), {one.text for one in store.articles()}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Folder]:
    read: list[str] = []

    def counted(path: Path, read_approved: object = taking.read_approved) -> list[Article]:
        read.append(path.name)
        return read_approved(path)  # type: ignore[operator, no-any-return]

    monkeypatch.setattr(taking, "read_approved", counted)
    monkeypatch.setattr(inventory, "_UNSURE", 0)
    made = Folder(tmp_path, read)
    assert len(made.build()[0]) == len(CORPUS)
    yield made


def test_unchanged_files_are_not_read(folder: Folder) -> None:
    assert folder.build() == ([], {one.text for one in CORPUS})


def test_a_changed_file_is_read_alone(folder: Folder) -> None:
    write_articles(folder.articles, [replace(TEA, text=TEA.text.replace("三百", "四百"))])
    read, texts = folder.build()
    assert read == ["tea.md"]
    assert any("四百" in text for text in texts)
    assert not any("三百" in text for text in texts)


def test_a_change_of_the_same_length_under_the_old_time_is_seen(folder: Folder) -> None:
    path = folder.articles / "tea.md"
    before = path.stat()
    path.write_text(path.read_text("utf-8").replace("三百", "五百"), encoding="utf-8")
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert path.stat().st_size == before.st_size
    assert folder.build()[0] == ["tea.md"]


def test_a_file_only_touched_or_replaced_by_itself_is_not_read(folder: Folder) -> None:
    (folder.articles / "tea.md").touch()
    again = folder.articles / "copy"
    again.write_bytes((folder.articles / "rail.md").read_bytes())
    again.replace(folder.articles / "rail.md")
    assert folder.build()[0] == []


def test_a_file_just_written_is_compared_by_its_bytes(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inventory, "_UNSURE", 10**15)
    write_articles(folder.articles, [article("new", "新。")])
    assert folder.build()[0] == ["new.md"]
    looked: list[str] = []
    monkeypatch.setattr(Path, "read_bytes", lambda path, read=Path.read_bytes: looked.append(path.name) or read(path))
    assert folder.build()[0] == []
    assert "new.md" in looked


def test_another_reader_reads_everything(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inventory, "_reader", lambda: "another")
    assert len(folder.build()[0]) == len(CORPUS)


def test_the_reader_is_named_by_its_sources() -> None:
    assert len(inventory._reader()) == 16


def test_a_file_that_came_back_is_taken_up_again(folder: Folder) -> None:
    kept = (folder.articles / "tea.md").read_bytes()
    (folder.articles / "tea.md").unlink()
    assert len(folder.build()[1]) == 3
    (folder.articles / "tea.md").write_bytes(kept)
    assert len(folder.build()[1]) == 4


def test_the_second_file_of_an_id_counts_when_the_first_is_gone(folder: Folder) -> None:
    other = replace(TEA, text="永川的茶园今年产茶九百吨。采茶季节从三月开始。")
    write_articles(folder.articles / "z", [other])
    assert other.text not in folder.build()[1]
    (folder.articles / "tea.md").unlink()
    assert other.text in folder.build()[1]


def test_an_unchanged_edition_is_looked_at_again_when_its_original_has_changed(folder: Folder) -> None:
    write_articles(folder.articles, [article("bridge", "只有一段。")])
    read, texts = folder.build()
    assert read == ["bridge.md"]
    assert len(texts) == 3
    write_articles(folder.articles, [BRIDGE])
    assert len(folder.build()[1]) == 4


def test_an_entry_that_the_disk_has_altered_is_read_again(folder: Folder) -> None:
    with closing(Store(folder.index)) as store, store.writing() as db:
        db.execute("update file set record = replace(record, 'tea', 'rail') where path = 'tea.md'")
    assert folder.build() == (["tea.md"], {one.text for one in CORPUS})
