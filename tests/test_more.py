"""More of what was quoted is what comes next, never what was shown, to the section's end."""

from pathlib import Path

import pytest

from bot.more import AT_ONCE, more_of
from index.building import open_for, replace_all
from index.search import Index
from tests.desk import cited, quote_of
from tests.making import article
from tests.tiny import TinyEncoder

SENTENCES = [f"第{n}句话说的是第{n}件事情。" for n in "一二三四五六七"]
ARTICLE = article("a", "".join(SENTENCES[:5]), SENTENCES[5], "## 别的", SENTENCES[6])


@pytest.fixture
def index(tmp_path: Path, tiny: TinyEncoder) -> Index:
    store = open_for(tmp_path / "more", tiny)
    replace_all(store, tiny, [ARTICLE])
    return Index(store, tiny)


def shown(index: Index, times: int, *numbers: int) -> list[int]:
    quotes = [quote_of(ARTICLE, SENTENCES[n]) for n in numbers]
    found = more_of(index, cited(*quotes), times, "zh")
    assert [c.n for c in found] == list(range(1, len(found) + 1))
    return [SENTENCES.index(c.quote.text) for c in found]


def test_what_follows_comes_first_then_the_rest_of_the_paragraph_then_the_next(index: Index) -> None:
    assert shown(index, 1, 2) == [0, 3, 4]
    assert shown(index, 2, 2) == [1, 5]


def test_it_ends_with_the_section(index: Index) -> None:
    assert shown(index, 3, 2) == [] and shown(index, 500, 2) == []
    assert shown(index, 1, 6) == []


def test_nothing_shown_is_repeated(index: Index) -> None:
    assert shown(index, 1, 1, 2, 3) == [0, 4, 5]
    together = [n for times in (1, 2, 3) for n in shown(index, times, 0)]
    assert together == [1, 2, 3, 4, 5] and AT_ONCE == 3


def test_of_nothing_there_is_no_more(index: Index) -> None:
    assert shown(index, 1) == []


def test_a_translation_stands_beside_its_original(built: Index) -> None:
    bridge = built.article("bridge")
    assert bridge
    (found,) = more_of(built, cited(quote_of(bridge, "长江大桥于1997年建成通车。")), 1, "en")
    assert found.quote.text == "It is 3,500 metres long and joins both banks."
    assert found.original and found.original.text == "大桥全长3,500米，连接南北两岸。"
