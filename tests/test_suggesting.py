"""Questions to begin with, made from names that the articles hold."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.suggesting import question_about, to_begin_with
from bot.topics import Topic, topics
from index.building import build_folder
from index.names import Name
from index.search import Index
from tests.desk import LANGUAGES
from tests.making import CORPUS, article, write_articles
from tests.tiny import TinyEncoder

NAMES = """
- {zh: 陆海之约, en: Luhai Rendezvous, kind: programme}
- {zh: 万里中国, en: Ten Thousand Miles, kind: programme}
- {zh: 陆海财经, en: Luhai Finance, kind: media}
- {zh: 从未提到, en: Never Mentioned, kind: media}
- {zh: 重庆, en: Chongqing, kind: place}
"""
LATER = article("z", "万里中国。", title="另一篇")
EARLIER = article("m", "陆海之约和陆海之约，陆海财经。", title="一篇")


def suggestions(index: Index, language: str) -> list[str]:
    articles = index.articles()
    found = to_begin_with(articles, [topics(article, index.names) for article in articles])
    return [question for topic in found if (question := question_about(topic, language))]


@pytest.fixture
def index(tmp_path: Path, tiny: TinyEncoder) -> Iterator[Index]:
    folder = write_articles(tmp_path / "docs" / "articles", [EARLIER, LATER])
    (tmp_path / "docs" / "names.yaml").write_text(NAMES, encoding="utf-8")
    _, errors = build_folder(folder, tmp_path / "made", tiny)
    assert errors == []
    index = Index.open(tmp_path / "made", tiny)
    yield index
    index.store.close()


def test_what_is_spoken_of_most_comes_first_one_of_each_kind(index: Index) -> None:
    assert suggestions(index, "zh") == ["陆海之约是什么？", "陆海财经是什么？", "万里中国是什么？"]


def test_every_article_counts_not_only_the_last_of_a_language(index: Index) -> None:
    assert any("陆海之约" in question for question in suggestions(index, "zh"))


def test_traditional_characters_are_used_throughout(index: Index) -> None:
    assert suggestions(index, "zh-Hant")[:2] == ["陸海之約是什麼？", "陸海財經是什麼？"]


def test_other_languages_say_the_english_name(index: Index) -> None:
    assert suggestions(index, "en")[0] == "What is Luhai Rendezvous?"
    assert suggestions(index, "fr")[0] == "Qu’est-ce que Luhai Rendezvous ?"


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_thing_is_asked_about_once_and_no_blank_is_left(index: Index, language: str) -> None:
    asked = suggestions(index, language)
    assert len(asked) == len(set(asked)) == 3
    assert not any("{" in question for question in asked)


def test_a_name_printed_in_two_languages_at_once_is_not_asked_for() -> None:
    assert question_about(Topic("Travel Guide 旅游攻略", 0), "zh") is None
    assert question_about(Topic("iChongqing", 0), "zh") is not None


def test_without_names_there_is_nothing_to_suggest(built: Index) -> None:
    assert len(CORPUS) == 4 and suggestions(built, "zh") == []


@pytest.mark.parametrize(
    ("english", "question"),
    [
        ("On the Land-Sea Corridor. The Land-Sea Corridor grows.", "What is the Land-Sea Corridor?"),
        ("Luhai Rendezvous, or the Land-Sea Corridor; Land-Sea Corridor news.", "What is Land-Sea Corridor?"),
        ("The Land-Sea Corridors are another thing.", "What is Land-Sea Corridor?"),
        ("", "What is Land-Sea Corridor?"),
    ],
)
def test_english_says_the_where_the_articles_do(english: str, question: str) -> None:
    corridor = Topic("陆海新通道", 0, Name("policy", {"zh": ("陆海新通道",), "en": ("Land-Sea Corridor",)}))
    assert question_about(corridor, "en", english) == question
    assert question_about(corridor, "de", english) == "Was ist Land-Sea Corridor?"
