"""The language of a question: script, telling words, the visitor's setting."""

import pytest
import yaml

from bot.language import language_of, same_language
from index.reading import read_file
from index.splitting import split_sentences
from tests.desk import ARTICLES, ROOT


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("重庆人口多少？", "zh"),
        ("重慶人口多少？", "zh-Hant"),
        ("重慶の人口は？", "ja"),
        ("충칭의 인구는?", "ko"),
        ("Сколько жителей в Чунцине?", "ru"),
        ("كم عدد السكان؟", "ar"),
        ("ประชากรเท่าไร", "th"),
        ("How many people live there?", "en"),
        ("Combien d'habitants compte la ville ?", "fr"),
        ("¿Cuántos habitantes tiene la ciudad?", "es"),
        ("Wie viele Einwohner hat die Stadt?", "de"),
        ("Quantos habitantes tem a cidade?", "pt"),
        ("Quanti abitanti ha la città?", "it"),
        ("Thành phố có bao nhiêu người?", "vi"),
    ],
)
def test_a_question_tells_its_language_whatever_the_setting(text: str, language: str) -> None:
    for hint in (None, "en", "fr", "zh", "ja"):
        assert language_of(text, hint) == language, hint


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Who is Mikkel?", "en"),
        ("When?", "en"),
        ("Où ?", "fr"),
        ("Wann?", "de"),
        ("¿Qué es Luhai Finance?", "es"),
        ("O que é Luhai Finance?", "pt"),
        ("Luhai Finance là gì?", "vi"),
        ("Was ist Luhai Finance?", "de"),
        ("Bonjour !", "fr"),
        ("Gracias", "es"),
        ("Obrigado", "pt"),
        ("Danke", "de"),
        ("Xin chào", "vi"),
    ],
)
def test_a_short_latin_question_is_told_by_its_own_words(text: str, language: str) -> None:
    for hint in (None, "zh", "en"):
        assert language_of(text, hint) == language, hint


@pytest.mark.parametrize("text", ["Mikkel", "Tatiana Prateres", "GDP", "Chongqing?"])
def test_a_bare_name_is_nobodys_language(text: str) -> None:
    assert [language_of(text, hint) for hint in (None, "fr", "zh", "zh-Hant")] == ["en", "fr", "zh", "zh-Hant"]


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("What is 陆海财经?", "en"),
        ("Что такое 陆海财经?", "ru"),
        ("ما هو 陆海财经؟", "ar"),
        ("陆海财经는 무엇입니까?", "ko"),
        ("Alex in the City 是什么？", "zh"),
        ("陆海财经 app 下载量", "zh"),
        ("α是什么", "zh"),
        ("介绍 Chongqing Craftsman", "zh"),
        ("塔蒂亚娜・普拉特雷斯是谁？", "zh"),
        ("1トン・2トン", "ja"),
    ],
)
def test_a_foreign_name_does_not_decide(text: str, language: str) -> None:
    assert language_of(text) == language


@pytest.mark.parametrize("text", ["12345", "😀🎉", "?", "", " \n", "３５％", "\x00"])
def test_without_letters_the_setting_decides(text: str) -> None:
    assert [language_of(text, hint) for hint in (None, "fr", "zh-Hant")] == ["zh", "fr", "zh-Hant"]


@pytest.mark.parametrize(
    ("hint", "language"),
    [("EN-us", "en"), ("zh-CN", "zh"), ("zh-TW", "zh-Hant"), ("zh-Hant-HK", "zh-Hant"), ("pt-BR", "pt"), ("xx", "zh")],
)
def test_a_setting_is_named_as_the_phrases_are(hint: str, language: str) -> None:
    assert language_of("2600", hint) == language


def test_shared_characters_follow_the_setting() -> None:
    assert language_of("人口多少", "zh-TW") == "zh-Hant"
    assert language_of("人口多少", "zh") == language_of("人口多少", "en") == "zh"
    assert language_of("重庆", "zh-Hant") == "zh"


def test_the_articles_own_words_are_simplified_chinese() -> None:
    files = [path for path in ARTICLES.glob("*.md") if not path.stem.endswith(".en")]
    sentences = [s for path in files for article in read_file(path) for s in split_sentences(article.text, "zh")]
    assert len(sentences) > 50
    assert [sentence for sentence in sentences if language_of(sentence) not in ("zh", "en")] == []
    assert sum(language_of(sentence) == "zh" for sentence in sentences) > 50


def test_every_chinese_name_is_simplified_chinese() -> None:
    names = [entry["zh"] for entry in yaml.safe_load((ROOT / "docs/names.yaml").read_text("utf-8")) if "zh" in entry]
    assert [name for name in names if language_of(f"{name}是什么？") != "zh"] == []


def test_variants_of_a_language_are_the_same() -> None:
    assert same_language("zh", "zh-Hant") and same_language("pt-BR", "pt")
    assert not same_language("en", "zh")
