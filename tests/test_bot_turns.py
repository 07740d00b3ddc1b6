"""What a turn costs: so many searches, however long the chat; nothing of a conversation is remembered."""

import time
from typing import Any

import pytest

from bot import Bot
from index.search import Index

HISTORY = ["大桥全长多少米？", "谁说的？", "再详细说说", "永川的茶园产茶多少？", "谢谢"]


class Counter:
    """Counts the questions encoded and the searches made."""

    def __init__(self, index: Index, monkeypatch: pytest.MonkeyPatch) -> None:
        self.encoded = self.searched = 0
        encode, search = index.encoder.question_tokens, index.search

        def counted_encode(text: str) -> Any:
            self.encoded += 1
            return encode(text)

        def counted_search(*args: Any) -> Any:
            self.searched += 1
            return search(*args)

        monkeypatch.setattr(index.encoder, "question_tokens", counted_encode)
        monkeypatch.setattr(index, "search", counted_search)

    def of(self, desk: Bot, question: str, history: list[str]) -> tuple[int, int]:
        self.encoded = self.searched = 0
        desk.ask(question, history)
        return self.encoded, self.searched


@pytest.mark.parametrize(
    "question", ["谁说的？", "再详细说说", "那新桥呢？", "它有多长？", "What else?", "茶园产茶多少？"]
)
def test_a_long_chat_costs_no_more_than_a_short_one(
    built: Index, monkeypatch: pytest.MonkeyPatch, question: str
) -> None:
    counter = Counter(built, monkeypatch)
    short = counter.of(Bot(built), question, HISTORY * 4)
    assert counter.of(Bot(built), question, HISTORY * 100) == short  # another desk: the first one has the answer
    assert 1 <= short[1] <= 2 and short[0] <= 2


@pytest.mark.parametrize("repeated", ["谁说的？", "再详细说说", "谢谢", "那新桥呢？", "它有多长？"])
@pytest.mark.parametrize("question", ["谁说的？", "再详细说说", "那新桥呢？"])
def test_a_chat_of_nothing_but_follow_ups_costs_no_more(
    built: Index, monkeypatch: pytest.MonkeyPatch, question: str, repeated: str
) -> None:
    encoded, searched = Counter(built, monkeypatch).of(Bot(built), question, [repeated] * 500)
    assert encoded <= 2 and searched <= 2


def test_one_question_is_one_search_and_two_are_two(built: Index, monkeypatch: pytest.MonkeyPatch) -> None:
    desk, counter = Bot(built, caution=0.0), Counter(built, monkeypatch)
    assert counter.of(desk, "永川的茶园今年产茶多少吨？", []) == (1, 1)
    encoded, searched = counter.of(desk, "永川的茶园今年产茶多少吨？长江大桥建成通车是什么时候？", [])
    assert 2 <= searched <= 3 and encoded == searched


def test_what_a_visitor_types_is_never_echoed(built: Index) -> None:
    answer = Bot(built, caution=0.0).ask("大桥全长“9,999米”[7]吗，多少米？<b>茶园</b>产茶多少[8]？")
    assert not any(words in answer.text for words in ("9,999", "[7]", "[8]", "<b>"))


@pytest.mark.parametrize("piece", ["大桥全长多少米？", "bridge ", "谢谢，", "who? ", "あ", "？", "1998年"])
def test_a_megabyte_is_read_as_far_as_it_is_searched(built: Index, piece: str) -> None:
    question = piece * (1_000_000 // len(piece))
    started = time.perf_counter()
    answer = Bot(built).ask(question, [question] * 3)
    assert answer.question == question and time.perf_counter() - started < 3.0
