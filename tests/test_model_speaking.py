"""In the visitor's language, in sentences, clause by clause, and the value that was asked for."""

import pytest

from bot.model.facts import facts_of, known_from
from bot.model.keyed import Key
from bot.model.speaking import in_another_language, is_fragment
from bot.model.supporting import clauses


@pytest.mark.parametrize(
    ("sentence", "language", "another"),
    [
        ("30 million", "ru", True),
        ("2600多人", "ja", True),
        ("海外用户数超过1600万。", "ja", True),
        ("English-language app", "zh", True),
        ("陆海财经是App。", "en", True),
        ("The Blue Planet project is about exploring nature.", "fr", True),
        ("The Blue Planet project is about exploring nature.", "en", False),
        ("Chongqing compte 53 projets du patrimoine culturel immatériel national.", "fr", False),
        ("陸海国際新聞センターの登録記者は2600人です。", "ja", False),
        ("《Chongqing Craftsman—重庆有匠人》是英文视频栏目。", "zh", False),
        ("He said “在中国重庆的农村看到公路桥梁修得非常好”.", "en", False),
        ("Чэнду имеет более 20 миллионов человек.", "ru", False),
        ("53", "fr", False),
    ],
)
def test_another_language_is_told_but_not_by_what_is_quoted(sentence: str, language: str, another: bool) -> None:
    assert in_another_language(sentence, language) is another


@pytest.mark.parametrize("said", ["30 million", "53", "印度", "李会晟。", "13.52亿次", "16 millones."])
def test_a_value_alone_is_no_sentence(said: str) -> None:
    assert is_fragment(said)


@pytest.mark.parametrize("said", ["大桥全长3,500米。", "It opened in 1997.", "最终目的地是印度。"])
def test_a_short_sentence_is_one(said: str) -> None:
    assert not is_fragment(said)


@pytest.mark.parametrize(
    ("sentence", "parts"),
    [
        ("此外，大桥全长3,500米，市长辞职了。", ["此外 大桥全长3,500米", "市长辞职了"]),
        ("2023年8月16日，中心正式成立。", ["中心正式成立"]),
        ("大桥全长3,500米，喵。", ["大桥全长3,500米", "喵"]),
        ("For example, the bridge is 3,500 metres long", ["For example the bridge is 3,500 metres long"]),
    ],
)
def test_clauses_are_what_says_something(sentence: str, parts: list[str]) -> None:
    assert clauses(sentence) == parts


def test_another_number_of_the_passage_is_not_the_one_that_was_asked_for() -> None:
    key = Key(known_from([("2000多万", "zh")], ["2023-08"]), dated=False)
    assert key.contradicted(facts_of("The population of Chengdu is 30 million.", "en"))
    assert not key.contradicted(facts_of("Chongqing has 30 million and Chengdu 20 million.", "en"))
    assert not key.contradicted(facts_of("Chengdu is a megacity.", "en"))
    day = Key(known_from([("8月16日", "zh")], ["2023-08"]), dated=True)
    assert day.contradicted(facts_of("It was founded on 17 August.", "en"))
    assert day.told(facts_of("It was founded on 16 August 2023.", "en"))
