"""Damage to any file of an index: told in one line or mended, never a wrong answer, never a traceback."""

import os
import random
import shutil
from collections.abc import Callable, Iterable
from contextlib import closing
from pathlib import Path

import pytest

from index.article import Article
from index.building import build_folder
from index.errors import YuwenError
from index.search import Index
from index.store import Store
from index.verifying import verify
from tests.making import CORPUS, article, write_articles
from tests.tiny import TinyEncoder

PLACES = int(os.environ.get("YUWEN_DAMAGES", "40"))
"""Places of each file that are damaged, one after the other."""
QUESTIONS = ("第二座大桥什么时候修建", "How long is the bridge?", "monorail", "茶园产茶", "第7篇讲什么")
FILES = ("index.sqlite", "index.sqlite-wal", "index.sqlite-shm", "vectors-1.faiss")
EARLIER = (*CORPUS, *(article(f"a{n}", f"第{n}篇讲索道。", f"第{n}篇也讲缆车，共{n}辆。") for n in range(20)))
ARTICLES = (*EARLIER[:-1], article("last", "最后一篇讲机场。"))
Found = list[list[tuple[str, str, float]]]


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An index of two versions, copied while it was open, so that its write-ahead log is there."""
    folder = tmp_path_factory.mktemp("whole")
    built(folder, EARLIER)
    with closing(Store(folder / "index")) as reader, reader.moment():
        reader.version()  # while anyone reads an earlier state the log cannot be emptied
        (folder / "articles" / f"{EARLIER[-1].id}.md").unlink()
        built(folder, ARTICLES)
        shutil.copytree(folder / "index", folder / "copy" / "index")
    shutil.copytree(folder / "articles", folder / "copy" / "articles")
    return folder / "copy"


def built(folder: Path, articles: Iterable[Article]) -> Path:
    """The index of a folder of articles beside it."""
    write_articles(folder / "articles", articles)
    build_folder(folder / "articles", folder / "index", TinyEncoder())
    return folder / "index"


def search(folder: Path) -> Found:
    """What is found for each question."""
    index = Index.open(folder, TinyEncoder())
    try:
        hits = [index.search(index.query(question), 8) for question in QUESTIONS]
    finally:
        index.store.close()
    return [[(hit.article.id, hit.text, round(hit.score, 4)) for hit in found] for found in hits]


def test_the_index_to_be_damaged_has_all_its_files(whole: Path) -> None:
    assert {path.name for path in (whole / "index").iterdir()} == {*FILES, "index.lock"}
    assert (whole / "index" / "index.sqlite-wal").stat().st_size > 4096


def flipped(data: bytes, at: int) -> bytes:
    return data[:at] + bytes([data[at] ^ 1 << at % 8]) + data[at + 1 :]


def zeroed(data: bytes, at: int) -> bytes:
    return data[:at] + bytes(len(data[at : at + 512])) + data[at + 512 :]


def cut(data: bytes, at: int) -> bytes:
    return data[:at]


@pytest.mark.parametrize("damage", [flipped, zeroed, cut])
@pytest.mark.parametrize("name", FILES)
def test_damage_is_told_or_mended_and_gives_no_wrong_answer(
    whole: Path, tmp_path: Path, name: str, damage: Callable[[bytes, int], bytes]
) -> None:
    data, drawn = (whole / "index" / name).read_bytes(), random.Random(f"{name} {damage.__name__}")
    right, before = (search(built(tmp_path / folder, of)) for folder, of in (("now", ARTICLES), ("then", EARLIER)))
    texts = {one.text for one in (*ARTICLES, *EARLIER)}
    outcomes: list[str] = []
    for at in drawn.sample(range(len(data)), min(PLACES, len(data))):
        folder = tmp_path / "damaged"
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(whole, folder)
        (folder / "index" / name).write_bytes(damage(data, at))
        outcomes.append(_outcome(folder, right, before if name.endswith("-wal") else right, texts))
    assert "wrong" not in outcomes, [o for o in outcomes if o != "right"]
    print(name, damage.__name__, {outcome: outcomes.count(outcome) for outcome in set(outcomes)})


def _outcome(folder: Path, right: Found, also: Found, texts: set[str]) -> str:
    """What became of a damaged index: searched, verified, built again."""
    try:
        found = search(folder / "index")
    except YuwenError as error:
        assert "\n" not in str(error)
        found = None
    for hits in found or ():
        assert all(any(text in whole for whole in texts) for _, text, _ in hits), "words that no article holds"
    faults = _faults(folder / "index")
    if found is not None and found not in (right, also) and not faults:
        return "wrong"
    try:
        build_folder(folder / "articles", folder / "index", TinyEncoder())
        mended = not _faults(folder / "index") and search(folder / "index") == right
    except YuwenError as error:
        assert "\n" not in str(error)
        mended = False
    assert mended or found is None or faults
    return "told" if found is None else "right" if not faults else "found by verify"


def _faults(folder: Path) -> list[str]:
    try:
        with closing(Store(folder)) as store:
            return verify(store)
    except YuwenError as error:
        return [str(error)]
