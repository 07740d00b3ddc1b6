"""Publishers killed at any moment: whoever reads has one version, whole, and the next publisher mends what was left.

YUWEN_KILLS=50 kills more often than the tests do every day; the moments are drawn from a seed.
"""

import os
import random
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from index.building import open_for
from index.milvus.publishing import publish
from index.milvus.store import MilvusStore
from index.search import Index
from tests.milvus import Lite, followed
from tests.processes import Killed
from tests.tiny import TinyEncoder

pytest_plugins = ["tests.lite"]

KILLS = int(os.environ.get("YUWEN_KILLS", "8"))
SEED = 20261126
BUILDS = 2
"""Versions that the child publishes by itself while it is waited for: the moments lie within as many."""

CHANGES = """
import sys
from contextlib import closing
from pathlib import Path
import pymilvus
from index.building import open_for, replace_all
from index.changes import changing, rollback
from index.milvus import publishing, writing
from index.milvus.address import milvus_address
from tests.making import article
from tests.tiny import TinyEncoder

folder, address, encoder = Path(sys.argv[1]), milvus_address(sys.argv[2]), TinyEncoder()
publishing.ARTICLES, writing.BYTES_AT_ONCE = 2, 4_000  # many small calls, between which to be killed
publishing.PAUSE_S = 0.0  # nobody reads meanwhile

def articles(number):
    names = range(0, 12) if number % 2 else range(4, 16)
    return [article(f"a{n}", f"第{n}篇文章。", f"此文讲{'茶园' if (n + number) % 3 else '大桥'}。") for n in names]

def change(number):
    with closing(open_for(folder, encoder)) as store:
        if number % 3 == 0:
            with changing(store):
                rollback(store)
        else:
            replace_all(store, encoder, articles(number))
        return publishing.publish(store, address).version
"""


@pytest.fixture
def killed(lite: Lite, tmp_path: Path) -> Iterator[Killed]:
    process = Killed(CHANGES, tmp_path / "index", lite.address("killed"))
    yield process
    process.close()


def members(folder: Path, version: int) -> set[str]:
    """The texts of a version, as the folder has them."""
    with closing(open_for(folder, TinyEncoder())) as store:
        return {store.article(row).text for row in store.members_at(version)}


@pytest.mark.skipif(not Path("/proc/self/task").is_dir(), reason="children are found in /proc")
def test_a_publisher_killed_at_any_moment_leaves_one_version_whole(
    killed: Killed, lite: Lite, tmp_path: Path, tiny: TinyEncoder
) -> None:
    drawn, folder, address = random.Random(SEED), tmp_path / "index", lite.address("killed")
    started, told = time.perf_counter(), 0
    while told < BUILDS:  # once without a hurry: how long it takes here
        told = max(killed.after(time.perf_counter() - started + 0.5, told), default=0)
    longest = time.perf_counter() - started
    behind = 0
    with closing(MilvusStore(address)) as store:
        server = Index.over(store, tiny)
        for _ in range(KILLS):
            with closing(open_for(folder, tiny)) as local:
                built = local.version()
            told = max([told, *killed.after(drawn.uniform(0, longest), built)])
            with closing(MilvusStore(address)) as fresh:
                version = fresh.version()
            assert version >= told
            followed(store, version)
            assert {one.text for one in server.articles()} == members(folder, version)
            assert server.search(server.query("第9篇文章"), 1)[0].text == "第9篇文章。"
            assert store.faults() == []
            with closing(open_for(folder, tiny)) as local:
                behind += local.version() > version
        with closing(open_for(folder, tiny)) as local:
            followed(store, publish(local, address).version)
            assert {one.text for one in server.articles()} == {one.text for one in local.articles()}
        assert store.faults() == []
    print(f"{KILLS} kills in {version} versions, {behind} before the version was published")
