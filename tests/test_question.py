"""What a question asks for, in each language."""

import pytest

from bot.question import holds, read_question

KINDS = {
    "zh": [
        "重庆人口多少？",
        "什么时候成立？",
        "谁写的？",
        "中心在哪里？",
        "为什么要建？",
        "有哪些项目？",
        "介绍一下重庆",
    ],
    "zh-Hant": [
        "重慶人口多少？",
        "什麼時候成立？",
        "誰寫的？",
        "中心在哪裡？",
        "為什麼要建？",
        "有哪些項目？",
        "介紹一下重慶",
    ],
    "en": ["How many?", "When was it?", "Who wrote it?", "Where is it?", "Why?", "Which projects?", "Tell me about it"],
    "fr": ["Combien ?", "Quand ?", "Qui l'a écrit ?", "Où est-il ?", "Pourquoi ?", "Quels projets ?", "Décrivez-le"],
    "es": ["¿Cuántos?", "¿Cuándo?", "¿Quién?", "¿Dónde?", "¿Por qué?", "¿Cuáles son?", "Háblame del centro"],
    "de": ["Wie viele?", "Wann?", "Wer war es?", "Wo ist es?", "Warum?", "Welche Projekte?", "Beschreibe das Zentrum"],
    "pt": ["Quantos?", "Quando?", "Quem?", "Onde?", "Por que?", "Quais são?", "Descreva o centro"],
    "it": ["Quanti?", "Quando?", "Chi?", "Dove?", "Perché?", "Quali progetti?", "Descrivi il centro"],
    "ru": ["Сколько?", "Когда?", "Кто?", "Где?", "Почему?", "Какие проекты?", "Расскажите о центре"],
    "ja": ["何人ですか", "いつですか", "誰ですか", "どこですか", "なぜですか", "すべて挙げて", "センターを紹介して"],
    "ko": ["몇 명?", "언제?", "누구?", "어디?", "왜?", "모두 나열해 주세요", "센터를 소개해 주세요"],
    "ar": ["كم عدد؟", "متى؟", "من هو؟", "أين؟", "لماذا؟", "اذكر المشاريع", "أخبرني عن المركز"],
    "vi": ["Bao nhiêu?", "Khi nào?", "Ai viết?", "Ở đâu?", "Tại sao?", "Liệt kê", "Giới thiệu trung tâm"],
}
WANTED = ["number", "date", "person", "place", "reason", "list", "account"]


@pytest.mark.parametrize("language", KINDS)
def test_each_kind_is_read_in_each_language(language: str) -> None:
    read = [read_question(question, language) for question in KINDS[language]]
    assert [asked.expected if asked.kind == "fact" else asked.kind for asked in read] == WANTED


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("¿Con cuántos usuarios cuenta la red?", "es", "number"),
        ("Quantas obras contém a série?", "pt", "number"),
        ("¿Qué es Luhai Finance?", "es", None),
        ("¿Cuál es el nombre del centro?", "es", None),
        ("What does Luhai Finance do?", "en", None),
        ("Which is the largest city?", "en", None),
        ("Mục đích của hội nghị là gì?", "vi", "reason"),
        ("何時に始まりましたか？", "ja", "date"),
        ("何億回ですか", "ja", "number"),
        ("ГДЕ?", "ru", "place"),
        ("有多少个项目，分别是哪些？", "zh", "number"),
    ],
)
def test_one_fact_is_not_taken_for_a_list_or_an_account(text: str, language: str, expected: str | None) -> None:
    asked = read_question(text, language)
    assert (asked.kind, asked.expected) == ("fact", expected)


@pytest.mark.parametrize(
    ("text", "language", "subject"),
    [
        ("介绍一下西部国际传播中心。", "zh", "西部国际传播中心"),
        ("介绍天下第一", "zh", "天下第一"),
        ("Tell me about the Luhai centre", "en", "the luhai centre"),
        ("Introduce Luhai Finance", "en", "luhai finance"),
        ("Parlez-moi du Centre de communication", "fr", "centre de communication"),
        ("センターを紹介してください", "ja", "センター"),
        ("介绍一下", "zh", "介绍一下"),
    ],
)
def test_an_account_is_of_its_subject(text: str, language: str, subject: str) -> None:
    asked = read_question(text, language)
    assert (asked.kind, asked.subject) == ("account", subject)


def test_the_subject_of_any_other_question_is_itself() -> None:
    assert read_question("Where is IT?", "en").subject == "Where is IT?"


def test_an_unknown_language_asks_for_a_plain_fact() -> None:
    asked = read_question("Hoeveel inwoners?", "nl")
    assert (asked.kind, asked.expected) == ("fact", None)


@pytest.mark.parametrize(
    ("text", "number", "date"),
    [
        ("人口3000多万", True, False),
        ("百余名专家", True, False),
        ("５３项", True, False),
        ("8月16日成立", True, True),
        ("去年", False, True),
        ("on August 16", True, True),
        ("three roles", True, False),
        ("重庆自有方略", False, False),
        ("someone", False, False),
    ],
)
def test_numbers_and_dates_are_seen(text: str, number: bool, date: bool) -> None:
    assert (holds(text, "number"), holds(text, "date")) == (number, date)


def test_what_has_no_form_cannot_be_seen() -> None:
    assert [holds("李 Barrett", kind) for kind in ("person", "place", "reason", None)] == [None] * 4
