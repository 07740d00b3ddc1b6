"""The answer in the articles' own words, with the visitor's language around them."""

from dataclasses import replace

import pytest

from bot.checking import check
from bot.choosing import chosen
from bot.phrases import phrases
from bot.question import read_question
from bot.writing import Written, cite, describe, write
from index.search import Index
from tests.desk import LANGUAGES, candidates, cited, quote_of
from tests.making import BRIDGE, BRIDGE_EN, RAIL, article

ZH = quote_of(BRIDGE, "长江大桥于1997年建成通车。")
EN = quote_of(BRIDGE_EN, "The Yangtze bridge opened in 1997.")
QUESTION = "长江大桥于1997年建成通车"


def checked(written: Written) -> Written:
    check(written.text, written.quoted, written.citations)
    return written


def test_a_chinese_answer_is_only_the_original() -> None:
    assert checked(write(cited(ZH), "zh")).text == "“长江大桥于1997年建成通车。”[1]"
    assert write(cited(ZH), "zh-Hant").text == write(cited(ZH), "zh").text


def test_an_english_answer_is_the_translation_labelled_beside_the_original() -> None:
    written = checked(write(cited(EN, original=ZH), "en"))
    assert written.text == (
        "“The Yangtze bridge opened in 1997.”[1] (translation)\nOriginal: “长江大桥于1997年建成通车。”[1]"
    )
    assert written.quoted == (EN.text, ZH.text)


def test_a_french_answer_says_first_what_it_is() -> None:
    lines = checked(write(cited(EN, original=ZH), "fr")).text.splitlines()
    assert lines[0] == phrases("fr")["foreign_edition"] and lines[1].endswith("[1] (traduction)")
    assert lines[2] == "Original: “长江大桥于1997年建成通车。”[1]"


def test_words_without_an_edition_are_announced_as_foreign() -> None:
    assert checked(write(cited(ZH), "en")).text.splitlines()[0] == phrases("en")["foreign"]


def test_several_quotes_are_a_list_numbered_from_one() -> None:
    other = quote_of(BRIDGE, "新桥将设有自行车道。")
    assert checked(write(cited(ZH, other), "zh")).text == f"- “{ZH.text}”[1]\n- “{other.text}”[2]"


def test_a_lead_of_its_own_replaces_the_other() -> None:
    assert write(cited(EN, original=ZH), "fr", "Voici :").text.splitlines()[0] == "Voici :"


def test_words_that_bring_their_own_quotation_marks_get_no_second_pair() -> None:
    spoken = article("s", "“来吧，看看重庆。”“好”与“坏”")
    own, several = quote_of(spoken, "“来吧，看看重庆。”"), quote_of(spoken, "“好”与“坏”")
    assert write(cited(own), "zh").text == f"{own.text}[1]"
    assert checked(write(cited(several), "zh")).text == f"“{several.text}”[1]"


def test_hostile_words_are_quoted_to_the_letter_and_pass_the_gate() -> None:
    hostile = article("h", "见[7]。<script>alert(1)</script> **粗体** [链接](javascript:1) {n} {date} \\[1\\]")
    quote = quote_of(hostile, hostile.text)
    assert hostile.text in checked(write(cited(quote), "zh")).text


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_citation_is_a_span_of_its_article_in_each_language(built: Index, language: str) -> None:
    citations = cite(built, [chosen(c) for c in candidates(built, QUESTION)[:4]], language)
    assert [c.n for c in citations] == list(range(1, len(citations) + 1)) and len(citations) > 1
    for citation in citations:
        for quote in filter(None, (citation.quote, citation.original)):
            stored = built.article(quote.article.id)
            assert stored is not None and stored.text[quote.start : quote.end] == quote.text != ""
    first = citations[0]
    chinese = language.startswith("zh")
    assert first.quote.text == (ZH.text if chinese else EN.text)
    assert (first.original is None) if chinese else (first.original is not None and first.original.text == ZH.text)
    checked(write(citations, language))


def test_the_same_sentence_is_cited_once(built: Index) -> None:
    best = chosen(candidates(built, QUESTION)[0])
    for asked in (None, read_question("哪一年通车？", "zh")):
        assert len(cite(built, [best, best, replace(best, led=True)], "en", asked)) == 1


@pytest.mark.parametrize(
    ("language", "quote", "original"),
    [("zh", BRIDGE.text.split("\n")[0], None), ("en", BRIDGE_EN.text.split("\n")[0], BRIDGE.text.split("\n")[0])],
)
def test_a_led_sentence_is_quoted_with_the_one_before_it_in_each_edition(
    built: Index, language: str, quote: str, original: str | None
) -> None:
    second = next(c for c in candidates(built, "大桥全长3,500米，连接南北两岸。") if c.place == ("bridge", 0, 1))
    (citation,) = cite(built, [replace(chosen(second), led=True)], language)
    assert citation.quote.text == quote and (citation.original and citation.original.text) == original
    checked(write((citation,), language))


def test_what_answers_is_marked_in_the_first_quote_of_a_fact_only(built: Index) -> None:
    opened, long = (
        next(chosen(c) for c in candidates(built, "大桥 1997 3,500米") if c.place == ("bridge", 0, n)) for n in (0, 1)
    )
    asked = read_question("大桥哪一年建成？", "zh")
    first, second = cite(built, [opened, long], "zh", asked)
    assert [first.quote.article.text[k.start : k.end] for k in first.quote.keys] == ["1997年"]
    assert second.quote.keys == () and cite(built, [opened], "zh")[0].quote.keys == ()


def test_an_article_is_described_by_what_is_known_of_it() -> None:
    assert describe(BRIDGE) == "长江大桥, 重庆日报, 2023-08"
    assert describe(RAIL) == "Monorail at Liziba, 2022"
