"""The API's models: what leaves is what they say, to the last field, and what enters is checked by them."""

from typing import Any

import pytest
from browser.scripted_desk import ARTICLES, CENTER, CITY, REPORTERS, ScriptedDesk
from pydantic import BaseModel
from starlette.testclient import TestClient

from bot.web.api.schema import Answered, Hits, Listing, Whole
from bot.web.app import create_app
from bot.web.settings import WebSettings


@pytest.fixture(scope="module")
def client() -> TestClient:
    return TestClient(create_app(ScriptedDesk(), WebSettings(max_question=50)), raise_server_exceptions=False)


@pytest.mark.parametrize(
    ("model", "method", "path", "body"),
    [
        (Answered, "POST", "/api/ask", {"question": "何时成立？"}),
        (Answered, "POST", "/api/ask", {"question": "When was it established?"}),
        (Hits, "GET", "/api/search?q=注册记者", None),
        (Listing, "GET", "/api/articles", None),
        (Whole, "GET", "/api/articles/center-zh", None),
    ],
)
def test_a_reply_has_the_described_fields_and_no_other(
    client: TestClient, model: type[BaseModel], method: str, path: str, body: Any
) -> None:
    reply = client.request(method, path, json=body)
    assert reply.status_code == 200
    assert model.model_validate(reply.json(), strict=True, extra="forbid").model_dump() == reply.json()


def test_a_search_gives_passages_with_offsets_and_links(client: TestClient) -> None:
    found = client.get("/api/search", params={"q": REPORTERS.text}).json()
    (hit,) = found["hits"]
    assert (found["index"], hit["article"]["id"], hit["passage"]) == ("7", "city-zh", "city-zh:2")
    assert hit["text"] == CITY.text[hit["start"] : hit["end"]]
    assert hit["link"] == f"/articles/city-zh?v={CITY.hash}&s={hit['start']}-{hit['end']}#quote"
    assert client.get(hit["link"]).status_code == 200


def test_a_search_gives_no_more_than_asked_for(client: TestClient) -> None:
    assert [len(client.get("/api/search", params={"q": "中心", "k": k}).json()["hits"]) for k in (1, 2)] == [1, 2]
    assert client.get("/api/search", params={"q": "nowhere to be found"}).json()["hits"] == []


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ({}, "`q` is missing"),
        ({"q": "  "}, "`q` is missing"),
        ({"q": "长" * 51}, "51 characters; at most 50"),
        ({"q": "x", "k": "0"}, "`k` is not a number from 1 to 50"),
        ({"q": "x", "k": "51"}, "`k`"),
        ({"q": "x", "k": "many"}, "`k`"),
    ],
)
def test_a_search_that_cannot_be_made_is_explained(client: TestClient, query: dict[str, str], words: str) -> None:
    reply = client.get("/api/search", params=query)
    assert reply.status_code == 422
    assert words in reply.json()["detail"]


def test_a_fault_while_searching_keeps_its_reason(client: TestClient) -> None:
    reply = client.get("/api/search", params={"q": "please fail"})
    assert reply.status_code == 500
    assert "Try again" in reply.json()["detail"] and "secret" not in reply.text


def test_articles_are_listed_and_each_comes_whole(client: TestClient) -> None:
    listed = client.get("/api/articles").json()["articles"]
    assert [entry["id"] for entry in listed] == [article.id for article in ARTICLES]
    assert listed[1]["translation_of"] == "center-zh"
    whole = client.get("/api/articles/center-zh").json()
    assert (whole["text"], whole["hash"], whole["inferred"]) == (CENTER.text, CENTER.hash, ["date"])
    assert [whole["text"][block["start"] : block["end"]] for block in whole["blocks"]] == [
        CENTER.block_text(block) for block in CENTER.blocks
    ]


def test_an_article_that_is_not_there_is_a_404_with_words(client: TestClient) -> None:
    reply = client.get("/api/articles/nope")
    assert (reply.status_code, reply.json()) == (404, {"detail": "There is no such article."})
