"""A folder's current version published on a Milvus: written beside the one that is read, then named by the head's row.

Whoever reads sees the old version or the new one, whole, also when the publisher is killed; the next one mends what it
left. It knows nothing of where articles come from.
"""

import hashlib
import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import asdict, dataclass, replace
from time import sleep, time

from index.changes import changing
from index.embedding import Progress, silent
from index.folder import Folder
from index.milvus.address import MilvusAddress
from index.milvus.following import LOOK_S, read_head
from index.milvus.layout import (
    COLLECTIONS,
    EXACT_UP_TO,
    FOREVER,
    HEAD,
    SHARD,
    Head,
    collection,
    count_at,
    generation_of,
)
from index.milvus.packing import pack_background
from index.milvus.parts import Row
from index.milvus.plan import Plan, plan
from index.milvus.sparse import term_key
from index.milvus.wire import AT_ONCE, READ_S, Wire
from index.milvus.writing import Span, Writing
from index.portions import portions

ARTICLES = 32
"""Article versions that are written at a time."""
PAUSE_S = LOOK_S + READ_S
"""Between two versions at least: after so long a reader has noticed the one before, or knows that it cannot read."""
TOLD = 1_000
"""Characters of what a version changed that its head tells; its history has all of it."""


@dataclass(frozen=True, slots=True)
class Published:
    """What publishing came to: the version that is read now, what it holds, how much had to be written."""

    version: int
    articles: int
    written: int


def publish(
    folder: Folder, address: MilvusAddress, *, replacing: bool = False, progress: Progress | None = None
) -> Published:
    """Makes the name on Milvus hold the folder's current version; `replacing`: also where another index is
    there.

    Raises IndexStoreError where that cannot be; what is read there stays as it was then.
    """
    with closing(Wire(address)) as wire, changing(folder):
        made = plan(folder, address, read_head(wire), replace=replacing)
        return _Publishing(folder, wire, made, progress or silent).run()


class _Publishing:
    """One publication."""

    def __init__(self, folder: Folder, wire: Wire, made: Plan, progress: Progress) -> None:
        self._folder, self._wire, self._plan, self._progress = folder, wire, made, progress
        sizes = folder.sizes()
        old = None if made.fresh else made.head
        self._average = old.average if old else sizes.terms / max(sizes.passages, 1)
        self._exact = old.exact if old else sizes.passages + sizes.sentences <= EXACT_UP_TO
        self._writing = Writing(wire, made.generation, folder, self._average)

    def run(self) -> Published:
        made = self._plan
        self._pause()
        self._collections()
        written = self._articles()
        self._terms()
        head = self._head()
        if written or made.head is None or head != replace(made.head, published=head.published):
            self._wire.write(self._wire.address.name, [{"id": 0, "record": head.to_record(), "none": [0.0, 0.0]}])
        self._sweep(head)
        return Published(made.number, head.articles, written)

    def _pause(self) -> None:
        """Waits until every reader has the version before: what is written now would be wrong for an earlier one."""
        made = self._plan
        if made.head and made.number != made.head.version:
            sleep(max(0.0, min(PAUSE_S, made.head.published + PAUSE_S - time())))

    def _collections(self) -> None:
        dense = "FLAT" if self._exact else "AUTOINDEX"
        dimension = self._folder.dimension
        self._wire.create(self._wire.address.name, HEAD, dimension, dense)
        if self._plan.fresh:
            sizes = self._folder.sizes()
            shards = 1 + (sizes.passages + sizes.sentences) // SHARD
            for kind, fields in COLLECTIONS.items():
                self._wire.create(self._in(kind), fields, dimension, dense, shards)

    def _articles(self) -> int:
        """Writes what joins, what leaves and what a killed publisher left; how many article versions that were."""
        made = self._plan
        joining, leaving, recorded = set(made.joining), set(made.leaving), set(made.recorded)
        left = self._left_behind() - joining - leaving
        staying = left & self._folder.members_at(made.published - made.offset) if not made.fresh else set()
        self._erase(sorted(left - staying))
        known = self._known([*made.joining, *made.leaving, *staying, *made.recorded])
        until, number = made.published, made.number
        new = [row for row in made.joining if not self._is_there(known, row)]
        join = {row: Span(number, FOREVER, _first(known, row, number)) for row in new}
        leave = {row: Span(until, number, _first(known, row, until)) for row in made.leaving}
        stay = {row: Span(until, FOREVER, _first(known, row, until)) for row in sorted(staying)}
        record = {row: Span(0, 0, number) for row in sorted(recorded) if not known.get(row, {}).get("whole")}
        return self._write(join, leave | stay, record)

    def _write(self, join: dict[int, Span], move: dict[int, Span], record: dict[int, Span]) -> int:
        total, done = len(join) + len(move) + len(record), 0
        for spans, write in (
            (join, lambda some: self._writing.articles(some, content=True)),
            (move, lambda some: self._writing.articles(some, content=False)),
            (record, self._writing.records),
        ):
            for rows in portions(spans, ARTICLES):
                write({row: spans[row] for row in rows})
                self._progress(done := done + len(rows), total)
        return total

    def _left_behind(self) -> set[int]:
        """Article versions that a publisher who was killed has written or begun to."""
        published = self._plan.published
        where = f"since > {published} or (until > {published} and until < {FOREVER}) or whole == false"
        return {row["id"] for row in self._where("articles", where, ["id"])}

    def _erase(self, rows: Sequence[int]) -> None:
        for some in portions(rows, AT_ONCE):
            for kind, column in (("units", "article"), ("passages", "article"), ("articles", "id")):
                self._wire.delete(self._in(kind), f"{column} in {list(some)}")

    def _known(self, rows: Sequence[int]) -> dict[int, Row]:
        found = self._wire.of_keys(self._in("articles"), rows, ["id", "first", "since", "until", "whole"], "Strong")
        return {row["id"]: row for row in found}

    def _is_there(self, known: Mapping[int, Row], row: int) -> bool:
        """Whether an article that joins was written already, by a publisher who was killed after that."""
        found = known.get(row)
        return bool(found and found["whole"] and found["since"] > self._plan.published and found["until"] == FOREVER)

    def _terms(self) -> None:
        """In how many passages each term occurs from this version on, beside in how many it did."""
        made = self._plan
        more: Counter[str] = Counter()
        for row in made.joining:
            more.update(self._writing.terms_of(row))
        for row in made.leaving:
            more.subtract(self._writing.terms_of(row))
        by_key = {term_key(term): n for term, n in more.items()}
        touched = {row["term"] for row in self._where("terms", f"since > {made.published}", ["term"])}
        for keys in portions(sorted(by_key.keys() | touched), AT_ONCE):
            found = self._wire.of_keys(self._in("terms"), keys, ["term", "since", "count", "before"], "Strong")
            counts = {row["term"]: count_at(row, made.published) for row in found}
            self._writing.put("terms", [self._term(key, counts.get(key, 0), by_key.get(key, 0)) for key in keys])

    def _term(self, key: str, before: int, more: int) -> Row:
        return {"term": key, "since": self._plan.number, "count": before + more, "before": before, "none": [0.0, 0.0]}

    def _head(self) -> Head:
        """The head's row, what it names being written."""
        folder, made = self._folder, self._plan
        for version in folder.versions():
            if version.number + made.offset > made.published:
                told = asdict(replace(version, number=version.number + made.offset))
                self._writing.bytes_of(
                    f"v{version.number + made.offset}", json.dumps(told, ensure_ascii=False).encode()
                )
        old = None if made.fresh else made.head
        verdicts = json.dumps(folder.verdicts(made.newest.number), ensure_ascii=False, sort_keys=True)
        originals, latest = folder.originals()
        return Head(
            version=made.number,
            offset=made.offset,
            created=made.newest.created,
            change=made.newest.change[:TOLD],
            generation=made.generation,
            before=made.head.generation if made.head and made.fresh else "",
            lineage=made.lineage,
            encoder=folder.meta.encoder,
            dimension=folder.meta.dimension,
            exact=self._exact,
            average=self._average,
            **asdict(folder.sizes()),
            originals=originals,
            latest=latest,
            names=self._named("names", folder.names().encode(), old.names if old else ""),
            background=self._named("background", pack_background(folder.background()), old.background if old else ""),
            published=time(),
            verdicts=self._named("drawn", verdicts.encode(), old.verdicts if old else ""),
        )

    def _named(self, what: str, data: bytes, before: str) -> str:
        """Writes these bytes under a key that names them, where they are not there."""
        key = f"{what}-{hashlib.sha256(data).hexdigest()[:16]}"
        if key != before:
            self._writing.bytes_of(key, data)
        return key

    def _sweep(self, head: Head) -> None:
        """Removes what no reader looks at any more: what ended before the last version, generations before the last."""
        for kind in ("units", "passages"):
            self._wire.delete(self._in(kind), f"until <= {self._plan.published}")
        for name in self._wire.names():
            generation = generation_of(self._wire.address.name, name)
            if generation and generation not in (head.generation, head.before):
                self._wire.drop(name)

    def _where(self, kind: str, where: str, columns: Sequence[str]) -> Iterator[Row]:
        return self._wire.where(self._in(kind), where, columns, "Strong")

    def _in(self, kind: str) -> str:
        return collection(self._wire.address.name, self._plan.generation, kind)


def _first(known: Mapping[int, Row], row: int, else_: int) -> int:
    return int(known[row]["first"]) if row in known else else_
