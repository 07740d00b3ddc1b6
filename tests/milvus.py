"""A Milvus for tests: milvus-lite as a gRPC server of its own on loopback, and names on it that nobody else uses."""

import itertools
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from index.errors import IndexStoreError
from index.milvus.address import MilvusAddress, milvus_address
from index.milvus.store import MilvusStore
from index.milvus.wire import Wire
from tests.processes import ENVIRONMENT

PATIENCE_S = 180
_NAMES = itertools.count()


class Lite:
    """milvus-lite over a folder, which it may be started on again after it was killed."""

    def __init__(self, folder: Path) -> None:
        with closing(socket.create_server(("127.0.0.1", 0))) as found:
            self.port = int(found.getsockname()[1])
        self._folder = folder
        self.start()

    def start(self) -> None:
        code = f"from milvus_lite.cmdline import main; main(['server', '--data-dir', {str(self._folder)!r}, "
        command = [sys.executable, "-c", f"{code}'--host', '127.0.0.1', '--port', '{self.port}'])"]
        self._process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=ENVIRONMENT)
        until(self._answers)

    def kill(self) -> None:
        self._process.kill()
        self._process.wait()

    def address(self, name: str = "") -> MilvusAddress:
        """Of a name that was given, or of one that is new."""
        return milvus_address(f"milvus://127.0.0.1:{self.port}/{name or f'press_{next(_NAMES)}'}")

    def _answers(self) -> bool:
        assert self._process.poll() is None, "milvus-lite did not start"
        try:
            Wire(self.address("any")).close()
        except IndexStoreError:
            return False
        return True


def until(true: Callable[[], bool]) -> None:
    """Waits for what becomes true by itself."""
    end = time.monotonic() + PATIENCE_S
    while not true():
        assert time.monotonic() < end, "it did not come"
        time.sleep(0.05)


def followed(store: MilvusStore, version: int) -> None:
    """Waits until a server that is open answers from this version."""
    until(lambda: store.version() == version)
