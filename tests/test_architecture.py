"""The house as it was designed: data flows one way, only the page knows Gradio, no module is without a test."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]
MODULES = sorted(path for part in ("index", "bot") for path in (ROOT / part).rglob("*.py"))


def name_of(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def imports(path: Path) -> Iterator[str]:
    """Every name that a module imports, with and without what it takes from there."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, f"{path}: a relative import"
            yield from (node.module or "", *(f"{node.module}.{name.name}" for name in node.names))


def users(package: str) -> set[str]:
    return {name_of(path) for path in MODULES for name in imports(path) if name.split(".")[0] == package}


def house(name: str) -> str:
    """The part of the project that a module belongs to: its own package, all of `bot.web` being one."""
    return "bot.web" if name.startswith("bot.web.") else name.rpartition(".")[0]


def test_the_index_knows_nothing_of_the_bot() -> None:
    assert not {name for name in users("bot") if name.startswith("index")}
    assert {name for name in users("index") if name.startswith("bot")}  # the other way it does


def test_only_the_web_page_knows_gradio() -> None:
    assert {".".join(name.split(".")[:2]) for name in users("gradio")} == {"bot.web"}


def test_every_module_is_named_by_a_test_or_by_such_a_module_of_its_own_package() -> None:
    files = sorted((ROOT / "tests").rglob("*.py"))
    tests, imported = "".join(path.read_text("utf-8") for path in files), {n for path in files for n in imports(path)}
    modules = {name_of(path): path for path in MODULES}
    run = {f"{package}.__main__" for package in ("index", "bot") if f'"-m", "{package}"' in tests}
    reached = [name for name in modules if name in tests or name in run or name in imported]
    for name in reached:  # grows as it goes
        used = {*imports(modules[name]), *re.findall(r"[a-z_]+(?:\.[a-z_]+)+", modules[name].read_text("utf-8"))}
        near = [other for other in sorted(used & modules.keys()) if house(other) == house(name)]
        reached += [other for other in near if other not in reached]
    assert sorted(modules.keys() - reached) == []
