"""A crowd for minutes: every answer is held against its question, memory is watched, overload and recovery are tried.

    python tests/bench/bench_crowd.py [--visitors 50] [--minutes 5]    # half by the chat, half by the API
    python tests/bench/bench_crowd.py --soak [--minutes 20]            # the index swapped, a language model that fails

Each visitor asks, waits for the whole answer, and asks the next question. An answer is right when it names the question
and quotes the words asked about. Then --burst visitors ask at the same moment: each has to be answered right or refused
with words, and afterwards all is as before. Exits 1 where an answer is lost or wrong, or memory grows.
"""

import argparse
import asyncio
import html
import itertools
import json
import random
import re
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import numpy as np
from rich.console import Console
from rich.table import Table

sys.path.insert(0, str(Path(__file__).parents[2]))
sys.path.insert(0, str(Path(__file__).parent))

from running import ROOT, app_running, resident

from tests.chat_client import CHAT, messages, submit_event
from tests.scripted_model import Call, scripted

GREETINGS = ("", "请问", "请问，", "你好，", "您好，", "您好，请问", "你好，请问")
MARKS = ("？", "?", "？？", "??", "？！", "？?")
"""Ways to put the same question, so that no answer comes from memory: people differ, and so does what they ask."""
CONVERSATION = 5
"""Questions that a visitor asks."""
SWAP_S = 10.0
GROWTH = 1.05
"""Memory of the last third over that of the middle third, at most."""


@dataclass(frozen=True, slots=True)
class Known:
    """A question and the words that a right answer quotes."""

    question: str
    words: str


@dataclass
class Seen:
    """What came of the questions; times in seconds from the question on."""

    first: list[float] = field(default_factory=list)
    whole: list[float] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)


class Refused(Exception):
    """Turned away with words and this status, as it may be under overload."""


def main() -> int:
    options = parse()
    with tempfile.TemporaryDirectory() as folder, server(Path(folder), options.soak) as (origin, process):
        missed = asyncio.run(crowd(origin, process, Path(folder), options))
    for line in missed:
        print(f"missed: {line}", file=sys.stderr)
    return 1 if missed else 0


def parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--visitors", type=int, default=50, help="at the same time; default: 50")
    parser.add_argument("--minutes", type=float, default=5, help="default: 5")
    parser.add_argument(
        "--burst", type=int, default=400, help="who ask at one moment at the end; 0: none; default: 400"
    )
    parser.add_argument("--by", choices=("both", "chat", "api"), default="both", help="the way they ask")
    parser.add_argument("--soak", action="store_true", help=f"swap the index every {SWAP_S:.0f} s, let a model fail")
    return parser.parse_args()


@contextmanager
def server(folder: Path, soak: bool) -> Iterator[tuple[str, int]]:
    """The origin and process id of `python app.py` over a copy of the articles in `folder`."""
    shutil.copytree(ROOT / "docs", folder / "docs")
    flags = ["--index", "index"]
    with scripted(Failing().play) as model, (folder / "log").open("w") as log:
        if soak:
            flags += ["--llm", model.url, "--llm-model", "m", "--llm-patience", "3"]
        with app_running(flags, folder, errors=log) as running:
            yield running


class Failing:
    """A language model that fails in each way in turn; the articles' own words have to be shown then."""

    def __init__(self) -> None:
        self._turns = itertools.count()

    def play(self, call: Call) -> None:
        match next(self._turns) % 4:
            case 0:
                call.error(500)
            case 1:
                call.begin()
                call.delta("It was 9999 years ago")  # nothing holds it, and it is cut off
            case 2:
                call.server.stopped.wait(5)  # slower than patience
            case _:
                call.begin()
                call.raw("nonsense\n\n")


async def crowd(origin: str, process: int, folder: Path, options: argparse.Namespace) -> list[str]:
    # The server hangs up after five idle seconds; a request sent at that very moment would be lost.
    limits = httpx.Limits(max_connections=None, max_keepalive_connections=None, keepalive_expiry=2)
    async with httpx.AsyncClient(base_url=origin, timeout=180, limits=limits) as client:
        known = await questions(client)
        event = await chat_event(client)
        ways = {"both": (None, event), "chat": (event,), "api": (None,)}[options.by]
        seen, memory = Seen(), []
        until = time.monotonic() + options.minutes * 60
        watching = asyncio.create_task(watch(process, memory))
        swapping = asyncio.create_task(swap(folder)) if options.soak else None
        new = itertools.cycle(random.Random(8).sample(known, len(known)))
        visitors = [
            visitor(client, new, ways[number % len(ways)], number, until, seen) for number in range(options.visitors)
        ]
        await asyncio.gather(*visitors)
        for task in filter(None, (swapping, watching)):
            task.cancel()
        burst, after = Seen(), Seen()
        if options.burst:
            once = [
                ask_once(client, known[n % len(known)], ways[n % len(ways)], f"burst{n}", burst)
                for n in range(options.burst)
            ]
            await asyncio.gather(*once)
            for n in range(20):
                await ask_once(client, known[n % len(known)], ways[n % len(ways)], f"after{n}", after)
    return show({f"{options.visitors} visitors": seen, f"{options.burst} at once": burst, "after": after}, memory)


async def questions(client: httpx.AsyncClient) -> list[Known]:
    """Questions out of the articles' own words whose answer, asked alone, quotes these words."""
    listed = (await client.get("/api/articles")).json()["articles"]
    chinese = [article["id"] for article in listed if article["lang"].startswith("zh")]
    whole = [(await client.get(f"/api/articles/{name}")).json() for name in chinese]
    pieces = {piece for article in whole for piece in re.findall(r"[^。.，,“”\n]{10,30}", article["text"])}
    apart = [piece for piece in pieces if not any(alike(piece, other) for other in pieces - {piece})]
    known = [Known(f"{piece.strip()}？", piece.strip()) for piece in sorted(apart)]
    random.Random(7).shuffle(known)
    good = [one for one in known[:160] if not fault(one, (await asked(client, one)).json())]
    if len(good) < 20:
        raise SystemExit(f"only {len(good)} of {len(known)} questions have an answer that can be checked")
    return [Known(f"{said}{one.words}{mark}", one.words) for mark in MARKS for said in GREETINGS for one in good]


def alike(piece: str, other: str) -> bool:
    """Whether half of the pairs of characters are the same: either's sentence might be quoted for the other."""
    pairs, others = ({a + b for a, b in itertools.pairwise(text)} for text in (piece, other))
    return 2 * len(pairs & others) > min(len(pairs), len(others))


async def asked(client: httpx.AsyncClient, known: Known) -> httpx.Response:
    return (await client.post("/api/ask", json={"question": known.question})).raise_for_status()


def fault(known: Known, answer: dict) -> str | None:
    """What is wrong with an answer as JSON."""
    if answer["question"] != known.question:
        return f"{known.question!r} got the answer to {answer['question']!r}"
    quotes = [c["quote"] for c in answer["citations"]] + [
        c["original"]["quote"] for c in answer["citations"] if c["original"]
    ]
    if answer["refused"] or not any(known.words in quote for quote in quotes):
        return f"{known.question!r} got {answer['answer'][:80]!r}"
    return None


async def visitor(
    client: httpx.AsyncClient, known: Iterator[Known], chat: int | None, number: int, until: float, seen: Seen
) -> None:
    """Asks whatever nobody has asked yet; a new conversation every few questions, as if the next one had come."""
    await asyncio.sleep(number % 50 / 10)  # not all in the same moment
    for turn in itertools.count():
        if time.monotonic() >= until:
            return
        await ask_once(client, next(known), chat, f"v{number}c{turn // CONVERSATION}", seen)


async def ask_once(client: httpx.AsyncClient, known: Known, chat: int | None, session: str, seen: Seen) -> None:
    try:
        times = await (by_api(client, known) if chat is None else by_chat(client, known, chat, session))
    except Refused as words:
        seen.refused.append(str(words))
    except Exception as error:
        seen.faults.append(f"{type(error).__name__}: {error}"[:300])
    else:
        seen.first.append(times[0])
        seen.whole.append(times[1])


async def by_api(client: httpx.AsyncClient, known: Known) -> tuple[float, float]:
    started, first, name = time.perf_counter(), 0.0, ""
    headers = {"Accept": "text/event-stream"}
    async with client.stream("POST", "/api/ask", json={"question": known.question}, headers=headers) as reply:
        refused(reply)
        async for line in reply.aiter_lines():
            if line.startswith("event: "):
                name = line.removeprefix("event: ")
                first = first or (time.perf_counter() - started if name == "text" else 0.0)
            elif line.startswith("data: ") and name in {"answer", "error"}:
                found = json.loads(line.removeprefix("data: "))
                if told := found.get("detail") or fault(known, found):
                    raise RuntimeError(told)
                return first, time.perf_counter() - started
    raise RuntimeError("the stream ended without an answer")


async def by_chat(client: httpx.AsyncClient, known: Known, chat: int, session: str) -> tuple[float, float]:
    started, first, shown = time.perf_counter(), 0.0, ""
    try:
        async for message in messages(client, known.question, session, chat):
            told = json.dumps(message.get("output", {}), ensure_ascii=False)
            shown += told
            if not first and re.search(r"class=\W*(answer|refused)|quote", told):
                first = time.perf_counter() - started
    except httpx.HTTPStatusError as error:
        refused(error.response)
        raise
    text = plain(shown)
    if not message["success"] or known.words not in text.replace(known.question, "", 1):
        raise RuntimeError(f"{known.question!r} got in the chat {text[-160:]!r}")
    return first, time.perf_counter() - started


async def chat_event(client: httpx.AsyncClient) -> int:
    return submit_event((await client.get(f"{CHAT}/config")).json())


def refused(reply: httpx.Response) -> None:
    if reply.status_code in {429, 503}:
        raise Refused(f"status {reply.status_code}")
    reply.raise_for_status()


def plain(shown: str) -> str:
    """Markdown with character references and marks as the text that is read."""
    return re.sub(r"</?strong>", "", html.unescape(html.unescape(shown)))


async def watch(process: int, memory: list[float]) -> None:
    while True:
        memory.append(resident(process))
        await asyncio.sleep(2)


async def swap(folder: Path) -> None:
    """An article that nobody asks about comes, changes, and goes."""
    path = folder / "docs" / "articles" / "swapped.md"
    for number in itertools.count():
        await asyncio.sleep(SWAP_S)
        if number % 3 == 2:
            path.unlink()
        else:
            text = f"---\ntitle: 试验\nlang: zh\n---\n\n这是第{number}次更换的试验文章，与别的文章无关。\n"
            path.write_text(text, encoding="utf-8")


def show(parts: dict[str, Seen], memory: list[float]) -> list[str]:
    heads = ("", "answered", "refused", "faults", "first words p50", "p95", "whole p50", "p95")
    table, missed = Table(*heads, title="A crowd"), []
    for name, seen in parts.items():
        times = [
            f"{np.percentile(values or [np.nan], p):.2f} s" for values in (seen.first, seen.whole) for p in (50, 95)
        ]
        table.add_row(name, str(len(seen.whole)), str(len(seen.refused)), str(len(seen.faults)), *times)
        missed += [f"{name}: {told}" for told in sorted(set(seen.faults))[:5]]
    first, after = next(iter(parts.values())), parts["after"]
    if first.refused or after.refused:
        words = sorted({*first.refused, *after.refused})
        missed.append(f"refused without overload: {len(first.refused)} and {len(after.refused)}: {words}")
    third = len(memory) // 3
    middle, last = (float(np.mean(part)) for part in (memory[third : 2 * third] or [0], memory[2 * third :] or [0]))
    Console().print(table)
    tenths = " ".join(f"{one:.0f}" for one in memory[:: max(1, len(memory) // 10)])
    Console().print(f"memory, MB, over the time: {tenths}")
    if last > middle * GROWTH:
        missed.append(f"memory grew from {middle:.0f} to {last:.0f} MB")
    return missed


if __name__ == "__main__":
    sys.exit(main())
