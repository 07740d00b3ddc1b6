"""Chinese names typed with one slip are mended; no name and no word is ever made another."""

from collections.abc import Sequence

import pytest

from index.misspelt import Misspelt
from index.names import Name, Names

NAMES = Names(
    [
        Name("organisation", {"zh": (name,)})
        for name in (
            *(
                "西部国际传播中心",
                "陆海财经",
                "四川外国语大学",
                "北京外国语大学",
                "海南日报报业集团",
                "云南日报报业集团",
            ),
            *("四川", "中国桥都", "四季三百集"),
        )
    ]
)
WORDS = {"传媒", "河南", "山西", "东京", "中学"}


def mended(text: str) -> str:
    def among(words: Sequence[str]) -> set[str]:
        return WORDS & set(words)

    return Misspelt(NAMES).mended(text, among)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("西部国际传播中新什么时候成立？", "西部国际传播中心什么时候成立？"),
        ("西部国际传播申心", "西部国际传播中心"),
        ("陆海才经的下载量", "陆海财经的下载量"),
        ("陸海才經的下載量", "陆海财经的下載量"),
        ("陆财海经", "陆海财经"),
        ("陆海财财经", "陆海财经"),
        ("西部国际传播心在哪", "西部国际传播中心在哪"),
        ("四川外语大学", "四川外国语大学"),
        ("海难日报报业集团", "海南日报报业集团"),
    ],
)
def test_one_slip_is_mended(typed: str, meant: str) -> None:
    assert mended(typed) == meant


@pytest.mark.parametrize(
    "text",
    [
        "西部国际传媒中心",
        "西部国际传播中学",
        "河南日报报业集团",
        "山西国际传播中心",
        "东京外国语大学",
        "北京外国语大学和四川外国语大学",
        "中国茶都",
        "五季三百集",
        "四季三千集",
        "西部国际新闻中心",
        "财经",
        "",
        "Luhai 2022",
    ],
)
def test_what_may_be_meant_as_it_stands_is_left_alone(text: str) -> None:
    assert mended(text) == text


def test_without_names_nothing_is_mended() -> None:
    assert Misspelt(Names()).mended("陆海才经", lambda words: set()) == "陆海才经"


@pytest.mark.parametrize("text", ["河南日报报业集团", "中国茶都", "东京外国语大学", "西部国际传媒中心"])
def test_what_is_nearly_a_name_is_a_stranger(text: str) -> None:
    assert Misspelt(NAMES).strangers(f"{text}签约了吗") == [text]


@pytest.mark.parametrize("text", ["海南日报报业集团", "西部国际传播中心在四川", "陆财海经", "四川外语大学", "重庆", ""])
def test_a_name_and_other_words_are_none(text: str) -> None:
    assert Misspelt(NAMES).strangers(text) == []
