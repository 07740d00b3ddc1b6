"""The chat as its page speaks to it: a question put into Gradio's queue, its updates read as they come."""

import json
from collections.abc import AsyncIterator, Mapping
from typing import Any

import httpx

CHAT = "/chat/en"


def submit_event(config: Mapping[str, Any]) -> int:
    """The number of the event that a question in the box sets off."""
    return int(next(event["id"] for event in config["dependencies"] if "submit" in dict(event["targets"]).values()))


async def messages(
    client: httpx.AsyncClient, question: str, session: str, event: int, headers: Mapping[str, str] | None = None
) -> AsyncIterator[dict[str, Any]]:
    """What Gradio sends for one question, up to `process_completed`.

    Raises:
        httpx.HTTPStatusError: the question was not taken, or its stream was refused.
        RuntimeError: the stream ended before the question was done.
    """
    body = {"data": [question, None], "fn_index": event, "session_hash": session}
    (await client.post(f"{CHAT}/gradio_api/queue/join", json=body, headers=headers)).raise_for_status()
    async with client.stream("GET", f"{CHAT}/gradio_api/queue/data?session_hash={session}") as reply:
        reply.raise_for_status()
        async for line in reply.aiter_lines():
            if line.startswith("data:"):
                message = json.loads(line.removeprefix("data:"))
                yield message
                if message["msg"] == "process_completed":
                    return
    raise RuntimeError("the chat's stream ended without an answer")
