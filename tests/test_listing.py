"""Enumerations and which of their members a question asks for."""

import time

import pytest

from bot.listing import asked_members, enumerates, head_in, members, quoted
from bot.question import read_question

SIGNED = (
    "中国日报社、云南日报报业集团、海南日报报业集团、上海交通大学研究中心、北京外国语大学、四川外国语大学与市委签约。"
)
SIGNED_EN = (
    "China Daily, Yunnan Daily Press Group, Hainan Daily Press Group, the Research Centre of Shanghai Jiao Tong "
    "University, Beijing Foreign Studies University and Sichuan International Studies University signed."
)
PROJECTS = (
    "实施“陆海之约”国际交流、“感知重庆”好感传播、“万里中国”文化互动、“蓝色星球”自然探索、“陆海书系”研究出版等项目。"
)
PROJECTS_EN = "including the “Luhai Rendezvous” exchanges, the “Blue Planet” exploration and the “Book Series”."


def found(question: str, language: str, text: str) -> list[str]:
    return [text[span.start : span.end] for span in asked_members(read_question(question, language), text)]


@pytest.mark.parametrize(
    ("question", "language", "text", "members"),
    [
        ("哪些报业集团签了约？", "zh", SIGNED, ["云南日报报业集团", "海南日报报业集团"]),
        ("哪些大学签约？", "zh", SIGNED, ["北京外国语大学", "四川外国语大学"]),
        (
            "Which universities signed?",
            "en",
            SIGNED_EN,
            ["Beijing Foreign Studies University", "Sichuan International Studies University"],
        ),
        ("Which press groups signed?", "en", SIGNED_EN, ["Yunnan Daily Press Group", "Hainan Daily Press Group"]),
        (
            "五个项目分别是什么？",
            "zh",
            PROJECTS,
            ["“陆海之约”", "“感知重庆”", "“万里中国”", "“蓝色星球”", "“陆海书系”"],
        ),
        ("Name the three projects.", "en", PROJECTS_EN, ["“Luhai Rendezvous”", "“Blue Planet”", "“Book Series”"]),
        ("四个项目分别是什么？", "zh", PROJECTS, []),
        ("有哪些项目？", "zh", PROJECTS, []),
        ("哪些银行签了约？", "zh", SIGNED, []),
        ("哪些集团到场？", "zh", "参加仪式的重庆集团、海南集团、云南集团有关负责人到场。", []),
        ("Which banks signed?", "en", SIGNED_EN, []),
    ],
)
def test_members_are_marked_where_it_is_certain_which(
    question: str, language: str, text: str, members: list[str]
) -> None:
    assert found(question, language, text) == members


@pytest.mark.parametrize(
    ("text", "several"),
    [
        (SIGNED, True),
        (SIGNED_EN, True),
        ("《凯哥日记》《中国桥都》《生态答卷》", True),
        ("甲、乙签约。", False),
        ("One, two.", False),
    ],
)
def test_three_things_are_an_enumeration(text: str, several: bool) -> None:
    assert enumerates(text) == several


def test_pieces_stand_where_they_stand() -> None:
    text = "甲社、 乙社以及丙社，A Press, and B Press and C."
    assert [text[m.start : m.end] for m in members(text)] == ["甲社", "乙社以及丙社", "A Press", "B Press", "C."]


def test_a_series_ends_with_its_sentence() -> None:
    text = "《甲》《乙》。《丙》《丁》"
    assert [text[m.start : m.end] for m in quoted(text)] == ["《丙》", "《丁》"]


@pytest.mark.parametrize(
    ("question", "text", "head"),
    [
        ("哪些大學簽了約？", SIGNED, "大学"),
        ("哪三个城市入选？", "入选城市有三个。", "城市"),
        ("Which news agencies signed?", "A news agency signed.", "news agency"),
        ("签约的有谁？", SIGNED, ""),
    ],
)
def test_what_is_asked_for_is_found_in_the_text(question: str, text: str, head: str) -> None:
    assert head_in(question, text) == head


@pytest.mark.parametrize("piece", ["、", "甲、", "“", "《a", " and ", "A of ", "哪些", "which the "])
def test_long_texts_take_no_longer_than_they_are(piece: str) -> None:
    started = time.perf_counter()
    asked_members(read_question(f"哪些大学{piece * 500}", "zh"), piece * 5000)
    asked_members(read_question(f"which universities {piece * 500}", "en"), piece * 5000)
    assert time.perf_counter() - started < 4
