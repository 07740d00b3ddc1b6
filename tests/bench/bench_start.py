"""How soon `python app.py` serves its page and answers, and how much memory it holds, with a built index.

    python tests/bench/bench_start.py [--starts 3] [--questions 100] [--app OTHER_CHECKOUT]

Seconds from the start of the process: the page whole, the first answer to a question that was asked as soon as the
page was there; beside them the processor's seconds until then, which is what a start costs where the machine is busy.
Memory is what is resident (RSS) after the first answer, at rest, and after so many different questions. Another
checkout can be measured in the same run for a ratio. Exits 1 where a goal is missed.
"""

import argparse
import os
import re
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
from rich.console import Console
from rich.table import Table

sys.path.insert(0, str(Path(__file__).parent))

from running import ROOT, app_running, cpu_seconds, resident

from index.packaged.cache import unpack

PAGE_S, ANSWER_S, RESIDENT_MB = 3.0, 8.0, 700


@dataclass(frozen=True, slots=True)
class Start:
    """One start: seconds to the page and to the first answer, the processor's seconds until each, megabytes."""

    page: float
    page_cpu: float
    answer: float
    answer_cpu: float
    rested: float
    used: float


def main() -> int:
    options = parse()
    unpack()
    checkouts = [ROOT, *([options.app] if options.app else [])]
    with tempfile.TemporaryDirectory() as folder:
        seen: dict[Path, list[Start]] = {checkout: [] for checkout in checkouts}
        for _ in range(options.starts):
            for checkout in checkouts:  # alternating: the machine is shared, and what it is busy with changes
                seen[checkout].append(start(checkout, Path(folder), options.questions))
    missed = show(seen, options.questions)
    for line in missed:
        print(f"missed: {line}", file=sys.stderr)
    return 1 if missed else 0


def parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--starts", type=int, default=3, help="starts of each; default: 3")
    parser.add_argument("--questions", type=int, default=100, help="default: 100")
    parser.add_argument("--app", type=Path, help="another checkout to compare with")
    return parser.parse_args()


def start(checkout: Path, folder: Path, questions: int) -> Start:
    index = folder / f"index-{checkout.name}"
    if not index.exists():
        with served(checkout, index):
            pass
    with served(checkout, index) as (client, process, began):
        page = until(client, lambda: client.get("/").raise_for_status()) - began
        page_cpu = cpu_seconds(process)
        asked = questions_of(client)
        until(client, lambda: client.post("/api/ask", json={"question": asked[0]}).raise_for_status())
        answer, answer_cpu = time.perf_counter() - began, cpu_seconds(process)
        time.sleep(10)  # examples are drawn, the folder is looked through: at rest after that
        rested = resident(process)
        for number in range(questions):
            client.post("/api/ask", json={"question": asked[number % len(asked)]}).raise_for_status()
        return Start(page, page_cpu, answer, answer_cpu, rested, resident(process))


@contextmanager
def served(checkout: Path, index: Path) -> Iterator[tuple[httpx.Client, int, float]]:
    """A client of `python app.py`, its process id and when it began."""
    began = time.perf_counter()
    flags = ["--articles", str(ROOT / "docs" / "articles"), "--index", str(index)]
    environment = os.environ | {"PYTHONPATH": str(checkout)}
    with (
        app_running(flags, index.parent, checkout=checkout, environment=environment) as (origin, process),
        httpx.Client(base_url=origin, timeout=120) as client,
    ):
        yield client, process, began


def until(client: httpx.Client, done) -> float:
    """When it worked, tried again and again."""
    while True:
        try:
            done()
            return time.perf_counter()
        except (httpx.ConnectError, httpx.ReadError):
            time.sleep(0.02)


def questions_of(client: httpx.Client) -> list[str]:
    """Different questions: the articles' own words, asked about."""
    listed = client.get("/api/articles").json()["articles"]
    whole = [client.get(f"/api/articles/{article['id']}").json() for article in listed]
    pieces = [piece for article in whole for piece in re.findall(r"[^。.，,\n]{8,40}", article["text"])]
    return [f"{piece}？" for piece in dict.fromkeys(pieces)]


def show(seen: dict[Path, list[Start]], questions: int) -> list[str]:
    heads = ("", "page", "CPU", "first answer", "CPU", "at rest", f"after {questions} questions")
    table = Table(*heads, title="A start with a built index (medians)")
    missed: list[str] = []
    for checkout, starts in seen.items():
        middle = Start(*(statistics.median(getattr(one, name) for one in starts) for name in Start.__slots__))
        page, answer, rested = middle.page, middle.answer, middle.rested
        seconds = (f"{s:.2f} s" for s in (page, middle.page_cpu, answer, middle.answer_cpu))
        name = "here" if checkout == ROOT else checkout.name
        table.add_row(name, *seconds, f"{rested:.0f} MB", f"{middle.used:.0f} MB")
        if checkout == ROOT and (page > PAGE_S or answer > ANSWER_S or rested > RESIDENT_MB):
            missed.append(f"page after {page:.2f} s, answer after {answer:.2f} s, {rested:.0f} MB at rest")
    table.add_row("goal", f"≤ {PAGE_S} s", "", f"≤ {ANSWER_S} s", "", f"≤ {RESIDENT_MB} MB", "")
    Console().print(table)
    return missed


if __name__ == "__main__":
    sys.exit(main())
