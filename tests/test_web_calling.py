"""Gradio's own client against a real server: `/ask` works, nothing else is offered."""

import json
from collections.abc import Iterator

import httpx
import pytest
from browser.scripted_desk import ScriptedDesk
from gradio_client import Client
from gradio_client.exceptions import AppError

from bot.web.app import create_app
from bot.web.settings import WebSettings
from tests.serving import served


@pytest.fixture(scope="module")
def desk() -> ScriptedDesk:
    return ScriptedDesk()


@pytest.fixture(scope="module")
def origin(desk: ScriptedDesk) -> Iterator[str]:
    with served(create_app(desk, WebSettings(max_question=50))) as origin:
        yield origin


@pytest.fixture(scope="module", params=["en", "zh"])
def client(origin: str, request: pytest.FixtureRequest) -> Iterator[Client]:
    client = Client(f"{origin}/chat/{request.param}", verbose=False, analytics_enabled=False, download_files=False)
    yield client
    client.close()


def test_a_question_gives_the_apis_json(client: Client, desk: ScriptedDesk) -> None:
    assert client.predict("何时成立？", api_name="/ask") == desk.ask("何时成立？").to_dict()


def test_history_and_language_reach_the_desk(client: Client, desk: ScriptedDesk) -> None:
    client.predict("When?", ["Which centre?"], "en", api_name="/ask")
    assert desk.asked[-1] == ("When?", ("Which centre?",), "en")


@pytest.mark.parametrize(
    ("question", "words"), [(" ", "`question` is missing"), ("x" * 51, "51 characters"), ("please fail", "Try again")]
)
def test_what_cannot_be_answered_is_an_error_with_words(client: Client, question: str, words: str) -> None:
    with pytest.raises(AppError, match=words) as error:
        client.predict(question, api_name="/ask")
    assert "secret" not in str(error.value)


def test_no_other_endpoint_is_offered(client: Client) -> None:
    offered = client.view_api(return_format="dict", print_info=False)
    assert (list(offered["named_endpoints"]), offered["unnamed_endpoints"]) == (["/ask"], {})


def test_the_configuration_reads_no_file_that_its_query_names(origin: str) -> None:
    plain = httpx.get(f"{origin}/chat/zh/config").json()
    assert httpx.get(f"{origin}/chat/zh/config?deep_link=../../etc/passwd").json() == plain
    assert "127.0.0.1" not in json.dumps(plain)
