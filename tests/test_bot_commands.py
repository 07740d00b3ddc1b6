"""`python -m bot ask | chat | eval` as a person runs them: exit codes, one clean line on stderr, JSON."""

import io
import json
import subprocess
from pathlib import Path

import pytest
from rich.console import Console

from bot.__main__ import _print, main
from tests.desk import clean_error, keyed, quote_of, run, said
from tests.making import article

pytest_plugins = ["tests.indexed"]
QUESTION = "陆海国际新闻中心有多少注册记者？"
KEYS = (
    "question language answer refused certainty mode citations checks index timings_ms",
    "n quote start end keys article passage original link",
    "id title source date lang url page",
)
ITEMS = [
    {"id": "1", "lang": "zh", "kind": "fact", "question": QUESTION, "gold": [["2600多人"]]},
    {"id": "2", "lang": "en", "kind": "unanswerable", "question": "What is the boiling point of nitrogen?", "gold": []},
    {
        "id": "3",
        "lang": "zh",
        "kind": "fact",
        "question": "成都呢？",
        "history": ["重庆人口多少？"],
        "gold": [["9999"]],
    },
]


def bot(*arguments: str, cwd: Path, text: str | None = None) -> subprocess.CompletedProcess[str]:
    return run("-m", "bot", *arguments, cwd=cwd, text=text)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ([], "COMMAND"),
        (["answer"], "invalid choice: 'answer'"),
        (["ask"], "question"),
        (["ask", "x", "--caution", "1.5"], "'1.5' is not between 0 and 1"),
        (["ask", "x", "--caution", "much"], "'much' is not between 0 and 1"),
        (["ask", "x", "--nonsense"], "--nonsense"),
        (["eval"], "FILE.jsonl"),
        (["chat", "--json"], "--json"),
    ],
)
def test_wrong_use_exits_2(capsys: pytest.CaptureFixture[str], arguments: list[str], words: str) -> None:
    with pytest.raises(SystemExit) as exit_:
        main(arguments)
    printed = capsys.readouterr()
    assert exit_.value.code == 2 and words in printed.err.splitlines()[-1] and printed.out == ""
    assert "Traceback" not in printed.err


@pytest.mark.parametrize("arguments", [["ask", QUESTION], ["chat"], ["eval", "items.jsonl"]])
def test_without_an_index_it_exits_1_with_one_line(tmp_path: Path, arguments: list[str]) -> None:
    (tmp_path / "items.jsonl").write_text(json.dumps(ITEMS[0]), encoding="utf-8")
    done = bot(*arguments, "--index", "nowhere", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (1, "")
    assert "nowhere" in clean_error(done.stderr)


@pytest.mark.model
@pytest.mark.parametrize("model", ["no-such/model", "./no-such-model", "no such model"])
def test_a_model_that_is_not_there_exits_1_with_one_line(tmp_path: Path, model_index: Path, model: str) -> None:
    done = bot("ask", "x", "--index", str(model_index), "--model", model, cwd=tmp_path)
    assert (done.returncode, done.stdout) == (1, "")
    assert model in clean_error(done.stderr)


@pytest.mark.parametrize(
    ("content", "words"), [(None, "items.jsonl"), (b"{}", "line 1"), (b"", "no items"), (b"\xff", "UTF-8")]
)
def test_a_file_that_cannot_be_judged_exits_1_with_one_line(tmp_path: Path, content: bytes | None, words: str) -> None:
    if content is not None:
        (tmp_path / "items.jsonl").write_bytes(content)
    done = bot("eval", "items.jsonl", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (1, "")
    assert words in clean_error(done.stderr)


@pytest.mark.model
def test_ask_prints_the_contracts_json(model_index: Path, tmp_path: Path) -> None:
    done = bot("ask", QUESTION, "--index", str(model_index), "--json", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    answer = json.loads(done.stdout)
    citation = answer["citations"][0]
    assert tuple(map(" ".join, (answer, citation, citation["article"]))) == KEYS
    assert answer["question"] == QUESTION and "2600多人" in citation["quote"] and answer["refused"] is False


@pytest.mark.model
def test_ask_prints_the_answer_in_one_line_and_its_sources(model_index: Path, tmp_path: Path) -> None:
    done = bot("ask", "How many registered journalists are there in the Luhai International News Centre?",
               "--index", str(model_index), cwd=tmp_path)  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")
    quoted = [line for line in done.stdout.splitlines() if "2,600" in line]
    assert len(quoted) == 1 and quoted[0].lstrip("- ").startswith("“Chongqing has") and "[1]" in done.stdout
    assert "#quote" in done.stdout.splitlines()[-1] and "重庆日报" in done.stdout.splitlines()[-1]


@pytest.mark.model
def test_ask_takes_a_history_and_a_language(model_index: Path, tmp_path: Path) -> None:
    history = ["--history", "你好", "重庆人口多少？"]
    done = bot("ask", "那成都呢？", "--index", str(model_index), *history, cwd=tmp_path)
    assert done.returncode == 0 and "成都人口2000多万" in done.stdout
    done = bot("ask", "😀", "--index", str(model_index), "--language", "fr", "--json", cwd=tmp_path)
    assert json.loads(done.stdout)["language"] == "fr"


@pytest.mark.model
def test_chat_remembers_and_ends_with_its_input(model_index: Path, tmp_path: Path) -> None:
    done = bot("chat", "--index", str(model_index), cwd=tmp_path, text=f"重庆人口多少？\n\n那成都呢？\n{QUESTION}\n")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.count("成都人口2000多万") == 2 and done.stdout.count("2600多人") == 1


@pytest.mark.model
def test_eval_reports_as_json_and_as_a_table(model_index: Path, tmp_path: Path) -> None:
    (tmp_path / "items.jsonl").write_text("\n".join(map(json.dumps, ITEMS)), encoding="utf-8")
    done = bot("eval", "items.jsonl", "--index", str(model_index), "--json", cwd=tmp_path)
    found = json.loads(done.stdout)
    assert (done.returncode, found["all"]["items"], found["all"]["right"]) == (0, 3, 0.6667)
    assert (found["all"]["verbatim"], found["all"]["false_answers"]) == (1.0, 0.0)
    assert [wrong["id"] for wrong in found["wrong"]] == ["3"] and "Traceback" not in done.stderr
    done = bot("eval", "items.jsonl", "--index", str(model_index), cwd=tmp_path)
    assert done.returncode == 0 and "66.7%" in done.stdout and "3  成都呢？" in done.stdout


@pytest.mark.parametrize("terminal", [True, False])
def test_the_key_is_bold_in_a_terminal_and_plain_elsewhere(terminal: bool) -> None:
    words = article("a", "[bold]产茶三百吨[/]，:tea:《x》。")
    shown = io.StringIO()
    answer = said(f"“{words.text}”[1]", keyed(quote_of(words, words.text), "三百吨"))
    _print(Console(file=shown, force_terminal=terminal, width=200), answer)
    marked = "\x1b[1m三百吨\x1b[0m" if terminal else "三百吨"
    assert shown.getvalue().splitlines()[0] == f"“[bold]产茶{marked}[/]，:tea:《x》。”[1]"
