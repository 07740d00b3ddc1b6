"""The project's own articles, indexed once a session with the packaged model: a plugin of the tests that need it."""

from pathlib import Path

import pytest

from index.building import build_folder
from index.encoder import load_encoder
from tests.desk import ARTICLES


@pytest.fixture(scope="session")
def model_index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of that index; nothing may write into it."""
    folder = tmp_path_factory.mktemp("model") / "index"
    _, errors = build_folder(ARTICLES, folder, load_encoder())
    assert errors == []
    return folder
