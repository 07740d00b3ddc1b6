"""What the system does not let an index do: a full disk, a folder that may only be read; and no pickle anywhere."""

import ast
import pickle
import shutil
from contextlib import closing
from pathlib import Path

import pytest

from index.building import build_folder
from index.search import Index
from index.store import Store
from index.verifying import verify
from tests.making import CORPUS, article, write_articles
from tests.processes import INDEX_COMMAND, ROOT, finish, start
from tests.tiny import TinyEncoder

LIMITED = """
import resource, signal, sys
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv.pop(1)),) * 2)
"""
"""No file may grow beyond so many bytes: a write fails as on a full disk."""
WITHOUT_PRIVILEGES = """
import ctypes
ctypes.CDLL(None).capset((ctypes.c_uint32 * 2)(0x20080522, 0), (ctypes.c_uint32 * 6)())
"""
"""The superuser may write anywhere; without capabilities it is a user like others (Linux)."""
MORE = [article(f"more{n}", *(f"第{n}篇第{part}段。" for part in range(30))) for n in range(20)]


def found(folder: Path) -> list[tuple[str, float]]:
    index = Index.open(folder, TinyEncoder())
    hits = index.search(index.query("第二座大桥"))
    index.store.close()
    return [(hit.passage.id, hit.score) for hit in hits]


def faults(folder: Path) -> list[str]:
    with closing(Store(folder)) as store:
        return verify(store)


@pytest.mark.parametrize("share", [0.02, 0.3, 0.7, 0.95])
@pytest.mark.parametrize("there", [True, False])
def test_a_full_disk_is_told_in_one_line_and_loses_nothing(
    tmp_path: Path, tiny: TinyEncoder, share: float, there: bool
) -> None:
    folder, out = write_articles(tmp_path / "articles", CORPUS), tmp_path / "index"
    if there:
        build_folder(folder, out, tiny)
        before = found(out)
    write_articles(folder, MORE)
    build_folder(folder, tmp_path / "room", tiny)
    most = int(share * (tmp_path / "room" / "index.sqlite").stat().st_size)
    done = finish(start(LIMITED + INDEX_COMMAND, most, "build", folder, "--out", out))
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (1, "", 1)
    assert done.stderr.startswith("error: ")
    if there:
        with closing(Store(out)) as store:
            assert store.version() == 1
        assert found(out) == before
        assert faults(out) == []
    build_folder(folder, out, tiny)
    assert faults(out) == []
    assert found(out) == found(tmp_path / "room")


@pytest.mark.parametrize("words", [["build", "articles"], ["add", "articles"], ["remove", "tea"], ["rollback", "1"]])
def test_a_folder_that_may_only_be_read_is_told_by_what_would_change_it(
    tmp_path: Path, tiny: TinyEncoder, words: list[str]
) -> None:
    read_only(write_articles(tmp_path / "articles", CORPUS), tmp_path / "index", tiny)
    where = ["--out" if words[0] == "build" else "--index", tmp_path / "index"]
    command = [words[0], *(tmp_path / word if word == "articles" else word for word in words[1:]), *where]
    done = finish(start(WITHOUT_PRIVILEGES + INDEX_COMMAND, *command))
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (1, "", 1)
    assert "may only be read" in done.stderr


@pytest.mark.parametrize("words", [["search", "第二座大桥"], ["info", "--json"], ["verify"]])
def test_an_index_that_may_only_be_read_is_searched(tmp_path: Path, tiny: TinyEncoder, words: list[str]) -> None:
    read_only(write_articles(tmp_path / "articles", CORPUS), tmp_path / "index", tiny)
    done = finish(start(WITHOUT_PRIVILEGES + INDEX_COMMAND, *words, "--index", tmp_path / "index"))
    assert (done.returncode, done.stderr) == (0, "")


def read_only(articles: Path, out: Path, tiny: TinyEncoder) -> None:
    """An index of two versions, closed, in a folder that nobody may write to."""
    build_folder(articles, out, tiny)
    write_articles(articles, MORE[:1])
    build_folder(articles, out, tiny)
    for path in (out, *out.iterdir()):
        path.chmod(0o555 if path.is_dir() else 0o444)


def test_nothing_is_pickled(tmp_path: Path, tiny: TinyEncoder, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("load", "loads", "dump", "dumps", "Pickler", "Unpickler"):
        monkeypatch.setattr(pickle, name, lambda *_, **__: pytest.fail("something is pickled"))
    folder, out = write_articles(tmp_path / "articles", CORPUS), tmp_path / "index"
    build_folder(folder, out, tiny)
    assert found(out)
    assert faults(out) == []
    shutil.rmtree(out)


def test_no_module_asks_for_pickle() -> None:
    forbidden = {"pickle", "cPickle", "dill", "joblib", "marshal", "shelve"}
    for path in [*(ROOT / "index").rglob("*.py"), *(ROOT / "bot").rglob("*.py")]:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            assert forbidden.isdisjoint(name.partition(".")[0] for name in names), path
            keywords = node.keywords if isinstance(node, ast.Call) else []
            assert "allow_pickle" not in [keyword.arg for keyword in keywords], path
