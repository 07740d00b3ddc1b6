"""Where a store is, as it is written: what is understood, what is turned away, and that no secret is ever told."""

import pytest
from pydantic_settings import CliApp

from index.__main__ import main
from index.errors import IndexStoreError
from index.folder import Folder
from index.milvus.address import MilvusAddress, milvus_address
from index.milvus.store import MilvusStore
from index.place import opened, place_of
from index.search import Index
from settings import Settings

SECRET = "root:very secret"


@pytest.mark.parametrize(
    ("given", "uri"),
    [
        ("milvus://db.example:19531/press", "http://db.example:19531"),
        ("milvus://db.example/press", "http://db.example:19530"),
        ("milvus+tls://db.example:443/press/", "https://db.example:443"),
        ("milvus://[::1]:19530/press", "http://[::1]:19530"),
        ("milvus:///srv/press.db/press", "/srv/press.db"),
    ],
)
def test_an_address_says_where_and_which(given: str, uri: str) -> None:
    found = place_of(given)
    assert isinstance(found, MilvusAddress)
    assert (found.uri, found.name, str(found)) == (uri, "press", given)


@pytest.mark.parametrize(
    "given", ["milvus://", "milvus://host", "milvus:press", "milvus:///press", "milvus://host/a/b", "milvus+tcp://h/n"]
)
def test_what_is_no_address(given: str) -> None:
    with pytest.raises(IndexStoreError, match="is no address of a store: expected milvus://host:port/name"):
        milvus_address(given)


@pytest.mark.parametrize("name", ["9press", "press-centre", "新闻", "a b"])
def test_a_name_that_milvus_does_not_take(name: str) -> None:
    with pytest.raises(IndexStoreError, match="letters, digits and _ only"):
        milvus_address(f"milvus://host/{name}")


def test_a_folder_is_a_folder(built: Index) -> None:
    place = place_of(str(built.store.place))
    with pytest.raises(IndexStoreError, match="no index in"):
        opened(place_of("milvus-index"))
    store = opened(place)
    assert isinstance(store, Folder)
    store.close()


def test_a_password_comes_from_the_environment_alone_and_is_never_told(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(IndexStoreError) as wrong:
        milvus_address(f"milvus://{SECRET}@host/press")
    assert "very secret" not in str(wrong.value) and "YUWEN_STORE_TOKEN" in str(wrong.value)
    monkeypatch.setenv("YUWEN_STORE_TOKEN", SECRET)
    address = milvus_address("milvus://127.0.0.1:1/press")
    assert address.token == SECRET and "secret" not in f"{address} {address!r}"
    with pytest.raises(IndexStoreError) as away:
        MilvusStore(address)
    assert "cannot be reached" in str(away.value) and "secret" not in str(away.value)
    with pytest.raises(SystemExit):
        main(["info", "--store", f"milvus://{SECRET}@host/press"])
    assert "very secret" not in capsys.readouterr().err
    assert CliApp.run(Settings, cli_args=["--store", "milvus://h/n"]).place.token == SECRET  # type: ignore[union-attr]


def test_a_server_on_a_store_builds_nothing() -> None:
    there, here = (CliApp.run(Settings, cli_args=flags) for flags in (["--store", "milvus://h/n"], []))
    assert (there.builds, here.builds) == (False, True)
    assert (str(there.place), str(here.place)) == ("milvus://h/n", "yuwen-index")


def test_without_the_library_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "pymilvus", None)
    with pytest.raises(IndexStoreError, match=r"needs pymilvus, which is not installed: pip install 'yuwen\[milvus\]'"):
        MilvusStore(milvus_address("milvus://127.0.0.1:1/press"))
