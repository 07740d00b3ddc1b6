"""The desk as two tools of an MCP server, `ask` and `search`, for agents: over HTTP at `/mcp`, or over stdio.

Without state: each request stands alone, so a crowd of agents costs no memory. The SDK comes with the extra
`yuwen[mcp]`. This module knows nothing of the models that call.
"""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import BaseModel, Field
from starlette.applications import Starlette
from starlette.exceptions import HTTPException

from bot.web.api.reading import read_ask, read_search
from bot.web.api.routes import hits, worked_out
from bot.web.api.schema import MOST_HITS, Answered, Hits
from bot.web.protocol import AnswerDesk
from bot.web.settings import WebSettings
from index.errors import YuwenError

try:
    from mcp.server import MCPServer
    from mcp.server.mcpserver.exceptions import ToolError
    from mcp.server.transport_security import TransportSecuritySettings
    from mcp.types import CallToolResult, TextContent, ToolAnnotations
except ImportError as error:
    raise YuwenError("the MCP server needs the extra: pip install 'yuwen[mcp]'") from error

PATH = "/mcp"
INSTRUCTIONS = (
    "Answers out of a press centre's own articles. Every sentence carries a marker such as [1] for the passage it "
    "comes from: keep the markers, and cite the quotes to the letter with their links. Where `refused` is true the "
    "articles do not answer the question with certainty: say so, and do not fill the gap."
)


def agent_server(desk: AnswerDesk, settings: WebSettings) -> MCPServer:
    """The server with its two tools; how it is spoken to is the caller's."""
    logging.basicConfig(level="WARNING")  # the SDK would send the process's whole log through its own otherwise
    server: MCPServer = MCPServer("yuwen", title="渝问 Yuwen", instructions=INSTRUCTIONS, log_level="WARNING")
    only_reads = ToolAnnotations(read_only_hint=True, open_world_hint=False)
    origin = settings.public_origin

    @server.tool(title="Ask the press centre's articles", annotations=only_reads)
    async def ask(
        question: Annotated[str, Field(description="One question, in any language.")],
        history: Annotated[list[str], Field(description="Earlier questions, the oldest first.")] = [],  # noqa: B006
        language: Annotated[str | None, Field(description="BCP 47 tag, where the question leaves it open.")] = None,
    ) -> Annotated[CallToolResult, Answered]:
        """Answer a question with exact quotes from the articles, or refuse and show the nearest passages."""
        body = {"question": question, "history": history, "language": language}
        with _faults_told():
            wanted = read_ask(body, settings.max_question)
            found = await worked_out(partial(desk.ask, wanted.question, wanted.history, wanted.language))
        answer = Answered.model_validate(found.to_dict())
        for citation in answer.citations:
            citation.link = origin + citation.link
        return _result(_told(answer), answer)

    @server.tool(title="Search the press centre's articles", annotations=only_reads)
    async def search(
        query: Annotated[str, Field(description="A question or words, in any language.")],
        limit: Annotated[int, Field(description=f"How many passages: 1 to {MOST_HITS}.")] = 5,
    ) -> Annotated[CallToolResult, Hits]:
        """Find the passages nearest to a question, with the articles they stand in; nothing is answered."""
        with _faults_told():
            wanted = read_search({"q": query, "k": str(limit)}, settings.max_question)
            found = await worked_out(partial(hits, desk, wanted))
        for hit in found.hits:
            hit.link = origin + hit.link
        listed = [f"{hit.text}\n({hit.article.title}, {hit.article.date}) {hit.link}" for hit in found.hits]
        return _result("\n\n".join(listed) or "Nothing was found.", found)

    return server


def agents_app(desk: AnswerDesk, settings: WebSettings) -> Starlette:
    """The server over streamable HTTP at `PATH`; only hosts and origins that are ours get an answer.

    A page elsewhere whose name was turned to this machine's address (DNS rebinding) names itself as the host.
    """
    local = ["127.0.0.1:*", "localhost:*", "[::1]:*"]
    public = [urlsplit(settings.public_origin).netloc] if settings.public_origin else []
    security = TransportSecuritySettings(
        allowed_hosts=[*local, *public],
        allowed_origins=[*settings.allow_origins, *filter(None, [settings.public_origin])],
    )
    return agent_server(desk, settings).streamable_http_app(
        streamable_http_path=PATH, stateless_http=True, json_response=True, transport_security=security
    )


@contextmanager
def _faults_told() -> Iterator[None]:
    """What the API says as status and `detail`, an agent reads as the tool's error."""
    try:
        yield
    except HTTPException as error:
        raise ToolError(error.detail) from error


def _told(answer: Answered) -> str:
    """The answer for a model that reads text alone: each source with its words and its link."""
    sources = [f"[{c.n}] “{c.quote}” ({c.article.title}, {c.article.date}) {c.link}" for c in answer.citations]
    return "\n\n".join([answer.answer, *sources])


def _result(text: str, structured: BaseModel) -> CallToolResult:
    return CallToolResult(content=[TextContent(type="text", text=text)], structured_content=structured.model_dump())
