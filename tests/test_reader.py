"""The reader: which passage answers, where, and the weights it learned."""

from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace

import numpy as np
import pytest

from bot.reader.learned import Learned
from bot.reader.reader import MOST_PASSAGE, Reader
from index.encoder import load_encoder
from index.splitting import split_sentences
from tests.tiny import TinyEncoder

BRIDGE = "长江大桥于1997年建成通车。大桥全长3500米，连接南北两岸。设计者是工程师李明。"
TEA = "永川的茶园今年产茶三百吨。采茶季节从三月开始。茶农大多是当地人。"
ASKED = [
    ("大桥是哪一年建成的？", 0),
    ("大桥有多长？", 1),
    ("大桥是谁设计的？", 2),
    ("How long is the bridge?", 1),
    ("Who designed the bridge?", 2),
]


@pytest.fixture(scope="module")
def reader() -> Reader:
    found = Reader.beside(load_encoder(quiet=True), quiet=True)
    assert found is not None
    return found


@pytest.mark.model
@pytest.mark.parametrize(("question", "sentence"), ASKED)
def test_it_tells_which_passage_answers_and_where(reader: Reader, question: str, sentence: int) -> None:
    bridge, tea = reader.read([(question, BRIDGE), (question, TEA)])
    assert bridge.answered > 0 > tea.answered
    sentences, at, shares = split_sentences(BRIDGE, "zh"), 0, []
    for text in sentences:
        shares.append(bridge.share(at, at + len(text)))
        at += len(text)
    assert len(sentences) == 3 and int(np.argmax(shares)) == sentence
    assert sum(shares) == pytest.approx(1, abs=0.01)


@pytest.mark.model
def test_what_is_not_said_is_not_answered(reader: Reader) -> None:
    (reading,) = reader.read([("大桥的造价是多少？", BRIDGE)])
    assert reading.answered < 0


@pytest.mark.model
def test_it_reads_the_same_alone_together_and_from_several_threads(reader: Reader) -> None:
    question = ASKED[0][0]
    alone = [reader.read([(question, text)])[0].answered for text in (BRIDGE, TEA)]
    assert [reading.answered for reading in reader.read([(question, BRIDGE), (question, TEA)])] == alone
    with ThreadPoolExecutor(4) as pool:
        for readings in pool.map(lambda _: reader.read([(question, BRIDGE), (question, TEA)]), range(8)):
            assert [reading.answered for reading in readings] == alone


@pytest.mark.model
@pytest.mark.parametrize("question", ["", "？", "长" * 100_000, "</s> passage: <mask> \x00 🌉"])
def test_no_question_and_no_passage_is_too_strange(reader: Reader, question: str) -> None:
    assert reader.read([]) == []
    short, long = reader.read([(question, ""), (question, BRIDGE * 100)])
    assert np.isfinite([short.answered, long.answered, long.best]).all()
    assert len(long.places) == MOST_PASSAGE and long.shares.sum() == pytest.approx(1, abs=0.01)


def test_beside_another_encoder_there_is_none() -> None:
    assert Reader.beside(TinyEncoder()) is None


class Source:
    """A packaged model of two channels whose matrices are ones and vectors zeros."""

    sizes = SimpleNamespace(hidden=2)

    def floats(self, name: str) -> np.ndarray:
        return np.zeros(2, np.float32)

    def matrix(self, name: str, columns: int) -> np.ndarray:
        return np.ones((2, columns), np.float32)


def test_what_was_learned_lies_over_the_packaged_weights() -> None:
    learned = {
        "l0.qkv.A": np.array([[1, 2]]),
        "l0.qkv.B": np.array([[1], [2], [3], [4], [5], [6]]),
        "l0.qkv.b": np.arange(6),
        "l0.ao.A": np.array([[1, 0]]),
        "l0.ao.B": np.array([[0], [7]]),
        "l0.aln.w": np.array([8, 9]),
        "segment": np.array([3, 3]),
    }
    found = Learned(Source(), {name: value.astype(np.float16) for name, value in learned.items()})  # type: ignore[arg-type]
    assert found.matrix("l0.q.w", 2).tolist() == [[2, 3], [3, 5]]
    assert found.matrix("l0.v.w", 2).tolist() == [[6, 11], [7, 13]]
    assert found.matrix("l0.ao.w", 2).tolist() == [[1, 1], [8, 1]]
    assert [found.floats(f"l0.{part}.b").tolist() for part in "qkv"] == [[0, 1], [2, 3], [4, 5]]
    assert found.floats("l0.aln.w").tolist() == [8, 9]
    assert found.floats("emb.ln.w").tolist() == [0, 0]
    assert found.head("segment").tolist() == [3, 3]
