"""How the reader is trained: what is drawn, that it learns, and that it reads as what is shipped does."""

import sys
from importlib.resources import files
from pathlib import Path

import numpy as np
import pytest
from rich.console import Console

sys.path.insert(0, str(Path(__file__).parent / "bench"))

import reader_examples
import xquad
from held_out import UNSURE, HeldOutReader, keep, key
from reader_examples import Drawing, in_language
from reader_model import Model
from reader_readings import ToRead, by_sentence, read
from train_reader import Length

from bot.reader.reader import Reader, Reading
from index.article import Article, Block
from index.encoder import SentenceEncoder, load_encoder
from index.packaged.source import ModelFile, model_path
from index.reading.files import read_file
from index.splitting import split_article, split_sentences
from tests.desk import ARTICLES

TEXTS = {
    "x00-0": "The bridge was opened in 1997. It is 3,500 metres long. Li Ming designed it.",
    "x00-1": "A ferry crosses the river below the bridge. It carries 40 cars.",
    "x01-0": "The tea gardens yield 300 tonnes. Picking begins in March. Most farmers live nearby.",
    "x01-1": "Green tea is dried in iron pans. The leaves stay green.",
    "x02-0": "The museum keeps 5,000 bronze vessels. Entry is free.",
    "x02-1": "On Mondays the museum is closed. Guides speak three languages.",
}
ASKED = [
    ("When was the bridge opened?", "x00-0", "1997"),
    ("Who designed the bridge?", "x00-0", "Li Ming"),
    ("How many cars does the ferry carry?", "x00-1", "40"),
    ("When does picking begin?", "x01-0", "March"),
    ("What is green tea dried in?", "x01-1", "iron pans"),
    ("How many vessels are kept?", "x02-0", "5,000"),
    ("On which day is the museum closed?", "x02-1", "Mondays"),
]

QUESTIONS = [
    "重庆的人口有多少？",
    "跨境班列去年5月从哪里出发？",
    "How many intangible cultural heritage items does Chongqing have?",
    "¿Cuándo se inauguró el centro de comunicación internacional?",
]


def passages() -> list[str]:
    """Five passages of the project's own articles, in both their languages."""
    found = []
    for name in ("2023-08-chongqing-city-communication.md", "2023-08-chongqing-city-communication.en.md"):
        (article,) = read_file(ARTICLES / name)
        found += [article.text[p.start : p.end] for p in split_article(article)]
    return found[3:28:5]


@pytest.fixture(scope="module")
def encoder() -> SentenceEncoder:
    return load_encoder(quiet=True)


@pytest.fixture(scope="module")
def source() -> ModelFile:
    return ModelFile(model_path())


@pytest.fixture(scope="module")
def data(encoder: SentenceEncoder) -> reader_examples.Data:
    articles = [Article(name, name, text, (Block("paragraph", 0, len(text)),), "en") for name, text in TEXTS.items()]
    asked = [xquad.Asked(text, a, int(a[1:3]), answer, TEXTS[a].index(answer)) for text, a, answer in ASKED]
    return {"en": in_language(articles, asked, encoder)}


@pytest.mark.model
def test_examples_hold_the_answer_where_they_say_and_nothing_of_topics_left_out(
    data: reader_examples.Data, encoder: SentenceEncoder
) -> None:
    drawing, tokenizer = Drawing(data, {0, 1}, encoder.tokenizer), encoder.tokenizer
    questions = {tuple(ids): number for number, ids in enumerate(data["en"].questions)}
    counts = {"answered": 0, "gap": 0, "elsewhere": 0}
    for _ in range(400):
        example = drawing.draw()
        _, article, answer = ASKED[questions[tuple(example.question)]]
        text = tokenizer.decode(example.passage)
        assert text.startswith("passage:") and article[:3] != "x02" and "museum" not in text
        if example.first >= 0:
            assert tokenizer.decode(example.passage[example.first : example.last + 1]).strip(" .") == answer
            counts["answered"] += 1
        else:
            assert answer not in text
            own = any(sentence.strip() in text for sentence in split_sentences(TEXTS[article], "en"))
            counts["gap" if own else "elsewhere"] += 1
    assert 150 < counts["answered"] < 210 and counts["gap"] > 15 and counts["elsewhere"] > 130


@pytest.mark.model
def test_it_reads_as_the_shipped_reader_does_and_keeps_its_names(encoder: SentenceEncoder, source: ModelFile) -> None:
    with np.load(str(files("bot.reader").joinpath("weights.npz"))) as stored:
        shipped = dict(stored)
    model = Model(source)
    model.lay_over(shipped)
    learned = model.learned()
    assert learned.keys() == shipped.keys()
    assert all((learned[name] == shipped[name]).all() for name in shipped)
    wanted = [ToRead(question, 0, text) for question in QUESTIONS for text in passages()]
    quantized = Reader.beside(encoder, quiet=True)
    assert quantized is not None and len(wanted) == 20
    theirs = [quantized.read([(one.question, one.passage)])[0] for one in wanted]
    mine = read(model, wanted, source, encoder.tokenizer)
    assert np.corrcoef([r.answered for r in mine], [r.answered for r in theirs])[0, 1] > 0.99
    assert np.corrcoef([r.best for r in mine], [r.best for r in theirs])[0, 1] > 0.98
    for one, other in zip(mine, theirs, strict=True):
        assert (one.places == other.places).all()
        if other.answered > 0:
            assert one.shares.argmax() == other.shares.argmax()


def test_readings_are_kept_to_be_found_by_their_texts(tmp_path: Path) -> None:
    places, shares = np.array([4, 9, 14], np.int32), np.array([0.2, 0.7, 0.1], np.float32)
    told = by_sentence(Reading(1.5, 12.0, places, shares), [(0, 9), (10, 14)])
    assert told.places.tolist() == [9, 14] and told.shares.tolist() == pytest.approx([0.9, 0.1])
    keep({key("who?", "b"): told, key("who?", "a"): UNSURE}, tmp_path / "readings.npz")
    reader = HeldOutReader(tmp_path / "readings.npz")
    unsure, found, missing = reader.read([("who?", text) for text in "abc"])
    assert (unsure.answered, found.answered, found.best) == (UNSURE.answered, 1.5, 12.0)
    assert found.share(0, 9) == pytest.approx(0.9, abs=0.001) and found.share(10, 14) == pytest.approx(0.1, abs=0.001)
    assert unsure.share(0, 99) == 0 and missing is UNSURE and reader.missing == 1


def test_training_ends_after_its_steps_or_its_seconds() -> None:
    assert list(Length(4, 1).parts()) == [0, 0.25, 0.5, 0.75]
    assert list(Length(4, 1, seconds=1e-9).parts()) == []


def test_without_xquad_it_says_what_is_missing(
    encoder: SentenceEncoder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(xquad, "DATA", tmp_path)
    with pytest.raises(SystemExit, match=r"xquad\.zh\.json is missing"):
        reader_examples.load(encoder, ["zh"], Console(quiet=True))


@pytest.mark.model
def test_a_question_is_drawn_with_its_words_in_the_passages_language(
    encoder: SentenceEncoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reader_examples, "ANSWERED", 1.0)
    told = {
        "en": ("The bridge opened in 1997.", "When did the bridge open?"),
        "zh": ("大桥1997年通车。", "大桥何时通车"),
    }
    data = {
        language: in_language(
            [Article("x00-0", "x00-0", text, (Block("paragraph", 0, len(text)),), language)],
            [xquad.Asked(question, "x00-0", 0, "1997", text.index("1997"))],
            encoder,
        )
        for language, (text, question) in told.items()
    }
    drawing, drawn = Drawing(data, {0}, encoder.tokenizer), set()
    for _ in range(60):
        example = drawing.draw()
        drawn.add((encoder.tokenizer.decode(example.passage), encoder.tokenizer.decode(example.question)))
    english, chinese = (f"passage: {told[language][0]}" for language in ("en", "zh"))
    assert (english, f"query: {told['en'][1]}") in drawn and (chinese, f"query: {told['zh'][1]}") in drawn
    assert any(passage == chinese and question.startswith(f"query: {told['en'][1]} ") for passage, question in drawn)
    assert any(passage == english and question.startswith("query: 大桥何时通车 ") for passage, question in drawn)
