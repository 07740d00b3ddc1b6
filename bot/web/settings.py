"""What an operator may set about the web front; it knows nothing of where the values come from."""

from dataclasses import dataclass
from pathlib import Path

from bot.web.origins import origin
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

    rate_limit: int = 0
    """Questions a minute that one address may ask; 0: as many as it likes."""
    mcp: bool = False
    """Whether agents may call the tools `ask` and `search` at `/mcp`; needs the extra `yuwen[mcp]`."""
    metrics_token: str = ""
    """Who brings it (`Authorization: Bearer …`) reads the metrics at `/metrics`; empty: nobody."""
    log_questions: bool = False
    """Whether the log may hold what visitors ask."""

    def __post_init__(self) -> None:
        if self.max_question < 1:
            raise YuwenError(f"max_question is {self.max_question}. Give a number of characters above 0.")
        if self.rate_limit < 0:
            raise YuwenError(f"rate_limit is {self.rate_limit}. Give questions a minute, or 0 for no limit.")
        for listed in self.allow_origins:
            _check("allow_origins", listed)
        if self.public_url:
            _check("public_url", self.public_origin)

    @property
    def public_origin(self) -> str:
        return self.public_url.rstrip("/")


def _check(name: str, given: str) -> None:
    try:
        expected = origin(given)
    except ValueError as error:
        raise YuwenError(f"{name}: {error} (got {given!r})") from error
    if given != expected:  # a browser compares letter by letter
        raise YuwenError(f"{name}: Write {expected}, as browsers do. (got {given!r})")
