"""Other processes: Python code and the index commands, with the tiny encoder in the model's place."""

import os
import subprocess
import sys
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
