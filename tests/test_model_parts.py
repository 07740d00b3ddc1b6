"""Quote lock, markers, names, sentences, prompt, breaker and connecting, each by itself."""

from pathlib import Path

import pytest

from bot.model.breaker import FAILURES, REST_S, Breaker
from bot.model.citing import without_markers
from bot.model.connecting import connected
from bot.model.endpoint import ModelError, key_from_environment
from bot.model.naming import strange_name
from bot.model.quoting import lock
from bot.model.sentences import Sentences
from index.names import Name, Names

NAMES = Names(
    [Name("place", {"zh": ("重庆",), "en": ("Chongqing",)}), Name("place", {"zh": ("北京",), "en": ("Beijing",)})]
)


@pytest.mark.parametrize("marks", ["“”", "「」", "『』", "«»", '""', "„“"])
def test_marks_stay_around_a_sources_words_only(marks: str) -> None:
    source = "大桥 全长3,500米，\n连接南北两岸。"
    kept = lock(f"他说{marks[0]}大桥全长３,５００米，{marks[1]}的确。", [source])
    assert kept.quoted == ("大桥 全长3,500米，",) and kept.unmarked == 0
    assert lock(f"他说{marks[0]}大桥很长{marks[1]}。", [source]).text == "他说大桥很长。"


def test_a_mark_without_its_partner_is_taken_off() -> None:
    assert lock("他说“大桥很长。", ["大桥很长。"]).text == "他说大桥很长。"


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("甲【1】。", [1]), ("a [1, 2]", [1, 2]), ("a [Source 1] b [3-5]", [1, 3, 4, 5]), ("a (来源2)", [2]),
        ("a[1][2].", [1, 2]), ("a (2023) [^3]", [3]), ("a [1†source]", [1]), ("a [120]", []), ("a", []),
    ],
)  # fmt: skip
def test_markers_are_read_whatever_their_form(text: str, numbers: list[int]) -> None:
    bare, found = without_markers(text)
    assert found == numbers and "[" not in bare and "【" not in bare


@pytest.mark.parametrize(
    ("sentence", "lang", "strange"),
    [
        ("The centre is in Chongqing.", "en", None),
        ("The centre is in Beijing.", "en", "beijing"),
        ("中心在北京。", "zh", "北京"),
        ("It was opened by Yang Qingyu.", "en", None),
        ("It was opened by Elon Musk.", "en", "Elon"),
        ("Elon Musk opened it.", "en", "Elon"),
        ("中心由Facebook开设。", "zh", "Facebook"),
        ("See evil.example for more.", "en", "evil.example"),
        ("中心出版《重庆之声》。", "zh", "重庆之声"),
    ],
)
def test_names_that_no_source_holds_are_found(sentence: str, lang: str, strange: str | None) -> None:
    assert strange_name(sentence, lang, ["中心在重庆，由杨晴雨揭牌。"], NAMES) == strange


def test_sentences_come_as_they_are_completed_without_thoughts_and_signs() -> None:
    splitting = Sentences("en")
    told = [
        [s.text for s in splitting.add(p)]
        for p in ("<thi", "nk>hm</think>Dr. Li said 3.5 mil", "lion.[1] The **U", "\n- a")
    ]
    assert told == [[], [], ["Dr. Li said 3.5 million.[1]"], ["The U"]]
    assert [(s.text, s.item) for s in splitting.end()] == [("a", True)]


def test_the_breaker_rests_after_failures_in_a_row_and_then_tries_once() -> None:
    now = [0.0]
    breaker = Breaker(lambda: now[0])
    for _ in range(FAILURES - 1):
        breaker.failed()
    breaker.worked()
    for _ in range(FAILURES):
        assert breaker.lets_through()
        breaker.failed()
    assert not breaker.lets_through() and breaker.rests
    now[0] = REST_S
    assert breaker.lets_through() and not breaker.lets_through()
    breaker.worked()
    assert breaker.lets_through()


@pytest.mark.parametrize(
    ("llm", "model", "told"),
    [
        ("nonsense", "m", "neither an address"),
        ("http://127.0.0.1:1/v1", None, "--llm-model"),
        (None, "m", "--llm too"),
        ("missing.gguf", None, "cannot be read"),
        ("text.gguf", None, "no GGUF file"),
    ],
)
def test_what_cannot_be_connected_is_said(tmp_path: Path, llm: str | None, model: str | None, told: str) -> None:
    (tmp_path / "text.gguf").write_text("text")
    with pytest.raises(ModelError, match=told), connected(llm, model):
        pass


def test_the_key_comes_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    assert key_from_environment() == ""
    monkeypatch.setenv("OPENAI_API_KEY", "other")
    monkeypatch.setenv("YUWEN_LLM_KEY", "own")
    assert key_from_environment() == "own"
