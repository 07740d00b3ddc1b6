"""`python app.py` as a process of its own, for the benches that ask it, and what it costs."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO

ROOT = Path(__file__).parents[2]
TICKS = os.sysconf("SC_CLK_TCK")


@contextmanager
def app_running(
    flags: Sequence[str],
    folder: Path,
    *,
    checkout: Path = ROOT,
    environment: Mapping[str, str] | None = None,
    errors: IO[str] | None = None,
) -> Iterator[tuple[str, int]]:
    """Its origin and process id, once it says where it listens; started in `folder`, on any free port.

    Raises SystemExit where it ends before that.
    """
    command = [sys.executable, str(checkout / "app.py"), "--port", "0", "--rate-limit", "0", *flags]
    server = subprocess.Popen(command, cwd=folder, env=environment, stdout=subprocess.PIPE, stderr=errors)
    try:
        assert server.stdout
        lines = iter(server.stdout.readline, b"")
        found = next(filter(None, (re.search(r"http://\S+", line.decode()) for line in lines)), None)
        if found is None:
            raise SystemExit(Path(errors.name).read_text() if errors else "the server ended before it served")
        yield found[0], server.pid
    finally:
        server.terminate()
        server.wait(60)


def cpu_seconds(process: int) -> float:
    """The processor's time that it has taken."""
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def resident(process: int) -> float:
    """Megabytes of it that are in memory."""
    status = Path(f"/proc/{process}/status").read_text()
    return int(re.findall(r"VmRSS:\s+(\d+)", status)[0]) / 1024
