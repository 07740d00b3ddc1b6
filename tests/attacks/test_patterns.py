"""No regular expression blows up: long strings made for it, in a process that is ended minutes after it is due."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
DUE_S = 300
"""About 20 times what the slowest takes on an idle core; what blows up takes for ever."""


@pytest.mark.parametrize(("what", "length"), [("patterns", 60), ("questions", 500), ("files", 3000)])
def test_long_strings_come_to_an_end(what: str, length: int) -> None:
    """Each pattern where an exponential one would never end; questions as long as they may be, long lines in files."""
    command = [sys.executable, str(ROOT / "tests" / "attacks" / "patterns.py"), what, str(length)]
    variables = {**os.environ, "PYTHONPATH": str(ROOT)}
    try:
        done = subprocess.run(command, check=False, cwd=ROOT, env=variables, capture_output=True, timeout=DUE_S)
    except subprocess.TimeoutExpired as late:
        pytest.fail(f"this did not end: {(late.stdout or b'').decode().splitlines()[-1:]}")
    assert done.returncode == 0, done.stderr.decode()[-2000:]
    assert len(done.stdout.splitlines()) > 150
