"""The corpus that is shipped: the articles as the reader reads them, their editions, and the names in both."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml
from sentencex import segment

from index.article import Article
from index.reading import open_page, read_folder, to_markdown

ROOT = Path(__file__).parents[1]
SEED = ROOT.parent / "shared" / "seed" / "newspaper-page.txt"
CENTRE = "2023-08-western-international-communication-centre"
CITY = "2023-08-chongqing-city-communication"
KINDS = {"organisation", "media", "publication", "programme", "event", "policy", "heritage", "person", "place"}

QUOTED_WORDS = {
    "网红", "吸粉", "重庆故事", "城市国际传播", "城市", "三位一体", "重庆造", "重庆实践", "非发达地区", "国际范儿",
    "走出去", "虹吸效应", "单轨穿楼",
}  # fmt: skip
"""Words that the articles put in quotation marks and that name nothing of their own."""


@pytest.fixture(scope="module")
def articles() -> dict[str, Article]:
    found, errors = read_folder(ROOT / "docs" / "articles")
    assert errors == []
    return {article.id: article for article in found}


@pytest.fixture(scope="module")
def names() -> list[dict[str, Any]]:
    entries: list[dict[str, Any]] = yaml.safe_load((ROOT / "docs" / "names.yaml").read_text(encoding="utf-8"))
    return entries


def whole(article: Article) -> str:
    """Everything of the article that a visitor reads."""
    parts = (article.title, article.subtitle, article.section, article.text, article.source_line)
    return "\n".join(parts)


def in_language(articles: Mapping[str, Article], lang: str) -> str:
    return "\n".join(whole(article) for article in articles.values() if article.lang == lang)


def forms(entry: Mapping[str, Any], lang: str) -> list[str]:
    return [entry[lang], *entry.get("variants", {}).get(lang, [])]


def test_the_articles_are_what_the_reader_reads(articles: dict[str, Article]) -> None:
    if not SEED.exists():
        pytest.skip("the seed page is not beside this checkout")
    read = open_page(SEED).articles
    assert [replace(one, id=new) for one, new in zip(read, (CENTRE, CITY), strict=True)] == [
        articles[CENTRE],
        articles[CITY],
    ]


def test_the_files_are_as_the_writer_writes_them(articles: dict[str, Article]) -> None:
    for article in articles.values():
        path = ROOT / "docs" / "articles" / f"{article.id}.md"
        assert path.read_text(encoding="utf-8") == to_markdown(article)


def editions(articles: Mapping[str, Article]) -> Iterator[tuple[Article, Article]]:
    for article in articles.values():
        if article.translation_of:
            yield article, articles[article.translation_of]


def test_each_article_has_an_english_edition(articles: dict[str, Article]) -> None:
    assert {original.id for _, original in editions(articles)} == {CENTRE, CITY}
    for edition, original in editions(articles):
        assert (edition.lang, original.lang) == ("en", "zh")
        assert (edition.source, edition.date, edition.inferred) == (original.source, original.date, original.inferred)
        assert not re.search(r"[\u4e00-\u9fff]", edition.title + edition.subtitle + edition.section + edition.text)


def test_sentences_stand_beside_each_other(articles: dict[str, Article]) -> None:
    for edition, original in editions(articles):
        for ours, theirs in zip(edition.blocks, original.blocks, strict=True):
            english, chinese = edition.block_text(ours), original.block_text(theirs)
            assert len(list(segment("en", english))) == len(list(segment("zh", chinese))), english


NUMBERS = {
    "8月16日": "August 16", "百余名": "more than 100 ", "3000多万": "more than 30 million",
    "2000多万": "more than 20 million", "3.5万": "35,000", "2600多": "more than 2,600", "53项": "53 ",
    "1600万": "16 million", "13.52亿": "1.352 billion", "2.1亿": "210 million", "十多亿": "more than one billion",
    "2023年": "2023", "2022年": "2022", "三千年": "3,000-year", "8D": "8D", "去年5月": "May last year",
    "十八大": "18th", "二十大": "20th",
}  # fmt: skip


@pytest.mark.parametrize(("chinese", "english"), NUMBERS.items())
def test_every_number_is_kept(articles: dict[str, Article], chinese: str, english: str) -> None:
    seen = 0
    for edition, original in editions(articles):
        for ours, theirs in zip(edition.blocks, original.blocks, strict=True):
            if chinese in original.block_text(theirs):
                assert english in edition.block_text(ours)
                seen += 1
    assert seen > 0


def test_no_digit_of_the_articles_is_left_out_of_the_list(articles: dict[str, Article]) -> None:
    text = articles[CENTRE].text + articles[CITY].text
    for number in re.findall(r"\d+(?:\.\d+)?[多]?[万亿]?", text):
        assert any(number in known for known in NUMBERS), number


def test_names_are_well_formed(names: list[dict[str, Any]]) -> None:
    for entry in names:
        assert set(entry) <= {"zh", "en", "kind", "variants"}
        assert entry["zh"] and entry["en"]
        assert entry["kind"] in KINDS
        assert set(entry.get("variants", {})) <= {"zh", "en"}
        assert all(isinstance(form, str) and form for lang in ("zh", "en") for form in forms(entry, lang))


def test_every_name_occurs(articles: dict[str, Article], names: list[dict[str, Any]]) -> None:
    chinese, english = in_language(articles, "zh"), in_language(articles, "en")
    assert [entry["zh"] for entry in names if entry["zh"] not in chinese] == []
    assert [entry["en"] for entry in names if not any(form in english for form in forms(entry, "en"))] == []


def test_editions_spell_a_name_as_listed(articles: dict[str, Article], names: list[dict[str, Any]]) -> None:
    """Where a block names something, so does the edition's, unless the name is inside a longer one."""
    longest = sorted(names, key=lambda entry: -len(entry["zh"]))
    for edition, original in editions(articles):
        for ours, theirs in zip(edition.blocks, original.blocks, strict=True):
            left, english = original.block_text(theirs), edition.block_text(ours)
            for entry in longest:
                if entry["zh"] in left:
                    left = left.replace(entry["zh"], "＿")
                    assert any(form in english for form in forms(entry, "en")), (entry["zh"], english)


def test_every_title_and_quoted_name_has_an_entry(articles: dict[str, Article], names: list[dict[str, Any]]) -> None:
    known = {form for entry in names for form in forms(entry, "zh")}
    text = in_language(articles, "zh")
    titles = set(re.findall(r"《([^》]+)》", text))
    quoted = {word for word in re.findall(r"“([^”]+)”", text) if not re.search(r"[，。]|的", word)}
    assert len(titles) == 13
    assert titles - known == set()
    assert quoted - known - QUOTED_WORDS == set()
    assert quoted >= QUOTED_WORDS


def test_no_form_belongs_to_two_names(names: list[dict[str, Any]]) -> None:
    counts = Counter(form.casefold() for entry in names for form in {*forms(entry, "zh"), *forms(entry, "en")})
    assert [form for form, count in counts.items() if count > 1] == []
