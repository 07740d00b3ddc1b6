"""The same index on Milvus as in its folder: what is found, shown and gone at each version, of a real server."""

import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from index.building import change, open_for, remove_ids, replace_all
from index.changes import put_names, rollback
from index.errors import IndexStoreError
from index.folder import Folder
from index.milvus import layout, plan
from index.milvus.address import MilvusAddress
from index.milvus.generation import SLACK
from index.milvus.layout import EXACT_UP_TO, LONGEST_TERM, Head, generation_of
from index.milvus.publishing import PAUSE_S, publish
from index.milvus.store import MilvusStore
from index.milvus.wire import Wire
from index.names import Name, Names
from index.search import CANDIDATES, Index
from index.stocktaking import take_stock
from tests.making import BRIDGE, CORPUS, RAIL, TEA, article
from tests.milvus import Lite, followed, until
from tests.tiny import TinyEncoder

pytest_plugins = ["tests.lite"]
pytestmark = pytest.mark.usefixtures("no_pause")

QUESTIONS = (
    "长江大桥什么时候通车？",
    "What about the monorail?",
    "茶",
    "采茶 自行车道",
    "Where is the cycle lane?",
    "完全无关",
)
WITHOUT_TERMS = article("odd", "……——……", "一" * 300 + "。", "café café ＡＰＰ 3,500 x" + "y" * 300)


Found = list[tuple[str, float, list[float]]]


@pytest.fixture
def folder(tmp_path: Path, tiny: TinyEncoder) -> Iterator[Folder]:
    with closing(open_for(tmp_path / "index", tiny)) as store:
        replace_all(store, tiny, [*CORPUS, WITHOUT_TERMS])
        yield store


@pytest.fixture
def address(lite: Lite) -> MilvusAddress:
    return lite.address()


@pytest.fixture
def server(folder: Folder, address: MilvusAddress, tiny: TinyEncoder) -> Iterator[Index]:
    """Another machine's index: it knows the address and nothing of the folder."""
    assert publish(folder, address).version == folder.version()
    with closing(MilvusStore(address)) as store:
        yield Index.over(store, tiny)


def found(index: Index, questions: Sequence[str] = QUESTIONS) -> list[Found]:
    """Passages with their scores, and how well each sentence meets each word."""
    return [
        [(h.passage.id, h.score, [h.cosine, h.lexical, *(float(m) for s in h.sentences for m in s.met)]) for h in hits]
        for hits in (index.search(index.query(question), 10) for question in questions)
    ]


def near(hits: Found) -> list[tuple[str, object, object]]:
    """The same passages with the same scores."""
    return [(name, pytest.approx(score, abs=1e-4), pytest.approx(parts, abs=1e-4)) for name, score, parts in hits]


def same(folder: Folder, server: Index, tiny: TinyEncoder) -> None:
    """All that is read from the server is what the folder says."""
    local = Index(folder, tiny)
    for here, there in zip(found(local), found(server), strict=True):
        assert there == near(here)
    assert server.articles() == local.articles() and server.overview() == local.overview()
    for article_id in [*(one.id for one in (*CORPUS, WITHOUT_TERMS)), "new", "none", '" or 1 == 1 or "" == "']:
        assert server.article(article_id) == local.article(article_id)
        assert server.article_versions(article_id) == local.article_versions(article_id)
        assert server.editions(article_id) == local.editions(article_id)
        assert [u.passage for u in server.block_sentences(article_id, 0)] == [
            u.passage for u in local.block_sentences(article_id, 0)
        ]
    terms = [
        term for term in folder.latin_terms(10_000) if len(term) <= LONGEST_TERM
    ]  # no slip of a longer one is mended
    assert list(server.store.latin_terms(10_000)) == terms
    assert (server.now(), server.sizes) == (local.now(), local.sizes)
    assert (server.store.versions(), server.store.newest()) == (folder.versions(), folder.newest())
    assert server.store.faults() == []


def test_a_server_finds_what_the_folder_finds(folder: Folder, server: Index, tiny: TinyEncoder) -> None:
    same(folder, server, tiny)


def test_each_change_is_found_without_a_restart(
    folder: Folder, server: Index, tiny: TinyEncoder, address: MilvusAddress
) -> None:
    corrected, between = (replace(TEA, text=TEA.text.replace("三百", text)) for text in ("四百", "五百"))

    def skipping() -> None:
        """Versions that are never published: what they held is known all the same, as in the folder."""
        change(folder, tiny, "never published", [between])
        remove_ids(folder, tiny, ["tea"])
        rollback(folder, 3)

    changes: tuple[Callable[[], object], ...] = (
        lambda: change(folder, tiny, "correct", [corrected]),
        lambda: remove_ids(folder, tiny, ["bridge"]),
        lambda: change(folder, tiny, "add", [article("new", "新的缆车今年开通。", date="2024")]),
        lambda: rollback(folder, 1),
        skipping,
        lambda: change(folder, tiny, "published after all", [between]),
    )
    for make in changes:
        make()
        made = publish(folder, address)
        assert made.version == folder.version() and made.articles == folder.count()
        followed(server.store, made.version)  # type: ignore[arg-type]
        same(folder, server, tiny)


def test_a_withdrawn_article_is_gone_and_its_versions_are_not(
    folder: Folder, server: Index, tiny: TinyEncoder, address: MilvusAddress
) -> None:
    assert found(server, ["茶园今年产茶多少？"])[0][0][0] == "tea:0"
    remove_ids(folder, tiny, ["tea"])
    followed(server.store, publish(folder, address).version)  # type: ignore[arg-type]
    assert not any(name.startswith("tea") for name, *_ in found(server, ["茶园今年产茶多少？"])[0])
    assert server.article("tea") is None and server.article_versions("tea") == [TEA]


def test_nothing_is_written_where_nothing_has_changed(folder: Folder, server: Index, address: MilvusAddress) -> None:
    before = server.store.version()
    assert publish(folder, address).written == 0
    put_names(folder, Names((Name("media", {"zh": ("长江大桥",), "en": ("The Bridge",)}),)))
    assert publish(folder, address).written == 0
    assert server.store.version() == before  # names have no version of their own
    until(lambda: server.store.names() == folder.names())
    assert server.query("The Bridge").words.idf.keys() >= {"长江"}


def test_what_is_being_written_is_not_seen(
    folder: Folder, server: Index, tiny: TinyEncoder, address: MilvusAddress, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The head's row comes last: all before it is as if it were not there, though many rows do not count yet."""
    monkeypatch.setattr(plan, "OUTGROWN", 100)  # else a new generation would be made of so many short passages
    before = found(server)
    more = [article(f"more{n}", *(f"长江大桥第{n}次通车，{m}年的茶。" for m in range(90))) for n in range(3)]
    change(folder, tiny, "more", more)
    remove_ids(folder, tiny, ["rail"])
    write = Wire.write

    def killed(wire: Wire, name: str, rows: Sequence[dict[str, object]]) -> None:
        if name == address.name:
            raise KeyboardInterrupt
        write(wire, name, rows)

    monkeypatch.setattr(Wire, "write", killed)
    with pytest.raises(KeyboardInterrupt):
        publish(folder, address)
    with closing(MilvusStore(address)) as store:
        again = Index.over(store, tiny)
        rows = list(store._state.generation.where("units", "since > 1", ("passage",)))
        assert len(rows) > SLACK * CANDIDATES  # so many are nearer that Milvus has to sort them out
        assert found(again) == [near(hits) for hits in before]
        assert again.article("rail") == RAIL and again.article_versions("more0") == []
    monkeypatch.setattr(Wire, "write", write)
    rollback(folder, 1)  # what was half published is never to be
    change(folder, tiny, "other", [article("new", "新的缆车今年开通。")])
    followed(server.store, publish(folder, address).version)  # type: ignore[arg-type]
    same(folder, server, tiny)


def test_another_index_is_replaced_only_when_told_to(
    folder: Folder, server: Index, tiny: TinyEncoder, address: MilvusAddress, tmp_path: Path
) -> None:
    with closing(open_for(tmp_path / "other", tiny)) as other:
        replace_all(other, tiny, [article("new", "新的缆车今年开通。")])
        with pytest.raises(IndexStoreError, match=r"holds another index .*--replace"):
            publish(other, address)
        assert server.article("bridge") == BRIDGE
        made = publish(other, address, replacing=True)
        assert made.version == 2 > other.version()  # only up, so that nobody takes it for what was there
        followed(server.store, made.version)  # type: ignore[arg-type]
        assert [one.id for one in server.articles()] == ["new"] and server.store.faults() == []
        assert found(server, ["缆车"])[0][0][0] == "new:0"
        with pytest.raises(IndexStoreError, match="holds another index"):
            publish(folder, address)
        change(other, tiny, "add", [TEA])
        assert publish(other, address).version == 3
    with closing(Wire(address)) as wire:  # the generation before goes with the next version
        assert len({generation_of(address.name, name) for name in wire.names()} - {None}) == 1


def test_what_has_grown_much_is_compared_otherwise(
    folder: Folder, server: Index, tiny: TinyEncoder, address: MilvusAddress, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert take_stock(server.store)["compared"] == "exact"
    monkeypatch.setattr(plan, "EXACT_UP_TO", 4)
    monkeypatch.setattr("index.milvus.publishing.EXACT_UP_TO", 4)
    change(folder, tiny, "add", [article("new", "新的缆车今年开通。")])
    followed(server.store, publish(folder, address).version)  # type: ignore[arg-type]
    assert take_stock(server.store)["compared"] == "AUTOINDEX"
    same(folder, server, tiny)


def test_what_is_said_where_there_is_nothing_to_read(
    folder: Folder, address: MilvusAddress, tiny: TinyEncoder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(IndexStoreError, match=rf"no index at {address}; publish one .*--store {address}"):
        MilvusStore(address)
    with (
        closing(open_for(tmp_path / "empty", tiny)) as empty,
        pytest.raises(IndexStoreError, match="is empty: build it before"),
    ):
        publish(empty, address)
    publish(folder, address)
    with (
        closing(MilvusStore(address)) as store,
        pytest.raises(IndexStoreError, match=r"made with the model tiny \(64 dimensions\), not other \(64\)"),
    ):
        Index.over(store, TinyEncoder(name="other"))
    monkeypatch.setattr(layout, "FORMAT", 2)
    monkeypatch.setattr("index.milvus.following.FORMAT", 2)
    with pytest.raises(IndexStoreError, match="has format 1, this program reads 2; publish it again"):
        MilvusStore(address)


def test_damage_is_found(folder: Folder, server: Index, address: MilvusAddress, tiny: TinyEncoder) -> None:
    head = server.store._state.head  # type: ignore[attr-defined]
    row = folder.member("tea")
    assert isinstance(head, Head) and row is not None and head.passages < EXACT_UP_TO
    with closing(Wire(address)) as wire:
        name = layout.collection(address.name, head.generation, "parts")
        (part,) = wire.of_keys(name, [f"a{row}.0"], ["key", "parts", "data"], "Strong")
        wire.write(name, [part | {"data": part["data"][:40] + "AAAA" + part["data"][44:], "none": [0.0, 0.0]}])
        wire.delete(layout.collection(address.name, head.generation, "units"), f"article == {folder.member('rail')}")
    with closing(MilvusStore(address)) as store:
        with pytest.raises(IndexStoreError, match="is not as it was published"):
            store.current("tea")
        assert any("is not as it was written" in fault for fault in store.faults())


def test_a_reader_that_is_a_version_behind_reads_on(
    folder: Folder, address: MilvusAddress, tiny: TinyEncoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(folder, address)
    monkeypatch.setattr("index.milvus.following.LOOK_S", 600.0)
    with closing(MilvusStore(address)) as store:
        behind = Index.over(store, tiny)
        remove_ids(folder, tiny, ["rail"])
        change(folder, tiny, "add", [article("new", "新的缆车今年开通。大桥也通车。")])
        publish(folder, address)
        assert behind.version == 1
        rollback(folder, 1)  # read for the first time only now
        local = Index(folder, tiny)
        assert found(behind) == [near(hits) for hits in found(local)] and behind.articles() == local.articles()


def test_the_next_version_waits_until_every_reader_can_have_this_one(
    folder: Folder, address: MilvusAddress, tiny: TinyEncoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    waited: list[float] = []
    monkeypatch.setattr("index.milvus.publishing.PAUSE_S", PAUSE_S)
    monkeypatch.setattr("index.milvus.publishing.sleep", waited.append)
    publish(folder, address)
    publish(folder, address)
    assert waited == []
    remove_ids(folder, tiny, ["rail"])
    publish(folder, address)
    assert 0 < waited[0] <= PAUSE_S and waited[1:] == []


def test_who_asks_meanwhile_gets_one_version(folder: Folder, tiny: TinyEncoder, address: MilvusAddress) -> None:
    """Two articles that change together, asked for without a break by several at once."""

    def publish_as(number: int) -> int:
        both = [article(name, f"缆车第{number}次开通，{name}。") for name in ("one", "other")]
        change(folder, tiny, "both", both)
        return publish(folder, address).version

    def ask(index: Index) -> set[int]:
        seen: set[int] = set()
        while not done.is_set():
            texts = [hit.text for hit in index.search(index.query("缆车第几次开通"), 10) if "缆车" in hit.text]
            numbers = {int(text.partition("次")[0][-1]) for text in texts}
            assert len(texts) == 2 and len(numbers) == 1, texts
            seen |= numbers
        return seen

    done = threading.Event()
    publish_as(1)
    with closing(MilvusStore(address)) as store, ThreadPoolExecutor(3) as readers:
        asked = [readers.submit(ask, Index.over(store, tiny)) for _ in range(3)]
        try:
            for number in (2, 3):
                followed(store, publish_as(number))
        finally:
            done.set()
        assert set.union(*(one.result() for one in asked)) >= {1, 2}
