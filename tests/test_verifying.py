"""Verify finds each kind of damage that it claims to find, and none in a whole index."""

import sqlite3

import numpy as np
import pytest

from index.building import replace_all
from index.records import seal
from index.search import Index
from index.store import Store
from index.verifying import verify
from tests.making import BRIDGE, TEA
from tests.tiny import TinyEncoder

LONG_VECTOR = seal(np.full(64, 1.0, "<f4").tobytes()).hex()
NO_NUMBERS = seal(np.full(64, np.nan, "<f4").tobytes()).hex()
SHORT_VECTOR = seal(np.full(32, 1.0, "<f4").tobytes()).hex()


def test_a_whole_index_has_no_faults_whatever_its_history(built: Index, tiny: TinyEncoder) -> None:
    assert verify(built.store) == []
    for articles in ([TEA], [], [BRIDGE]):
        replace_all(built.store, tiny, articles)
        assert verify(built.store) == []


@pytest.mark.parametrize(
    ("damage", "fault"),
    [
        ("delete from embedding where tokens is null", "have no vector"),
        (f"update embedding set vector = x'{LONG_VECTOR}'", "not of length 1"),
        (f"update embedding set vector = x'{NO_NUMBERS}'", "not a number"),
        (f"update embedding set vector = x'{SHORT_VECTOR}'", "has not 64 dimensions"),
        ("update embedding set vector = x'00'", "a stored vector is not as it was written"),
        ("update embedding set tokens = x'00' where tokens is not null", "a stored vector is not as it was written"),
        ("update embedding set tokens = null", "have no vector"),
        ("insert into words(words) values('delete-all')", "the full text holds 0 passages"),
        ("insert into words(rowid, terms) values(99, 'x')", "the full text holds"),
        ("update passage set terms = terms + 1 where number = 0", "says that it holds"),
        ("update passage set stop = 10000 where id = 1", "is not the text"),
        ("update passage set start = stop where id = 1", "is not the text"),
        ("update passage set start = start + 1 where id = 1", "is not the text that was embedded"),
        ("update sentence set stop = stop - 1 where id = 2", "is not the text that was embedded"),
        ("update article set record = replace(record, '1997', '1998') where id = 1", "is not as it was stored"),
        ("update article set record = replace(record, '重庆日报', '其他报') where id = 1", "is not as it was stored"),
        ("update article set record = 'x' where id = 1", "is damaged"),
        ("update article set date = '2024' where id = 1", "is not as it was stored"),
        ("update passage set block = 9 where id = 1", "are not as they were stored"),
        ("update passage set plain = 'x' where id = 1", "are not as they were stored"),
        ("update version set sentences = 1", "says that it holds 1 sentences"),
        ("insert into words(words, rowid, terms) values('delete', 1, '大桥')", "full text holds"),
        ("update member set until = 1 where article = 1", "says that it holds"),
        ("pragma foreign_keys = off; delete from article where id = 2", "points nowhere"),
        ("delete from snapshot", "FAISS file is missing"),
        ("update snapshot set sha256 = ''", "FAISS file is missing or altered"),
        ("drop table words", "is damaged"),
    ],
)
def test_each_kind_of_damage_is_found(built: Index, damage: str, fault: str) -> None:
    with sqlite3.connect(built.store.folder / "index.sqlite") as connection:
        connection.executescript(damage)
    connection.close()
    found = verify(built.store)
    assert any(fault in line for line in found)
    assert all("\n" not in line for line in found)


def test_a_database_that_contradicts_itself_is_found(built: Index) -> None:
    built.store.close()
    with sqlite3.connect(built.store.folder / "index.sqlite") as connection:
        connection.executescript(
            "pragma writable_schema = on; "
            "update sqlite_master set sql = replace(sql, '(passage)', '(start)') where name = 'sentence_passage'"
        )
    connection.close()
    store = Store(built.store.folder)
    assert any(line.startswith("the database: ") for line in verify(store))
    store.close()


def test_a_damaged_page_is_found(built: Index) -> None:
    built.store.close()
    path = built.store.folder / "index.sqlite"
    data = bytearray(path.read_bytes())
    at = data.index(BRIDGE.text[:6].encode())
    data[at - 200 : at + 200] = b"\xff" * 400
    path.write_bytes(data)
    store = Store(built.store.folder)
    assert verify(store)
    store.close()


def test_a_missing_snapshot_is_found_and_verify_changes_nothing(built: Index) -> None:
    (built.store.folder / "vectors-1.faiss").unlink()
    for _ in range(2):
        assert verify(built.store) == ["the FAISS file is missing or altered; the next build makes it again"]
