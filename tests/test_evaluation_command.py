"""`python -m bot eval` as a person runs it: wrong use, errors of one line, from a file to the report."""

import builtins
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from bot.__main__ import main
from bot.evaluation.extra import check_installed
from index.errors import YuwenError
from tests.desk import clean_error, run
from tests.squad_files import titles, write_squad


def bot(*arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    return run("-m", "bot", "eval", *arguments, cwd=cwd)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ([], "expected FILE.jsonl, or --make-corpus FILE.json DIR"),
        (["a.jsonl", "--make-corpus", "b.json", "c"], "expected FILE.jsonl, or"),
        (["--make-corpus", "b.json"], "expected 2 arguments"),
        (["a.jsonl", "--far", "b.json"], "--far goes with --make-corpus only"),
        (["a.jsonl", "--seed", "0"], "--seed goes with --make-corpus only"),
        (["--make-corpus", "b.json", "c", "--peers"], "--make-corpus asks nothing"),
        (["--make-corpus", "b.json", "c", "--sample", "0"], "'0' is not a whole number from 1 on"),
        (["a.jsonl", "--chart", "curve.pdf"], "'curve.pdf' does not end in .png or .svg"),
        (["a.jsonl", "--llm", "http://localhost:1/v1"], "the address of --llm and --llm-model go together"),
        (["a.jsonl", "--llm-model", "small"], "the address of --llm and --llm-model go together"),
        (["a.jsonl", "--llm", "a.gguf", "--llm-model", "small"], "the address of --llm and --llm-model go together"),
        (["a.jsonl", "--llm", "localhost", "--llm-model", "small"], "'localhost' is no address"),
        (["a.jsonl", "--llm-timeout", "0"], "'0' is no number of seconds above 0"),
    ],
)
def test_wrong_use_exits_2(capsys: pytest.CaptureFixture[str], arguments: list[str], words: str) -> None:
    with pytest.raises(SystemExit) as exit_:
        main(["eval", *arguments])
    printed = capsys.readouterr()
    assert exit_.value.code == 2 and words in printed.err.splitlines()[-1] and printed.out == ""


def test_help_shows_the_way_from_a_file_to_a_chart(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["eval", "--help"])
    told = capsys.readouterr().out
    steps = ("--make-corpus FILE.json DIR", "index build DIR/articles --out DIR/index", "eval DIR/questions.jsonl")
    assert [told.index(step) for step in steps] == sorted(told.index(step) for step in steps)


def test_making_a_corpus_says_what_was_made_and_what_comes_next(tmp_path: Path) -> None:
    write_squad(tmp_path / "a.json", titles(4))
    done = bot("--make-corpus", "a.json", "made", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines() == [
        "made: 6 articles (en), 12 questions (6 answerable, 3 near, 3 far)",
        "next: python -m index build made/articles --out made/index",
        "then: python -m bot eval made/questions.jsonl --index made/index",
    ]
    done = bot("--make-corpus", "a.json", "again", "--json", "--lang", "de", "--seed", "3", cwd=tmp_path)
    questions = {"answerable": 6, "near": 3, "far": 3}
    assert json.loads(done.stdout) == {"articles": 6, "lang": "de", "questions": questions, "unmatched": 0}


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["none.json", "made"], "none.json"),
        (["broken.json", "made"], "broken.json"),
        (["a.json", "full"], "no empty folder"),
        (["a.json", "a.json"], "no empty folder"),
        (["a.json", "made", "--lang", "Chinese!"], "no language tag"),
        (["a.json", "made", "--far", "broken.json"], "broken.json"),
        (["a.json", "made", "--questions", "none.json"], "none.json"),
        (["a.json", "made", "--far", "a.json"], "is in both files"),
    ],
)
def test_a_corpus_that_cannot_be_made_is_one_line_and_nothing_else(
    tmp_path: Path, arguments: list[str], words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    write_squad(tmp_path / "a.json", titles(2))
    (tmp_path / "broken.json").write_text("{}", "utf-8")
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "mine").touch()
    assert main(["eval", "--make-corpus", *arguments]) == 1
    printed = capsys.readouterr()
    assert words in clean_error(printed.err) and printed.out == ""
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.json", "broken.json", "full"]


ITEM = '{"id": "1", "lang": "zh", "kind": "fact", "question": "?", "gold": [["a"]]}'


def test_a_chart_without_a_folder_is_told_before_anything_is_asked(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "items.jsonl").write_text(ITEM, "utf-8")
    assert main(["eval", "items.jsonl", "--chart", "nowhere/curve.png"]) == 1
    assert "no such folder" in clean_error(capsys.readouterr().err)


@pytest.mark.parametrize(
    ("option", "missing"),
    [
        (("--chart", "c.png"), "matplotlib"),
        (("--peers",), "bm25s"),
        (("--llm", "http://h", "--llm-model", "m"), "openai"),
    ],
)
def test_a_library_that_is_missing_is_named_with_what_brings_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, option: Any, missing: str
) -> None:
    (tmp_path / "items.jsonl").write_text(ITEM, "utf-8")
    monkeypatch.setitem(sys.modules, missing, None)  # what Python itself does with a module that must not be found
    assert main(["eval", "items.jsonl", *option]) == 1
    error = clean_error(capsys.readouterr().err)
    assert option[0] in error and missing in error and "yuwen[eval]" in error


def test_nothing_but_the_option_needs_a_library(monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def without(name: str, *arguments: Any, **named: Any) -> Any:
        if name.partition(".")[0] in ("matplotlib", "bm25s", "jieba", "openai"):
            raise ImportError(name=name)
        return real(name, *arguments, **named)

    for name in [name for name in sys.modules if name.startswith(("bot.evaluation", "matplotlib", "bm25s", "openai"))]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setattr(builtins, "__import__", without)
    import bot.evaluation.command

    assert bot.evaluation.command.DESCRIPTION
    with pytest.raises(YuwenError, match="no_such_library"):
        check_installed("--chart", ["no_such_library"])


@pytest.mark.model
def test_from_a_file_to_the_report(tmp_path: Path) -> None:
    write_squad(tmp_path / "a.json", titles(3))
    assert bot("--make-corpus", "a.json", "made", cwd=tmp_path).returncode == 0
    built = run("-m", "index", "build", "made/articles", "--out", "made/index", cwd=tmp_path)
    assert built.returncode == 0
    done = bot("made/questions.jsonl", "--index", "made/index", "--json", "--chart", "curve.svg", cwd=tmp_path)
    found = json.loads(done.stdout)
    assert done.returncode == 0 and found["all"]["items"] == 9 and found["all"]["verbatim"] == 1
    assert {name: row["items"] for name, row in found["by_negative"].items()} == {"near": 2, "far": 3}
    assert "<svg" in (tmp_path / "curve.svg").read_text("utf-8")
