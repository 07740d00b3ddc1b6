"""An article as search engines and other programs read it: schema.org, and what stands in a page's head.

Only what the source says: a date that was concluded is left out, an author is a name of no certain kind. It knows
nothing of pages.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from bot.web.articles.links import article_path
from index.article import Article

LOCALES = {"zh": "zh_CN", "zh-hans": "zh_CN", "zh-cn": "zh_CN", "zh-hant": "zh_TW", "zh-tw": "zh_TW", "en": "en_US"}
"""Open Graph wants a country with every language; for others than these none is given."""
SUMMARY = 160
_DATE = re.compile("[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?")


@dataclass(frozen=True, slots=True)
class Described:
    """What the head of a page says of an article; empty where it is not known."""

    summary: str
    locale: str
    published: str


def described(article: Article) -> Described:
    day = published(article)
    first = next((article.block_text(block) for block in article.blocks if block.kind == "paragraph"), "")
    summary = article.subtitle or first
    short = summary if len(summary) <= SUMMARY else summary[:SUMMARY].rstrip() + "…"
    return Described(short, LOCALES.get(article.lang.lower(), ""), day if len(day) == len("2023-08-16") else "")


def published(article: Article) -> str:
    """The date as printed: a year, a month or a day; empty where it is unknown or only concluded.

    An edition carries its original's date, and was not printed on it.
    """
    known = not article.translation_of and "date" not in article.inferred and _DATE.fullmatch(article.date)
    return article.date if known else ""


def news_article(article: Article, editions: Sequence[Article], origin: str) -> dict[str, Any]:
    """A NewsArticle of schema.org, without the fields of which nothing is known."""
    address = origin + article_path(article)
    originals = [_work(edition, origin) for edition in editions if edition.id == article.translation_of]
    translations = [_work(edition, origin) for edition in editions if edition.translation_of == article.id]
    values = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "@id": address,
        "url": address,
        "mainEntityOfPage": address,
        "headline": article.title,
        "alternativeHeadline": article.subtitle,
        "inLanguage": article.lang,
        "datePublished": published(article),
        "articleSection": article.section,
        "pagination": article.page,
        "author": [{"name": author} for author in article.authors],
        "publisher": {"@type": "Organization", "name": article.source} if article.source else None,
        "sameAs": article.url if (article.url or "").startswith(("https://", "http://")) else None,
        "translationOfWork": originals[0] if originals else None,
        "workTranslation": translations,
    }
    return {name: value for name, value in values.items() if value}


def _work(article: Article, origin: str) -> dict[str, str]:
    work = {
        "@type": "NewsArticle",
        "@id": origin + article_path(article),
        "inLanguage": article.lang,
        "headline": article.title,
    }
    return work | ({"datePublished": day} if (day := published(article)) else {})
