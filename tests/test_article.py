"""The values that travel: offsets, names, hashes."""

from dataclasses import FrozenInstanceError, replace

import pytest

from index.article import Passage
from tests.making import BRIDGE


def test_blocks_are_spans_of_the_text() -> None:
    assert [BRIDGE.block_text(block) for block in BRIDGE.blocks][1] == "今后"
    assert [block.kind for block in BRIDGE.blocks] == ["paragraph", "heading", "paragraph"]
    assert BRIDGE.text.split("\n\n") == [BRIDGE.block_text(block) for block in BRIDGE.blocks]


def test_the_hash_names_the_text_and_nothing_else() -> None:
    assert len(BRIDGE.hash) == 16
    assert int(BRIDGE.hash, 16) >= 0
    assert replace(BRIDGE, title="另一个标题", date="").hash == BRIDGE.hash
    assert replace(BRIDGE, text=BRIDGE.text + "。").hash != BRIDGE.hash


def test_an_article_cannot_be_changed() -> None:
    with pytest.raises(FrozenInstanceError):
        BRIDGE.title = "x"  # type: ignore[misc]
    with pytest.raises(TypeError):
        BRIDGE.extra["key"] = "value"  # type: ignore[index]


def test_a_passage_is_named_by_its_article_and_number() -> None:
    assert Passage("2023-08.a", 12, 0, 0, 1, ()).id == "2023-08.a:12"
