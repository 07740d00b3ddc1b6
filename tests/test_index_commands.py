"""python -m index: what it prints, its exit codes, and one clean line on stderr for every failure."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

import index.__main__ as commands
from index.search import Index
from tests.making import BRIDGE, BRIDGE_EN, CORPUS, RAIL, TEA, article, write_articles
from tests.tiny import TinyEncoder


@pytest.fixture(autouse=True)
def _tiny(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(commands, "load_encoder", lambda name: TinyEncoder(name=name or "tiny"))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Articles, and their index where the commands look for it."""
    folder = write_articles(tmp_path / "docs" / "articles", CORPUS)
    assert commands.main(["build"]) == 0
    return folder


def told(capsys: pytest.CaptureFixture[str], *arguments: object) -> str:
    """The one line that a failing command says."""
    capsys.readouterr()
    assert commands.main([str(argument) for argument in arguments]) == 1
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("error: ")
    assert err.count("\n") == 1
    return err


def test_build_says_what_it_came_to(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    for out, embedded in (("yuwen-index", 0), ("another", 18)):
        assert commands.main(["build", str(folder), "--out", out]) == 0
        assert capsys.readouterr() == (f"{out}: version 1, 4 articles, {embedded} texts embedded\n", "")


def test_a_build_that_leaves_something_out_says_so_and_fails(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "empty.md").touch()
    write_articles(folder, [article("bridge.de", "Eins.", lang="de", translation_of="bridge")])
    capsys.readouterr()
    assert commands.main(["build"]) == 1
    out, err = capsys.readouterr()
    assert out == "yuwen-index: version 1, 4 articles, 0 texts embedded\n"
    first, second = err.splitlines()
    assert first.startswith("left out: empty.md: the file is empty")
    assert second.startswith("left out: bridge.de.md: has 1 paragraphs where its original has 2")


def test_add_remove_rollback_and_verify(folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    new = write_articles(tmp_path / "new", [article("new", "全新。")]) / "new.md"
    capsys.readouterr()
    for arguments, said in (
        (["add", str(new)], "yuwen-index: version 2, 5 articles, 1 texts embedded\n"),
        (["remove", "new", "bridge"], "yuwen-index: version 3, 2 articles, 0 texts embedded\n"),
        (["rollback"], "yuwen-index: version 4, 5 articles\n"),
        (["rollback", "1"], "yuwen-index: version 5, 4 articles\n"),
        (["rollback", "1"], "yuwen-index: version 5, 4 articles\n"),
        (["verify"], "yuwen-index: whole\n"),
    ):
        assert commands.main(arguments) == 0
        assert capsys.readouterr() == (said, "")


def test_search_as_json_and_as_a_table(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    assert commands.main(["search", "When was the Yangtze bridge opened?", "-k", "2", "--json"]) == 0
    hits = json.loads(capsys.readouterr().out)
    assert [hit["article"] for hit in hits] == ["bridge.en"] * 2
    assert hits[0]["text"] == BRIDGE_EN.text[hits[0]["start"] : hits[0]["end"]]
    assert hits[0]["score"] > hits[1]["score"]
    assert commands.main(["search", "茶园 [bold]"]) == 0
    assert "三百吨" in capsys.readouterr().out


def test_info_as_json_and_as_a_table(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    assert commands.main(["info", "--json"]) == 0
    facts = json.loads(capsys.readouterr().out)
    index = Index.open(Path("yuwen-index"), TinyEncoder())
    assert (facts["encoder"], facts["dimension"], facts["version"]) == ("tiny", 64, 1)
    assert {name: facts[name] for name in ("articles", "passages", "sentences")} == {
        **{"articles": 4, "passages": index.sizes.passages, "sentences": index.sizes.sentences}
    }
    hashes = {member["id"]: member["hash"] for member in facts["members"]}
    assert hashes == {one.id: one.hash for one in (BRIDGE, BRIDGE_EN, TEA, RAIL)}
    assert [version["change"] for version in facts["history"]] == ["build"]
    assert commands.main(["info"]) == 0
    assert "永川茶园" in capsys.readouterr().out
    index.store.close()


def test_verify_tells_each_fault(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    next(Path("yuwen-index").glob("vectors-*")).unlink()
    capsys.readouterr()
    assert commands.main(["verify"]) == 1
    assert capsys.readouterr() == ("", "fault: the FAISS file is missing or altered; the next build makes it again\n")
    assert commands.main(["build"]) == commands.main(["verify"]) == 0


def test_each_failure_is_one_line(folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert "no article 'x'" in told(capsys, "remove", "x")
    assert "x.md: the file cannot be read" in told(capsys, "add", "x.md")
    assert "no version 9" in told(capsys, "rollback", "9")
    assert "no such folder" in told(capsys, "build", "nowhere")
    assert "names.yaml" in told(capsys, "build", "--names", "names.yaml")
    assert "not other" in told(capsys, "search", "桥", "--model", "other")
    assert "not other" in told(capsys, "build", "--model", "other")
    for arguments in (["search", "桥"], ["info"], ["verify"], ["rollback"], ["remove", "x"], ["add", "x"]):
        assert "no index in nowhere" in told(capsys, *arguments, "--index", "nowhere")
    assert "Not a directory" in told(capsys, "build", "--out", folder / "tea.md" / "index")
    assert "File exists" in told(capsys, "build", "--out", folder / "tea.md")
    (tmp_path / "docs" / "names.yaml").write_text("- {zh: [", encoding="utf-8")
    assert "is not YAML" in told(capsys, "build")
    Path("yuwen-index/index.sqlite").write_bytes(b"garbage" * 1000)
    for arguments in (["search", "桥"], ["info"], ["verify"], ["rollback"], ["remove", "x"]):
        assert "is damaged" in told(capsys, *arguments)


@pytest.mark.parametrize(
    "arguments",
    [[], ["no-such"], ["search"], ["search", "桥", "-k", "0"], ["search", "桥", "-k", "-1"], ["rollback", "x"]],
)
def test_wrong_use_exits_with_2(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as exit_:
        commands.main(arguments)
    assert exit_.value.code == 2
    assert "usage: python -m index" in capsys.readouterr().err


def test_read_shows_and_writes_what_would_be_read(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    page = Path(__file__).parent / "data" / "page-solid.txt"
    assert commands.main(["read", str(page), "--out", str(tmp_path / "out")]) == 0
    written = sorted(path.stem for path in (tmp_path / "out").iterdir())
    assert commands.main(["build", str(tmp_path / "out"), "--out", "made"]) == 0
    assert commands.main(["info", "--index", "made", "--json"]) == 0
    out = capsys.readouterr().out
    assert [member["id"] for member in json.loads(out[out.index("{") :])["members"]] == written
    assert "cannot be read" in told(capsys, "read", "nowhere.md")


@pytest.mark.model
def test_the_commands_with_the_packaged_model(tmp_path: Path) -> None:
    folder = write_articles(tmp_path / "articles", CORPUS)
    for arguments, code, out, err in (
        (["build", folder], 0, "version 1, 4 articles, 18 texts embedded", ""),
        (["build", folder], 0, "version 1, 4 articles, 0 texts embedded", ""),
        (["search", "永川今年的茶叶产量", "-k", "1", "--json"], 0, TEA.text, ""),
        (["search", "¿Qué longitud tiene el puente?", "-k", "1", "--json"], 0, '"bridge', ""),
        (["search", "桥", "--model", "no-such-model"], 1, "", "error: The model no-such-model is neither"),
        (["verify"], 0, "whole", ""),
    ):
        done = subprocess.run(
            [sys.executable, "-m", "index", *map(str, arguments)], capture_output=True, check=False, timeout=600
        )
        assert (done.returncode, done.stderr.count(b"\n")) == (code, code), done.stderr.decode()
        assert out in done.stdout.decode()
        assert done.stderr.decode().startswith(err)
