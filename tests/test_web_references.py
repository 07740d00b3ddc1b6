"""The files for reference managers, as they are served."""

from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import quote as percent

import pytest
from browser.scripted_desk import CITY, FOUNDED, FOUNDED_EN, REPORTERS, ScriptedDesk
from starlette.testclient import TestClient

from bot.web.app import create_app
from bot.web.articles.links import permanent_link
from bot.web.settings import WebSettings
from index.article import Article

ODD = replace(CITY, id='年 报"#1\\x=%&')
FILES = {
    "ris": ("application/x-research-info-systems", "ris"),
    "bibtex": ("application/x-bibtex", "bib"),
    "csl": ("application/vnd.citationstyles.csl+json", "json"),
}


class Desk(ScriptedDesk):
    def article(self, article_id: str) -> Article | None:
        return ODD if article_id == ODD.id else super().article(article_id)


@pytest.fixture(scope="module")
def client() -> Iterator[TestClient]:
    app = create_app(Desk(), WebSettings(public_url="https://ask.example"))
    with TestClient(app, headers={"accept-language": "en"}) as client:
        yield client


def address(link: str, name: str) -> str:
    return link.replace("/articles/", "/api/references/").replace("#quote", f"&format={name}")


@pytest.mark.parametrize("name", FILES)
def test_a_file_is_saved_and_holds_quote_and_link(client: TestClient, name: str) -> None:
    reply = client.get(address(REPORTERS.link, name))
    media_type, suffix = FILES[name]
    assert reply.headers["content-type"].split(";")[0] == media_type
    assert reply.headers["content-disposition"].startswith(f'attachment; filename="city-zh.{suffix}"')
    assert reply.headers["cache-control"] == "no-store"
    assert REPORTERS.text in reply.text
    assert f"https://ask.example{REPORTERS.link}" in reply.text


def test_of_a_translation_the_original_is_cited(client: TestClient) -> None:
    link = FOUNDED_EN.link.replace("#", f"&o={FOUNDED.start}-{FOUNDED.end}&ov={FOUNDED.article.hash}#")
    reply = client.get(address(link, "ris"))
    assert f"“{FOUNDED.text}”" in reply.text and f"https://ask.example{FOUNDED.link}" in reply.text
    assert "center-zh.ris" in reply.headers["content-disposition"]
    assert "N1  - Translation: “On August 16" in reply.text


def test_an_article_is_cited_without_words(client: TestClient) -> None:
    reply = client.get("/api/references/city-zh?format=ris")
    assert "“" not in reply.text
    assert f"https://ask.example{permanent_link(CITY)}" in reply.text


def test_the_notes_are_in_the_language_of_the_page(client: TestClient) -> None:
    assert "据文中内容推断" in client.get("/api/references/center-zh?format=ris&lang=zh").text


@pytest.mark.parametrize("query", ["", "?format=", "?format=pdf", "?format=RIS%0d%0aX:1"])
def test_an_unknown_format_is_said(client: TestClient, query: str) -> None:
    reply = client.get(f"/api/references/city-zh{query}")
    assert reply.status_code == 422 and "ris, bibtex, csl" in reply.json()["detail"]


def test_an_unknown_article_is_404(client: TestClient) -> None:
    assert client.get("/api/references/nope?format=ris").status_code == 404
    assert client.post("/api/references/city-zh?format=ris").status_code == 405


def test_a_strange_name_stays_inside_its_header(client: TestClient) -> None:
    reply = client.get(f"/api/references/{percent(ODD.id, safe='')}?format=bibtex")
    assert reply.headers["content-disposition"] == (
        f"attachment; filename=\"_1_x_.bib\"; filename*=UTF-8''{percent(ODD.id, safe='')}.bib"
    )


@pytest.mark.parametrize("query", ["v=0000&s=1-9", "s=9-2", "s=" + "9" * 300, "v=%00&s=%ed%a0%80&o=x&ov=y"])
def test_a_forged_place_quotes_nothing(client: TestClient, query: str) -> None:
    reply = client.get(f"/api/references/city-zh?format=ris&{query}")
    assert reply.status_code == 200 and "“" not in reply.text
