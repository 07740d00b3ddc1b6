"""`python app.py` as a process: it builds, serves and says what is wrong in one clean line."""

import http.client
import json
import os
import re
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from index.building import open_for, replace_all
from tests.desk import ARTICLES, ROOT, clean_error, run
from tests.making import CORPUS, article, write_articles
from tests.tiny import TinyEncoder

APP = str(ROOT / "app.py")
QUESTION = "陆海国际新闻中心有多少注册记者？"
KEYS = "question language answer refused certainty mode citations checks index timings_ms"


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


@pytest.fixture(scope="module")
def port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """The port of a server over the project's own articles, asked for until it answers."""
    with served(tmp_path_factory.mktemp("served"), ARTICLES) as port:
        yield port


@contextmanager
def served(folder: Path, articles: Path) -> Iterator[int]:
    """The port of such a server, which is told to end by Ctrl-C."""
    with started(folder, articles) as (port, server):
        yield port
        server.send_signal(signal.SIGINT)
        server.wait(60)


@contextmanager
def started(folder: Path, articles: Path, *flags: str) -> Iterator[tuple[int, "subprocess.Popen[bytes]"]]:
    """A server over a folder of articles, its log and index in `folder`; it must end without a traceback."""
    port = free_port()
    command = [sys.executable, APP, "--port", str(port), "--articles", str(articles), "--index", "index", *flags]
    variables = {name: value for name, value in os.environ.items() if not name.startswith("YUWEN_")}
    with (folder / "log").open("w") as log:
        server = subprocess.Popen(command, cwd=folder, env=variables, stdout=log, stderr=subprocess.STDOUT)
    try:
        pause = threading.Event()
        for _ in range(600):
            if server.poll() is not None:
                pytest.fail(f"the server ended: {(folder / 'log').read_text()}")
            try:
                if get(port, "/healthz")[0] == 200:
                    break
            except OSError:
                pause.wait(0.2)
        else:
            pytest.fail(f"the server never answered: {(folder / 'log').read_text()}")
        yield port, server
        assert "Traceback" not in (folder / "log").read_text()
    finally:
        server.kill()
        server.wait()


def get(port: int, path: str, body: object = None) -> tuple[int, str, str]:
    """Status, content type and text of a page, or of the reply to a JSON body."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        if body is None:
            connection.request("GET", path)
        else:
            connection.request("POST", path, json.dumps(body), {"Content-Type": "application/json"})
        reply = connection.getresponse()
        return reply.status, reply.headers["content-type"], reply.read().decode()
    finally:
        connection.close()


@pytest.mark.model
def test_healthz_answers(port: int) -> None:
    status, _, text = get(port, "/healthz")
    found = json.loads(text)
    assert (status, found["ok"], found["articles"]) == (200, True, len(list(ARTICLES.glob("*.md"))))


@pytest.mark.model
def test_a_question_is_answered_with_the_contracts_json(port: int) -> None:
    status, kind, text = get(port, "/api/ask", {"question": QUESTION, "history": ["你好"], "language": "zh"})
    answer = json.loads(text)
    assert (status, kind, " ".join(answer)) == (200, "application/json", KEYS)
    assert "2600多人" in answer["answer"] and answer["refused"] is False
    link = answer["citations"][0]["link"]
    status, kind, page = get(port, link.partition("#")[0])
    marked = "".join(re.findall(r"<mark\b[^>]*>(.*?)</mark>", page, re.DOTALL))
    assert (status, kind.partition(";")[0]) == (200, "text/html") and "2600多人" in marked


@pytest.mark.model
def test_it_says_that_it_is_ready(port: int) -> None:
    assert get(port, "/api/ask", {"question": QUESTION})[0] == 200  # waits until it is
    status, _, text = get(port, "/readyz")
    found = json.loads(text)
    assert (status, found["ready"], found["model"], found["language_model"]) == (200, True, "warm", "none")
    assert found["index"]["version"] == "1" and found["index"]["built"]


@pytest.mark.model
def test_an_index_of_another_model_ends_it_with_one_line(tmp_path: Path) -> None:
    store = open_for(tmp_path / "index", TinyEncoder())
    replace_all(store, TinyEncoder(), CORPUS)
    store.close()
    done = run(APP, "--port", str(free_port()), "--articles", str(ARTICLES), "--index", "index", cwd=tmp_path)
    assert done.returncode == 1 and "made with the model tiny" in clean_error(done.stderr)


@pytest.mark.model
def test_the_page_is_served_and_nothing_that_is_not_needed(port: int) -> None:
    status, kind, text = get(port, "/")
    assert (status, kind.partition(";")[0]) == (200, "text/html") and "渝问" in text
    assert get(port, "/docs")[0] == get(port, "/openapi.json")[0] == 404


@pytest.mark.model
def test_a_wrong_question_is_refused_with_words(port: int) -> None:
    status, _, text = get(port, "/api/ask", {"question": ""})
    assert status == 422 and "question" in json.loads(text)["detail"]


@pytest.mark.parametrize(("host", "words"), [("127.0.0.1", "in use"), ("no.such.host.invalid", "no.such.host.invalid")])
def test_an_address_that_cannot_be_had_exits_1_with_one_line(tmp_path: Path, host: str, words: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        done = run(APP, "--host", host, "--port", port, cwd=tmp_path)
    assert (done.returncode, done.stdout) == (1, "")
    assert words in clean_error(done.stderr) and port in done.stderr


@pytest.mark.parametrize(
    ("flags", "words"), [(["--port", "99999"], "--port: "), (["--caution", "much"], "--caution: ")]
)
def test_a_wrong_value_exits_2_with_one_line(tmp_path: Path, flags: list[str], words: str) -> None:
    done = run(APP, *flags, cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert words in clean_error(done.stderr)


def test_a_wrong_flag_exits_2_and_shows_the_use(tmp_path: Path) -> None:
    done = run(APP, "--prot", "1", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("usage: ") and "unrecognized arguments: --prot" in done.stderr.splitlines()[-1]


def test_help_names_every_setting(tmp_path: Path) -> None:
    done = run(APP, "--help", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    for flag in ("--host", "--port", "--articles", "--index", "--model", "--caution", "--allow-origin", "--no-rebuild"):
        assert flag in done.stdout


@pytest.mark.model
def test_a_folder_of_articles_that_is_not_there_exits_1_with_one_line(tmp_path: Path) -> None:
    done = run(APP, "--port", str(free_port()), "--articles", "nowhere", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (1, "")
    assert "nowhere" in next(line for line in done.stderr.splitlines() if line.startswith("error: "))
    assert "Traceback" not in done.stderr


@pytest.mark.model
def test_the_folder_is_followed_while_it_answers(tmp_path: Path) -> None:
    articles, pause = write_articles(tmp_path / "articles", CORPUS), threading.Event()
    question = {"question": "江边图书馆首日接待了多少读者？"}

    def asked_until(version: int) -> dict[str, object]:
        for _ in range(600):
            answer: dict[str, object] = json.loads(get(port, "/api/ask", question)[2])
            if answer["index"] == str(version):
                return answer
            pause.wait(0.1)
        pytest.fail(f"version {version} never came: {(tmp_path / 'log').read_text()}")

    with served(tmp_path, articles) as port:
        assert asked_until(1)["refused"]
        (articles / "bad.pdf").write_bytes(b"no PDF")
        write_articles(articles, [article("library", "江边图书馆昨日开馆，首日接待读者三千二百人次。")])
        answer = asked_until(2)
        assert not answer["refused"]
        assert "三千二百" in str(answer["answer"])
        (articles / "library.md").unlink()
        assert "三千二百" not in str(asked_until(3)["answer"])
        assert get(port, "/articles/library")[0] == 410  # withdrawn
        assert (tmp_path / "log").read_text().count("left out: bad.pdf") == 1
