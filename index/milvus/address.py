"""Where on a Milvus an index is: `milvus://host:port/name`, or `milvus:///folder/file.db/name` for a local Milvus Lite.

The password comes from the environment alone: a flag shows in the list of processes, an address in every log. It knows
nothing of pymilvus.
"""

import os
import re
from dataclasses import dataclass, field

from index.errors import IndexStoreError

TOKEN = "YUWEN_STORE_TOKEN"
"""The variable that holds `user:password` or an API key."""
SCHEMES = {"milvus": "http", "milvus+tls": "https"}
_ADDRESS = re.compile(r"(?P<scheme>milvus(?:\+tls)?)://(?P<host>[^/@?#\s]*)(?P<file>/[^?#]*)?/(?P<name>[^/?#]+)/?")
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,99}")
_EXPECTED = "expected milvus://host:port/name (milvus+tls:// where it wants TLS)"


@dataclass(frozen=True, slots=True)
class MilvusAddress:
    """A name on a Milvus; prints as it was given, which holds no secret."""

    given: str
    uri: str
    """What pymilvus connects to: http://host:port, or a file's path."""
    name: str
    token: str = field(default="", repr=False)

    def __str__(self) -> str:
        return self.given


def is_address(text: str) -> bool:
    return text.startswith(tuple(f"{scheme}:" for scheme in SCHEMES))


def milvus_address(given: str, token: str | None = None) -> MilvusAddress:
    """The address that was given; the token out of the environment where None is given.

    Raises IndexStoreError where it is none or has a password in it, which is not repeated.
    """
    if "@" in given:
        raise IndexStoreError(f"no user or password in the address of a store: {_EXPECTED}, and the rest in {TOKEN}")
    found = _ADDRESS.fullmatch(given)
    if not found or not (found["host"] or found["file"]) or (found["host"] and found["file"]):
        raise IndexStoreError(f"{given!r} is no address of a store: {_EXPECTED}")
    if not _NAME.fullmatch(found["name"]):
        raise IndexStoreError(f"{given!r}: a name on Milvus has letters, digits and _ only, and begins with no digit")
    host = found["host"] if re.search(r":\d+$", found["host"]) else f"{found['host']}:19530"
    uri = found["file"] or f"{SCHEMES[found['scheme']]}://{host}"
    return MilvusAddress(given, uri, found["name"], os.environ.get(TOKEN, "") if token is None else token)
