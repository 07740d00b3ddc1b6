"""Makes index/english_chinese.trie: what English words are in Chinese and Chinese words in English.

    python tests/bench/make_lexicon.py ECDICT.csv LEMMA.en.txt CEDICT.txt.gz

From ECDICT (MIT, Linwei) and its list of lemmas, and from CC-CEDICT (CC BY-SA 4.0, MDBG); what is shipped is a table of
words alone, under the latter's licence. English words that are neither common nor in CC-CEDICT are left out: they are
most of ECDICT and found nothing more on XQuAD.
"""

import argparse
import csv
import gzip
import re
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

import marisa_trie

from index.lexicon import FORMS_OF, LEMMA_OF, LONGEST_PHRASE, TRIE, WIDEST
from index.words import fold

MOST = 12
"""Meanings that are kept of a word, those of both dictionaries first."""

_HAN = re.compile(rf"[一-鿿]{{1,{WIDEST}}}")
_ENGLISH = re.compile(r"[a-z]+(?:[ '-][a-z]+)*")
_ASIDE = re.compile(r"[(（\[〔<][^)）\]〕>]*[)）\]〕>]")
_CEDICT_LINE = re.compile(r"\S+ (\S+) \[[^\]]*\] /(.*)/")
_BEFORE = re.compile(r"^(?:to be|to|an?|the) ")

Meanings = dict[str, dict[str, None]]
"""A word's meanings in their order."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("ecdict", "lemmas", "cedict"):
        parser.add_argument(name, type=Path)
    options = parser.parse_args()
    try:
        make(options.ecdict, options.lemmas, options.cedict)
    except (OSError, EOFError, ValueError, KeyError) as error:
        parser.error(f"these are not ECDICT, its lemmas and CC-CEDICT ({error}); nothing was written")


def make(ecdict_csv: Path, lemma_list: Path, cedict_gz: Path) -> None:
    """Write the table. Raises OSError, EOFError, ValueError or KeyError where a file is not what it should be."""
    csv.field_size_limit(sys.maxsize)
    cedict = list(of_cedict(cedict_gz))
    known = {english for english, _ in cedict}
    ecdict = list(of_ecdict(ecdict_csv, known))
    there = set(ecdict)
    pairs = [*(pair for pair in cedict if pair in there), *ecdict, *cedict]
    chinese, english = collected(pairs), collected((meaning, word) for word, meaning in pairs)
    lemmas = of_lemmas(lemma_list, chinese)
    if not (cedict and ecdict and lemmas):
        raise ValueError("one of them holds no words")
    entries = [(word, " ".join(list(meanings)[:MOST])) for word, meanings in chinese.items()]
    entries += [(word, ",".join(list(meanings)[:MOST])) for word, meanings in english.items()]
    entries += [(LEMMA_OF + form, lemma) for lemma, forms in lemmas.items() for form in forms]
    entries += [(FORMS_OF + lemma, " ".join(forms)) for lemma, forms in lemmas.items()]
    marisa_trie.BytesTrie([(key, value.encode()) for key, value in entries]).save(str(TRIE))
    print(f"{TRIE}: {len(chinese)} English and {len(english)} Chinese words, {TRIE.stat().st_size / 1e6:.1f} MB")


def of_cedict(path: Path) -> Iterator[tuple[str, str]]:
    """(English, Chinese) of CC-CEDICT's lines."""
    for line in gzip.decompress(path.read_bytes()).decode().splitlines():
        found = _CEDICT_LINE.match(line)
        if not found or not _HAN.fullmatch(found[1]):
            continue
        for gloss in re.split(r"[/;,]", _ASIDE.sub("", found[2]).lower()):
            english = _BEFORE.sub("", gloss.strip())
            if _ENGLISH.fullmatch(english) and len(english.split()) <= LONGEST_PHRASE:
                yield english, fold(found[1])


def of_ecdict(path: Path, known: set[str]) -> Iterator[tuple[str, str]]:
    """(English, Chinese) of the common words of ECDICT and of those that are known already."""
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            word = row["word"].lower().strip()
            common = any(row[field] not in ("", "0") for field in ("frq", "bnc", "oxford", "collins", "tag"))
            if not _ENGLISH.fullmatch(word) or len(word.split()) > LONGEST_PHRASE or not (common or word in known):
                continue
            for part in re.split(r"[,，;；、/]|\\n", _ASIDE.sub("", row["translation"])):
                meaning = re.sub(r"^[a-z]+\.\s*", "", part.strip())
                meaning = meaning[:-1] if len(meaning) > 2 and meaning[-1] in "的地" else meaning
                if _HAN.fullmatch(meaning):
                    yield word, fold(meaning)


def collected(pairs: Iterable[tuple[str, str]]) -> Meanings:
    """The second of each pair by the first."""
    meanings: Meanings = defaultdict(dict)
    for word, meaning in pairs:
        meanings[word][meaning] = None
    return meanings


def of_lemmas(path: Path, known: Meanings) -> dict[str, list[str]]:
    """Lemma → its other forms, of the words that are known."""
    found = {}
    for line in path.read_text("utf-8").splitlines():
        if line.startswith(";") or "->" not in line:
            continue
        head, forms = line.split("->")
        lemma = head.split("/")[0].strip().lower()
        others = [form.strip().lower() for form in forms.split(",")]
        if lemma in known and (kept := [form for form in others if _ENGLISH.fullmatch(form) and form != lemma]):
            found[lemma] = kept
    return found


if __name__ == "__main__":
    main()
