"""What the commands share: one clean line for an error, exit codes, a progress bar.

Exit 0 on success, 2 on wrong use (argparse), 1 on failure. It knows nothing of any command.
"""

import argparse
import io
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from index.errors import IndexStoreError, YuwenError
from index.milvus.address import MilvusAddress, milvus_address

ARTICLES = Path("docs/articles")
INDEX = Path("yuwen-index")
FEEDBACK = Path("yuwen-feedback.db")


def run(command: Callable[[], int | None]) -> int:
    """Runs a command; a mendable error is one line on stderr and exit code 1."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # what was typed may not be text, and must not stop the answer
            stream.reconfigure(errors="backslashreplace")
    try:
        code = command() or 0
        sys.stdout.flush()
        return code
    except BrokenPipeError:
        # The reader of our output has left; Python would complain once more at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except (YuwenError, OSError) as error:
        print(f"error: {' '.join(str(error).split())}", file=sys.stderr)
    except KeyboardInterrupt:
        print("stopped", file=sys.stderr)
    return 1


def place_options(help: str = "on a Milvus instead: milvus://host:port/name") -> argparse.ArgumentParser:  # noqa: A002
    """A parent parser that says where the index is: --index, or --store for one on a Milvus."""
    parser = argparse.ArgumentParser(add_help=False)
    parser.add_argument("--index", type=Path, default=INDEX, metavar="DIR", help=f"default: {INDEX}")
    parser.add_argument("--store", type=store_address, metavar="URL", help=help)
    return parser


def store_address(text: str) -> MilvusAddress:
    """For argparse: the address of a Milvus, its token out of the environment."""
    try:
        return milvus_address(text)
    except IndexStoreError as error:
        raise argparse.ArgumentTypeError(str(error)) from None


@contextmanager
def progress_bar(label: str) -> Iterator[Callable[[int, int], None]]:
    """A bar on stderr that takes (done, total); nothing where stderr is no terminal."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    console = Console(stderr=True)
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress:
        task = progress.add_task(label, total=None)
        yield lambda done, total: progress.update(task, completed=done, total=total)
