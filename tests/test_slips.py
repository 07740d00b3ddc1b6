"""One slip is told from none and from two."""

import pytest

from index.slips import _readings, _southern, letters_alike, place, slip, sound_alike


@pytest.mark.parametrize(
    ("typed", "meant", "what", "where"),
    [
        ("inagurated", "inaugurated", "missing", 3),
        ("finnance", "finance", "doubled", 3),
        ("finxance", "finance", "extra", 3),
        ("fiannce", "finance", "swapped", 2),
        ("finence", "finance", "other", 3),
        ("luhia", "luhai", "swapped", 3),
        ("chongqin", "chongqing", "missing", 8),
        ("陆海才经", "陆海财经", "other", 2),
        ("陆财海经", "陆海财经", "swapped", 1),
        ("finance", "finance", None, 7),
        ("fenence", "finance", None, 1),
        ("", "a", "missing", 0),
        ("a", "", "extra", 0),
        ("", "", None, 0),
        ("ab", "abcd", None, 2),
    ],
)
def test_what_went_wrong_and_where(typed: str, meant: str, what: str | None, where: int) -> None:
    assert (slip(typed, meant), place(typed, meant)) == (what, where)


@pytest.mark.parametrize(
    ("one", "other", "alike"), [("a", "e", True), ("r", "t", True), ("d", "c", True), ("r", "u", False)]
)
def test_vowels_and_keys_side_by_side_are_alike(one: str, other: str, alike: bool) -> None:
    assert letters_alike(one, other) is letters_alike(other, one) is alike


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("才", "财", True),
        ("新", "心", True),
        ("申", "心", False),
        ("河", "海", False),
        ("四", "是", False),
        ("千", "钱", False),
    ],
)
def test_characters_that_sound_alike_and_numerals_that_never_do(one: str, other: str, alike: bool) -> None:
    assert sound_alike(one, other) is sound_alike(other, one) is alike


def test_every_character_is_read_as_pypinyin_reads_it() -> None:
    """Only its file is read, so its form must be what is expected."""
    from pypinyin import Style, pinyin
    from pypinyin.pinyin_dict import pinyin_dict

    assert len(pinyin_dict) > 40_000
    for code in pinyin_dict:
        theirs = pinyin(chr(code), style=Style.NORMAL, heteronym=True, errors="ignore")
        assert _readings(chr(code)) == {_southern(one) for found in theirs for one in found}, chr(code)
    assert _readings("a") == _readings("か") == frozenset()
