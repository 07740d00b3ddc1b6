"""Where quoted words stand after a correction."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answer import Span
from bot.web.articles.following import LARGEST, follow
from index.article import Article
from tests.making import article

FIRST = "第一段说的是别的事情，与此无关。"
BRIDGE = "长江大桥于1997年建成通车。大桥全长3,500米，连接南北两岸。市政府计划修建第二座。"
LAST = "The last paragraph is in English. It says that the bridge opened in 1997."
OLD = article("a", FIRST, BRIDGE, LAST)
LENGTH = "大桥全长3,500米，连接南北两岸。"


def span(words: str, source: Article = OLD) -> Span:
    start = source.text.index(words)
    return Span(start, start + len(words))


def followed(words: str, *blocks: str) -> tuple[str, str | None, int]:
    """What became of the words, what stands there now, and the block after which they stood."""
    new = article("a", *blocks)
    found = follow(OLD, span(words), new)
    return found.fate, found.span and new.text[found.span.start : found.span.end], found.after


def test_an_inserted_paragraph_moves_the_words() -> None:
    assert followed(LENGTH, "新加的一段。", FIRST, BRIDGE, LAST)[:2] == ("kept", LENGTH)


def test_the_same_words_elsewhere_are_not_taken_for_the_quoted_ones() -> None:
    new = article("a", "旧闻：" + LENGTH, "新加的一段。", FIRST, BRIDGE, LAST)
    found = follow(OLD, span(LENGTH), new)
    assert found.fate == "kept" and found.span
    assert new.text[: found.span.start].endswith("长江大桥于1997年建成通车。")


def test_a_corrected_figure_in_the_sentence() -> None:
    new = BRIDGE.replace("3,500", "3,600")
    assert followed(LENGTH, FIRST, new, LAST) == ("reworded", "大桥全长3,600米，连接南北两岸。", 1)


def test_a_word_put_in_at_the_start_of_the_sentence_belongs_to_it_only_where_one_was_replaced() -> None:
    assert followed(LENGTH, FIRST, BRIDGE.replace("大桥全长", "该桥全长"), LAST)[1] == "该桥全长3,500米，连接南北两岸。"
    assert followed(LENGTH, FIRST, BRIDGE.replace("建成通车。", "建成通车了。"), LAST)[:2] == ("kept", LENGTH)


def test_an_english_sentence_keeps_its_words_whole() -> None:
    new = "The last paragraph is in English. It says that the bridge was opened in 1998, after delays."
    assert followed("It says that the bridge opened in 1997.", FIRST, BRIDGE, new)[:2] == (
        "reworded",
        "It says that the bridge was opened in 1998, after delays.",
    )


def test_a_deleted_sentence_is_removed_from_its_paragraph() -> None:
    assert followed(LENGTH, FIRST, BRIDGE.replace(LENGTH, ""), LAST) == ("removed", None, 1)


@pytest.mark.parametrize("blocks", [(FIRST, LAST), (FIRST,), ("ABC",)])
def test_a_deleted_paragraph_leaves_its_place(blocks: tuple[str, ...]) -> None:
    fate, words, after = followed(LENGTH, *blocks)
    assert (fate, words) == ("removed", None)
    assert after == (0 if FIRST in blocks else -1)


def test_the_words_are_found_where_the_paragraph_was_split_or_moved() -> None:
    assert followed(LENGTH, FIRST, *BRIDGE.replace("通车。", "通车。|").split("|"), LAST)[:2] == ("kept", LENGTH)
    assert followed(LENGTH, LAST, FIRST, "另外，" + LENGTH)[:2] == ("kept", LENGTH)


def test_a_sentence_that_shares_only_its_small_words_is_another_one() -> None:
    new = BRIDGE.replace(LENGTH, "隧道则要到2030年才会动工，目前没有任何一处可以通行。")
    assert followed(LENGTH, FIRST, new, LAST)[:2] == ("removed", None)


def test_a_short_word_is_not_looked_for_elsewhere() -> None:
    assert followed("1997", FIRST, BRIDGE.replace("1997", "1998"), LAST) == ("removed", None, 1)


def test_a_rewritten_stretch_too_long_to_compare_is_told_as_removed() -> None:
    many = int(LARGEST**0.5) + 10
    old, new = article("a", "甲" * many + LENGTH), article("a", "乙" * many)
    assert follow(old, span(LENGTH, old), new).fate == "removed"


@given(st.lists(st.text("甲乙丙。 ab", min_size=1, max_size=12), min_size=1, max_size=5), st.data())
def test_whatever_changes_the_answer_lies_in_the_new_text(blocks: list[str], data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(OLD.text) - 1))
    end = data.draw(st.integers(start + 1, len(OLD.text)))
    new = article("a", *blocks)
    found = follow(OLD, Span(start, end), new)
    assert -1 <= found.after < len(new.blocks)
    assert (found.span is None) == (found.fate == "removed")
    if found.span:
        assert 0 <= found.span.start < found.span.end <= len(new.text)
    if found.fate == "kept" and found.span:
        assert new.text[found.span.start : found.span.end] == OLD.text[start:end]


@given(st.data())
def test_an_insertion_anywhere_loses_no_words(data: st.DataObject) -> None:
    words = span(LENGTH)
    at = data.draw(st.integers(0, len(OLD.text)).filter(lambda at: not words.start < at < words.end))
    texts = (OLD.text[:at] + "【编者注】" + OLD.text[at:]).split("\n\n")
    new = article("a", *texts)
    found = follow(OLD, words, new)
    assert found.fate == "kept" and found.span and new.text[found.span.start : found.span.end] == LENGTH
