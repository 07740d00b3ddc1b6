"""The tools `ask` and `search` with the SDK's own client, over HTTP and over stdio."""

import asyncio
import sys
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from browser.scripted_desk import CITY, REPORTERS, ScriptedDesk
from mcp import Client, StdioServerParameters
from mcp.types import CallToolResult, TextContent
from starlette.testclient import TestClient

from bot.web.app import create_app
from bot.web.settings import WebSettings
from tests.desk import ROOT, clean_error, run
from tests.serving import served

pytest_plugins = ["tests.indexed"]

PUBLIC, FRIEND = "https://ask.example", "https://press.example"
PING = {"jsonrpc": "2.0", "id": 1, "method": "ping"}


@pytest.fixture(scope="module")
def desk() -> ScriptedDesk:
    return ScriptedDesk()


@pytest.fixture(scope="module")
def origin(desk: ScriptedDesk) -> Iterator[str]:
    settings = WebSettings(50, PUBLIC, (FRIEND,), mcp=True)
    with served(create_app(desk, settings)) as origin:
        yield origin


@pytest.fixture(params=["auto", "legacy"])
def with_client(origin: str, request: pytest.FixtureRequest) -> Callable[..., Any]:
    """Runs work with a client, in the newest protocol and in the one before."""

    def do(work: Callable[[Client], Awaitable[Any]]) -> Any:
        async def connected() -> Any:
            async with Client(f"{origin}/mcp", mode=request.param) as client:
                return await work(client)

        return asyncio.run(connected())

    return do


def text_of(result: CallToolResult) -> str:
    (content,) = result.content
    assert isinstance(content, TextContent)
    return content.text


def test_there_are_two_tools_that_only_read(with_client: Callable[..., Any]) -> None:
    tools = with_client(lambda client: client.list_tools()).tools
    assert [tool.name for tool in tools] == ["ask", "search"]
    for tool in tools:
        assert tool.annotations.read_only_hint and tool.description and tool.output_schema
    assert tools[0].input_schema["required"] == ["question"]


def test_an_answer_comes_as_text_and_as_the_apis_json(with_client: Callable[..., Any], desk: ScriptedDesk) -> None:
    given = {"question": "何时成立？", "history": ["什么中心？"], "language": "zh"}
    result = with_client(lambda client: client.call_tool("ask", given))
    assert desk.asked[-1] == ("何时成立？", ("什么中心？",), "zh")
    answer = desk.ask("何时成立？", (), "zh").to_dict()
    for citation in answer["citations"]:
        citation["link"] = PUBLIC + citation["link"]
    assert result.structured_content == answer
    text = text_of(result)
    assert text.startswith(answer["answer"])
    for citation in answer["citations"]:
        assert f"[{citation['n']}] “{citation['quote']}”" in text and citation["link"] in text


def test_a_refusal_says_so(with_client: Callable[..., Any]) -> None:
    result = with_client(lambda client: client.call_tool("ask", {"question": "明天天气怎么样？"}))
    assert result.structured_content["refused"] is True and not result.is_error


def test_a_search_gives_passages(with_client: Callable[..., Any]) -> None:
    result = with_client(lambda client: client.call_tool("search", {"query": REPORTERS.text, "limit": 1}))
    (hit,) = result.structured_content["hits"]
    assert hit["text"] == CITY.text[hit["start"] : hit["end"]] and hit["text"] in text_of(result)
    assert hit["link"].startswith(f"{PUBLIC}/articles/city-zh?v={CITY.hash}")


@pytest.mark.parametrize(
    ("tool", "arguments", "words"),
    [
        ("ask", {"question": " "}, "`question` is missing"),
        ("ask", {"question": "x" * 51}, "51 characters"),
        ("ask", {"question": "x", "language": "<b>"}, "`language`"),
        ("ask", {"question": "please fail"}, "Try again"),
        ("search", {"query": "x", "limit": 51}, "`k`"),
        ("search", {"query": "please fail"}, "Try again"),
    ],
)
def test_what_cannot_be_done_is_an_error_with_words(
    with_client: Callable[..., Any], tool: str, arguments: dict[str, Any], words: str
) -> None:
    result = with_client(lambda client: client.call_tool(tool, arguments))
    assert result.is_error
    assert words in text_of(result) and "secret" not in text_of(result)


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 200),
        ({"origin": FRIEND}, 200),
        ({"origin": PUBLIC}, 200),
        ({"host": "ask.example"}, 200),
        ({"host": "evil.example"}, 421),
        ({"origin": "https://evil.example"}, 403),
        ({"origin": "http://localhost:3000"}, 403),
    ],
)
def test_strange_hosts_and_origins_get_no_answer(origin: str, headers: dict[str, str], status: int) -> None:
    accept = {"accept": "application/json, text/event-stream"}
    assert httpx.post(f"{origin}/mcp", json=PING, headers=accept | headers).status_code == status


@pytest.mark.parametrize("method", ["GET", "DELETE", "PUT"])
def test_there_is_no_session_to_listen_to_or_to_end(origin: str, method: str) -> None:
    assert httpx.request(method, f"{origin}/mcp").status_code == 405


def test_without_the_setting_nothing_answers() -> None:
    with TestClient(create_app(ScriptedDesk())) as client:
        assert client.post("/mcp", json=PING).status_code == 404


def test_without_the_extra_there_is_one_line(tmp_path: Path) -> None:
    code = "import sys; sys.modules['mcp'] = None; from bot.__main__ import main; sys.exit(main(['mcp']))"
    done = run("-c", code, cwd=tmp_path)
    assert (done.returncode, done.stdout) == (1, "")
    assert "pip install 'yuwen[mcp]'" in clean_error(done.stderr)


@pytest.mark.model
def test_the_real_desk_answers_over_stdio(model_index: Path) -> None:
    arguments = ["-m", "bot", "mcp", "--index", str(model_index), "--public-url", PUBLIC]
    server = StdioServerParameters(command=sys.executable, args=arguments, cwd=ROOT)

    async def ask() -> CallToolResult:
        async with Client(server) as client:
            return await client.call_tool("ask", {"question": "陆海国际新闻中心有多少注册记者？"})

    result = asyncio.run(ask())
    assert result.structured_content and "2600多人" in result.structured_content["answer"]
    assert f"{PUBLIC}/articles/" in text_of(result)
