"""One milvus-lite for all tests of a session: a plugin of the tests that need it."""

from collections.abc import Iterator

import pytest

from index.milvus import wire
from tests import milvus


@pytest.fixture(scope="session")
def lite(tmp_path_factory: pytest.TempPathFactory) -> Iterator[milvus.Lite]:
    """One for all tests of a session."""
    wire.READ_S = 60.0  # plain Python on a busy machine; what does not answer at all is not reached at once
    server = milvus.Lite(tmp_path_factory.mktemp("milvus"))
    yield server
    server.kill()


@pytest.fixture
def no_pause(monkeypatch: pytest.MonkeyPatch) -> None:
    """Versions as fast as they come: for tests whose readers are waited for."""
    monkeypatch.setattr("index.milvus.publishing.PAUSE_S", 0.0)
