"""Other processes: Python code and the index commands, with the tiny encoder in the model's place."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).parents[1]
ENVIRONMENT = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8"}
INDEX_COMMAND = """
import sys
import index.__main__ as commands
from tests.tiny import TinyEncoder
commands.load_encoder = lambda name: TinyEncoder(name=name or "tiny")
sys.exit(commands.main(sys.argv[1:]))
"""


def start(code: str, *arguments: object) -> subprocess.Popen[str]:
    """Python code, started with these arguments."""
    command = [sys.executable, "-c", code, *map(str, arguments)]
    return subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, encoding="utf-8", env=ENVIRONMENT
    )


def finish(process: subprocess.Popen[str]) -> subprocess.CompletedProcess[str]:
    """What it came to; a process that hangs fails the test instead of hanging it."""
    try:
        out, err = process.communicate(timeout=120)
    finally:
        process.kill()
    return subprocess.CompletedProcess(process.args, process.returncode, out, err)


FORKING = """
import os
import sys

for line in sys.stdin:
    first, pid = int(line), os.fork()
    if not pid:
        for number in range(first, first + 1000):
            print(change(number), flush=True)
    os.waitpid(pid, 0)
    print("over", flush=True)
"""


class Killed:
    """A process that starts others to be killed: its imports, a second of them, are done once.

    Its code defines `change`, which makes the change of a number and gives its version. Each number that is read starts
    one that goes on from there and prints each version when it has it; "over" says that it has ended.
    """

    def __init__(self, code: str, *arguments: object) -> None:
        command = [sys.executable, "-c", code + FORKING, *map(str, arguments)]
        self._process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=ENVIRONMENT
        )

    def after(self, seconds: float, version: int) -> list[int]:
        """The versions acknowledged by a process that goes on after `version` and is killed so much later."""
        assert self._process.stdin
        assert self._process.stdout
        print(version + 1, file=self._process.stdin, flush=True)
        time.sleep(seconds)
        children = Path(f"/proc/{self._process.pid}/task/{self._process.pid}/children")
        while not (pids := children.read_text().split()):
            time.sleep(0.001)
        os.kill(int(pids[0]), signal.SIGKILL)
        return [int(line) for line in iter(self._process.stdout.readline, "over\n")]

    def close(self) -> None:
        self._process.communicate(timeout=60)
