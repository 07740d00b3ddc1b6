"""What is said of the answer before is told from a question of its own, in each language."""

import time

import pytest

from bot.about_before import about_before

SOURCE = {
    "zh": ["谁说的？", "这是谁说的？", "出处是哪里？", "原文在哪里？", "这是什么时候发表的？", "哪篇文章说的？"],
    "zh-Hant": ["這是誰說的？", "原文在哪裡？"],
    "en": ["Who says that?", "Who says so?", "What is your source?", "When was that published?", "Says who?"],
    "fr": ["Qui l'a dit ?", "Quelle est votre source ?", "Quand cela a-t-il été publié ?"],
    "es": ["¿Quién lo dice?", "¿Cuál es la fuente?", "¿Cuándo se publicó?"],
    "de": ["Wer sagt das?", "Was ist die Quelle?", "Wann ist das erschienen?"],
    "pt": ["Quem disse isso?", "Qual é a fonte?"],
    "it": ["Chi lo dice?"],
    "ru": ["Кто это сказал?", "Когда это было опубликовано?"],
    "ja": ["誰がそう言ったのですか？", "出典は何ですか？"],
    "ko": ["누가 그렇게 말했나요?", "출처는 어디인가요?"],
    "ar": ["من قال ذلك؟", "ما هو المصدر؟", "متى نُشر ذلك؟"],
    "vi": ["Ai nói điều đó?", "Nguồn ở đâu?"],
}
MORE = {
    "zh": ["再详细说说", "还有呢？", "能再说详细点吗", "展开讲讲", "继续", "具体情况呢？"],
    "zh-Hant": ["再詳細說說", "還有嗎？"],
    "en": ["Tell me more", "tell me more about that.", "More about it", "Can you elaborate?", "Go on", "What else?"],
    "fr": ["Dites-m'en plus", "Plus de détails"],
    "es": ["Cuéntame más", "¿Algo más?"],
    "de": ["Erzähl mir mehr", "Mehr dazu", "Können Sie mir mehr darüber sagen?"],
    "pt": ["Conte-me mais", "Mais detalhes"],
    "it": ["Dimmi di più"],
    "ru": ["Расскажите подробнее", "Подробнее об этом"],
    "ja": ["もっと詳しく教えてください", "続きは？"],
    "ko": ["더 자세히 알려 주세요"],
    "ar": ["أخبرني المزيد", "المزيد من التفاصيل"],
    "vi": ["Nói thêm đi", "Còn gì nữa không?"],
}


def flat(said: dict[str, list[str]]) -> list[str]:
    return [text for texts in said.values() for text in texts]


@pytest.mark.parametrize("said", flat(SOURCE))
def test_who_says_so_and_when_asks_for_the_source(said: str) -> None:
    assert about_before(said) == "source"


@pytest.mark.parametrize("said", flat(MORE))
def test_go_on_asks_for_more(said: str) -> None:
    assert about_before(said) == "more"


@pytest.mark.parametrize(
    "question",
    [
        "中心是什么时候成立的？",
        "谁报道了重庆？",
        "哪些报纸报道了重庆？",
        "那成都呢？",
        "还有哪些单位？",
        "介绍一下陆海财经",
        "再说说下载量",
        "谁",
        "那是哪里？",
        "Who wrote the report in Folha?",
        "When was the centre published about?",
        "Tell me more about the app",
        "More than how many?",
        "Wo ist das?",
        "Кто?",
        "",
        "？",
    ],
)
def test_a_question_of_its_own_is_neither(question: str) -> None:
    assert about_before(question) is None


def test_a_long_text_is_neither_and_takes_no_time() -> None:
    started = time.perf_counter()
    assert about_before("tell me more " * 100_000) is None
    assert time.perf_counter() - started < 0.1
