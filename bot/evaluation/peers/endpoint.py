"""Where a language model is asked; it knows nothing of how."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where the model is asked; `key` is empty where none is needed."""

    url: str
    model: str
    key: str
    timeout_s: float = 60.0
