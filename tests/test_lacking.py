"""What a question names and a passage lacks: years, numbers, names in any of their forms."""

import numpy as np
import pytest

from bot.lacking import lacking
from index.hits import Hit
from index.names import Name, Names
from index.splitting import split_article
from tests.making import article

NAMES = Names(
    [
        Name("place", {"zh": ("成都",), "en": ("Chengdu",)}),
        Name("place", {"zh": ("重庆",), "en": ("Chongqing",)}),
        Name("media", {"zh": ("陆海财经",), "en": ("Luhai Finance",)}),
    ]
)


def hit(text: str, **about: str) -> Hit:
    made = article("a", text, **about)
    (passage,) = split_article(made)
    return Hit(made, passage, 1.0, 1.0, 1.0, 0.0, 0.0, np.zeros(0, np.float32), (), 0)


ABOUT = hit("重庆2022年阅读量13.52亿次，用户超过1,600万。", title="传播", date="2023-08")


@pytest.mark.parametrize(
    ("question", "missing"),
    [
        ("2022年阅读量是多少？", []),
        ("2024年阅读量是多少？", ["2024"]),
        ("２０２４年阅读量是多少？", ["2024"]),
        ("13.52亿是什么？", []),
        ("有1600万用户吗？", []),
        ("有3个用户吗？", []),
        ("2023年的文章说了什么？", []),
        ("成都的阅读量？", ["成都"]),
        ("What was Chengdu's reach in 2022?", ["chengdu"]),
        ("What was Chongqing's reach in 2024?", ["2024"]),
        ("Luhai Finance in 2021?", ["2021", "luhai finance"]),
        ("阅读量？", []),
    ],
)
def test_what_neither_passage_nor_head_holds_is_lacking(question: str, missing: list[str]) -> None:
    assert lacking(question, ABOUT, [ABOUT, hit("四川。"), hit("云南。")], NAMES) == missing


def test_a_name_that_half_of_the_passages_hold_need_not_be_repeated() -> None:
    bare = hit("人口3000多万。")
    assert lacking("重庆人口多少？", bare, [bare, ABOUT], NAMES) == []
    assert lacking("重庆人口多少？", bare, [bare, hit("云南。"), ABOUT], NAMES) == ["重庆"]


def test_a_name_in_the_title_is_there() -> None:
    titled = hit("下载量达3.5万次。", title="陆海财经上线")
    assert lacking("Luhai Finance downloads?", titled, [titled, hit("云南。"), hit("四川。")], NAMES) == []
