"""Long strings made to make regular expressions backtrack, run in a process of its own: what blows up cannot be
stopped from within. What is run is named before it is run, so that the last line names what did not end.

    python tests/attacks/patterns.py patterns LENGTH     # every compiled pattern of the project
    python tests/attacks/patterns.py files LENGTH        # the readers of text, a file of each string
    python tests/attacks/patterns.py questions LENGTH    # the desk, a question of each string
"""

import importlib
import itertools
import pkgutil
import re
import sys
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import bot
import index
from bot import Bot
from index.building import open_for, replace_all
from index.errors import ArticleError
from index.reading.files import read_file
from index.search import Index
from index.splitting import split_article
from tests.making import CORPUS
from tests.tiny import TinyEncoder

PIECES = (
    "a", "0", " ", "\t", "　", "(", "[", "“", "”", "”“", "中", "-", "—", ".", "…", "*", "_", "`", "<", "<a ", "&", "|",
    "#", "> ", "0,", "0 ", "a.", "a@", "a-", "A ", "A. ", "1.", "一", "第", "《", "》", "《中", "（中", "中。", "，",
    "、", "()", "[](", "![", "http://a.", "万", "年", "1年", "和", " and ", "来源", "记者", "图", "来源 ", "(A", "By A",
    "Photo",
)  # fmt: skip
"""What a repeated group stumbles over."""
ENDS = ("", "!", "\x01", "中!")


def modules() -> Iterator[str]:
    """All of the project but its commands and what needs an extra."""
    for package in (index, bot):
        for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if not found.name.endswith("__main__") and ".peers" not in found.name:
                yield found.name


def compiled(value: object, depth: int = 3) -> Iterator[re.Pattern[str]]:
    """The patterns in a value, in its collections too."""
    if isinstance(value, re.Pattern):
        if isinstance(value.pattern, str):
            yield value
    elif depth and isinstance(value, dict):
        for one in value.values():
            yield from compiled(one, depth - 1)
    elif depth and isinstance(value, list | tuple | set | frozenset):
        for one in value:
            yield from compiled(one, depth - 1)


def hostile(pieces: Iterator[str] | tuple[str, ...], length: int) -> Iterator[str]:
    for piece in dict.fromkeys(pieces):
        for end in ENDS:
            yield piece * (length // len(piece)) + end


def patterns(length: int) -> None:
    """The pattern's own words too, one by one and in pairs."""
    for name in modules():
        for where, value in list(vars(importlib.import_module(name)).items()):
            for pattern in compiled(value):
                print(f"{name}.{where}: {pattern.pattern[:300]!r}", flush=True)
                own = re.findall(r"[^\W_]{1,12}|[^\w\s\\()\[\]{}|?*+^$]", pattern.pattern)[:24]
                pairs = [one + other for one, other in itertools.pairwise(own)]
                for text in hostile((*PIECES, *own, *pairs), length):
                    pattern.search(text)
                    pattern.fullmatch(text)


def files(length: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        for number, text in enumerate(hostile(PIECES, length)):
            for form in (".md", ".txt", ".html"):
                print(f"{form} of {text[:12]!r} … {text[-3:]!r}", flush=True)
                path = Path(folder, f"a{number}{form}")
                head = "---\ntitle: t\nlang: zh\n---\n" if form == ".md" else ""
                path.write_text(f"{head}标题\n\n重庆的大桥全长三千米。\n\n{text}\n", encoding="utf-8")
                with suppress(ArticleError):
                    for article in read_file(path):
                        split_article(article)


def questions(length: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        store = open_for(Path(folder, "index"), TinyEncoder())
        replace_all(store, TinyEncoder(), CORPUS)
        desk = Bot(Index(store, TinyEncoder()))
        for text in hostile(PIECES, length):
            print(f"the question {text[:12]!r} … {text[-3:]!r}", flush=True)
            desk.ask(text, [text])


if __name__ == "__main__":
    {"patterns": patterns, "files": files, "questions": questions}[sys.argv[1]](int(sys.argv[2]))
