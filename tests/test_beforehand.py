"""What follows `python -m index build`: questions to begin with are in the index before anybody serves it."""

from contextlib import closing
from pathlib import Path

import pytest

import index.__main__ as commands
from bot import beforehand
from bot.web.languages import interface
from index.store import Store
from tests.making import CORPUS, write_articles
from tests.tiny import TinyEncoder


def kept(folder: str) -> dict[str, str]:
    with closing(Store(Path(folder))) as store:
        return store.verdicts(store.version())


@pytest.fixture(autouse=True)
def _built(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(commands, "load_encoder", lambda name: TinyEncoder(name=name or "tiny"))
    folder = write_articles(tmp_path / "docs" / "articles", CORPUS)
    (folder.parent / "names.yaml").write_text("- {zh: 长江大桥, en: Yangtze Bridge, kind: programme}", encoding="utf-8")
    assert commands.main(["build"]) == 0


def test_a_build_draws_the_questions_of_every_language() -> None:
    asked = kept("yuwen-index")
    for language in interface():
        assert any(key.split(" ")[1] == language for key in asked), language


def test_a_build_that_changes_nothing_asks_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    before = kept("yuwen-index")

    class Asked(Exception):
        pass

    def ask(*_: object, **__: object) -> None:
        raise Asked

    monkeypatch.setattr(beforehand, "Bot", ask)
    assert commands.main(["build"]) == 0
    assert kept("yuwen-index") == before
    with pytest.raises(Asked):
        commands.main(["build", "--out", "another"])
