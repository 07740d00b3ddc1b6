"""A GGUF file on this machine, behind an OpenAI-compatible address on loopback: llama.cpp by xllamacpp.

It knows nothing of what is asked.
"""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bot.model.endpoint import Endpoint, ModelError

WINDOW = 8192
"""Tokens that passages, question and answer may take together."""

BATCH = 128
"""Tokens that are read before it is looked whether anybody still waits; as quick as the default of 2048, after which
an article was read to its end for a visitor who had left a minute ago."""


@contextmanager
def serving(file: Path, patience_s: float) -> Iterator[Endpoint]:
    """The file's model, served as long as the context lasts: one answer at a time, which a CPU does fastest.

    Raises ModelError where there is no such model or the library is missing.
    """
    try:
        import xllamacpp
    except ImportError as error:
        raise ModelError(
            f"a GGUF file needs {error.name}, which is not installed: pip install 'yuwen[llm]' "
            "(in a checkout: pip install -e '.[llm]')"
        ) from error
    _check(file)
    params = xllamacpp.CommonParams()
    params.model.path = str(file)
    params.hostnames, params.port = ["127.0.0.1"], 0
    params.n_ctx, params.n_parallel = WINDOW, 1
    params.n_batch = params.n_ubatch = BATCH
    params.ui = False
    params.cache_ram_mib = 0  # up to 8 GB of earlier prompts, of which ours share no more than the slot keeps anyway
    params.verbosity = 0
    params.endpoint_metrics = True  # tokens and seconds, for the benches; behind the key like all the rest
    key = secrets.token_urlsafe()
    params.api_keys = [key]  # other users of the machine reach its loopback too
    try:
        server = xllamacpp.Server(params)
    except Exception as error:
        raise ModelError(f"{file} cannot be served: {error}") from error
    try:
        yield Endpoint(f"{server.listening_address}/v1", file.stem, key, patience_s, at_once=1, own=True)
    finally:
        del server  # stops it and frees the model


def _check(file: Path) -> None:
    """Raises ModelError where llama.cpp would fail with pages of its own log, or end the process."""
    try:
        with file.open("rb") as opened:
            beginning = opened.read(4)
    except OSError as error:
        raise ModelError(f"{file} cannot be read: {error.strerror}") from error
    if beginning != b"GGUF":
        raise ModelError(f"{file} is no GGUF file: it does not begin with GGUF")
