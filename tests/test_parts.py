"""Several questions in one are told apart, one question is left whole."""

import time

import pytest

from bot.parts import parts


@pytest.mark.parametrize(
    ("language", "question", "wanted"),
    [
        ("zh", "中心什么时候成立？有哪些单位签约？", ["中心什么时候成立？", "有哪些单位签约？"]),
        ("zh-Hant", "中心什麼時候成立？誰簽約？", ["中心什麼時候成立？", "誰簽約？"]),
        ("zh", "陆海财经是什么，下载量是多少？", ["陆海财经是什么", "下载量是多少？"]),
        ("zh", "中心什么时候成立，在哪里？", ["中心什么时候成立", "在哪里？"]),
        ("zh", "重庆人口多少？成都呢？", ["重庆人口多少？", "成都呢？"]),
        (
            "en",
            "When was it inaugurated and who signed agreements?",
            ["When was it inaugurated", "who signed agreements?"],
        ),
        ("en", "Who signed agreements, and when was it?", ["Who signed agreements", "when was it?"]),
        ("en", "Who is Mikkel? What did he do? Where?", ["Who is Mikkel?", "What did he do?", "Where?"]),
        ("fr", "Quand a-t-il été inauguré et qui a signé ?", ["Quand a-t-il été inauguré", "qui a signé ?"]),
        ("es", "¿Cuándo se inauguró y quién firmó?", ["¿Cuándo se inauguró", "quién firmó?"]),
        (
            "de",
            "Wann wurde es eröffnet und wer hat unterschrieben?",
            ["Wann wurde es eröffnet", "wer hat unterschrieben?"],
        ),
    ],
)
def test_each_question_stands_by_itself(language: str, question: str, wanted: list[str]) -> None:
    assert parts(question, language) == wanted


@pytest.mark.parametrize(
    ("language", "question"),
    [
        ("zh", "重庆和成都有多少人口？"),
        ("zh", "什么时候，在什么地方成立了中心？"),
        ("zh", "哪些报业集团、哪些大学签约？"),
        ("zh", "真的吗？中心什么时候成立？"),
        ("zh", "中心什么时候成立？？？"),
        ("en", "When and where was it held?"),
        ("en", "How many views and how many interactions did it have in 2022?"),
        ("en", "I am a journalist. When was it opened? Thanks a lot"),
        ("en", "What is it? Who leads it? Where is it? Why is it there?"),
        ("en", "Who? " * 200),
        ("en", ""),
    ],
)
def test_what_cannot_be_parted_is_left_whole(language: str, question: str) -> None:
    assert parts(question, language) == [question]


@pytest.mark.parametrize("piece", ["?", "， ", "谁？", " and who"])
def test_a_million_characters_take_no_time(piece: str) -> None:
    started = time.perf_counter()
    for language in ("zh", "en"):
        parts(piece * 500_000, language)
    assert time.perf_counter() - started < 0.1
