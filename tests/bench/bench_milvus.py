"""What the same index costs on Milvus: calls, bytes and the processor's time of a question, bytes of a passage.

Milvus Lite is the server, a plain Python program that speaks the same language: calls, bytes and our own time are what
they are with any Milvus; how long is waited for it says nothing of a cluster.

    python tests/bench/bench_milvus.py [--paragraphs 240] [--questions 100]
"""

import argparse
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path
from statistics import median
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from index.building import open_for, replace_all
from index.encoder import load_encoder
from index.milvus import wire
from index.milvus.publishing import publish
from index.milvus.store import MilvusStore
from index.milvus.wire import Wire
from index.search import Index
from tests.bench import xquad
from tests.milvus import Lite


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--paragraphs", type=int, default=240)
    parser.add_argument("--questions", type=int, default=100)
    options = parser.parse_args()
    articles, questions = xquad.load("zh")
    articles = articles[: options.paragraphs]
    names = {article.id for article in articles}
    asked = [one.text for one in questions if one.article_id in names]
    asked = asked[:: max(len(asked) // options.questions, 1)]
    encoder = load_encoder()
    wire.READ_S = 60.0  # Milvus Lite is plain Python, and the machine may be busy
    with tempfile.TemporaryDirectory() as temporary:
        folder, lite = Path(temporary), Lite(Path(temporary) / "lite")
        try:
            with closing(open_for(folder / "index", encoder)) as store:
                replace_all(store, encoder, articles)
                counted = Calls()
                started, used = time.perf_counter(), time.process_time()
                publish(store, lite.address("bench"))
                waited, used = time.perf_counter() - started, time.process_time() - used
                _tell_published(counted, store.sizes().passages, waited, used)
                local = Index(store, encoder)
                _ask("folder", local, asked, counted)
                with closing(MilvusStore(lite.address("bench"))) as there:
                    server = Index.over(there, encoder)
                    _ask("store, nothing in memory yet", server, asked, counted)
                    _ask("store, asked again", server, asked, counted)
                with closing(MilvusStore(lite.address("bench"))) as there:
                    server = Index.over(there, encoder)
                    _ask("store, each question as if it were the first", server, asked, counted, lambda: _forget(there))
        finally:
            lite.kill()


class Calls:
    """Counts what goes to Milvus and what comes back."""

    def __init__(self) -> None:
        self.calls, self.received = Counter[str](), Counter[str]()
        self.sent: dict[str, list[int]] = defaultdict(list)
        self._wrap("of_keys", lambda found: found)
        self._wrap("nearest", lambda found: [row for _, row in found])
        write = Wire.write

        def written(wire: Wire, name: str, rows: Sequence[dict[str, Any]]) -> None:
            for row in rows:
                self.sent[_kind(name) + _PARTS.get(str(row.get("key"))[0], "")].append(_bytes(row))
            write(wire, name, rows)

        Wire.write = written  # type: ignore[method-assign]

    def clear(self) -> None:
        self.calls.clear()
        self.received.clear()

    def _wrap(self, method: str, rows: Callable[[Any], Sequence[dict[str, Any]]]) -> None:
        call = getattr(Wire, method)

        def counted(wire: Wire, name: str, *arguments: Any) -> Any:
            found = call(wire, name, *arguments)
            self.calls[_kind(name)] += 1
            self.received[_kind(name)] += sum(map(_bytes, rows(found)))
            return found

        setattr(Wire, method, counted)


_PARTS = {"a": ", records of articles", "p": ", passages", "t": ", token states"}


def _kind(name: str) -> str:
    return name.rpartition("_")[2] if "_" in name else "head"


def _bytes(row: dict[str, Any]) -> int:
    """What a row's values take, a number of a sparse vector with its dimension."""
    return sum(
        8 * len(v) if isinstance(v, dict) else getattr(v, "nbytes", 0) or (len(v) if isinstance(v, str) else 8)
        for v in row.values()
    )


def _tell_published(counted: Calls, passages: int, waited: float, used: float) -> None:
    print(
        f"published: {passages} passages, {passages / waited:.0f} a second, {1e3 * used / passages:.1f} ms of ours each"
    )
    for kind, rows in sorted(counted.sent.items()):
        print(f"  {kind}: {len(rows) / passages:.2f} rows, {sum(rows) / passages:.0f} bytes a passage")


def _forget(store: MilvusStore) -> None:
    """What was read is read again, as it is where there are far more passages than are kept."""
    held = store._state.generation
    for kept in (held._passages, held._tokens, held._articles):
        kept._values.clear()  # type: ignore[attr-defined]


def _ask(
    what: str, index: Index, questions: Sequence[str], counted: Calls, before: Callable[[], None] = lambda: None
) -> None:
    for text in questions[:5]:  # what is loaded at the first question is loaded
        index.search(index.query(f"{text} "), 10)
    counted.clear()
    waited: list[float] = []
    used = time.process_time()
    for text in questions:
        before()
        started = time.perf_counter()
        index.search(index.query(text), 10)
        waited.append(1e3 * (time.perf_counter() - started))
    used = 1e3 * (time.process_time() - used) / len(questions)
    print(f"{what}: {used:.1f} ms of the processor a question, {median(waited):.0f} ms waited (p50)")
    for kind in sorted(counted.calls):
        calls, received = counted.calls[kind] / len(questions), counted.received[kind] / len(questions)
        print(f"  {kind}: {calls:.2f} calls, {received / 1e3:.1f} kB a question")


if __name__ == "__main__":
    main()
