"""The page and the commands on a store: nothing local but the model, the same answers, and a Milvus that goes away.

The same as over the folder is asked of the project's own articles, and of some of XQuAD where that is there.
"""

import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from bot import Bot
from bot.web.observing.health import OUTAGE
from index.__main__ import main as index_command
from index.building import open_for, remove_ids, replace_all
from index.encoder import Encoder, load_encoder
from index.folder import Folder
from index.milvus.address import MilvusAddress
from index.milvus.publishing import publish
from index.milvus.store import MilvusStore
from index.search import Index
from tests.bench import xquad
from tests.desk import ROOT
from tests.milvus import Lite, followed, until
from tests.test_app import free_port, get

pytestmark = [pytest.mark.model, pytest.mark.usefixtures("no_pause")]
pytest_plugins = ["tests.indexed", "tests.lite"]

QUESTIONS = (
    "陆海国际新闻中心有多少注册记者？",
    "What kind of app is Luhai Finance?",
    "重庆有哪些国际传播平台？",
    "¿Qué es el Centro de Comunicación Internacional del Oeste?",
    "Who won the world cup in 2010?",
    "重慶的國際傳播中心什麼時候成立？",
    "What is iChongqing, and when was it founded?",
)


@pytest.fixture(scope="session")
def encoder() -> Encoder:
    return load_encoder()


@pytest.fixture
def folder(model_index: Path, tmp_path: Path) -> Iterator[Folder]:
    shutil.copytree(model_index, tmp_path / "index")
    with closing(Folder(tmp_path / "index")) as store:
        yield store


@pytest.fixture
def address(folder: Folder, lite: Lite) -> MilvusAddress:
    address = lite.address()
    publish(folder, address)
    return address


def told(answer: object) -> dict[str, object]:
    """An answer without what differs from one time to the next."""
    return {k: v for k, v in answer.to_dict().items() if k != "timings_ms"}  # type: ignore[attr-defined]


def test_the_same_answers(folder: Folder, address: MilvusAddress, encoder: Encoder) -> None:
    here, there = Bot.open(folder.folder), Bot.open(str(address))
    for question in QUESTIONS:
        assert told(there.ask(question)) == told(here.ask(question))
        assert there.follow_ups(there.ask(question), [question]) == here.follow_ups(here.ask(question), [question])
    followed_up = ("And what about its website?", [QUESTIONS[1]])
    assert told(there.ask(*followed_up)) == told(here.ask(*followed_up))
    assert there.examples("en") == here.examples("en") and there.examples("en")
    gone = next(citation.quote.article.id for citation in here.ask(QUESTIONS[0]).citations)
    remove_ids(folder, encoder, [gone])
    followed(there.index.store, publish(folder, address).version)  # type: ignore[arg-type]
    for question in QUESTIONS:
        answer = there.ask(question)
        assert told(answer) == told(here.ask(question))
        assert gone not in {one.quote.article.id for one in answer.citations}
    for bot in (here, there):
        bot.index.store.close()


@pytest.mark.skipif(not xquad.available(), reason="XQuAD is not in ../shared/data")
def test_the_same_passages_of_xquad(lite: Lite, encoder: Encoder, tmp_path: Path) -> None:
    articles, questions = xquad.load("zh")
    english = xquad.load("en")[1]
    kept = articles[::8]
    asked = [n for n, one in enumerate(questions) if one.article_id in {article.id for article in kept}][::8]
    with closing(open_for(tmp_path / "index", encoder)) as folder:
        replace_all(folder, encoder, kept)
        address = lite.address()
        publish(folder, address)
        here = Index(folder, encoder)
        with closing(MilvusStore(address)) as store:
            there = Index.over(store, encoder)
            for text in [one[n].text for n in asked for one in (questions, english)]:
                local, remote = (index.search(index.query(text), 10) for index in (here, there))
                assert [hit.passage.id for hit in remote] == [hit.passage.id for hit in local]
                assert [hit.score for hit in remote] == pytest.approx([hit.score for hit in local], abs=1e-4)
            assert len(asked) > 10 and store.faults() == []


@contextmanager
def serving(address: MilvusAddress, folder: Path) -> Iterator[int]:
    """The port of a server on this store; the folder that it is started in is empty."""
    port = free_port()
    variables = {name: value for name, value in os.environ.items() if not name.startswith("YUWEN_")}
    command = [sys.executable, str(ROOT / "app.py"), "--port", str(port), "--store", str(address), "--no-votes"]
    folder.mkdir()
    with (folder / "log").open("w") as log:
        server = subprocess.Popen(command, cwd=folder, env=variables, stdout=log, stderr=subprocess.STDOUT)
    try:
        until(lambda: server.poll() is not None or _status(port, "/readyz") == 200)
        yield port
        server.send_signal(signal.SIGTERM)
        assert server.wait(60) == 0 and {path.name for path in folder.iterdir()} == {"log"}
    finally:
        server.kill()
        server.wait()


def _status(port: int, path: str) -> int:
    try:
        return get(port, path)[0]
    except OSError:
        return 0


def test_a_server_while_its_milvus_goes_away_and_comes_back(
    folder: Folder, tmp_path_factory: pytest.TempPathFactory, tmp_path: Path, encoder: Encoder
) -> None:
    own = Lite(tmp_path_factory.mktemp("own"))
    try:
        address = own.address("press")
        publish(folder, address)
        with serving(address, tmp_path / "server") as port:
            ask = {"question": QUESTIONS[0]}
            before = json.loads(get(port, "/api/ask", ask)[2])
            assert not before["refused"] and get(port, before["citations"][0]["link"])[0] == 200
            own.kill()
            until(lambda: _status(port, "/readyz") == 503)
            state = json.loads(get(port, "/readyz")[2])
            assert state["outage"] == OUTAGE and not state["ready"] and state["model"] == "warm"
            assert get(port, "/healthz")[0] == get(port, "/")[0] == 200
            status, _, text = get(port, "/api/ask", ask)
            assert status == 500 and "detail" in json.loads(text)
            assert get(port, "/articles/")[0] == 500 and "Traceback" not in get(port, "/articles/")[2]
            own.start()
            until(lambda: _status(port, "/readyz") == 200)
            assert json.loads(get(port, "/api/ask", ask)[2])["answer"] == before["answer"]
            gone = before["citations"][0]["article"]["id"]
            remove_ids(folder, encoder, [gone])
            version = publish(folder, address).version
            until(lambda: json.loads(get(port, "/healthz")[2])["index"] == str(version))
            assert get(port, f"/articles/{gone}")[0] == 410  # its permanent link says that it was withdrawn
            assert gone not in get(port, "/api/ask", ask)[2]
        told = (tmp_path / "server" / "log").read_text()
        assert told.count(f"the store {address} is read again") == 1
        assert f": the store {address} cannot be reached" in told
    finally:
        own.kill()


def test_the_commands_on_a_store(
    folder: Folder, address: MilvusAddress, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    on, store = ["--index", str(folder.folder)], ["--store", str(address)]

    def said(*arguments: str) -> str:
        assert index_command(list(arguments)) == 0
        return capsys.readouterr().out

    assert said("search", QUESTIONS[0], "--json", *store) == said("search", QUESTIONS[0], "--json", *on)
    stock = json.loads(said("info", "--json", *store))
    assert stock["index"] == str(address) and stock["articles"] == folder.count() and stock["bytes"] is None
    assert "one by one" in said("info", *store)
    assert said("verify", *store) == f"{address}: whole\n"
    said("remove", next(iter(folder.members())), *on, *store)
    assert f"{address}: version 3, " in said("rollback", *on, *store)
    assert json.loads(said("info", "--json", *store))["version"] == 3
    before = folder.version()
    assert index_command(["rollback", *on, "--store", "milvus://127.0.0.1:1/press"]) == 1
    assert "cannot be reached" in capsys.readouterr().err and folder.version() == before  # said before anything is done
    monkeypatch.setenv("YUWEN_STORE_TOKEN", "root:very secret")
    assert index_command(["info", "--store", "milvus://127.0.0.1:1/press"]) == 1
    err = capsys.readouterr().err
    assert err.startswith("error: the store milvus://127.0.0.1:1/press cannot be reached") and "very secret" not in err
    assert err.count("\n") == 1
