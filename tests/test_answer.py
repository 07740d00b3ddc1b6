"""The JSON of an answer, key by key, and the link of a quote."""

import json
from dataclasses import replace
from types import MappingProxyType

import pytest

from bot.answer import Answer, Citation
from tests.desk import keyed, quote_of
from tests.making import BRIDGE, BRIDGE_EN

EN = quote_of(BRIDGE_EN, "It is 3,500 metres long and joins both banks.")
ZH = quote_of(BRIDGE, "大桥全长3,500米，连接南北两岸。")
ANSWER = Answer(
    question="How long?",
    language="en",
    text=f"“{EN.text}”[1]",
    refused=False,
    certainty="high",
    citations=(Citation(1, keyed(EN, "3,500 metres"), "bridge.en:0", ZH),),
    checks=MappingProxyType({"quotes_verbatim": True, "facts_supported": True, "withheld": 0}),
    index="3",
    timings_ms=MappingProxyType({"total": 1.5}),
)


def test_the_json_is_the_contract() -> None:
    start, end = BRIDGE_EN.text.index("It is"), BRIDGE_EN.text.index(" banks.") + len(" banks.")
    assert ANSWER.to_dict() == {
        "question": "How long?",
        "language": "en",
        "answer": "“It is 3,500 metres long and joins both banks.”[1]",
        "refused": False,
        "certainty": "high",
        "mode": "quotes",
        "citations": [
            {
                "n": 1,
                "quote": "It is 3,500 metres long and joins both banks.",
                "start": start,
                "end": end,
                "keys": [{"text": "3,500 metres", "start": start + 6, "end": start + 18}],
                "passage": "bridge.en:0",
                "article": {
                    "id": "bridge.en",
                    "title": "The Yangtze Bridge",
                    "source": "",
                    "date": "2023-08",
                    "lang": "en",
                    "url": None,
                    "page": None,
                },
                "original": {
                    "quote": "大桥全长3,500米，连接南北两岸。",
                    "start": ZH.start,
                    "end": ZH.end,
                    "keys": [],
                    "article": {
                        "id": "bridge",
                        "title": "长江大桥",
                        "source": "重庆日报",
                        "date": "2023-08",
                        "lang": "zh",
                        "url": None,
                        "page": None,
                    },
                },
                "link": f"/articles/bridge.en?v={BRIDGE_EN.hash}&s={start}-{end}#quote",
            }
        ],
        "checks": {"quotes_verbatim": True, "facts_supported": True, "withheld": 0},
        "index": "3",
        "timings_ms": {"total": 1.5},
    }


def test_the_json_survives_json() -> None:
    assert json.loads(json.dumps(ANSWER.to_dict(), ensure_ascii=False)) == ANSWER.to_dict()


def test_an_original_has_no_other_original() -> None:
    assert Citation(1, ZH, "bridge:0").to_dict()["original"] is None


def test_a_quote_is_its_span_in_characters() -> None:
    assert BRIDGE.text[ZH.start : ZH.end] == ZH.text
    assert ZH.link == f"/articles/bridge?v={BRIDGE.hash}&s={ZH.start}-{ZH.end}#quote"


def test_an_answer_cannot_be_changed() -> None:
    with pytest.raises(AttributeError):
        ANSWER.refused = True  # type: ignore[misc]
    with pytest.raises(TypeError):
        ANSWER.checks["withheld"] = 1  # type: ignore[index]


def test_two_answers_share_nothing_that_changes() -> None:
    one, other = (Answer("?", "zh", "", True, "high") for _ in range(2))
    assert one == other and one.to_dict() is not other.to_dict()
    one.to_dict()["checks"]["x"] = 1
    assert other.to_dict()["checks"] == {}


def test_keys_are_found_again_in_the_text_where_their_quote_and_its_marker_stand() -> None:
    en, zh = keyed(EN, "3,500 metres"), keyed(ZH, "3,500米")
    text = f"{EN.text} “{EN.text}”[1] (translation)\nOriginal: “{ZH.text}”[1] “{ZH.text}”[2]"
    found = replace(ANSWER, text=text, citations=(Citation(1, en, "p", zh),)).keys_in_text()
    assert [text[key.start : key.end] for key in found] == ["3,500 metres", "3,500米"]
    assert found[0].start > len(EN.text) and found[1].end < text.index("[1] “")


def test_a_text_that_quotes_only_a_part_has_no_key() -> None:
    assert replace(ANSWER, text=f"“{EN.text[:-5]}”[1]").keys_in_text() == []
    assert replace(ANSWER, text="").keys_in_text() == []


def test_keys_of_two_quotes_never_overlap() -> None:
    whole, part = keyed(EN, "3,500 metres long"), keyed(EN, "metres", "both")
    text = f"“{EN.text}”[1][2]"
    assert replace(ANSWER, text=text, citations=(Citation(1, whole, "p"),)).keys_in_text() != []
    twice = replace(ANSWER, text=f"“{EN.text}”[1]", citations=(Citation(1, whole, "p", part),)).keys_in_text()
    assert [key.end - key.start for key in twice] == [len("3,500 metres long"), len("both")]
