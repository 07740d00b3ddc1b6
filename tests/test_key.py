"""What in a quote answers: marked where it is certain, else nothing."""

import pytest

from bot.key import keys_of, marked
from bot.question import Asked, read_question
from tests.desk import quote_of
from tests.making import BRIDGE, BRIDGE_EN, article

READS = "海外用户数超过1600万，2022年阅读量13.52亿次、互动2.1亿次，成效初显。"
READS_EN = "with more than 16 million overseas users, 1.352 billion views and 210 million interactions in 2022."
FOUNDED = "8月16日，西部国际传播中心在渝正式挂牌成立。"
LINES = "首条线路于1997年建成，二号线于2005年通车。"


def found(question: str, language: str, text: str, lang: str | None = None) -> list[str]:
    keys = keys_of(read_question(question, language), text, lang or language)
    return [text[key.start : key.end] for key in keys]


@pytest.mark.parametrize(
    ("question", "language", "text", "key"),
    [
        ("2022年互动多少次？", "zh", READS, "2.1亿次"),
        ("2022年的阅读量是多少？", "zh", READS, "13.52亿次"),
        ("海外用户有多少？", "zh", READS, "1600万"),
        ("How many interactions were there?", "en", READS_EN, "210 million"),
        ("How many overseas users are there?", "en", READS_EN, "16 million"),
        ("二号线哪一年通车？", "zh", LINES, "2005年"),
        ("中心什么时候成立？", "zh", FOUNDED, "8月16日"),
        ("占多大比例？", "zh", "共有12家企业，占百分之三，即3%。", "3%"),
        ("How long did it take?", "en", "It took 5 years and 30 people.", "5 years"),
        ("官网网址是什么？", "zh", "详见https://news.example.cn/a?b=1。", "https://news.example.cn/a?b=1"),
        ("What is the e-mail address of the desk?", "en", "Write to press@desk.example.org.", "press@desk.example.org"),
        ("她发表了哪篇报道？", "zh", "她发表了题为《从重庆看中国的发展》的报道。", "《从重庆看中国的发展》"),
        ("《甲》之后她写了哪本书？", "zh", "《甲》之后她写了《乙》。", "《乙》"),
        ("陆海财经是什么？", "zh", "陆海财经是一款英文客户端，面向全球。", "一款英文客户端"),
        ("What is Luhai Finance?", "en", "Luhai Finance is an English app, made in 2.5 years.", "an English app"),
    ],
)
def test_the_answer_is_marked(question: str, language: str, text: str, key: str) -> None:
    assert found(question, language, text) == [key]


@pytest.mark.parametrize(
    ("question", "language", "text"),
    [
        ("有多少？", "zh", READS),
        ("一共几项？", "zh", "没有数字。"),
        ("2022年有多少项？", "zh", "2022年继续。"),
        ("互动多少次？", "zh", "互动3次，互动5次。"),
        ("价格是多少元？", "zh", "共有12家企业。"),
        ("1997年还是什么时候？", "zh", "于1997年建成。"),
        ("谁写的？", "zh", "李明写了3篇。"),
        ("在哪里？", "zh", "在重庆，有5家。"),
        ("哪本书？", "zh", "《甲》和《乙》。"),
        ("介绍一下2022年的互动", "zh", READS),
        ("What is Luhai Finance?", "en", "They made Luhai Finance in 2022."),
        ("¿Cuántos periodistas hay?", "es", "Hay 53 periodistas."),
    ],
)
def test_nothing_is_marked_where_it_is_not_certain(question: str, language: str, text: str) -> None:
    assert found(question, language, text) == []


@pytest.mark.parametrize(
    ("question", "language"),
    [
        ("How many journalists?", "en"),
        ("Combien de journalistes ?", "fr"),
        ("¿Cuántos periodistas?", "es"),
        ("Сколько журналистов?", "ru"),
        ("記者は何人ですか", "ja"),
        ("기자가 몇 명입니까?", "ko"),
        ("Wie viele Journalisten?", "de"),
    ],
)
def test_the_only_number_answers_whatever_the_language_of_the_question(question: str, language: str) -> None:
    assert found(question, language, "目前已有注册记者2600多人。", "zh") == ["2600多人"]
    assert found(question, language, "It now has more than 2,600 journalists.", "en") == ["2,600"]


def test_a_date_is_marked_in_languages_whose_number_words_are_unknown() -> None:
    assert found("¿Cuándo se fundó?", "es", "Se fundó el 16 de agosto de 1998.") == ["16 de agosto de 1998"]


def both(asked: Asked) -> list[list[str]]:
    """The keys of the bridge's length, in the edition and in the original."""
    shown = quote_of(BRIDGE_EN, "It is 3,500 metres long and joins both banks.")
    pair = marked(asked, shown, quote_of(BRIDGE, "大桥全长3,500米，连接南北两岸。"))
    return [[q.article.text[k.start : k.end] for k in q.keys] for q in pair if q]


@pytest.mark.parametrize(
    ("question", "language"), [("How long is it?", "en"), ("¿Cuánto mide?", "es"), ("多长？", "zh")]
)
def test_edition_and_original_are_both_marked(question: str, language: str) -> None:
    assert both(read_question(question, language)) == [["3,500 metres"], ["3,500米"]]


@pytest.mark.parametrize(
    ("question", "language", "keys"),
    [
        ("How many interactions were there?", "en", ["210 million", "2.1亿次"]),
        ("互动多少次？", "zh", ["210 million", "2.1亿次"]),
    ],
)
def test_the_side_that_speaks_the_questions_language_decides_for_both(
    question: str, language: str, keys: list[str]
) -> None:
    original = article("r", READS)
    edition = article("r.en", READS_EN, lang="en", translation_of="r")
    shown, beside = marked(read_question(question, language), quote_of(edition, READS_EN), quote_of(original, READS))
    assert shown.article is edition and beside is not None and beside.article is original
    assert [q.article.text[k.start : k.end] for q in (shown, beside) for k in q.keys] == keys


def test_keys_are_offsets_of_the_article_not_of_the_quote() -> None:
    whole = article("a", f"前言。{LINES}")
    quote, _ = marked(read_question("二号线哪一年通车？", "zh"), quote_of(whole, LINES), None)
    assert [whole.text[key.start : key.end] for key in quote.keys] == ["2005年"]
