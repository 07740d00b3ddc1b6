"""The watched folder: what is added, changed, withdrawn or broken, seen by an index that stays open."""

import queue
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from index.building import build_folder
from index.search import Index
from index.watching import watching
from tests.making import CORPUS, TEA, article, write_articles
from tests.tiny import TinyEncoder


class Desk:
    """An open index over a watched folder, and what the watch has told."""

    def __init__(self, folder: Path, index: Index, told: "queue.Queue[str]") -> None:
        self.folder, self.index, self.told = folder, index, told

    def until(self, version: int) -> list[str]:
        """What is told up to the news of this version."""
        lines: list[str] = []
        while not lines or f": version {version}, " not in lines[-1]:
            lines.append(self.told.get(timeout=60))
        return lines

    def found(self, question: str) -> str:
        return self.index.search(self.index.query(question), 1)[0].article.id


@pytest.fixture
def desk(tmp_path: Path, tiny: TinyEncoder) -> Iterator[Desk]:
    folder, told = write_articles(tmp_path / "articles", CORPUS), queue.Queue[str]()
    build_folder(folder, tmp_path / "index", tiny)
    index = Index.open(tmp_path / "index", tiny)
    with watching(folder, tmp_path / "index", tiny, told.put):
        yield Desk(folder, index, told)
    index.store.close()


def test_a_new_a_changed_and_a_withdrawn_article(desk: Desk) -> None:
    write_articles(desk.folder, [article("cable", "长江索道全长一千一百六十六米。")])
    assert desk.until(2) == [f"{desk.index.store.folder}: version 2, 5 articles"]
    assert desk.found("长江索道全长") == "cable"
    write_articles(
        desk.folder / "2024", [replace(TEA, id="tea-2024", text="永川的茶园今年产茶五百吨。采茶季节从三月开始。")]
    )
    desk.until(3)
    assert desk.found("永川的茶园今年产茶五百吨") == "tea-2024"
    (desk.folder / "cable.md").unlink()
    desk.until(4)
    assert desk.found("长江索道全长") != "cable"
    assert desk.index.article("cable") is None


def test_a_bad_file_breaks_nothing_and_is_told_once(desk: Desk) -> None:
    (desk.folder / "tea.md").write_bytes(b"")
    (desk.folder / "scan.pdf").write_bytes(b"%PDF")
    write_articles(desk.folder, [article("cable", "长江索道全长一千一百六十六米。")])
    *bad, last = desk.until(2)
    assert [line.split(":")[1] for line in bad] == [" scan.pdf", " tea.md"]
    assert "5 articles" in last
    assert desk.found("永川的茶园今年产茶三百吨") == "tea"
    write_articles(desk.folder, [article("rail-2", "A new line opens.", lang="en")])
    assert len(desk.until(3)) == 1


def test_the_watch_outlives_an_emptied_folder(desk: Desk) -> None:
    kept = {path: path.read_bytes() for path in desk.folder.iterdir()}
    for path in kept:
        path.unlink()
    assert desk.told.get(timeout=60).startswith("not refreshed: there are no articles")
    for path, data in kept.items():
        path.write_bytes(data)
    write_articles(desk.folder, [article("cable", "长江索道全长一千一百六十六米。")])
    desk.until(2)
    assert desk.found("长江索道全长") == "cable"
