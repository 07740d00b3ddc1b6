"""python -m bot feedback: the votes as a table or as JSON, and how many there are of each.

What visitors wrote is shown as text: no control character reaches the terminal.
"""

import argparse
import json
from collections import Counter
from dataclasses import asdict
from datetime import date
from pathlib import Path

from rich.console import Console
from rich.table import Table
from rich.text import Text

from bot.feedback import Feedback, Voted
from index.command import FEEDBACK


def add_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--file", type=Path, default=FEEDBACK, metavar="FILE", help=f"default: {FEEDBACK}")
    kinds = parser.add_mutually_exclusive_group()
    for vote in ("liked", "disliked"):
        kinds.add_argument(f"--{vote}", dest="vote", action="store_const", const=vote, help=f"only what was {vote}")
    parser.add_argument("--since", type=_day, default="", metavar="YYYY-MM-DD", help="from this day on (UTC)")
    parser.set_defaults(command=show)


def show(options: argparse.Namespace) -> None:
    votes = Feedback(options.file).votes(options.vote, options.since)
    if options.json:
        rows = [asdict(one) | {"links": one.links.split("\n") if one.links else []} for one in votes]
        print(json.dumps({"counts": _counts(votes), "votes": rows}, ensure_ascii=False, indent=2))
        return
    console = Console()
    if votes:
        console.print(_table(votes))
    console.print("  ".join(f"{name}: {count}" for name, count in _counts(votes).items()), highlight=False)


def _counts(votes: list[Voted]) -> dict[str, int]:
    counted = Counter(one.vote for one in votes)
    return {"liked": counted["liked"], "disliked": counted["disliked"], "refused": sum(one.refused for one in votes)}


def _table(votes: list[Voted]) -> Table:
    table = Table("time", "vote", "question", "answer", "word")
    for one in votes:
        answer = f"(refused) {one.answer}" if one.refused else one.answer
        table.add_row(*(Text(_plain(cell)) for cell in (one.time, one.vote, one.question, answer, one.word)))
    return table


def _plain(text: str) -> str:
    """Without control characters and marks of direction, which could redraw the terminal; line breaks are spaces."""
    return "".join(sign if sign.isprintable() else " " for sign in text)


def _day(text: str) -> str:
    try:
        return date.fromisoformat(text).isoformat() if text else ""
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is no day such as 2023-08-17") from None
