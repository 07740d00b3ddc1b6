"""From a question to hits: the right passage first, whatever is typed, also while the index changes."""

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import numpy as np
import pytest

from index.building import change, replace_all
from index.changes import put_names
from index.errors import IndexStoreError
from index.names import Name, Names
from index.search import Index
from tests.making import BRIDGE, BRIDGE_EN, CORPUS, TEA, article
from tests.processes import finish, start
from tests.tiny import TinyEncoder


def first(index: Index, question: str) -> str:
    return index.search(index.query(question), 1)[0].text


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("大桥全长多少米？", "3,500米"),
        ("第二座大桥什么时候修建？", "第二座大桥"),
        ("How long is the bridge?", "3,500 metres"),
        ("Does the new bridge have a cycle lane?", "cycle lane"),
        ("永川产茶多少吨？", "三百吨"),
        ("monorail through a building", "Liziba"),
        ("LIZIBA", "Liziba"),
        ("永川茶園", "茶园"),
    ],
)
def test_the_right_passage_comes_first(built: Index, question: str, expected: str) -> None:
    assert expected in first(built, question)


def test_a_hit_knows_where_it_comes_from_and_how_it_scored(built: Index) -> None:
    hits = built.search(built.query("The new bridge will have a cycle lane."), 3)
    hit = hits[0]
    assert hit.article == BRIDGE_EN
    assert hit.text == BRIDGE_EN.text[hit.passage.start : hit.passage.end]
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    sentence = max(hit.sentences, key=lambda s: s.cosine).sentence
    assert BRIDGE_EN.text[sentence.start : sentence.end] == "The new bridge will have a cycle lane."
    assert hit.best_sentence == pytest.approx(1, abs=1e-5)
    np.testing.assert_allclose(hit.sentences[1].met, 1, atol=0.01)  # each word stands in it
    assert hit.sentences[0].met.min() < 0.5
    assert hit.first_sentence == 0
    for each in hits:
        assert 0 <= each.lexical <= 1
        assert -1 <= each.maxsim <= 1 + 1e-5
        assert each.score == pytest.approx(
            (each.cosine + each.best_sentence) / 2 + 0.25 * each.lexical + 0.6 * each.maxsim
        )


@pytest.mark.parametrize("k", [1, 2, 100])
def test_k_hits_at_most_each_once(built: Index, k: int) -> None:
    ids = [hit.passage.id for hit in built.search(built.query("bridge 桥"), k)]
    assert len(ids) == len(set(ids)) == min(k, built.sizes.passages)


@pytest.mark.parametrize(
    "question",
    [
        *(
            "",
            " \n",
            "？！……",
            "\x00\x1b[2J\x7f",
            "\ud800大桥\udfff",
            '" OR *',
            "NEAR(大桥 茶, 3)",
            "'; drop table words",
        ),
        *("大桥" * 50_000, "bridge " * 20_000, "a" * 100_000, "😀" * 3000, "{{x}} %s \\", "\u202e桥\ufeff"),
    ],
)
def test_whatever_is_typed_is_searched(built: Index, question: str) -> None:
    query = built.query(question)
    hits = built.search(query)
    assert len(hits) == 5
    assert np.isfinite([hit.score for hit in hits]).all()
    assert query.weights.sum() == pytest.approx(1 if len(query.weights) else 0, abs=1e-5)


def test_of_passages_that_score_alike_the_first_by_id_comes_first(built: Index, tiny: TinyEncoder) -> None:
    replace_all(built.store, tiny, [article(name, "茶园第一处产茶。") for name in "dbca"])
    assert [hit.article.id for hit in built.search(built.query("茶园"), 2)] == ["a", "b"]


def test_a_name_finds_what_is_written_in_the_other_language(built: Index, tiny: TinyEncoder) -> None:
    assert built.query("Yongchuan").words.score(TEA.text) == 0
    put_names(built.store, Names([Name("place", {"zh": ("永川",), "en": ("Yongchuan",)})]))
    assert built.query("Yongchuan").words.score(TEA.text) > 0


def test_editions_originals_and_the_overview(built: Index, tiny: TinyEncoder) -> None:
    assert built.editions("bridge") == {"zh": "bridge", "en": "bridge.en"}
    assert (built.overview().articles, built.overview().latest) == (3, "2023-09-02")
    change(built.store, tiny, "remove", (), ["tea"])
    assert (built.overview().articles, built.overview().latest) == (2, "2023-08")
    assert built.article("tea") is None
    assert built.article("bridge") == BRIDGE


def test_the_sentences_of_a_block_are_aligned_with_their_vectors(built: Index, tiny: TinyEncoder) -> None:
    for one in (BRIDGE, BRIDGE_EN):
        units = built.block_sentences(one.id, 2)
        texts = [one.text[unit.sentence.start : unit.sentence.end] for unit in units]
        assert len(texts) == 2
        np.testing.assert_allclose(np.stack([unit.vector for unit in units]), tiny.passages(texts), atol=1e-6)
    assert built.block_sentences("no-such", 0) == built.block_sentences("bridge", 1) == []


def test_an_index_of_another_model_is_not_searched(built: Index) -> None:
    with pytest.raises(IndexStoreError, match="not other"):
        Index.open(built.store.folder, TinyEncoder(name="other"))


def test_a_change_by_another_process_is_seen_and_scores_stay_between_0_and_1(built: Index, tiny: TinyEncoder) -> None:
    reader = Index.open(built.store.folder, tiny)
    query = reader.query("茶园")
    replace_all(built.store, tiny, [article(f"t{i}", f"茶园第{i}处产茶。") for i in range(30)])
    for asked in (query, reader.query("茶园")):
        hits = reader.search(asked, 30)
        assert {hit.article.id for hit in hits} == {f"t{i}" for i in range(30)}
        assert all(0 <= hit.lexical <= 1 for hit in hits)
    assert reader.version == 2
    assert min(reader.query("茶园").words.idf.values()) > 0
    reader.store.close()


CHANGES = """
import sys
from dataclasses import replace
from pathlib import Path
from index.building import open_for, replace_all
from tests.making import CORPUS
from tests.processes import finish, start
from tests.tiny import TinyEncoder
store = open_for(Path(sys.argv[1]), TinyEncoder())
for n in range(1, 9):
    replace_all(store, TinyEncoder(), [replace(one, title=f"{one.title} {n}") for one in CORPUS])
"""


def test_threads_search_while_another_process_changes_the_index(built: Index, tiny: TinyEncoder) -> None:
    """Each search sees one version whole: all articles of one generation, never a mixture."""
    replace_all(built.store, tiny, [replace(one, title=f"{one.title} 0") for one in CORPUS])
    reader, done = Index.open(built.store.folder, tiny), threading.Event()

    def search() -> int:
        searches = 0
        while not done.is_set() or not searches:
            hits = reader.search(reader.query("大桥 bridge 茶 monorail"), 10)
            assert {hit.article.id for hit in hits} == {one.id for one in CORPUS}
            assert len({hit.article.title.rpartition(" ")[2] for hit in hits}) == 1
            searches += 1
        return searches

    with ThreadPoolExecutor(3) as threads:
        searching = [threads.submit(search) for _ in range(3)]
        writer = finish(start(CHANGES, built.store.folder))
        done.set()
        assert (writer.returncode, writer.stderr) == (0, "")
        assert min(each.result() for each in searching) > 0
    hits = reader.search(reader.query("bridge"))
    assert {hit.article.title[-2:] for hit in hits} == {" 8"}
    assert reader.version == 10
    reader.store.close()


def test_a_change_of_the_articles_or_the_names_shows_before_anything_is_searched(
    built: Index, tiny: TinyEncoder
) -> None:
    first, version = built.now(), built.version
    replace_all(built.store, tiny, [article("new", "灯塔高九十米。")])
    second = built.now()
    assert built.version != version and second != first
    put_names(built.store, Names([Name("place", {"zh": ("灯塔",), "en": ("lighthouse",)})]))
    assert built.now() != second
