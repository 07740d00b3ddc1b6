"""What tests share: all state in a temporary folder, an encoder without a model, a small index."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from index.building import open_for, replace_all
from index.search import Index
from tests.making import CORPUS
from tests.tiny import TinyEncoder


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The browser's tests last: Playwright keeps an event loop running in the main thread until the session ends."""
    items.sort(key=lambda item: item.get_closest_marker("browser") is not None)


@pytest.fixture(autouse=True)
def _state_in_a_temporary_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The default index, and whatever else is written where a program is started, lies in `tmp_path`."""
    monkeypatch.chdir(tmp_path)
    for name in [name for name in os.environ if name.startswith("YUWEN_")]:
        monkeypatch.delenv(name)


@pytest.fixture
def tiny() -> TinyEncoder:
    return TinyEncoder()


@pytest.fixture
def built(tmp_path: Path, tiny: TinyEncoder) -> Iterator[Index]:
    """The corpus of `tests.making`, indexed in `tmp_path / "index"`."""
    store = open_for(tmp_path / "index", tiny)
    replace_all(store, tiny, CORPUS)
    yield Index(store, tiny)
    store.close()
