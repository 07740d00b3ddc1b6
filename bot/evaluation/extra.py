"""The libraries that only evaluation needs, and what is said where they are missing.

It knows nothing of what they are used for.
"""

import importlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from index.errors import YuwenError


@contextmanager
def needed_for(option: str) -> Iterator[None]:
    """Imports within it that fail raise YuwenError, naming what to install."""
    try:
        yield
    except ImportError as error:
        raise YuwenError(
            f"{option} needs {error.name or error}, which is not installed: pip install 'yuwen[eval]' "
            "(in a checkout: pip install -e '.[eval]')"
        ) from error


def check_installed(option: str, libraries: Sequence[str]) -> None:
    """Raises the same where one of these libraries is missing."""
    for name in libraries:
        with needed_for(option):
            importlib.import_module(name)
