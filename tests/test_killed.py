"""Builds killed at any moment: what was acknowledged is there, the index is whole or mends, the next one goes through.

YUWEN_KILLS=50 kills more often than the tests do every day; the moments are drawn from a seed.
"""

import os
import random
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from index.building import open_for, replace_all
from index.errors import IndexStoreError
from index.search import Index
from index.store import Store
from index.verifying import verify
from tests.making import article, write_articles
from tests.processes import Killed
from tests.tiny import TinyEncoder

KILLS = int(os.environ.get("YUWEN_KILLS", "12"))
SEED = 20260801
BUILDS = 4
"""Changes that the child goes through by itself while it is waited for: the moments lie within as many."""

CHANGES = """
import sys
from contextlib import closing
from pathlib import Path
from index import embedding
from index.building import add_files, build_folder, open_for
from index.changes import changing, rollback
from index.dense import keep_snapshot
from tests.making import article, write_articles
from tests.tiny import TinyEncoder

folders, out, encoder = Path(sys.argv[1]), Path(sys.argv[2]), TinyEncoder()
embedding.BATCH = 16

def change(number):
    if number % 4 == 1:
        write_articles(folders / "odd", [article("new", *(f"第{number}次改动，第{n}段。" for n in range(40)))])
    if number % 4 in (1, 2):
        return build_folder(folders / ("odd" if number % 4 == 1 else "even"), out, encoder)[0].version
    with closing(open_for(out, encoder)) as store, changing(store):
        if number % 4 == 3:
            return add_files(store, encoder, [folders / "more"]).version
        version = rollback(store)
        keep_snapshot(store)
        return version
"""
"""Each number is another change of the index."""


@pytest.fixture
def folders(tmp_path: Path) -> Path:
    """Articles at odd times, at even times, and more of them: some the same, some changed, some new, some gone."""
    for name, numbers in (("odd", range(24)), ("even", range(8, 32)), ("more", range(28, 36))):
        made = [article(f"a{n}", f"第{n}篇文章。", f"此文{name if n % 3 else ''}讲茶园与大桥。") for n in numbers]
        write_articles(tmp_path / "folders" / name, made)
    return tmp_path / "folders"


@pytest.fixture
def killed(folders: Path, tmp_path: Path) -> Iterator[Killed]:
    process = Killed(CHANGES, folders, tmp_path / "index")
    yield process
    process.close()


def texts(folders: Path, version: int) -> set[str]:
    """What the index holds at a version: change n makes version n."""
    names = {0: ("even",), 1: ("odd",), 2: ("even",), 3: ("even", "more")}[version % 4]
    paths = {path.name: path for name in names for path in (folders / name).glob("a*.md")}
    new = {"\n\n".join(f"第{version}次改动，第{n}段。" for n in range(40))} if version % 4 == 1 else set()
    return new | {path.read_text("utf-8").split("---\n\n")[1].strip() for path in paths.values()}


def version_of(out: Path) -> int:
    """The index's version; 0 where none was begun."""
    try:
        with closing(Store(out)) as store:
            return store.version()
    except IndexStoreError:
        return 0


@pytest.mark.skipif(not Path("/proc/self/task").is_dir(), reason="children are found in /proc")
def test_a_build_killed_at_any_moment_loses_nothing(
    folders: Path, killed: Killed, tmp_path: Path, tiny: TinyEncoder
) -> None:
    drawn, out, version = random.Random(SEED), tmp_path / "index", 0
    started = time.perf_counter()
    while version < BUILDS:  # once without a hurry: how long changes take here
        killed.after(time.perf_counter() - started + 0.2, version)
        version = version_of(out)  # what is there, told or not: the changes' numbers go on from it
    longest = time.perf_counter() - started
    untold, mended = 0, 0
    for _ in range(KILLS):
        acknowledged = max([version, *killed.after(drawn.uniform(0, longest), version)])
        index = Index.open(out, tiny)
        version = index.version
        assert acknowledged <= version <= acknowledged + 1
        assert {one.text for one in index.articles()} == texts(folders, version)
        assert index.search(index.query("第9篇文章"), 1)[0].text == "第9篇文章。"
        faults = verify(index.store)
        assert all("FAISS" in fault for fault in faults)
        untold, mended = untold + (version > acknowledged), mended + bool(faults)
        index.store.close()
    with closing(open_for(out, tiny)) as store:
        assert replace_all(store, tiny, [article("after", "之后。")]).version == version + 1
        assert verify(store) == []
    print(f"{KILLS} kills in {version} changes, {untold} just committed, {mended} before the FAISS file was there")


def test_what_a_killed_process_left_is_cleared_away(folders: Path, tmp_path: Path, tiny: TinyEncoder) -> None:
    with closing(open_for(tmp_path / "index", tiny)) as store:
        (tmp_path / "index" / "vectors-7.faiss.4711").write_bytes(b"half")
        replace_all(store, tiny, [article("one", "一。")])
    left = {path.name for path in (tmp_path / "index").iterdir()}
    assert left <= {"index.sqlite", "index.sqlite-wal", "index.sqlite-shm", "index.lock", "vectors-1.faiss"}
    with closing(Store(tmp_path / "index")) as store:
        assert verify(store) == []
