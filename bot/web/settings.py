"""What an operator may set about the web front; it knows nothing of where the values come from."""

from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from index.errors import YuwenError


@dataclass(frozen=True, slots=True)
class WebSettings:
    """Checked when made: a wrong origin is an error at start, not a header that a browser ignores."""

    max_question: int = 500
    """Characters a question may have; a longer one is turned away with words, never cut."""
    public_url: str = ""
    """The address visitors know, when a proxy hides ours: it stands in printed and shared links."""
    allow_origins: tuple[str, ...] = ()
    """Origins (https://press.example) that may frame the chat and call the API from a browser."""
    feedback: Path | None = None
    """The file that keeps what visitors think of answers; None asks nobody."""

    def __post_init__(self) -> None:
        if self.max_question < 1:
            raise YuwenError(f"max_question is {self.max_question}. Give a number of characters above 0.")
        for origin in self.allow_origins:
            if not _is_origin(origin):
                raise YuwenError(
                    f"allow_origins holds {origin!r}. Give scheme and host only, such as https://press.example."
                )
        if self.public_url and not _is_origin(self.public_url.rstrip("/")):
            raise YuwenError(
                f"public_url is {self.public_url!r}. Give scheme and host only, such as https://ask.example."
            )

    @property
    def public_origin(self) -> str:
        return self.public_url.rstrip("/")


def _is_origin(value: str) -> bool:
    """True for scheme://host[:port], in characters that cannot leave a header or a policy."""
    if not value.isascii() or any(sign in value for sign in " \t\r\n;,'\"*"):
        return False
    try:
        parts = urlsplit(value)
        port = parts.port
    except ValueError:
        return False
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.username is not None:
        return False
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    return value.lower() == f"{parts.scheme}://{host}" + (f":{port}" if port is not None else "")
