"""Gradio's files come compressed as the browser takes them, are the same files, and none but them."""

import gzip

import brotli
import pytest
from browser.scripted_desk import ScriptedDesk
from starlette.testclient import TestClient

from bot.web.app import create_app
from bot.web.chat.page import gradio_entry
from bot.web.chat.preloading import ASSETS, preloads

ENTRY = gradio_entry()["js"].rpartition("/")[2]


@pytest.fixture(scope="module")
def client() -> TestClient:
    return TestClient(create_app(ScriptedDesk()), raise_server_exceptions=False)


@pytest.mark.parametrize(
    ("accepted", "coding"), [("gzip, deflate, br, zstd", "br"), ("gzip", "gzip"), ("identity", None)]
)
@pytest.mark.parametrize("name", [ENTRY, gradio_entry()["css"].rpartition("/")[2]])
def test_a_file_comes_whole_in_the_coding_that_is_taken(
    client: TestClient, name: str, accepted: str, coding: str | None
) -> None:
    with client.stream("GET", f"/chat/zh/assets/{name}", headers={"accept-encoding": accepted}) as reply:
        raw = b"".join(reply.iter_raw())
    unpacked = {"br": brotli.decompress, "gzip": gzip.decompress, None: bytes}[coding](raw)
    assert unpacked == (ASSETS / name).read_bytes()
    assert (reply.status_code, reply.headers.get("content-encoding")) == (200, coding)
    assert "immutable" in reply.headers["cache-control"] and "Accept-Encoding" in reply.headers["vary"]
    assert int(reply.headers["content-length"]) == len(raw)
    assert reply.headers["content-type"].startswith("text/javascript" if name == ENTRY else "text/css")


@pytest.mark.parametrize("name", ["nope.js", "..", "index.html", "%2e%2e"])
def test_no_other_file_comes(client: TestClient, name: str) -> None:
    assert client.get(f"/chat/zh/assets/{name}").status_code == 404


def test_what_will_be_needed_is_read_from_gradios_own_scripts() -> None:
    found = preloads(ENTRY, ["chatbot", "textbox"])
    assert len(found) == len(set(found)) and ENTRY not in found
    assert all((ASSETS / name).is_file() for name in found)
    assert {name.partition("-")[0] for name in found} >= {"Blocks", "Index", "core", "markdown"}
    assert set(preloads(ENTRY, ["chatbot"])) < set(found)


def test_scripts_of_another_form_are_simply_not_preloaded() -> None:
    assert preloads("no-such-entry.js", ["chatbot"]) == []
