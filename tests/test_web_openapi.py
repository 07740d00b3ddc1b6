"""The API's description: valid, whole, and true of what the routes really take and send."""

import json
import re
from typing import Any

import pytest
from browser.scripted_desk import FOUNDED, FOUNDED_EN, ScriptedDesk
from jsonschema import Draft202012Validator
from openapi_spec_validator import OpenAPIV31SpecValidator
from starlette.testclient import TestClient

from bot.web.api.openapi import OPERATIONS
from bot.web.api.schema import ShownPassage
from bot.web.app import create_app
from bot.web.gates.doors import Doors
from bot.web.observing.tracing import Traced
from bot.web.settings import WebSettings

SETTINGS = WebSettings(max_question=50, public_url="https://ask.example")


@pytest.fixture(scope="module")
def app() -> Traced:
    app = create_app(ScriptedDesk(), SETTINGS)
    assert isinstance(app, Traced) and isinstance(app.app, Doors)
    return app


@pytest.fixture(scope="module")
def client(app: Traced) -> TestClient:
    return TestClient(app, raise_server_exceptions=False)


@pytest.fixture(scope="module")
def document(client: TestClient) -> dict[str, Any]:
    found: dict[str, Any] = client.get("/api/openapi.json").json()
    return found


def schema_of(document: dict[str, Any], name: str) -> Draft202012Validator:
    schemas = {"components": document["components"]}
    return Draft202012Validator({"$ref": f"#/components/schemas/{name}"} | schemas)


def test_it_is_valid_openapi(document: dict[str, Any]) -> None:
    assert document["openapi"].startswith("3.1")
    assert [error.message for error in OpenAPIV31SpecValidator(document).iter_errors()] == []


def test_every_route_of_the_api_is_described(app: Traced, document: dict[str, Any]) -> None:
    described = {(method.upper(), path) for path, methods in document["paths"].items() for method in methods}
    routes = {
        (method, re.sub(r"\{\w+\}", "{id}", route.path))
        for route in app.app.app.routes  # type: ignore[attr-defined]
        if getattr(route, "path", "").startswith("/api/")
        for method in (route.methods or ()) - {"HEAD"}
    }
    assert described == routes - {("GET", "/api/"), ("GET", "/api/openapi.json")}


@pytest.mark.parametrize(
    ("path", "method", "url", "body"),
    [
        ("/api/ask", "post", "/api/ask", {"question": "何时成立？"}),
        ("/api/ask", "post", "/api/ask", {"question": "When?", "history": ["a"], "language": "en"}),
        ("/api/ask", "post", "/api/ask", {"question": "x" * 51}),
        ("/api/search", "get", "/api/search?q=中心", None),
        ("/api/search", "get", "/api/search", None),
        ("/api/articles", "get", "/api/articles", None),
        ("/api/articles/{id}", "get", "/api/articles/center-en", None),
        ("/api/articles/{id}", "get", "/api/articles/nope", None),
        ("/api/passages/{id}", "get", FOUNDED.link.replace("/articles/", "/api/passages/"), None),
        ("/api/passages/{id}", "get", "/api/passages/nope?s=1-2", None),
        ("/api/references/{id}", "get", "/api/references/center-en?format=docx", None),
        ("/api/references/{id}", "get", "/api/references/nope?format=ris", None),
    ],
)
def test_a_reply_is_as_described(
    client: TestClient, document: dict[str, Any], path: str, method: str, url: str, body: Any
) -> None:
    reply = client.request(method, url, json=body)
    described = document["paths"][path][method]["responses"][str(reply.status_code)]
    name = described["content"]["application/json"]["schema"]["$ref"].rpartition("/")[2]
    assert [error.message for error in schema_of(document, name).iter_errors(reply.json())] == []


def test_a_passage_has_the_described_fields_and_no_other(client: TestClient) -> None:
    link = FOUNDED_EN.link.replace("/articles/", "/api/passages/").replace("#", f"&o={FOUNDED.start}-{FOUNDED.end}#")
    reply = client.get(link).json()
    assert reply["original"]
    assert ShownPassage.model_validate(reply, strict=True, extra="forbid").model_dump() == reply


@pytest.mark.parametrize("kind", ["ris", "bibtex", "csl"])
def test_a_reference_is_of_a_described_kind(client: TestClient, document: dict[str, Any], kind: str) -> None:
    described = document["paths"]["/api/references/{id}"]["get"]
    assert kind in described["parameters"][1]["schema"]["enum"]
    reply = client.get(f"/api/references/center-en?format={kind}")
    assert reply.status_code == 200
    assert reply.headers["content-type"].partition(";")[0] in described["responses"]["200"]["content"]


@pytest.mark.parametrize(
    "body", [{"question": ""}, {"question": "x" * 51}, {"question": 5}, {}, {"question": "x", "history": "no"},
             {"question": "x", "language": "<b>"}],
)  # fmt: skip
def test_what_the_description_forbids_is_refused(client: TestClient, document: dict[str, Any], body: Any) -> None:
    assert not schema_of(document, "Ask").is_valid(body)
    assert client.post("/api/ask", json=body).status_code == 422


def test_the_examples_work(client: TestClient, document: dict[str, Any]) -> None:
    for example in document["components"]["schemas"]["Ask"]["examples"]:
        assert schema_of(document, "Ask").is_valid(example)
        assert client.post("/api/ask", json=example).status_code == 200
    q, _ = document["paths"]["/api/search"]["get"]["parameters"]
    assert client.get("/api/search", params={"q": q["schema"]["examples"][0]}).json()["hits"]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_page_shows_every_route_and_loads_nothing(client: TestClient, language: str) -> None:
    reply = client.get(f"/api/?lang={language}")
    assert reply.status_code == 200 and "<script" not in reply.text
    for operation in OPERATIONS:
        assert f"<code>{operation.path}</code>" in reply.text
    assert "https://ask.example/api/ask" in reply.text
    loaded = re.findall(r'<(?:link|img|script)[^>]+(?:src|href)="([^"]+)"', reply.text)
    assert loaded and all(address.startswith("/web/") for address in loaded)
    assert client.get("/api", follow_redirects=False).headers["location"] == "/api/"


def test_the_server_is_named_where_it_is_known(document: dict[str, Any]) -> None:
    assert document["servers"] == [{"url": "https://ask.example"}]
    unnamed = TestClient(create_app(ScriptedDesk())).get("/api/openapi.json").json()
    assert "servers" not in unnamed and "testserver" not in json.dumps(unnamed)
