"""What an article's page tells programs: only what the source says."""

from dataclasses import replace

import pytest
from browser.scripted_desk import CENTER, CENTER_EN, CITY, HOSTILE_ARTICLE

from bot.web.articles.structured import described, news_article, published

ORIGIN = "https://ask.example"


def test_an_article_is_told_with_its_paper_and_date() -> None:
    assert news_article(replace(CITY, authors=("张三",), page="3"), [], ORIGIN) == {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "@id": f"{ORIGIN}/articles/city-zh",
        "url": f"{ORIGIN}/articles/city-zh",
        "mainEntityOfPage": f"{ORIGIN}/articles/city-zh",
        "headline": "城市国际传播中的重庆探索",
        "inLanguage": "zh",
        "datePublished": "2023-08-17",
        "articleSection": "新闻纵深",
        "pagination": "3",
        "author": [{"name": "张三"}],
        "publisher": {"@type": "Organization", "name": "重庆日报"},
        "sameAs": "https://www.cqrb.example/2023/08/17",
    }


def test_editions_name_each_other() -> None:
    original = news_article(CENTER, [CENTER_EN], ORIGIN)
    assert [work["@id"] for work in original["workTranslation"]] == [f"{ORIGIN}/articles/center-en"]
    assert news_article(CENTER_EN, [CENTER], ORIGIN)["translationOfWork"]["@id"] == f"{ORIGIN}/articles/center-zh"
    assert "translationOfWork" not in original


@pytest.mark.parametrize(
    ("article", "date"),
    [
        (CITY, "2023-08-17"),
        (replace(CITY, date="2023"), "2023"),
        (CENTER, ""),
        (HOSTILE_ARTICLE, ""),
        (replace(CENTER_EN, inferred=()), ""),
    ],
)
def test_a_date_is_told_as_printed_and_one_concluded_is_not(article: object, date: str) -> None:
    assert published(article) == date  # type: ignore[arg-type]


def test_a_time_of_publication_needs_a_day() -> None:
    assert described(CITY).published == "2023-08-17"
    assert described(replace(CITY, date="2023-08")).published == ""


def test_a_summary_is_the_subtitle_or_the_beginning() -> None:
    assert described(CENTER).summary == CENTER.subtitle
    long = replace(CITY, text="长" * 400, blocks=(replace(CITY.blocks[0], end=400),))
    assert described(long).summary == "长" * 160 + "…"
    assert (described(CITY).locale, described(replace(CITY, lang="eo")).locale) == ("zh_CN", "")


def test_an_address_that_is_no_web_address_is_not_told() -> None:
    assert "sameAs" not in news_article(HOSTILE_ARTICLE, [], ORIGIN)
