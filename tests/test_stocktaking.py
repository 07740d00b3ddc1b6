"""What `info` knows of an index: its figures, and what editors should look at."""

import io
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from rich.console import Console

from index.building import change, open_for, remove_ids, replace_all
from index.changes import rollback
from index.search import Index
from index.stocktaking import Alike, Warnings, age_of, show_stock, take_stock, warnings_of
from index.store import Store
from tests.making import BRIDGE, CORPUS, TEA, article
from tests.tiny import TinyEncoder

SENTENCES = ("茶园今年产茶三百吨。", "采茶季节从三月开始。", "新茶销往全国各地。", "茶农的收入增加了。")


@pytest.fixture
def store(tmp_path: Path, tiny: TinyEncoder) -> Iterator[Store]:
    with closing(open_for(tmp_path / "index", tiny)) as store:
        replace_all(store, tiny, CORPUS)
        yield store


def shown(store: Store) -> str:
    console = Console(file=io.StringIO(), width=140)
    show_stock(take_stock(store), console)
    return console.file.getvalue()  # type: ignore[attr-defined, no-any-return]


def test_the_figures_of_an_index(store: Store) -> None:
    stock = take_stock(store)
    assert (stock["articles"], stock["languages"]) == (4, {"zh": 2, "en": 2})
    assert (stock["first_date"], stock["last_date"], stock["version"]) == ("2022", "2023-09-02", 1)
    assert (stock["encoder"], stock["dimension"], stock["warnings"]) == ("tiny", 64, [])
    assert stock["bytes"] >= (store.folder / "index.sqlite").stat().st_size > 0
    assert [one["id"] for one in stock["members"]] == sorted(one.id for one in CORPUS)
    for told in ("2022 to 2023-09-02", "zh 2, en 2", "tiny, 64 dimensions", "永川茶园", "version 1, "):
        assert told in shown(store)


def test_an_empty_index(tmp_path: Path, tiny: TinyEncoder) -> None:
    with closing(open_for(tmp_path / "index", tiny)) as store:
        assert take_stock(store)["warnings"] == []
        assert "0, never built" in shown(store)


def test_articles_that_hold_the_same(store: Store, tiny: TinyEncoder) -> None:
    change(
        store,
        tiny,
        "add",
        [
            article("a", "".join(SENTENCES), date="2024"),
            article("b", "".join(SENTENCES[:3]), "另一家报纸加了一句。", date="2024"),
            article("c", SENTENCES[0], "其余的都不一样。", "这一句也不一样。", date="2024"),
        ],
    )
    assert warnings_of(store).alike == (Alike("a", "b", 0.75),)
    assert "a and b have 75% of the shorter one's sentences in common" in shown(store)
    remove_ids(store, tiny, ["b"])
    assert warnings_of(store).alike == ()


def test_a_set_phrase_of_the_house_makes_no_duplicates(store: Store, tiny: TinyEncoder) -> None:
    many = [article(f"notice-{n:02}", "".join(SENTENCES[2:]), date="2024") for n in range(11)]
    change(store, tiny, "add", many)
    assert warnings_of(store).alike == ()
    remove_ids(store, tiny, ["notice-10"])
    assert len(warnings_of(store).alike) == 45


def test_an_article_and_its_edition_are_no_duplicates(store: Store, tiny: TinyEncoder) -> None:
    edition = replace(BRIDGE, id="bridge.hant", lang="zh-Hant", translation_of="bridge")
    change(store, tiny, "add", [edition])
    assert warnings_of(store).alike == ()


def test_articles_without_a_date(store: Store, tiny: TinyEncoder) -> None:
    change(store, tiny, "add", [article(f"note-{n}", f"第{n}条。") for n in range(7)])
    (line,) = warnings_of(store).lines()
    assert line == "7 articles without a date: note-0, note-1, note-2, note-3, note-4 and 2 more"
    assert list(Warnings((), ("a",), ()).lines()) == ["1 article without a date: a"]


def test_an_edition_behind_its_original(store: Store, tiny: TinyEncoder) -> None:
    change(store, tiny, "correct", [replace(BRIDGE, text=BRIDGE.text.replace("3,500", "3,600"))])
    assert warnings_of(store).behind == (("bridge.en", "bridge"),)
    assert "bridge.en is older than the present text of its original, bridge" in shown(store)
    rollback(store)
    assert warnings_of(store).behind == ()


def test_markup_in_an_article_is_text(store: Store, tiny: TinyEncoder) -> None:
    change(store, tiny, "add", [replace(TEA, title="[bold]茶[/bold]", source="[red]")])
    assert "[bold]茶[/bold]" in shown(store)


@pytest.mark.parametrize(
    ("ago", "told"),
    [
        (timedelta(seconds=59), "less than a minute old"),
        (timedelta(seconds=60), "1 minute old"),
        (timedelta(hours=5, minutes=59), "5 hours old"),
        (timedelta(days=3), "3 days old"),
    ],
)
def test_the_age_of_a_version(ago: timedelta, told: str) -> None:
    now = datetime(2024, 5, 7, 12, tzinfo=UTC)
    assert age_of((now - ago).isoformat(timespec="seconds"), now) == told


def test_it_changes_nothing(built: Index) -> None:
    before = built.version
    take_stock(built.store)
    assert built.store.version() == before
