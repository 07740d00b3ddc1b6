"""What has to change on a Milvus so that it holds the current version of a folder. It changes nothing itself."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from index.errors import IndexStoreError
from index.folder import Folder
from index.holdings import Version
from index.milvus.address import MilvusAddress
from index.milvus.layout import EXACT_UP_TO, FORMAT, Head

OUTGROWN = 2
"""A generation is made anew when it compares so many times as many vectors one by one as it was meant to, or when its
passages have become so many times as long or short."""


@dataclass(frozen=True, slots=True)
class Plan:
    """From `published` to `number` in a generation; the numbers are those that Milvus knows."""

    head: Head | None
    """What is current there; None where nothing is that this program reads."""
    generation: str
    fresh: bool
    """Whether the generation is a new one, in which nothing counts yet."""
    lineage: str
    newest: Version
    offset: int
    published: int
    """The version up to which what stands in the generation counts; 0 in a new one."""
    joining: Sequence[int]
    """Rows of article versions that have to count from `number` on."""
    leaving: Sequence[int]
    recorded: Sequence[int]
    """Those that counted at other versions only: for permanent links."""

    @property
    def number(self) -> int:
        return self.newest.number + self.offset


def plan(folder: Folder, address: MilvusAddress, found: Head | int | None, *, replace: bool) -> Plan:
    """`found` is the head there, or the number of its format.

    Raises IndexStoreError where the folder is empty, or where another index is there that is not to be replaced.
    """
    newest, lineage = folder.newest(), folder.lineage()
    if newest is None:
        raise IndexStoreError(f"the index in {folder.place} is empty: build it before it is published")
    head = found if isinstance(found, Head) else None
    same = head is not None and _is_same(folder, lineage, head)
    if head and not same and not replace:
        raise IndexStoreError(
            f"{address} holds another index (version {head.version}, {head.created}), not an earlier version of "
            f"{folder.place}: publish under another name, or replace it with --replace"
        )
    fresh = not head or not same or _is_outgrown(folder, head)
    if head and not fresh:
        generation, offset, published = head.generation, head.offset, head.version
    else:
        base = f"{lineage} {FORMAT} {head.generation if head else found}"  # the same again after a publisher was killed
        generation, published = hashlib.sha256(base.encode()).hexdigest()[:8], 0
        offset = max(0, head.version + 1 - newest.number) if head else 0
    local = max(published - offset, 0)
    then, now = folder.members_at(local), folder.members_at(newest.number)
    return Plan(
        head=head,
        generation=generation,
        fresh=fresh,
        lineage=lineage,
        newest=newest,
        offset=offset,
        published=published,
        joining=sorted(now - then),
        leaving=sorted(then - now),
        recorded=sorted(folder.joined_since(local) - now - then),
    )


def _is_same(folder: Folder, lineage: str, head: Head) -> bool:
    """Whether what is there is a version of this folder."""
    known = {version.number: version.created for version in folder.versions()}
    return head.lineage == lineage and known.get(head.version - head.offset) == head.created


def _is_outgrown(folder: Folder, head: Head) -> bool:
    sizes = folder.sizes()
    average = sizes.terms / max(sizes.passages, 1)
    many = head.exact and sizes.passages + sizes.sentences > OUTGROWN * EXACT_UP_TO
    return many or not head.average / OUTGROWN <= average <= head.average * OUTGROWN
