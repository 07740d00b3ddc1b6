"""The folder of articles watched while the desk answers: what changes there is answered from a moment later.

It knows nothing of who answers: an opened index follows each new version by itself.
"""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from watchfiles import Change, watch

from index.building import build_folder
from index.encoder import Encoder
from index.errors import YuwenError
from index.reading.files import may_hold_articles

_QUIET = 1_000
"""Milliseconds without a change after which a file counts as written and not half written."""
_LONGEST = 30_000
"""Milliseconds after which changes that never pause are taken up all the same."""
_POLL = 500
"""Milliseconds in which a request to stop is seen."""

Tell = Callable[[str], None]


@contextmanager
def watching(articles: Path, index: Path, encoder: Encoder, tell: Tell) -> Iterator[None]:
    """Refreshes `index` in the background, within the block, whenever the folder `articles` has changed.

    `tell` gets a line for each new version and each file left out; nothing that goes wrong ends the watch.
    """
    stop = threading.Event()
    names = articles.parent / "names.yaml"
    arguments = (articles, index, encoder, tell)
    paths = [path for path in (articles, names) if path.exists()]
    changes = watch(
        *paths,
        watch_filter=lambda _, path: Path(path) == names.absolute() or may_hold_articles(Path(path)),
        step=_QUIET,
        debounce=_LONGEST,
        rust_timeout=_POLL,
        yield_on_timeout=True,
        stop_event=stop,
        raise_interrupt=False,
    )
    thread = threading.Thread(target=_follow, args=(changes, *arguments), name="watching", daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


def _follow(
    changes: Iterator[set[tuple[Change, str]]], articles: Path, index: Path, encoder: Encoder, tell: Tell
) -> None:
    told: list[str] = []
    for changed in changes:
        if changed:
            told = _refresh(articles, index, encoder, tell, told)


def _refresh(articles: Path, index: Path, encoder: Encoder, tell: Tell, told: list[str]) -> list[str]:
    """One refresh; gives what was left out, of which only what was not `told` before is told."""
    try:
        built, errors = build_folder(articles, index, encoder)
    except (YuwenError, OSError) as error:
        tell(f"not refreshed: {' '.join(str(error).split())}")
        return told
    lines = [f"left out: {' '.join(str(error).split())}" for error in errors]
    for line in lines:
        if line not in told:
            tell(line)
    tell(f"{index}: version {built.version}, {built.articles} articles")
    return lines
