"""Links, files, commands and flags in guides and READMEs are there; both languages of a guide say the same."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from bot.web.observing.metrics import Metrics
from settings import Settings

ROOT = Path(__file__).parents[1]
GUIDES = sorted((ROOT / "docs" / "guide").glob("*.md"))
PAGES = [*GUIDES, ROOT / "README.md", ROOT / "README.zh.md", ROOT / "SECURITY.md"]
WRITTEN = ("operators", "editors", "journalists", "developers", "security", "settings")
by_name = pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)


def text(page: Path) -> str:
    return page.read_text(encoding="utf-8")


def commands(page: Path) -> list[list[str]]:
    """The words of every `python …` in the page."""
    found = re.findall(r"python (?:-m \w+|app\.py|tests/bench/\w+\.py|documenting\.py)[^`\n|#]*", text(page))
    return [re.split(r"[:：](?!//)", one)[0].split() for one in found]


@by_name
def test_links_lead_somewhere(page: Path) -> None:
    for link in re.findall(r"\]\(([^)\s]+)\)", text(page)):
        if not re.match(r"https?://|mailto:|#", link):
            target = page.parent / link.partition("#")[0]
            assert target.exists(), f"{page.name}: {link}"


@by_name
def test_files_that_are_named_are_there(page: Path) -> None:
    for name in re.findall(r"`((?:bot|index|tests|docs|deploy)/[\w./-]+\.(?:py|md|yaml|service))`", text(page)):
        assert (ROOT / name).exists() or name.startswith("tests/test_X"), f"{page.name}: {name}"


@by_name
def test_commands_are_there(page: Path) -> None:
    known = {
        "index": "build add remove search info verify rollback read approve translate",
        "bot": "ask chat eval feedback mcp",
        "pytest": "tests/attacks",
    }
    for command in commands(page):
        if command[1] == "-m" and len(command) > 3 and not command[3].startswith("-"):
            assert re.split(r"[,、]", command[3])[0] in known.get(command[2], command[3]).split(), command
        elif command[1].endswith(".py"):
            assert (ROOT / command[1]).exists(), command
    for target in re.findall(r"`make (\w+)", text(page)):
        assert re.search(rf"^{target}:", text(ROOT / "Makefile"), re.MULTILINE), target


@by_name
def test_flags_and_variables_are_settings(page: Path) -> None:
    flags = [word for command in commands(page) if command[1] == "app.py" for word in command if word.startswith("--")]
    names = {flag.removeprefix("--no-").removeprefix("--").partition("=")[0].replace("-", "_") for flag in flags}
    assert names - {"help"} <= Settings.model_fields.keys()
    variables = {name.lower() for name in re.findall(r"\bYUWEN_([A-Z][A-Z_]+)\b", text(page))}
    tests = "".join(map(text, (ROOT / "tests").rglob("*.py")))
    read_by_tests = {name.lower() for name in re.findall(r'environ\.get\("YUWEN_([A-Z_]+)"', tests)}
    assert variables <= {*Settings.model_fields, *read_by_tests, "llm_key", "domain"}


@pytest.mark.parametrize("name", WRITTEN)
def test_both_languages_say_the_same(name: str) -> None:
    english, chinese = (text(ROOT / "docs" / "guide" / f"{name}{suffix}.md") for suffix in ("", ".zh"))
    assert re.findall(r"^#+", english, re.MULTILINE) == re.findall(r"^#+", chinese, re.MULTILINE)
    for pattern in (r"`((?:bot|index|tests|deploy)/[^`]+)`", r"`(--[\w-]+)", r"`(yuwen_\w+)"):
        assert set(re.findall(pattern, english)) == set(re.findall(pattern, chinese)), pattern
    links = [
        sorted(link.replace(".zh.md", ".md") for link in re.findall(r"\]\(([^)]+)\)", one))
        for one in (english, chinese)
    ]
    assert links[0] == links[1]


def test_the_metrics_of_the_guide_are_counted() -> None:
    told = set(re.findall(r"yuwen_[a-z_]+", text(ROOT / "docs" / "guide" / "operators.md")))
    code = text(ROOT / "bot" / "web" / "observing" / "metrics.py")
    counted = {sample for family in Metrics().registry.collect() for sample in (family.name, f"{family.name}_total")}
    assert {name for name in told if name not in counted and f'"{name}"' not in code} == set()


def test_the_walk_passes_through_every_file_that_a_question_does() -> None:
    """All of the bot but its commands, what is measured with it, and what only helps a file that is named."""
    walk = text(ROOT / "docs" / "guide" / "developers.md")
    modules = {path.stem for path in (ROOT / "bot").glob("*.py")}
    left_out = {"__init__", "__main__", "feedback_command", "leaving", "readiness", "topics"}
    assert {name for name in modules - left_out if f"bot/{name}.py" not in walk} == set()


@pytest.mark.parametrize("command", [["bot", "--help"], ["index", "--help"]])
def test_the_commands_of_the_guides_run(command: list[str]) -> None:
    done = subprocess.run([sys.executable, "-m", *command], cwd=ROOT, capture_output=True, text=True, check=True)
    for name in ("ask", "feedback") if command[0] == "bot" else ("read", "verify", "rollback"):
        assert name in done.stdout
