"""Which of Gradio's files the page will need, so that the browser asks for all at once.

Left alone it finds them in five rounds: each script names the next ones only when it runs. The bundler (Vite)
wrote those names into the scripts; where they read otherwise than expected nothing is preloaded, and the page
comes up as it would without. This module knows nothing of the page.
"""

import re
from collections.abc import Iterable
from pathlib import Path

import gradio as gr

ASSETS = Path(gr.__file__).parent / "templates" / "frontend" / "assets"
_FILES = re.compile(r"m\.f=\[([^\]]*)\]")
_NAME = re.compile(r'"\./([\w.-]+)"')
_IMPORT = re.compile(r"import\(`\./([\w.-]+)`\)[^\[]{0,60}?__vite__mapDeps\(\[([\d,]+)\]\)")


def preloads(entry: str, components: Iterable[str]) -> list[str]:
    """Files under `assets/` that the page of these components loads after its entry script, each once."""
    script = _read(entry)
    page = _imports(script)[:1]  # the app itself; the others are for pages that are no app
    inner = [name for name in page[0] if name.startswith("Index-")][:1] if page else []
    blocks = [files for name in inner for files in _imports(_read(name)) if files[0].startswith("Blocks-")]
    core = next((_read(name) for files in page for name in files if name.startswith("core-")), "")
    parts = [files for component in components for files in _imports(core, f"{component}:{{")]
    found = dict.fromkeys(name for files in (*page, *blocks, *parts) for name in files)
    return [name for name in found if name != entry and not name.startswith("index-")]


def _imports(script: str, place: str = "") -> list[list[str]]:
    """For each import on demand, after `place` up to the next brace, the file and all that it needs."""
    names = _NAME.findall(files[1]) if (files := _FILES.search(script)) else []
    start = re.search(rf"\b{re.escape(place)}", script) if place else None
    if place and not start:
        return []
    part = script[start.end() :].partition("}")[0] if start else script
    return [
        list(dict.fromkeys([name, *(names[int(n)] for n in numbers.split(",") if int(n) < len(names))]))
        for name, numbers in _IMPORT.findall(part)
    ]


def _read(name: str) -> str:
    path = ASSETS / name
    return path.read_text(encoding="utf-8") if path.is_file() else ""
