"""Makes index/into_english.trie: what words of ten languages are in English.

    pip install simplemma 'wordfreq[cjk]'
    python tests/bench/make_words.py

From the lists beside it, which were written for this project: words/LANGUAGE.tsv, a word and what it is in English. A
word's other forms are those among the language's 150,000 commonest that simplemma takes for forms of it.
"""

import functools
import re
from collections.abc import Iterator
from pathlib import Path

import marisa_trie
from rich.progress import track
from simplemma import lemmatize
from wordfreq import top_n_list

from index.lexicon import INTO_ENGLISH, TOLD, key_of
from index.words import fold, runs

WORDS = Path(__file__).with_name("words")
COMMONEST = 150_000
SILENT, SYLLABLES = 2_000, 300
"""So many of a language's commonest words say nothing of what is asked where they are in no list: they ask or join. Of
Vietnamese its syllables are counted."""
AS_THEY_STAND = frozenset({"ja", "ko", "vi"})
"""Languages whose words have no other forms, or are looked up by their beginning."""
_ENGLISH = re.compile(r"[a-z]+(?:[ '-][a-z]+)*")

List = dict[str, list[str]]
"""Word → English."""


def main() -> None:
    try:
        make()
    except (OSError, ValueError) as error:
        raise SystemExit(f"{error}; nothing was written") from None


def make() -> None:
    """Write the table. Raises OSError or ValueError where a list is missing or is none."""
    entries: dict[str, dict[str, None]] = {}
    for language in track(TOLD, "words"):
        written = read(WORDS / f"{language}.tsv")
        own = with_forms(language, written) if language not in AS_THEY_STAND else written
        for word, english in (silent(language, own) | own).items():
            # Words that only their marks tell apart are one when folded, and may mean either.
            key = key_of(language, " ".join(runs(word)))
            entries[key] = entries.get(key, {}) | dict.fromkeys(english)
        for word in commonest(language, own):
            entries[key_of(language, fold(word))] = {}
    table = marisa_trie.BytesTrie([(key, ",".join(english).encode()) for key, english in entries.items()])
    table.save(str(new := INTO_ENGLISH.with_suffix(".new")))
    new.replace(INTO_ENGLISH)
    print(f"{INTO_ENGLISH}: {len(entries)} words, {INTO_ENGLISH.stat().st_size / 1e6:.1f} MB")


def read(path: Path) -> List:
    """A list's words; of a word that stands twice the first. Raises ValueError at a line that is no pair."""
    found: List = {}
    for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
        word, tab, meanings = line.partition("\t")
        english = [fold(meaning).strip() for meaning in meanings.split(",")]
        kept = [meaning for meaning in english if _ENGLISH.fullmatch(meaning)]
        if not tab or not word.strip() or not kept:
            raise ValueError(f"{path}, line {number}: not a word, a tab and English words: {line!r}")
        found.setdefault(word.strip().lower(), kept[:4])
    return found


def with_forms(language: str, written: List) -> List:
    """The words and, with what their lemma means, their other forms."""
    forms = dict(forms_of(language, written))
    return {form: written[lemma] for form, lemma in forms.items()} | written


def commonest(language: str, told: List) -> set[str]:
    """The commonest words that are not told: they ask or join."""
    most = SYLLABLES if language == "vi" else SILENT
    return {word for word in top_n_list(language, most) if word.isalpha() and word not in told}


def silent(language: str, told: List) -> List:
    """Those and their other forms, which are looked up in vain."""
    common = commonest(language, told)
    forms = () if language in AS_THEY_STAND else top_n_list(language, COMMONEST)
    of_common = {form for form in forms if form.isalpha() and form not in told and lemma_of(language, form) in common}
    return {word: [] for word in common | of_common}


def forms_of(language: str, written: List) -> Iterator[tuple[str, str]]:
    """Each common form and its lemma, where that is a word of the list."""
    for form in top_n_list(language, COMMONEST):
        if form.isalpha() and (lemma := lemma_of(language, form)) in written:
            yield form, lemma


@functools.cache
def lemma_of(language: str, form: str) -> str:
    """A German noun is known by its capital, which a list of words has lost."""
    lemma = lemmatize(form, language)
    if language == "de" and lemma == form:
        lemma = lemmatize(form.capitalize(), language)
    return lemma.lower()


if __name__ == "__main__":
    main()
