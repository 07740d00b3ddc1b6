"""The guide's table of settings is what the code says, in both languages."""

from typing import Any

import pytest
import yaml

import documenting
from settings import Settings


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_page_is_what_the_command_writes(language: str) -> None:
    written = documenting.path_of(language).read_text(encoding="utf-8")
    assert written == documenting.page(language), "run: python documenting.py"


def test_every_setting_is_told_in_both_languages() -> None:
    words: dict[str, Any] = yaml.safe_load(documenting.WORDS.read_text(encoding="utf-8"))
    assert list(words["zh"]["settings"]) == list(Settings.model_fields)
    assert all(field.description for field in Settings.model_fields.values())
    assert words["en"].keys() == words["zh"].keys() - {"settings"}


def test_a_row_tells_flag_variable_default_and_bounds() -> None:
    page = documenting.page("en")
    assert "| `--grace` | `YUWEN_GRACE` | `20` |" in page and "(≥ 0, ≤ 600) |" in page
    assert "(text \\| json) |" in page
    assert "| `--metrics-token` | `YUWEN_METRICS_TOKEN` | – |" in page
    assert "| `--watch` | `YUWEN_WATCH` | on |" in page
