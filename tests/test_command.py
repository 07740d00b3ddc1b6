"""What commands share: exit codes, one clean line, output that a program reads."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from index.command import progress_bar, run
from index.errors import ArticleError
from tests.making import CORPUS, write_articles
from tests.processes import ENVIRONMENT, INDEX_COMMAND, finish, start


def fail(error: BaseException) -> int:
    raise error


@pytest.mark.parametrize(
    ("error", "line"),
    [
        (ArticleError("what was received\n  and expected"), "error: what was received and expected\n"),
        (PermissionError(13, "Permission denied", "a.md"), "error: [Errno 13] Permission denied: 'a.md'\n"),
        (KeyboardInterrupt(), "stopped\n"),
    ],
)
def test_what_can_be_mended_is_one_line_and_exit_code_1(
    error: BaseException, line: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(lambda: fail(error)) == 1
    assert capsys.readouterr() == ("", line)


@pytest.mark.parametrize(("result", "code"), [(None, 0), (0, 0), (1, 1)])
def test_a_commands_own_code_is_kept(result: int | None, code: int) -> None:
    assert run(lambda: result) == code


def test_a_mistake_of_the_program_is_not_hidden() -> None:
    with pytest.raises(ZeroDivisionError):
        run(lambda: fail(ZeroDivisionError()))


def test_no_progress_is_shown_where_nobody_looks(capsys: pytest.CaptureFixture[str]) -> None:
    with progress_bar("embedding") as progress:
        progress(1, 2)
    assert capsys.readouterr() == ("", "")


@pytest.fixture
def index(tmp_path: Path) -> Path:
    out = tmp_path / "index"
    done = finish(start(INDEX_COMMAND, "build", write_articles(tmp_path / "articles", CORPUS), "--out", out))
    assert (done.returncode, done.stderr) == (0, "")
    return out


def test_a_reader_that_leaves_is_no_error(index: Path) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    command = [sys.executable, "-c", INDEX_COMMAND, "info", "--json", "--index", str(index)]
    done = subprocess.run(command, stdout=writing, stderr=subprocess.PIPE, env=ENVIRONMENT, check=False, timeout=120)
    os.close(writing)
    assert (done.returncode, done.stderr) == (1, b"")


@pytest.mark.parametrize("arguments", [["search", "桥"], ["search", "桥", "--json"], ["info"]])
def test_a_terminal_without_the_characters_gets_something_readable(index: Path, arguments: list[str]) -> None:
    command = [sys.executable, "-c", INDEX_COMMAND, *arguments, "--index", str(index)]
    done = subprocess.run(
        command, capture_output=True, env={**ENVIRONMENT, "PYTHONIOENCODING": "ascii"}, check=False, timeout=120
    )
    assert (done.returncode, done.stderr) == (0, b"")
    assert b"bridge" in done.stdout


def test_bytes_that_are_no_text_are_searched_and_named(index: Path) -> None:
    for arguments, code in ((["search", b"\xff\xfe\xe6"], 0), (["remove", b"\xff"], 1)):
        command = [sys.executable, "-c", INDEX_COMMAND, *arguments, "--index", index]
        done = subprocess.run(command, capture_output=True, env=ENVIRONMENT, check=False, timeout=120)
        assert done.returncode == code
        assert done.stderr.count(b"\n") == code
        assert b"Traceback" not in done.stderr
