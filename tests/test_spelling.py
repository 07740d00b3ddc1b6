"""Latin words with a slip are mended towards the articles' words; numbers, real words and other names never."""

import time
from collections.abc import Sequence
from pathlib import Path

import pytest

from index.building import open_for, replace_all
from index.names import Name, Names
from index.search import Index
from index.spelling import Spelling, words_among
from tests.making import article
from tests.tiny import TinyEncoder

TEXT = (
    "The centre was inaugurated in 2022. Luhai Finance has 35,000 downloads and registered journalists. "
    "How many planets and a county near the house: Chengdu, Chongqing, Hunan, an account of the coats."
)
NAMES = Names(
    [Name("media", {"en": ("Luhai Finance",)}), *(Name("place", {"en": (c,)}) for c in ("Chengdu", "Chongqing"))]
)
REAL = {"country", "plants"}


@pytest.fixture
def spelling(tmp_path: Path, tiny: TinyEncoder) -> Spelling:
    store = open_for(tmp_path / "spelling", tiny)
    replace_all(store, tiny, [article("a", TEXT, lang="en")])

    def among(words: Sequence[str]) -> set[str]:
        return REAL & set(words)

    return Spelling(store, among)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("When was it inagurated?", "When was it inaugurated?"),
        ("inauguurated", "inaugurated"),
        ("How often was Luhai Finence downloaded", "How often was Luhai Finance downloaded"),
        ("Luhia Fiannce", "Luhai Finance"),
        ("LuhaiFinance downloads", "Luhai Finance downloads"),
        ("howmanyregisteredjournalists", "how many registered journalists"),
        ("population of Chonqing, Chongqin", "population of Chongqing, Chongqing"),
        ("HOW MANY REGISTRED JOURNALISTS", "how many registered journalists"),
        ("ｒｅｇｉｓｔｒｅｄ　２０２２", "registered　2022"),
        ("陆海财经有registred用户吗", "陆海财经有registered用户吗"),
    ],
)
def test_a_slip_is_mended(spelling: Spelling, typed: str, meant: str) -> None:
    assert spelling.mended(typed, NAMES) == meant


@pytest.mark.parametrize(
    "text",
    [
        "How many people live in Chengde, Changqing and Henan?",
        "in which country are plants",
        "a horse on the coast",
        "2023 2O22 35,001 20222",
        "write to inagurated@example.com or example.com/inagurated",
        "¿Cuántos periodistas registrados tiene el centro?",
        "inagrated centr",
        "GDP",
        "",
    ],
)
def test_what_may_be_meant_as_it_stands_is_left_alone(spelling: Spelling, text: str) -> None:
    assert spelling.mended(text, NAMES) == text


@pytest.mark.parametrize(
    ("text", "strange"),
    [
        ("the population of Chengde", ["chengde"]),
        ("Chengdu and Chongqing", []),
        ("Paris and 2023", []),
        ("陆海才金", []),
    ],
)
def test_what_is_nearly_a_name_and_no_slip_is_a_stranger(spelling: Spelling, text: str, strange: list[str]) -> None:
    assert spelling.strangers(text, NAMES) == strange


def test_words_of_a_new_version_and_of_new_names_are_known_at_once(built: Index, tiny: TinyEncoder) -> None:
    spelling = Spelling(built.store, lambda words: set())
    assert spelling.mended("lighthuose Finence", built.names) == "lighthuose Finence"
    replace_all(built.store, tiny, [article("new", "The lighthouse is tall.", lang="en")])
    assert spelling.mended("lighthuose Finence", built.names) == "lighthouse Finence"
    assert spelling.mended("lighthuose Finence", NAMES) == "lighthouse Finance"


def test_a_word_is_what_the_tokenizer_has_as_one_piece(tiny: TinyEncoder) -> None:
    assert words_among(tiny)(["bridge", "大桥", "tea-time"]) == {"bridge"}
    assert words_among(tiny)([]) == set()


@pytest.mark.parametrize("piece", ["inagurated ", "bridge", "陆海才经", "大桥全长多少米？"])
def test_a_megabyte_takes_no_time(spelling: Spelling, piece: str) -> None:
    spelling.mended("once", NAMES)
    started = time.perf_counter()
    spelling.mended(piece * (1_000_000 // len(piece)), NAMES)
    assert time.perf_counter() - started < 0.5
