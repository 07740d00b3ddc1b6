"""Changes: one transaction and one version each; embeddings ahead of them; any version can be gone back to."""

from dataclasses import replace

import numpy as np
import pytest

from index import changes
from index.building import change, replace_all
from index.changes import commit, put_embeddings, put_names, rollback
from index.embedding import embed
from index.encoder import Encoded
from index.errors import IndexStoreError
from index.names import Name, Names
from index.records import Embedding, embedding_key
from index.search import Index
from index.store import Store
from index.taking import stage
from index.verifying import verify
from tests.making import BRIDGE, CORPUS, RAIL, TEA, article
from tests.tiny import TinyEncoder

NEW_TEA = replace(TEA, text=TEA.text.replace("三百", "四百"))


class Refusing(TinyEncoder):
    """Must not be asked."""

    def passage_tokens(self, *_: object) -> list[Encoded]:
        raise IndexStoreError("asked again")


def contents(store: Store) -> tuple[set[str], dict[str, int]]:
    """The current articles' texts and the terms of the full text."""
    with store.moment() as db:
        terms = dict(db.execute("select term, cnt from vocabulary").fetchall())
    return {one.text for one in store.articles()}, terms


def test_a_changed_article_replaces_its_earlier_version(built: Index, tiny: TinyEncoder) -> None:
    made = change(built.store, tiny, "correct", [NEW_TEA])
    assert (made.version, made.articles) == (2, 4)
    assert built.store.article(built.store.member("tea") or 0) == NEW_TEA
    assert verify(built.store) == []


def test_nothing_changed_makes_no_version(built: Index, tiny: TinyEncoder) -> None:
    assert commit(built.store, "again", stage(built.store, CORPUS)) == 1
    assert commit(built.store, "nothing", [], ["no-such"]) == 1
    assert len(built.store.versions()) == 1


def test_metadata_alone_is_a_change_that_embeds_nothing(built: Index, tiny: TinyEncoder) -> None:
    made = change(built.store, tiny, "date", [replace(TEA, date="2023-09-03")])
    assert (made.version, made.embedded) == (2, 0)


def test_every_version_can_be_gone_back_to_and_the_full_text_follows(built: Index, tiny: TinyEncoder) -> None:
    store = built.store
    states = {1: contents(store)}
    for articles in ([NEW_TEA, BRIDGE], [], [RAIL, article("new", "全新的一篇。")]):
        version = replace_all(store, tiny, articles).version
        states[version] = contents(store)
    assert list(states) == [1, 2, 3, 4]
    for target in (1, 3, 2, 4, 1):
        version = rollback(store, target)
        assert contents(store) == states[target]
        assert store.versions()[-1].number == version
        assert [fault for fault in verify(store) if "FAISS" not in fault] == []


def test_rollback_without_a_version_goes_back_by_one_and_to_the_same_state_does_nothing(
    built: Index, tiny: TinyEncoder
) -> None:
    replace_all(built.store, tiny, [NEW_TEA])
    assert rollback(built.store) == 3
    assert len(built.store.members()) == 4
    assert rollback(built.store, 1) == 3
    assert [version.change for version in built.store.versions()] == ["build", "build", "rollback to 1"]


@pytest.mark.parametrize(("to", "told"), [(None, "before this one"), (7, "no version 7"), (0, "no version 0")])
def test_an_unknown_version_is_told_with_the_known_ones(built: Index, to: int | None, told: str) -> None:
    with pytest.raises(IndexStoreError, match=rf"{told} \(known: 1-1\)"):
        rollback(built.store, to)


def test_an_old_version_that_comes_back_is_not_stored_twice(built: Index, tiny: TinyEncoder) -> None:
    row = built.store.member("tea")
    change(built.store, tiny, "correct", [NEW_TEA])
    made = change(built.store, tiny, "back", [TEA])
    assert (built.store.member("tea"), made.embedded) == (row, 0)


def test_embeddings_outlive_the_change_they_were_made_for(built: Index) -> None:
    key, rows = embedding_key("neu"), stage(built.store, [article("new", "neu")])
    vector = np.full(64, 0.125, np.float32)
    put_embeddings(built.store, {key: Embedding(vector)})
    with pytest.raises(IndexStoreError):  # a sentence has its vector, the passage lacks its token states
        embed(built.store, Refusing(), rows, lambda *_: None)
    put_embeddings(built.store, {key: Embedding(vector, b"tokens")})
    put_embeddings(built.store, {key: Embedding(vector)})
    assert embed(built.store, Refusing(), rows, lambda *_: None) == 0


def test_what_was_stored_ahead_of_a_change_is_in_no_version(built: Index) -> None:
    stage(built.store, [NEW_TEA, article("new", "neu")])
    assert built.store.article_versions("new") == []
    assert built.store.article_versions("tea") == [TEA]
    assert len(built.store.members()) == 4
    assert verify(built.store) == []


def test_a_change_that_fails_midway_leaves_everything_as_it_was(
    built: Index, tiny: TinyEncoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = contents(built.store)
    join, joined = changes._join, []

    def fail_at_the_second(*arguments: object) -> None:
        joined.append(arguments)
        if len(joined) == 2:
            raise OSError("the disk is gone")
        join(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(changes, "_join", fail_at_the_second)
    with pytest.raises(OSError, match="disk"):
        replace_all(built.store, tiny, [NEW_TEA, article("new", "全新的一篇。")])
    assert contents(built.store) == before
    assert built.store.version() == 1
    monkeypatch.undo()
    assert replace_all(built.store, tiny, [NEW_TEA, article("new", "全新的一篇。")]).embedded == 0
    assert verify(built.store) == []


def test_names_are_kept_and_replaced(built: Index) -> None:
    for form in ("甲", "乙"):
        names = Names([Name("", {"zh": (form,)})])
        put_names(built.store, names)
        assert built.store.names() == names.to_json()
