"""Numbers with their units and dates, as each language writes them."""

import time

import pytest

from bot.values import dates, numbers


def written(text: str, lang: str) -> list[str]:
    return [text[v.start : v.end] for v in numbers(text, lang)]


@pytest.mark.parametrize(
    ("text", "lang", "found"),
    [
        ("海外用户数超过1600万，2022年阅读量13.52亿次、互动2.1亿次", "zh", ["1600万", "13.52亿次", "2.1亿次"]),
        ("重庆人口3000多万，收获十多亿全球传播量", "zh", ["3000多万", "十多亿"]),
        ("目前已有注册记者2600多人", "zh", ["2600多人"]),
        ("百余名专家，53项，５个", "zh", ["百余名", "53项", "５个"]),
        ("第50届，一个城市，十分重要", "zh", []),
        ("占比27-30％，捐款376亿美元，7,000,000平方公里", "zh", ["27-30％", "376亿美元", "7,000,000平方公里"]),
        ("more than 16 million users, 1.352 billion views", "en", ["16 million", "1.352 billion"]),
        ("$37.6 billion, 2.8% and twenty-five years", "en", ["$37.6 billion", "2.8%", "twenty-five years"]),
        ("the F-15 and the 19th on 16 August 2023 in A4", "en", []),
        ("登録記者は2600人、3.5万回", "ja", ["2600人", "3.5万回"]),
        ("기자 2600명", "ko", ["2600명"]),
    ],
)
def test_numbers_come_with_their_units(text: str, lang: str, found: list[str]) -> None:
    assert written(text, lang) == found


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("3.5万次", "zh"), ("35,000 times", "en")),
        (("13.52亿次", "zh"), ("1.352 billion", "en")),
        (("2600多人", "zh"), ("2,600", "en")),
        (("1600万", "zh"), ("16 millones", "es")),
        (("五个", "zh"), ("five", "en")),
        (("二十五年", "zh"), ("twenty-five years", "en")),
        (("三千五百万人", "zh"), ("35 million", "en")),
        (("百余名", "zh"), ("100", "en")),
    ],
)
def test_the_same_amount_is_the_same_in_any_language(one: tuple[str, str], other: tuple[str, str]) -> None:
    assert [v.same for v in numbers(*one)] == [v.same for v in numbers(*other)] != []


@pytest.mark.parametrize(
    ("text", "lang", "unit"),
    [
        ("三年", "zh", "time"),
        ("5公里", "zh", "length"),
        ("30 miles", "en", "length"),
        ("5 km²", "en", "area"),
        ("8吨", "zh", "weight"),
        ("20 °C", "en", "degree"),
        ("12 percent", "en", "percent"),
        ("40 euros", "en", "money"),
        ("12次", "zh", None),
    ],
)
def test_units_are_known(text: str, lang: str, unit: str | None) -> None:
    assert [v.unit for v in numbers(text, lang)] == [unit]


@pytest.mark.parametrize(
    ("text", "lang", "found", "same"),
    [
        ("——8月16日，中心成立", "zh", "8月16日", (0, 8, 16)),
        ("去年5月出发", "zh", "去年5月", (0, 5, 0)),
        ("2023年8月16日", "zh", "2023年8月16日", (2023, 8, 16)),
        ("二〇二三年成立", "zh", "二〇二三年", (2023, 0, 0)),
        ("（ 1971 ）发行", "zh", "1971", (1971, 0, 0)),
        ("on August 16, 2023 it", "en", "August 16, 2023", (2023, 8, 16)),
        ("on 12 May 1705", "en", "12 May 1705", (1705, 5, 12)),
        ("opened in 1997.", "en", "1997", (1997, 0, 0)),
        ("in the nineteenth century", "en", "nineteenth century", (0, 0, 0)),
        ("le 16 août 2023", "fr", "16 août 2023", (2023, 0, 0)),
        ("в 1962 году", "ru", "1962", (1962, 0, 0)),
        ("8月16日に設立", "ja", "8月16日", (0, 8, 16)),
    ],
)
def test_dates_are_found_whole(text: str, lang: str, found: str, same: tuple[int, int, int]) -> None:
    assert [(text[d.start : d.end], d.same) for d in dates(text, lang)] == [(found, same)]


@pytest.mark.parametrize(
    ("text", "lang"), [("二十年代表作5月球", "zh"), ("it may be 1,997 or $1999", "en"), ("", "zh")]
)
def test_what_only_looks_like_a_date_is_none(text: str, lang: str) -> None:
    assert dates(text, lang) == []


@pytest.mark.parametrize("piece", ["9", "1,000", "一", "十亿", "2022年", "one-", "《", " ", "th century ", "a"])
@pytest.mark.parametrize("lang", ["zh", "en", "fr"])
def test_long_texts_take_no_longer_than_they_are(piece: str, lang: str) -> None:
    started = time.perf_counter()
    numbers(piece * 5000, lang)
    dates(piece * 5000, lang)
    assert time.perf_counter() - started < 3
