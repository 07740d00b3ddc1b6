"""What a visit costs and how fast first words come, with a real server, a real Chromium and real streams.

    python tests/bench/bench_page.py [--visitors 50] [--visits 3]

Bytes are those on the wire, as Chromium counts them; usable is when the question can be typed. The visitors
all ask at the same moment, each another question that nobody asked before, and once more all the same one. First
words are the answer's own. Exits 1 where a goal is missed.
"""

import argparse
import asyncio
import json
import re
import statistics
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import httpx
import numpy as np
from playwright.sync_api import BrowserContext, sync_playwright
from rich.console import Console
from rich.table import Table

sys.path.insert(0, str(Path(__file__).parents[2]))
sys.path.insert(0, str(Path(__file__).parent))

from running import ROOT, app_running, cpu_seconds

from tests.chat_client import CHAT, messages, submit_event

CHROMIUM = "/usr/bin/chromium"
COLD_KB, WARM_KB, USABLE_S, FIRST_WORDS_S = 350, 50, 1.5, 1.0


@dataclass(frozen=True, slots=True)
class Visit:
    """One opening of the page."""

    kilobytes: float
    requests: int
    usable: float


@dataclass(frozen=True, slots=True)
class Crowd:
    """What many visitors saw who asked at once; seconds from the click on."""

    first_words: list[float]
    whole: list[float]
    errors: int
    cpu: float


def main() -> int:
    options = parse()
    console = Console()
    with served() as (origin, process):
        visits = [open_page(origin) for _ in range(options.visits)]
        questions = questions_of(origin, 2 * options.visitors)
        by_api_asked, by_chat_asked = questions[::2], questions[1::2]
        crowds = {}
        for name, way, asked in (
            ("/api/ask", by_api, by_api_asked),
            ("the chat", by_chat, by_chat_asked),
            ("the chat, one question", by_chat, by_chat_asked[:1] * len(by_chat_asked)),
        ):
            asyncio.run(crowd(origin, process, ["你好", "谢谢"], way))  # what is loaded once is no part of it
            crowds[name] = asyncio.run(crowd(origin, process, asked, way))
    missed = [*page_table(console, visits), *crowd_table(console, crowds, len(by_chat_asked))]
    for line in missed:
        console.print(f"missed: {line}", style="red")
    return 1 if missed else 0


def parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--visitors", type=int, default=50, help="who ask at once; default: 50")
    parser.add_argument("--visits", type=int, default=3, help="browsers that open the page; default: 3")
    return parser.parse_args()


@contextmanager
def served() -> Iterator[tuple[str, int]]:
    """The origin and the process id of `python app.py` over the project's own articles."""
    flags = ["--articles", str(ROOT / "docs" / "articles"), "--index", "index"]
    with tempfile.TemporaryDirectory() as folder, app_running(flags, Path(folder)) as running:
        yield running


def open_page(origin: str) -> tuple[Visit, Visit]:
    """A browser's first visit, and its second."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        context = browser.new_context(locale="en-GB")
        found = visit(context, origin), visit(context, origin)
        browser.close()
    return found


def visit(context: BrowserContext, origin: str) -> Visit:
    page = context.new_page()
    finished: list[float] = []
    network = context.new_cdp_session(page)
    network.send("Network.enable")
    network.on("Network.loadingFinished", lambda event: finished.append(event["encodedDataLength"]))
    page.goto(origin, wait_until="commit")
    page.wait_for_selector("body.ready #box textarea")
    usable = page.evaluate("performance.now()") / 1000
    page.wait_for_load_state("load")
    page.wait_for_timeout(1000)  # what comes after the page is usable counts too
    page.close()
    return Visit(sum(finished) / 1024, len(finished), usable)


def questions_of(origin: str, number: int) -> list[str]:
    """As many different questions: the articles' own words, asked about."""
    with httpx.Client(base_url=origin) as client:
        listed = client.get("/api/articles").json()["articles"]
        whole = [client.get(f"/api/articles/{article['id']}").json() for article in listed]
    places = [(article["text"], block["start"]) for article in whole for block in article["blocks"]]
    words = [text[start + skip :][:24].strip() for skip in range(0, 60, 12) for text, start in places]
    found = [f"{said}？" for said in dict.fromkeys(words)][:number]
    if len(found) < number:
        raise SystemExit(f"the articles give {len(found)} different questions; ask with fewer --visitors")
    return found


Way = Callable[[httpx.AsyncClient, str, int], Awaitable[tuple[float, float]]]
"""One visitor's question: seconds to the first words and to the end. Raises where it is not answered."""


async def crowd(origin: str, process: int, questions: list[str], way: Way) -> Crowd:
    limits = httpx.Limits(max_connections=None)
    before = cpu_seconds(process)
    async with httpx.AsyncClient(base_url=origin, timeout=120, limits=limits) as client:
        visitors = (way(client, question, n) for n, question in enumerate(questions))
        seen = await asyncio.gather(*visitors, return_exceptions=True)
    good = [times for times in seen if isinstance(times, tuple)]
    for fault in {repr(fault) for fault in seen if not isinstance(fault, tuple)}:
        print(fault, file=sys.stderr)
    cpu = (cpu_seconds(process) - before) / len(questions)
    return Crowd([first for first, _ in good], [whole for _, whole in good], len(seen) - len(good), cpu)


async def by_api(client: httpx.AsyncClient, question: str, _: int) -> tuple[float, float]:
    started, first = time.perf_counter(), 0.0
    headers = {"Accept": "text/event-stream"}
    async with client.stream("POST", "/api/ask", json={"question": question}, headers=headers) as reply:
        reply.raise_for_status()
        async for line in reply.aiter_lines():
            if line == "event: text" and not first:
                first = time.perf_counter() - started
            if line == "event: answer":
                return first, time.perf_counter() - started
    raise RuntimeError("the stream ended without an answer")


async def by_chat(client: httpx.AsyncClient, question: str, number: int) -> tuple[float, float]:
    session = f"visitor{number}x{time.monotonic_ns()}"
    started, first = time.perf_counter(), 0.0
    async for message in messages(client, question, session, event_of(str(client.base_url))):
        if not first and re.search(r"class=\W*(answer|refused)", json.dumps(message)):
            first = time.perf_counter() - started
    if not message["success"]:
        raise RuntimeError("the question failed")
    return first, time.perf_counter() - started


@cache
def event_of(origin: str) -> int:
    """A page knows it before anybody asks."""
    return submit_event(httpx.get(f"{origin}{CHAT}/config").json())


def page_table(console: Console, visits: list[tuple[Visit, Visit]]) -> list[str]:
    table = Table("", "transferred", "goal", "requests", "usable", "goal", title="The page")
    missed = []
    for name, goal, seen in (
        ("first visit", COLD_KB, [first for first, _ in visits]),
        ("again", WARM_KB, [second for _, second in visits]),
    ):
        kilobytes, usable = (statistics.median(v.kilobytes for v in seen), statistics.median(v.usable for v in seen))
        table.add_row(
            name, f"{kilobytes:.0f} kB", f"≤ {goal} kB", f"{seen[0].requests}", f"{usable:.2f} s", f"≤ {USABLE_S} s"
        )
        if kilobytes > goal or usable > USABLE_S:
            missed.append(f"{name}: {kilobytes:.0f} kB, usable after {usable:.2f} s")
    console.print(table)
    return missed


def crowd_table(console: Console, crowds: dict[str, Crowd], visitors: int) -> list[str]:
    heads = ("", "first words p50", "p95", "goal", "whole p95", "errors", "CPU each")
    table = Table(*heads, title=f"{visitors} visitors ask at once")
    missed = []
    for name, seen in crowds.items():
        first, whole = (np.array(times or [np.inf]) for times in (seen.first_words, seen.whole))
        p50, p95 = np.percentile(first, [50, 95])
        row = (f"{p50:.2f} s", f"{p95:.2f} s", f"≤ {FIRST_WORDS_S} s", f"{np.percentile(whole, 95):.2f} s")
        table.add_row(name, *row, str(seen.errors), f"{seen.cpu * 1000:.0f} ms")
        if p95 > FIRST_WORDS_S or seen.errors:
            missed.append(f"{name}: first words at p95 after {p95:.2f} s, {seen.errors} errors")
    console.print(table)
    return missed


if __name__ == "__main__":
    sys.exit(main())
