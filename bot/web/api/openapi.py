"""`/api/openapi.json`, the API described in OpenAPI 3.1, and `/api/`, the same for people.

Both are made from `bot.web.api.schema`, whose models check the requests and shape the replies; nothing is loaded
from elsewhere. It knows what the routes promise and nothing of how they keep it.
"""

from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from bot.web.api.schema import Answered, Ask, Fault, Hits, Listing, Search, ShownPassage, Whole
from bot.web.citing.formats import FORMATS
from bot.web.settings import WebSettings
from bot.web.templates import page

FAULTS = {
    400: "The body is not JSON.",
    404: "There is no such article, or no such place in it.",
    410: "The article was withdrawn.",
    413: "The body is too large.",
    415: "The body is not said to be JSON.",
    422: "A field cannot be used; `detail` names it.",
    429: "Too many questions from this address; `Retry-After` says for how many seconds.",
    500: "It failed here; try again in a moment.",
}
EVENTS = (
    'event: searching\ndata: {"language": "zh"}\n\nevent: text\ndata: {"chunk": "据报道，"}\n\n'
    "event: answer\ndata: {…}\n\n"
)
STREAMED = (
    "With `Accept: text/event-stream` the answer comes as it is written: the events `searching`, `text` (pieces "
    "that joined are the answer), then `answer` with the whole JSON, or `error` with `detail`."
)


@dataclass(frozen=True, slots=True)
class Operation:
    """One route of the API as it is described."""

    method: str
    path: str
    name: str
    summary: str
    description: str
    reply: type[BaseModel] | None
    """None: a file, of one of `FORMATS`."""
    faults: tuple[int, ...]
    body: type[BaseModel] | None = None
    query: type[BaseModel] | None = None
    parts: tuple[str, ...] = ()
    """Those of `PARTS` that its address may have."""


LINK = ("v", "s", "ov", "o")
"""What a permanent link has after its `?`."""
OPERATIONS = (
    Operation("post", "/api/ask", "ask", "One question, one answer with the passages it comes from", STREAMED,
              Answered, (400, 413, 415, 422, 429, 500), body=Ask),
    Operation("get", "/api/search", "search", "The passages nearest to a question", "Nothing is answered.",
              Hits, (422, 429, 500), query=Search),
    Operation("get", "/api/articles", "listArticles", "All articles that answers come from",
              "Editions in other languages stand beside their originals.", Listing, (500,)),
    Operation("get", "/api/articles/{id}", "readArticle", "One article with its text",
              "Every `start` and `end` of a quote or passage counts characters (code points) of `text`.",
              Whole, (404, 500)),
    Operation("get", "/api/passages/{id}", "showPassage", "The words of a permanent link with their neighbours",
              "Takes the query of a permanent link as it is.", ShownPassage, (404, 410, 500), parts=LINK),
    Operation("get", "/api/references/{id}", "citeArticle", "A file for reference managers",
              "Takes the query of a permanent link too: with `s` the words are cited, without it the article.",
              None, (404, 410, 422, 500), parts=("format", *LINK)),
)  # fmt: skip
PARTS = {
    "format": "The kind of file.",
    "v": "Hash of the article's text that the link was made from; where it has changed, the words are followed.",
    "s": "The words: first character and the one after the last, such as 43-106.",
    "ov": "The hash that `v` is, of the original of a translation.",
    "o": "The same words in the original of a translation.",
}


def openapi_routes(settings: WebSettings) -> list[BaseRoute]:
    document = describe(settings)

    def as_json(request: Request) -> Response:
        return JSONResponse(document)

    def for_people(request: Request) -> Response:
        origin = settings.public_origin or str(request.base_url).rstrip("/")
        return page(request, "api.html", document=document, operations=OPERATIONS, origin=origin, mcp=settings.mcp)

    def to_page(request: Request) -> Response:
        return RedirectResponse("/api/", 308)

    return [
        Route("/api", to_page),
        Route("/api/", for_people),
        Route("/api/openapi.json", as_json),
    ]


def describe(settings: WebSettings) -> dict[str, Any]:
    """The OpenAPI document, with the limits that these settings make."""
    replies: list[type[BaseModel]] = [Answered, Hits, Listing, Whole, ShownPassage, Fault]
    _, defined = models_json_schema(
        [(Ask, "validation"), *((reply, "serialization") for reply in replies)],
        ref_template="#/components/schemas/{model}",
    )
    schemas: dict[str, Any] = defined["$defs"]
    schemas["Ask"]["properties"]["question"]["maxLength"] = settings.max_question
    paths: dict[str, Any] = {}
    for operation in OPERATIONS:
        paths.setdefault(operation.path, {})[operation.method] = _described(operation, settings)
    document = {
        "openapi": "3.1.0",
        "info": {
            "title": "渝问 Yuwen",
            "version": "1",
            "description": "Answers out of the press centre's own articles, with the passage behind every sentence.",
        },
        "paths": paths,
        "components": {"schemas": schemas},
    }
    return document | ({"servers": [{"url": settings.public_origin}]} if settings.public_origin else {})


def _described(operation: Operation, settings: WebSettings) -> dict[str, Any]:
    replies: dict[str, Any] = {"200": {"description": "Found.", "content": _content(operation.reply)}}
    if operation.reply is Answered:
        replies["200"]["content"]["text/event-stream"] = {"schema": {"type": "string"}, "example": EVENTS}
    for status in operation.faults:
        replies[str(status)] = {"description": FAULTS[status], "content": {"application/json": _refer(Fault)}}
    if 429 in operation.faults:
        replies["429"]["headers"] = {"Retry-After": {"schema": {"type": "integer"}, "description": "Seconds."}}
    described: dict[str, Any] = {
        "operationId": operation.name,
        "summary": operation.summary,
        "description": operation.description,
        "parameters": _parameters(operation, settings),
        "responses": replies,
    }
    if operation.body:
        described["requestBody"] = {"required": True, "content": {"application/json": _refer(operation.body)}}
    return described


def _parameters(operation: Operation, settings: WebSettings) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    if "{id}" in operation.path:
        text = "An article's id."
        found.append({"name": "id", "in": "path", "required": True, "schema": {"type": "string"}, "description": text})
    for name in operation.parts:
        schema: dict[str, Any] = {"type": "string"} | ({"enum": list(FORMATS)} if name == "format" else {})
        required = name == "format" or (name == "s" and operation.reply is ShownPassage)
        found.append({"name": name, "in": "query", "required": required, "schema": schema, "description": PARTS[name]})
    if operation.query:
        query = operation.query.model_json_schema()
        for name, field in query["properties"].items():
            more = {"maxLength": settings.max_question} if field["type"] == "string" else {}
            text = field.pop("description")
            required = name in query["required"]
            found.append(
                {"name": name, "in": "query", "required": required, "schema": field | more, "description": text}
            )
    return found


def _content(reply: type[BaseModel] | None) -> dict[str, Any]:
    if reply is None:
        return {form.media_type: {"schema": {"type": "string"}} for form in FORMATS.values()}
    return {"application/json": _refer(reply)}


def _refer(model: type[BaseModel]) -> dict[str, Any]:
    return {"schema": {"$ref": f"#/components/schemas/{model.__name__}"}}
