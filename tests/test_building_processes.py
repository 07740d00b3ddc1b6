"""Builds in processes of their own: killed in the middle, and two at once."""

import signal
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock, Timeout

from index.building import build_folder, open_for, replace_all
from index.dense import snapshot_is_whole
from index.encoder import Encoded
from index.layout import LOCK
from index.search import Index
from index.store import Store
from index.verifying import verify
from tests.making import CORPUS, article, write_articles
from tests.processes import INDEX_COMMAND, finish, start
from tests.tiny import TinyEncoder

KILLED_BUILD = """
import os, signal, sys
from pathlib import Path
from index import building, changes, embedding, snapshot
from tests.tiny import TinyEncoder

def die(*_):
    os.kill(os.getpid(), signal.SIGKILL)

def half(path, index):
    path.with_name(path.name + ".1").write_bytes(b"half")
    die()

join, joined = changes._join, []
def join_one(*arguments):
    joined.append(join(*arguments))
    if len(joined) == 2:
        die()

embedding.BATCH, progress = 2, None
match sys.argv[3]:
    case "between two batches": progress = lambda done, total: done >= 6 and die()
    case "in the transaction": changes._join = join_one
    case "before the snapshot": building.keep_snapshot = die
    case "in the snapshot": snapshot._write_whole = half
building.build_folder(Path(sys.argv[1]), Path(sys.argv[2]), TinyEncoder(), progress=progress)
"""


@pytest.mark.parametrize(
    ("place", "version", "lost"),
    [
        ("between two batches", 1, True),
        ("in the transaction", 1, False),
        ("before the snapshot", 2, False),
        ("in the snapshot", 2, False),
    ],
)
def test_a_killed_build_loses_nothing_and_the_next_one_finishes(
    tmp_path: Path, tiny: TinyEncoder, place: str, version: int, lost: bool
) -> None:
    folder, out = write_articles(tmp_path / "articles", CORPUS[:2]), tmp_path / "index"
    whole = build_folder(write_articles(tmp_path / "all", CORPUS), tmp_path / "other", tiny)[0].embedded
    first = build_folder(folder, out, tiny)[0].embedded
    write_articles(folder, CORPUS)
    assert finish(start(KILLED_BUILD, folder, out, place)).returncode == -signal.SIGKILL

    index = Index.open(out, tiny)
    assert index.version == version
    assert len(index.search(index.query("大桥"), 10)) == (4 if version == 1 else 6)
    assert snapshot_is_whole(index.store)
    index.store.close()

    built, errors = build_folder(folder, out, tiny)
    assert (built.version, built.articles, errors) == (2, 4, [])
    assert built.embedded == (whole - first - 6 if lost else 0)
    with closing(Store(out)) as store:
        assert verify(store) == []
    assert [path.name for path in out.glob("vectors-*")] == ["vectors-2.faiss"]


def test_an_index_is_made_and_changed_by_one_at_a_time(tmp_path: Path) -> None:
    refused: list[str] = []

    class Trying(TinyEncoder):
        def passage_tokens(self, *arguments: Any) -> list[Encoded]:
            with pytest.raises(Timeout):
                FileLock(tmp_path / LOCK, timeout=0).acquire()
            refused.append(arguments[0][0])
            return super().passage_tokens(*arguments)

    with closing(open_for(tmp_path, Trying())) as store:
        made = len(refused)
        assert made > 0
        replace_all(store, Trying(), CORPUS)
        assert len(refused) > made
    FileLock(tmp_path / LOCK, timeout=0).acquire().lock.release()


def test_two_builds_at_once_both_end_well(tmp_path: Path) -> None:
    left = [article(f"left-{n}.a", f"左边第{n}篇文章。") for n in range(20)]
    right = [article(f"right-{n}.a", f"右边第{n}篇文章。") for n in range(20)]
    folders = [write_articles(tmp_path / "l", left), write_articles(tmp_path / "r", right)]
    out = tmp_path / "index"
    processes = [start(INDEX_COMMAND, "build", folder, "--out", out) for folder in folders]
    for done in map(finish, processes):
        assert (done.returncode, done.stderr) == (0, "")
        assert "20 articles" in done.stdout
    with closing(Store(out)) as store:
        assert list(store.members()) in ([a.id for a in sorted(s, key=lambda a: a.id)] for s in (left, right))
        assert verify(store) == []
        assert store.version() == 2
