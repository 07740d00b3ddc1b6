"""bot.web.embedding: /embed.js and its headers; who may frame the page, said to old browsers too."""

import json
import re
from collections.abc import Iterator

import pytest
from browser.scripted_desk import ScriptedDesk
from starlette.testclient import TestClient

from bot.web.app import create_app
from bot.web.languages import interface
from bot.web.settings import WebSettings

FRIEND = "https://press.example"


@pytest.fixture(scope="module")
def client() -> Iterator[TestClient]:
    with TestClient(create_app(ScriptedDesk(), WebSettings(allow_origins=(FRIEND,)))) as client:
        yield client


def test_the_script_may_be_loaded_by_others_and_nothing_else_may(client: TestClient) -> None:
    reply = client.get("/embed.js")
    assert reply.headers["content-type"].startswith("text/javascript")
    assert reply.headers["cross-origin-resource-policy"] == "cross-origin"
    for path in ("/", "/articles/", "/healthz", "/nope"):
        assert client.get(path).headers["cross-origin-resource-policy"] == "same-origin", path


def test_the_script_is_kept_for_a_while_and_then_asked_for_by_its_tag(client: TestClient) -> None:
    reply = client.get("/embed.js")
    assert "max-age=3600" in reply.headers["cache-control"] and "immutable" not in reply.headers["cache-control"]
    tag = reply.headers["etag"]
    again = client.get("/embed.js", headers={"if-none-match": f'"other", {tag}'})
    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
    assert client.get("/embed.js", headers={"if-none-match": '"other"'}).status_code == 200


def test_the_script_speaks_every_language_of_the_interface(client: TestClient) -> None:
    found = re.search(r"const STRINGS = (.*);$", client.get("/embed.js").text, re.MULTILINE)
    assert found
    strings = json.loads(found[1])
    assert strings.keys() == interface().keys()
    for language, words in strings.items():
        assert words.items() <= interface()[language].items(), language


def test_old_browsers_are_told_where_nobody_else_may_frame(client: TestClient) -> None:
    with TestClient(create_app(ScriptedDesk(), WebSettings())) as alone:
        assert alone.get("/").headers["x-frame-options"] == "SAMEORIGIN"
        assert alone.get("/").headers["content-security-policy"].endswith("frame-ancestors 'self'")
    assert "x-frame-options" not in client.get("/").headers  # the header cannot name an origin


def test_only_a_page_for_a_frame_names_who_may_speak_to_it(client: TestClient) -> None:
    assert f'data-hosts="{FRIEND}"' in client.get("/?embed=1").text
    assert "embedded" not in client.get("/").text
    assert "embedded" not in client.get("/?embed=yes").text
