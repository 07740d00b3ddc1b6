"""py3langid's model for the languages that are asked for: unpacked once into the cache, and mapped instead of read.

As it comes it takes half a second and 70 MB, most of it a table of which a question touches a few rows. It knows
nothing of what a language is told for.
"""

import json
import mmap
from array import array
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from py3langid.langid import MODEL_FILE, LanguageIdentifier

from index.errors import EncoderError
from index.packaged.cache import made_once

RECIPE = 1
"""Part of the folder's name: raise it when what is written changes."""
_TABLE, _NUMBERS, _REST = "table.bin", "numbers.npz", "rest.json"


def identifier_of(languages: Sequence[str], cache_dir: Path | None = None) -> LanguageIdentifier:
    """An identifier of these languages with probabilities; where no cache can be written it is made as it comes."""

    def write(folder: Path, step: Callable[[str], None]) -> None:
        step("languages")
        _write(_as_it_comes(languages), folder)

    try:
        return _opened(
            made_once(f"languages-{RECIPE}-{'-'.join(languages)}", write, 1, cache_dir=cache_dir, quiet=True)
        )
    except EncoderError:
        return _as_it_comes(languages)


def _as_it_comes(languages: Sequence[str]) -> LanguageIdentifier:
    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    identifier.set_languages(list(languages))
    # It keeps the weights of all its languages for another choice: 26 MB that nobody asks for again.
    identifier._full_model = identifier.nb_ptc, identifier.nb_pc, identifier.nb_classes
    return identifier


def _write(identifier: LanguageIdentifier, folder: Path) -> None:
    table: array[int] = identifier.tk_nextmove
    with (folder / _TABLE).open("wb") as file:
        table.tofile(file)
    np.savez(folder / _NUMBERS, ptc=identifier.nb_ptc, pc=identifier.nb_pc, row=np.asarray(identifier.tk_row))
    rest = {"kind": table.typecode, "classes": list(identifier.nb_classes), "output": list(identifier.tk_output)}
    (folder / _REST).write_text(json.dumps(rest), encoding="utf-8")


def _opened(folder: Path) -> LanguageIdentifier:
    rest = json.loads((folder / _REST).read_text(encoding="utf-8"))
    with (folder / _TABLE).open("rb") as file:
        table = memoryview(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)).cast(rest["kind"])
    with np.load(folder / _NUMBERS) as numbers:
        row = array("H" if numbers["row"].dtype.itemsize == 2 else "I", numbers["row"].tolist())
        return LanguageIdentifier(
            numbers["ptc"], numbers["pc"], rest["classes"], table, rest["output"], norm_probs=True, tk_row=row
        )
