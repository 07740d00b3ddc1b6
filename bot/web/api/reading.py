"""From a request to checked values; what is wrong with it is said in one sentence.

The models of `bot.web.api.schema` do the checking. It knows nothing of what is done with the values.
"""

import json
from collections.abc import Mapping
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request

from bot.web.api.schema import HISTORY, MOST_HITS, Ask, Search

EXPECTED = {
    "question": "`question` is missing or empty. Give a string with the question.",
    "history": "`history` is not a list of strings. Give the earlier questions, oldest first.",
    "language": "`language` is not a language tag. Give one such as zh, en or zh-Hant.",
    "q": "`q` is missing or empty. Give the words to look for.",
    "k": f"`k` is not a number from 1 to {MOST_HITS}.",
}
NOT_TEXT = "The text holds half of a surrogate pair. Send whole characters."

Model = TypeVar("Model", bound=BaseModel)


def read_ask(body: Any, max_question: int) -> Ask:
    """A question and its history, each earlier question cut to the length that is read.

    Raises:
        HTTPException: 422, with what was received and what was expected.
    """
    if not isinstance(body, dict):
        raise HTTPException(422, 'The body is not a JSON object. Send {"question": "…"}.')
    ask = _checked(Ask, body)
    _fits("question", ask.question, max_question)
    return ask.model_copy(update={"history": [earlier[:max_question] for earlier in ask.history[-HISTORY:]]})


def read_search(query: Mapping[str, str], max_question: int) -> Search:
    """Raises HTTPException 422 like `read_ask`."""
    search = _checked(Search, query)
    _fits("q", search.q, max_question)
    return search


async def json_body(request: Request) -> Any:
    """Raises HTTPException 415 where the body is said to be something else, 400 where it is no JSON."""
    media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media_type != "application/json":
        raise HTTPException(415, "Send the body as JSON, with Content-Type: application/json.")
    try:
        return json.loads(await request.body())
    except (ValueError, RecursionError) as error:
        raise HTTPException(400, "The body is not JSON.") from error


def _checked(model: type[Model], values: Mapping[str, Any]) -> Model:
    try:
        return model.model_validate(dict(values))
    except ValidationError as error:
        fault = error.errors()[0]
        detail = NOT_TEXT if fault["type"] == "string_unicode" else EXPECTED[str(fault["loc"][0])]
        raise HTTPException(422, detail) from error


def _fits(name: str, text: str, most: int) -> None:
    if len(text) > most:
        raise HTTPException(422, f"`{name}` has {len(text)} characters; at most {most} are read. Shorten it.")
