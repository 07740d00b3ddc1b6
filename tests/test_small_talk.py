"""Politeness is told from a question, in each language."""

import pytest

from bot.small_talk import small_talk

SAID = {
    "zh": ("你好！", "谢谢", "再见", "你能做什么？"),
    "zh-Hant": ("您好！", "謝謝您", "再見", "你能做什麼？"),
    "en": ("Hello!", "Thank you very much.", "Goodbye", "What can you do?"),
    "fr": ("Bonjour !", "Merci beaucoup", "Au revoir", "Que pouvez-vous faire ?"),
    "es": ("¡Hola!", "¡Muchas gracias!", "Adiós", "¿Qué puedes hacer?"),
    "de": ("Guten Tag", "Danke schön", "Auf Wiedersehen", "Was kannst du?"),
    "pt": ("Olá!", "Muito obrigada", "Tchau", "O que você pode fazer?"),
    "ru": ("Здравствуйте!", "Большое спасибо", "До свидания", "Что ты умеешь?"),
    "ja": ("こんにちは。", "ありがとうございます", "さようなら", "あなたは誰ですか？"),
    "ko": ("안녕하세요?", "감사합니다", "안녕히 계세요", "무엇을 할 수 있나요?"),
    "ar": ("السلام عليكم", "شكراً جزيلاً", "مع السلامة", "من أنت؟"),
    "vi": ("Xin chào!", "Cảm ơn bạn", "Tạm biệt", "Bạn làm được gì?"),
}
WISHES = ("greeting", "thanks", "bye", "help")


@pytest.mark.parametrize("language", SAID)
def test_politeness_is_heard_in_each_language(language: str) -> None:
    assert tuple(small_talk(said) for said in SAID[language]) == WISHES


@pytest.mark.parametrize("said", ["ＨＥＬＬＯ", "  hello  ", "hello!!!", "你好～", "“谢谢”", "HI 👋"])
def test_width_case_and_punctuation_do_not_matter(said: str) -> None:
    assert small_talk(said) in ("greeting", "thanks")


@pytest.mark.parametrize(
    "question",
    [
        "Hello, how many registered journalists?",
        "你好，重庆人口多少？",
        "谢谢，那成都呢？",
        "Thanks! Where was it published?",
        "Bonjour, combien d'habitants compte Chongqing ?",
        "好消息有哪些？",
        "What can you do in Chongqing?",
        "helpful platforms",
        "你能做什么菜",
        "",
        "?",
        "😀",
    ],
)
def test_a_question_is_no_small_talk(question: str) -> None:
    assert small_talk(question) is None
