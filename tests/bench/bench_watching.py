"""A folder of 10,000 articles followed: how long until a new, a changed and a withdrawn article is answered from.

    python tests/bench/bench_watching.py [--articles 10000] [--folder DIR]

Ten passages an article, synthetic (archive.py). A time is from the moment a file is written until a search finds what
it says, or finds the withdrawn article no more; one second of it is the quiet that a file must have before it is read.
Exits 1 where it takes more than 3 s.
"""

import argparse
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from archive import ArchiveEncoder, Pool, articles
from rich.console import Console
from rich.table import Table

from index.building import build_folder
from index.encoder import load_encoder
from index.reading import to_markdown
from index.search import Index
from index.watching import watching

MOST_SECONDS = 3.0
EACH, FOUND = 10, 50
PAUSE = 4.0
"""Seconds between two changes."""
SAYS = "新闻中心今天第{}次更正了缆车的票价。"


def main() -> int:
    options = parse()
    console, encoder = Console(), load_encoder(quiet=True)
    with tempfile.TemporaryDirectory() as temporary:
        base = options.folder or Path(temporary)
        base.mkdir(parents=True, exist_ok=True)
        pool = Pool(encoder, base / "pool.npz")
        model, folder, out = ArchiveEncoder(encoder, pool), base / "articles", base / "index"
        if not folder.is_dir():
            folder.mkdir()
            for article in articles(pool, options.articles * EACH, EACH):
                (folder / f"{article.id}.md").write_text(to_markdown(article), encoding="utf-8")
        rows = {"first build": [timed(lambda: build_folder(folder, out, model))]}
        rows["build, nothing changed"] = [timed(lambda: build_folder(folder, out, model))]
        index = Index.open(out, model)
        with watching(folder, out, model, console.print):
            time.sleep(2)
            rows |= {name: [] for name in ("changed", "new", "withdrawn")}
            for turn in range(options.turns):
                for name, took in turned(folder, index, turn).items():
                    rows[name].append(took)
        console.print(f"{index.sizes.articles:,} articles, {index.sizes.passages + index.sizes.sentences:,} vectors")
    table = Table("seconds", "shortest", "median", "longest")
    for name, took in rows.items():
        table.add_row(name, *(f"{found:.2f}" for found in (min(took), statistics.median(took), max(took))))
    console.print(table)
    return 0 if all(max(rows[name]) <= MOST_SECONDS for name in ("changed", "new", "withdrawn")) else 1


def turned(folder: Path, index: Index, turn: int) -> dict[str, float]:
    """One article changed, one added and withdrawn again; seconds until each is seen."""
    path, added, says, news = folder / "a7.md", folder / "new.md", SAYS.format(turn), f"新{SAYS.format(turn)}"
    kept = path.read_text("utf-8")
    changes: dict[str, tuple[Callable[[], object], Callable[[], bool]]] = {
        "changed": (lambda: path.write_text(f"{kept.rstrip()}\n\n{says}\n"), lambda: says in found(index, says)),
        "new": (lambda: added.write_text(f"{kept.rstrip()}\n\n{news}\n"), lambda: news in found(index, news)),
        "withdrawn": (added.unlink, lambda: news not in found(index, news)),
    }
    took = {}
    for name, (change, is_seen) in changes.items():
        time.sleep(PAUSE)
        took[name] = seen(change, is_seen)
    path.write_text(kept, encoding="utf-8")
    return took


def parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=10_000)
    parser.add_argument("--turns", type=int, default=5)
    parser.add_argument("--folder", type=Path, help="keep articles and index there, and take those that are there")
    return parser.parse_args()


def timed(do: Callable[[], object]) -> float:
    started = time.perf_counter()
    do()
    return time.perf_counter() - started


def seen(change: Callable[[], object], is_seen: Callable[[], bool]) -> float:
    """Seconds from the change until a search shows it; raises TimeoutError where it never does."""
    started = time.perf_counter()
    change()
    while not is_seen():
        if time.perf_counter() - started > 60:
            raise TimeoutError("the change was not seen within a minute")
        time.sleep(0.02)
    return time.perf_counter() - started


def found(index: Index, question: str) -> str:
    """The texts of the passages that are found; synthetic vectors put none of them first."""
    return "\n".join(hit.text for hit in index.search(index.query(question), FOUND))


if __name__ == "__main__":
    sys.exit(main())
