"""From what an operator says (an address or a GGUF file) to a client, closed when it is no longer needed.

It knows nothing of answers.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path

from bot.model.client import Client
from bot.model.endpoint import PATIENCE_S, Endpoint, ModelError, key_from_environment
from bot.model.local import serving

_ADDRESS = re.compile(r"https?://[^\s/@]+\S*")


@contextmanager
def connected(llm: str | None, model: str | None = None, patience_s: float = PATIENCE_S) -> Iterator[Client | None]:
    """A client of the model at this address or in this file; None where none is wanted.

    Raises ModelError where what is given cannot be meant, or a library is missing.
    """
    if not llm:
        if model:
            raise ModelError("a model is named, but not where it is: give --llm too")
        yield None
        return
    with serving(Path(llm), patience_s) if is_file(llm) else nullcontext(_remote(llm, model, patience_s)) as endpoint:
        client = Client(endpoint)
        try:
            yield client
        finally:
            client.close()


def is_file(llm: str) -> bool:
    """Whether what is given is a model's file, and no address."""
    return llm.lower().endswith(".gguf")


def _remote(address: str, model: str | None, patience_s: float) -> Endpoint:
    if not _ADDRESS.fullmatch(address):
        raise ModelError(f"{address!r} is neither an address such as http://127.0.0.1:8000/v1 nor a .gguf file")
    if not model:
        raise ModelError("which model? An address may serve several: give --llm-model too")
    return Endpoint(address, model, key_from_environment(), patience_s)
