"""What an origin is: who another site is to a browser, scheme://host[:port], spelled as a browser spells it.

It knows nothing of what an origin is then allowed to do.
"""

from urllib.parse import SplitResult, urlsplit

_PORTS = {"http": 80, "https": 443}
_SIGNS = frozenset(" \t\r\n;,'\"\\")
"""What could leave a header or a policy."""
_EXPECTED = "give scheme and host, and a port where there is one, such as https://press.example."


def origin(given: str) -> str:
    """The origin in lower case and without the scheme's own port, as browsers send and compare it.

    Raises:
        ValueError: it is none, with what to write instead where that can be told.
    """
    if "*" in given:
        raise ValueError("A wildcard would let in sites that nobody has named: list each origin by itself.")
    if not _SIGNS.isdisjoint(given) or not given.isprintable():
        raise ValueError(f"Not an origin: {_EXPECTED}")
    try:
        parts = urlsplit(given)
        port = parts.port
        host = _ascii(parts.hostname or "")
    except ValueError as error:
        raise ValueError(f"Not an origin ({error}): {_EXPECTED}") from error
    if parts.scheme not in _PORTS or not host:
        raise ValueError(f"Not an origin: {_EXPECTED}")
    found = f"{parts.scheme}://{host}" + (f":{port}" if port and port != _PORTS[parts.scheme] else "")
    if _has_more(parts) or not given.isascii():
        raise ValueError(f"More than an origin, or not spelled as one: write {found}.")
    return found


def _ascii(host: str) -> str:
    if ":" in host:
        return f"[{host}]"
    return host if host.isascii() else host.encode("idna").decode("ascii")


def _has_more(parts: SplitResult) -> bool:
    return bool(parts.path or parts.query or parts.fragment or "@" in parts.netloc)
