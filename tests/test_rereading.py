"""Which passages are read again, and what a reading does to the ranking."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from bot.bot import Bot
from bot.finding import Finder
from bot.reader.reader import Reading
from bot.rereading import MOST, NEAR, OTHER, SAME, UNREAD, read_again
from bot.selecting import Candidate
from bot.serving import Serving
from index.building import open_for, replace_all
from index.lexical import Weights
from index.query import Query
from index.search import Index
from tests.desk import candidates, scored
from tests.making import article
from tests.tiny import TinyEncoder

QUESTION = "大桥全长多少米？"


class ScriptedReader:
    """Log odds by a word of the passage, and the answer at its first character."""

    def __init__(self, odds: Mapping[str, float]) -> None:
        self.odds, self.questions, self.read_passages = odds, [], []

    def read(self, pairs: Sequence[tuple[str, str]]) -> list[Reading]:
        self.questions += dict.fromkeys(question for question, _ in pairs)
        self.read_passages += [text for _, text in pairs]
        return [
            Reading(
                next((odds for word, odds in self.odds.items() if word in text), -3.0),
                1.0,
                np.array([1], np.int32),
                np.ones(1, np.float32),
            )
            for _, text in pairs
        ]


@pytest.fixture
def ranked(tmp_path: Path, tiny: TinyEncoder) -> Iterator[list[Candidate]]:
    """One candidate for each of six passages, a tenth of `NEAR` apart."""
    store = open_for(tmp_path / "index", tiny)
    replace_all(store, tiny, [article(f"a{n}", f"第{n}座大桥全长{n}00米。") for n in range(6)])
    firsts = {c.hit.passage.id: c for c in reversed(candidates(Index(store, tiny), QUESTION))}
    assert len(firsts) > MOST
    yield [scored(c, 2 - n * NEAR / 10) for n, c in enumerate(firsts.values())]


def again(reader: ScriptedReader, ranked: list[Candidate], language: str = "zh") -> list[Candidate]:
    query = Query(
        QUESTION, *TinyEncoder().question_tokens(QUESTION), np.ones(1, np.float32), Weights({}, 1.0), (), 0, language
    )
    return read_again(reader, QUESTION, query, ranked)


def test_the_best_passages_are_read_each_once(ranked: list[Candidate]) -> None:
    reader = ScriptedReader({})
    again(reader, [ranked[0], scored(ranked[0], 1.99), *ranked[1:]])
    assert reader.read_passages == [c.hit.text for c in ranked[:MOST]]


def test_what_is_too_far_below_is_not_read(ranked: list[Candidate]) -> None:
    reader = ScriptedReader({})
    read = again(reader, [ranked[0], scored(ranked[1], 2 - 1.1 * NEAR)])
    assert reader.read_passages == [ranked[0].hit.text]
    assert [c.reading is None for c in read] == [False, True]


def test_a_passage_that_answers_comes_first(ranked: list[Candidate]) -> None:
    third = ranked[2]
    read = again(ScriptedReader({third.hit.text: 3.0}), ranked)
    assert read[0].place == third.place
    assert [c.score for c in read] == sorted((c.score for c in read), reverse=True)
    assert {c.place for c in read} == {c.place for c in ranked}


def test_the_sentence_that_holds_the_answer_gains_its_share(ranked: list[Candidate]) -> None:
    first = ranked[0]
    start = first.hit.passage.start
    holds = replace(first, found=replace(first.found, sentence=replace(first.found.sentence, start=start)))
    lacks = replace(first, found=replace(first.found, sentence=replace(first.found.sentence, start=start + 1)))
    for language, weights in (("zh", SAME), ("en", OTHER)):
        read = again(ScriptedReader({"": 0.0}), [lacks, holds], language=language)
        assert [c.share for c in read] == [1.0, 0.0] and read[0].found == holds.found
        assert read[0].score - read[1].score == pytest.approx(weights.share / 2)  # log odds of 0


def test_what_is_not_read_counts_as_little_as_the_least_of_what_is(ranked: list[Candidate]) -> None:
    far = scored(ranked[1], 1.0)
    for odds, counted in ((1.0, UNREAD), (-4.0, -4.0)):
        (unread,) = [c for c in again(ScriptedReader({"": odds}), [ranked[0], far]) if c.reading is None]
        assert unread.score == pytest.approx(1.0 + SAME.answered * counted)


def test_a_question_is_read_as_it_was_put_in_the_articles_script(built: Index) -> None:
    reader = ScriptedReader({"": 2.0})
    (found,) = Finder(built, 0.5, reader).find("大橋全長多少米？", (), "zh-Hant")
    assert reader.questions == [QUESTION] and found.ranked[0].reading is not None


def test_a_follow_up_made_whole_is_not_read(built: Index) -> None:
    reader = ScriptedReader({"": 2.0})
    (found,) = Finder(built, 0.5, reader).find("它什么时候建成？", [QUESTION], "zh")
    assert found.query.context and not reader.questions and found.ranked[0].reading is None


@pytest.mark.parametrize("question", ["介绍一下大桥", "有哪些大桥？"])
def test_for_a_list_or_an_account_nothing_is_read(built: Index, question: str) -> None:
    reader = ScriptedReader({"": 2.0})
    Finder(built, 0.5, reader).find(question, (), "zh")
    assert not reader.questions


def test_in_haste_nothing_is_read(built: Index) -> None:
    reader = ScriptedReader({"": 2.0})
    (found,) = Finder(built, 0.5, reader).find(QUESTION, (), "zh", hasty=True)
    assert not reader.questions and found.ranked[0].reading is None


def test_a_hasty_answer_is_not_kept(built: Index, monkeypatch: pytest.MonkeyPatch) -> None:
    reader = ScriptedReader({"": 2.0})
    desk = Bot(built, reader=reader)
    monkeypatch.setattr(Serving, "crowded", True)
    desk.ask(QUESTION)
    assert not reader.questions
    monkeypatch.setattr(Serving, "crowded", False)
    desk.ask(QUESTION)
    assert reader.questions == [QUESTION]
    desk.ask(QUESTION)
    assert reader.questions == [QUESTION]
