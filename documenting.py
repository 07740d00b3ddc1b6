"""The table of all settings in the guide, made from the settings themselves; a test keeps it true.

    python documenting.py            # writes docs/guide/settings.md and settings.zh.md

What a setting means is said in English where it is defined, in Chinese in `documenting.yaml`.
"""

from pathlib import Path
from typing import Any, get_args

import yaml
from pydantic import SecretStr
from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

from settings import Settings

ROOT = Path(__file__).parent
GUIDE = ROOT / "docs" / "guide"
WORDS = ROOT / "documenting.yaml"


def main() -> None:
    for language in ("en", "zh"):
        path_of(language).write_text(page(language), encoding="utf-8")


def path_of(language: str) -> Path:
    return GUIDE / ("settings.md" if language == "en" else f"settings.{language}.md")


def page(language: str) -> str:
    """The whole page in Markdown."""
    words: dict[str, Any] = yaml.safe_load(WORDS.read_text(encoding="utf-8"))[language]
    rows = [_row(name, field, words) for name, field in Settings.model_fields.items()]
    table = [words["heads"], "| --- | --- | --- | --- |", *rows]
    return "\n\n".join([words["title"], words["intro"].strip(), "\n".join(table), words["outro"].strip()]) + "\n"


def _row(name: str, field: FieldInfo, words: dict[str, Any]) -> str:
    flag = f"--{name.replace('_', '-')}"
    told = words["settings"][name] if "settings" in words else field.description or ""
    cells = (f"`{flag}`", f"`YUWEN_{name.upper()}`", _default(field, words), f"{told}{_bounds(field, words)}")
    return "| " + " | ".join(cell.replace("|", "\\|").replace("\n", " ") for cell in cells) + " |"


def _default(field: FieldInfo, words: dict[str, Any]) -> str:
    value = field.get_default()
    if isinstance(value, SecretStr):
        value = value.get_secret_value()
    if value is PydanticUndefined or value is None or value in ("", []):
        return str(words["none"])
    if isinstance(value, bool):
        return str(words["on"] if value else words["off"])
    return f"`{value}`"


def _bounds(field: FieldInfo, words: dict[str, Any]) -> str:
    """Between what a number must lie, or which words there are."""
    limits = {
        name: getattr(rule, name) for rule in field.metadata for name in ("ge", "gt", "le") if hasattr(rule, name)
    }
    choices = [repr(one) for one in get_args(field.annotation) if isinstance(one, str)]
    if choices:
        return f" ({' | '.join(choice.strip(chr(39)) for choice in choices)})"
    signs = {"ge": "≥", "gt": ">", "le": "≤"}
    return f" ({', '.join(f'{signs[name]} {value}' for name, value in limits.items())})" if limits else ""


if __name__ == "__main__":
    main()
