"""The fact audit: one amount or day in any notation, and nothing else for it."""

import pytest

from bot.model.facts import facts_of, known_from


def missing(source: str, lang: str, sentence: str, spoken: str, date: str = "2023-08") -> str | None:
    return known_from([(source, lang)], [date]).missing(facts_of(sentence, spoken))


@pytest.mark.parametrize(
    ("source", "lang", "sentence", "spoken"),
    [
        ("一万二千亿元", "zh", "1.2 trillion yuan", "en"),
        ("一亿二千万人", "zh", "120 million people", "en"),
        ("万亿级", "zh", "1,000,000,000,000", "en"),
        ("有3.5万读者", "zh", "It has thirty-five thousand readers, that is 35,000.", "en"),
        ("13.52亿次", "zh", "1.352 billion times", "en"),
        ("增长百分之四十五", "zh", "It grew by 45 percent.", "en"),
        ("占三成", "zh", "30% of it", "en"),
        ("8月16日至18日", "zh", "From August 16 to 18, 2023", "en"),
        ("去年5月，第三届", "zh", "In May 2022 the third session", "en"),
        ("二〇二三年", "zh", "2023年", "zh"),
        ("10-20万人", "zh", "100,000 to 200,000 people", "en"),
        ("2023年8月16日", "zh", "le 16 août 2023", "fr"),
        ("五百余家", "zh", "more than five hundred", "en"),
        ("3,500 metres", "en", "3500米", "zh"),
    ],
)
def test_the_same_fact_in_another_notation_is_held(source: str, lang: str, sentence: str, spoken: str) -> None:
    assert missing(source, lang, sentence, spoken) is None


@pytest.mark.parametrize(
    ("source", "lang", "sentence", "spoken", "kind"),
    [
        ("共有2600多人", "zh", "over 2,700 people", "en", "number"),
        ("增长45%", "zh", "45 people", "en", "number"),
        ("有45人", "zh", "45% of them", "en", "number"),
        ("长3500米", "zh", "3,500 square metres", "en", "number"),
        ("第三届", "zh", "the fourth session", "en", "number"),
        ("8月16日", "zh", "on August 17", "en", "date"),
        ("2023年", "zh", "in 2021", "en", "date"),
        ("2023年8月16日", "zh", "le 17 août 2023", "fr", "number"),
        ("10-20万人", "zh", "100,000 to 300,000 people", "en", "number"),
    ],
)
def test_another_fact_is_missed(source: str, lang: str, sentence: str, spoken: str, kind: str) -> None:
    assert missing(source, lang, sentence, spoken) == kind
