"""The head of an index on Milvus, looked at again and again, so that nobody who asks waits for it.

It knows nothing of what the head names.
"""

import logging
import threading
from collections.abc import Callable

from index.errors import IndexStoreError
from index.milvus.address import MilvusAddress
from index.milvus.layout import FORMAT, Head, head_of
from index.milvus.wire import Wire

log = logging.getLogger(__name__)

LOOK_S = 1.0
"""Seconds between two looks: a new version is answered from so much later."""


def read_head(wire: Wire) -> Head | int | None:
    """The current head; its format where that is another one, None where nothing was ever published here."""
    name = wire.address.name
    if not wire.has(name):
        return None
    rows = wire.of_keys(name, [0], ["record"], "Strong")
    return head_of(rows[0]["record"]) if rows else None


def expected_head(wire: Wire) -> Head:
    """The same. Raises IndexStoreError where there is none that this program reads."""
    found = read_head(wire)
    if isinstance(found, Head):
        return found
    raise IndexStoreError(_complaint(wire.address, found))


def _complaint(address: MilvusAddress, found: int | None) -> str:
    publish = f"python -m index build --store {address}"
    if found is None:
        return f"no index at {address}; publish one from the machine that builds: {publish}"
    return f"the index at {address} has format {found}, this program reads {FORMAT}; publish it again: {publish}"


class Following:
    """Looks in a thread of its own until it is closed."""

    def __init__(self, wire: Wire, changed: Callable[[Head], None]) -> None:
        """`changed` is told each new head, the first one here. Raises IndexStoreError where there is none."""
        self._wire, self._changed = wire, changed
        self._head, self._fault = expected_head(wire), ""
        changed(self._head)
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._follow, name="following", daemon=True)
        self._thread.start()

    @property
    def fault(self) -> str:
        """Why the last look failed; empty where it did not."""
        return self._fault

    def close(self) -> None:
        self._ended.set()
        self._thread.join()

    def _follow(self) -> None:
        while not self._ended.wait(LOOK_S):
            try:
                head = expected_head(self._wire)
                if head != self._head:
                    self._changed(head)
                    self._head = head
                self._tell("")
            except IndexStoreError as error:
                self._tell(str(error))

    def _tell(self, fault: str) -> None:
        """Logged once, when it goes away and when it is back."""
        if fault and not self._fault:
            log.warning("%s", fault)
        elif self._fault and not fault:
            log.warning("the store %s is read again", self._wire.address)
        self._fault = fault
