"""What a language model says, piece by piece: any endpoint that speaks OpenAI's protocol.

A call runs on an event loop in a thread of its own, because only there can it be cancelled amid a wait: the
connection is then closed, and the server stops generating. It knows nothing of prompts or answers.
"""

import asyncio
import logging
import threading
from collections.abc import Iterator, Sequence
from queue import Empty, SimpleQueue
from typing import Any

from bot.model.breaker import Breaker
from bot.model.endpoint import Endpoint, ModelError

LOOK_S = 0.2
"""How often a caller that waits gets the chance to stop waiting."""
CONNECT_S = 5.0
AHEAD_S = 120.0
"""A slow machine may take long for what nobody waits for."""
CLOSE_S = 2.0
"""How long the end of the calls that run is waited for."""

log = logging.getLogger(__name__)
Message = dict[str, str]


class Cut(ModelError):
    """The model stopped amid its words: the connection broke, or its tokens were used up."""


class Client:
    """One endpoint; safe to share between threads."""

    def __init__(self, endpoint: Endpoint) -> None:
        """Raises ModelError where the client library is missing."""
        try:
            import openai
        except ImportError as error:
            raise ModelError(
                f"a language model needs {error.name}, which is not installed: pip install 'yuwen[llm]' "
                "(in a checkout: pip install -e '.[llm]')"
            ) from error
        self.endpoint = endpoint
        self.breaker = Breaker()
        self._client = openai.AsyncOpenAI(
            base_url=endpoint.url,
            api_key=endpoint.key or "none",
            # Patience is kept by who reads; this is for a connection that is dead.
            timeout=openai.Timeout(2 * endpoint.patience_s, connect=min(CONNECT_S, endpoint.patience_s)),
            max_retries=endpoint.retries,
        )
        _ = self._client.chat.completions  # imported here, not while a visitor waits
        self._at_once = asyncio.Semaphore(endpoint.at_once)
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._run, name=f"language model {endpoint.url}", daemon=True)
        self._thread.start()

    def stream(self, messages: Sequence[Message], tokens: int | None = None) -> Iterator[str]:
        """Pieces of what the model says, and "" now and then while nothing comes. Closing it ends the call.

        It says `tokens` at most, or else as much as an answer may have.
        Raises ModelError where the call fails, Cut where it does so amid the words.
        """
        if not self.breaker.lets_through():
            raise ModelError(f"{self.endpoint.url} failed several times and is left alone for a while")
        pieces: SimpleQueue[str | ModelError | None] = SimpleQueue()
        call = asyncio.run_coroutine_threadsafe(self._call(self._request(messages, tokens), pieces), self._loop)
        try:
            while True:
                try:
                    piece = pieces.get(timeout=LOOK_S)
                except Empty:
                    yield ""
                    continue
                if piece is None:
                    return
                if isinstance(piece, ModelError):
                    raise piece
                yield piece
        finally:
            call.cancel()

    def read_ahead(self, messages: Sequence[Message]) -> None:
        """Lets a server of ours read what every call begins with, so that no visitor waits for that.

        Nobody waits for it either, and nothing becomes of it where it fails.
        """
        if self.endpoint.own:
            asyncio.run_coroutine_threadsafe(self._ahead(self._request(messages, 1)), self._loop)

    def close(self) -> None:
        """Ends the thread, once the calls that run are cancelled."""
        if not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._loop.stop)
            self._thread.join(CLOSE_S)

    def _run(self) -> None:
        """The thread. At its end nothing is left pending, which the interpreter would complain of."""
        self._loop.run_forever()
        if tasks := asyncio.all_tasks(self._loop):
            for task in tasks:
                task.cancel()
            self._loop.run_until_complete(asyncio.wait(tasks))
        self._loop.run_until_complete(self._loop.shutdown_asyncgens())
        self._loop.close()

    async def _ahead(self, request: dict[str, Any]) -> None:
        patient = self._client.with_options(timeout=AHEAD_S, max_retries=0)
        async with self._at_once:
            try:
                await patient.chat.completions.create(**request | {"stream": False})
            except Exception as error:
                log.info("the rules could not be read ahead: %s: %s", type(error).__name__, error)

    async def _call(self, request: dict[str, Any], pieces: "SimpleQueue[str | ModelError | None]") -> None:
        said = False
        try:
            async with self._at_once:
                finish = None
                stream = await self._client.chat.completions.create(**request)
                async with stream:
                    async for chunk in stream:
                        choice = chunk.choices[0] if chunk.choices else None
                        finish = (choice and choice.finish_reason) or finish
                        if choice and (text := choice.delta.content):
                            said = True
                            pieces.put(text)
            if finish != "stop":
                raise Cut(f"the model stopped amid its words ({finish or 'the connection ended'})")
            self.breaker.worked()
            pieces.put(None)
        except Cut as error:
            self.breaker.worked()  # an endpoint that speaks is not down
            pieces.put(error)
        except Exception as error:  # whatever an endpoint does wrong: no HTTP, no JSON, another shape
            log.warning("the language model failed: %s: %s", type(error).__name__, error)
            self.breaker.failed()
            told = f"{type(error).__name__}: {error}"
            pieces.put(Cut(told) if said else ModelError(told))

    def _request(self, messages: Sequence[Message], tokens: int | None) -> dict[str, Any]:
        return {
            "model": self.endpoint.model,
            "messages": list(messages),
            "temperature": 0,
            "max_tokens": tokens or self.endpoint.tokens,
            "stream": True,
            # Where llama.cpp tells how far it has read, it notices too that nobody listens any more.
            **({"extra_body": {"return_progress": True}} if self.endpoint.own else {}),
        }
