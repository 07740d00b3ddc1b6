"""Files in SQuAD's format → articles and questions: nothing lost, near and far truly so, nothing half-written."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from bot.evaluation.corpus import Sources, make_corpus, write_corpus
from bot.evaluation.items import Item, read_items
from bot.evaluation.judging import folded
from bot.evaluation.squad import questions_of, read_squad
from index.errors import YuwenError
from index.reading import read_folder
from tests.desk import ROOT
from tests.squad_files import paragraph, question, simple, titles, write_squad

XQUAD = ROOT.parent / "shared" / "data"
HOSTILE = [
    "# No heading * at _all_ [x](y) `c` <b>bold</b> &amp; | 1 | \\ 5",
    "1. Not a list\n- nor this\n\n    nor code, but cafe\u0301\r\n\r\n===",
    "\ufeff---\ntitle: x\n---\n~~~ 重庆\u3000有３．５万 2) + 人。![a](b)",
]
ANSWERS = ["[x](y) `c` <b>bold</b> &amp; |", "nor this\n\n    nor code, but cafe\u0301", "重庆\u3000有３．５万 2) +"]


def made(path: Path, folder: Path, **options: Any) -> list[Item]:
    """The items of a corpus written to `folder` and read again."""
    write_corpus(make_corpus(Sources(read_squad(path)), **options), folder)
    return read_items(folder / "questions.jsonl")


def texts(folder: Path) -> dict[str, str]:
    articles, errors = read_folder(folder / "articles")
    assert errors == []
    return {article.id: article.text for article in articles}


def contexts(path: Path) -> dict[str, str]:
    """The paragraph that each question is asked of, by the question's id."""
    data = json.loads(path.read_text("utf-8"))["data"]
    paragraphs = [one for topic in data for one in topic["paragraphs"]]
    return {asked["id"]: one["context"] for one in paragraphs for asked in one["qas"]}


def one_spaced(text: str) -> str:
    """What is between two blocks, and how a line is indented, is no text."""
    return re.sub(r"\s*\n\s*", "\n", text)


def assert_near_and_far_are_so(path: Path, folder: Path, items: list[Item]) -> None:
    """What answers is there for the answerable ones, whole; it is nowhere for the others."""
    everything = [folded(text) for text in texts(folder).values()]
    whole = {text: folded(text) for text in set(contexts(path).values())}
    context = {name: whole[text] for name, text in contexts(path).items()}
    for item in items:
        there = [text for text in everything if context[item.id] in text]
        if item.answerable:
            assert len(there) == 1 and all(folded(gold) in there[0] for gold in item.gold[0])
        else:
            assert there == [] and item.gold == ()


def test_what_is_text_survives_the_round_trip_to_the_letter(tmp_path: Path) -> None:
    paragraphs = [simple(f"q{n}", text, ANSWERS[n]) for n, text in enumerate(HOSTILE)]
    path = write_squad(tmp_path / "a.json", {'A/B: "c"_%E9%87%8D': [*paragraphs, simple("q3", "Left out.", "out")]})
    for seed in range(8):
        items = made(path, tmp_path / str(seed), seed=seed)
        found = list(texts(tmp_path / str(seed)).values())
        for item in items:
            if item.answerable:
                assert any(one_spaced(item.gold[0][0]) in one_spaced(text) for text in found)
        assert sum(item.answerable for item in items) == 3 and len(found) == 3
    ids = {name for seed in range(8) for name in texts(tmp_path / str(seed))}
    assert ids == {f"0001-a-b-c-重-{n:03d}" for n in range(1, 5)}


def test_the_articles_have_title_and_language_and_no_more(tmp_path: Path) -> None:
    path = write_squad(
        tmp_path / "a.json", {"Super_Bowl": [simple("q", "One.", "One")], "": [simple("r", "Two.", "Two")]}
    )
    for lang, told in (("de-CH", "de-CH"), (None, "en")):
        corpus = make_corpus(Sources(read_squad(path), elsewhere=read_squad(other_file(tmp_path))), lang)
        assert [(a.title, a.lang, a.date, a.source) for a in corpus.articles] == [
            ("Super Bowl", told, "", ""),
            ("0002-001", told, "", ""),
        ]


def other_file(folder: Path) -> Path:
    return write_squad(
        folder / "other.json",
        {"重庆": [simple(f"far{n}", f"重庆第{n}座大桥长{n}米。", f"{n}米", "桥多长？") for n in range(9)]},
    )


@pytest.mark.parametrize("seed", range(5))
def test_whole_titles_and_single_paragraphs_are_left_out(tmp_path: Path, seed: int) -> None:
    path = write_squad(tmp_path / "a.json", titles(20))
    items = made(path, tmp_path / "made", seed=seed)
    assert_near_and_far_are_so(path, tmp_path / "made", items)
    by_kind = {name: {item.id for item in items if item.negative == name} for name in ("near", "far", None)}
    assert [len(by_kind[name]) for name in ("near", "far", None)] == [17, 9, 34] and len(texts(tmp_path / "made")) == 34
    title = {name: {each.split("-")[0] for each in ids} for name, ids in by_kind.items()}
    assert not title["far"] & (title["near"] | title[None]) and title["near"] == title[None]


def test_titles_of_one_paragraph_lose_none(tmp_path: Path) -> None:
    path = write_squad(tmp_path / "a.json", titles(4, paragraphs=1))
    items = made(path, tmp_path / "made")
    assert sorted(item.negative or "-" for item in items) == ["-", "-", "-", "far"]


def test_a_paragraph_that_comes_twice_is_left_out_twice(tmp_path: Path) -> None:
    twice = titles(2, paragraphs=1)["T1"][0]["context"]
    again = paragraph(twice, question("again", "When?", twice, "1011"))
    path = write_squad(tmp_path / "a.json", {f"T{n}": [dict(p)] for n, p in enumerate([again, *titles(1)["T1"]])})
    for seed in range(10):
        items = {item.id: item for item in made(path, tmp_path / str(seed), seed=seed)}
        assert items["again"].negative == items["t1-1"].negative
        gone = folded(twice) not in map(folded, texts(tmp_path / str(seed)).values())
        assert gone is (items["again"].negative == "far")


def test_impossible_questions_are_near_and_other_answers_are_gold(tmp_path: Path) -> None:
    text = "The bridge opened in 1997 and is 3,500 metres long."
    asked = [
        question("yes", "How long is it?", text, "3,500 metres", "3,500", "3,500 metres", impossible=False),
        question("no", "Who built it?", text, impossible=True) | {"plausible_answers": []},
    ]
    path = write_squad(tmp_path / "a.json", {"Bridge": [paragraph(text, *asked)]}, "v2.0")
    items = made(path, tmp_path / "made")
    assert items == [
        Item("yes", "en", "fact", "How long is it?", (), (("3,500 metres", "3,500"),)),
        Item("no", "en", "unanswerable", "Who built it?", (), (), "near"),
    ]


def test_far_questions_may_come_from_another_corpus_no_more_than_answerable_ones(tmp_path: Path) -> None:
    own, other = read_squad(write_squad(tmp_path / "a.json", titles(2))), read_squad(other_file(tmp_path))
    corpus = make_corpus(Sources(own, elsewhere=other))
    assert corpus.counts() == {"answerable": 4, "near": 2, "far": 4} and len(corpus.articles) == 4
    far = [item for item in corpus.items if item.negative == "far"]
    assert {item.lang for item in far} == {"zh"} and all(item.id.startswith("far") for item in far)
    with pytest.raises(YuwenError, match="'t1-1' is in both files"):
        make_corpus(Sources(own, elsewhere=own))


def test_questions_may_be_asked_in_another_language(tmp_path: Path) -> None:
    own = read_squad(write_squad(tmp_path / "a.json", titles(3)))
    names = [q.id for q in questions_of(own)][:-1]
    asked = [
        simple(name, f"答案是{n}，别的没有。", str(n), f"第{n}座房子是什么时候建的？") for n, name in enumerate(names)
    ]
    other = read_squad(write_squad(tmp_path / "b.json", {"题": [*asked, simple("more", "多一个。", "多")]}))
    corpus = make_corpus(Sources(own, other))
    assert {(item.lang, item.question[0]) for item in corpus.items} == {("zh", "第")} and corpus.unmatched == 2
    assert {article.lang for article in corpus.articles} == {"en"} and len(corpus.items) == len(names)
    golds = [item.gold[0][0] for item in corpus.items if item.answerable]
    assert golds and all(any(gold in article.text for article in corpus.articles) for gold in golds)
    with pytest.raises(YuwenError, match="no question's id in common"):
        make_corpus(Sources(own, read_squad(other_file(tmp_path))))


def test_the_same_seed_gives_the_same_bytes_and_another_one_others(tmp_path: Path) -> None:
    path = write_squad(tmp_path / "a.json", titles(12))

    def contents(name: str, seed: int) -> dict[str, bytes]:
        made(path, tmp_path / name, seed=seed, sample=20)
        folder = tmp_path / name
        return {str(p.relative_to(folder)): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}

    assert contents("a", 7) == contents("b", 7) != contents("c", 8)


def test_a_sample_keeps_the_order_and_all_articles(tmp_path: Path) -> None:
    own = read_squad(write_squad(tmp_path / "a.json", titles(12)))
    whole, part = make_corpus(Sources(own)), make_corpus(Sources(own), sample=10)
    assert part.articles == whole.articles and len(part.items) == 10
    assert [item for item in whole.items if item in part.items] == list(part.items)
    assert make_corpus(Sources(own), sample=999) == whole


def test_ten_thousand_paragraphs_are_no_trouble(tmp_path: Path) -> None:
    own = read_squad(write_squad(tmp_path / "a.json", titles(1000, 10)))
    told: list[tuple[int, int]] = []
    corpus = make_corpus(Sources(own))
    write_corpus(corpus, tmp_path / "made", lambda done, total: told.append((done, total)))
    assert len(corpus.articles) == 850 * 9 == len(list((tmp_path / "made" / "articles").iterdir()))
    assert told[-1] == (7650, 7650) and len({article.id for article in corpus.articles}) == 7650


@pytest.mark.parametrize("existing", ["file", "full"])
def test_what_is_there_already_is_left_alone(tmp_path: Path, existing: str) -> None:
    corpus, folder = make_corpus(Sources(read_squad(write_squad(tmp_path / "a.json", titles(2))))), tmp_path / "made"
    if existing == "file":
        folder.write_text("mine", "utf-8")
    else:
        folder.mkdir()
        (folder / "mine").touch()
    with pytest.raises(YuwenError, match="no empty folder"):
        write_corpus(corpus, folder)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.json", "made"]
    (folder / "mine").unlink() if existing == "full" else (folder.unlink(), folder.mkdir())
    write_corpus(corpus, folder)
    assert sorted(path.name for path in folder.iterdir()) == ["articles", "questions.jsonl"]


def test_a_failure_in_the_middle_leaves_nothing(tmp_path: Path) -> None:
    corpus = make_corpus(Sources(read_squad(write_squad(tmp_path / "a.json", titles(2)))))

    def interrupted(done: int, total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_corpus(corpus, tmp_path / "deep" / "made", interrupted)
    assert list((tmp_path / "deep").iterdir()) == []


GOOD = simple("q", "One two.", "two")


def broken(**changes: Any) -> dict[str, Any]:
    """The good paragraph with its question altered; None takes a field out."""
    asked = {key: value for key, value in {**GOOD["qas"][0], **changes}.items() if value is not None}
    return {**GOOD, "qas": [asked]}


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"\xff", "UTF-8"),
        (b"{", "not JSON"),
        (b"[" * 100_000, "not JSON"),
        (b"[]", "expected a list as data"),
        (b'{"data": []}', "no questions"),
        (b'{"data": [5]}', r"data\[0\]: expected a list as paragraphs"),
        (b'{"data": [{"title": 5, "paragraphs": []}]}', r"data\[0\]: expected a text as title"),
        ([{"context": "x"}], "expected a list as qas"),
        ([{"qas": []}], r"data\[0\]\.paragraphs\[0\]: expected a text as context"),
        ([paragraph("  ", GOOD["qas"][0])], "empty context"),
        ([broken(id=None)], "expected a text as id"),
        ([broken(id=5)], "expected a text as id, got 5"),
        ([broken(question=" ")], "'q' has an empty id or question"),
        ([broken(answers=None)], "'q': expected a list as answers"),
        ([broken(answers=[])], "'q' has 0 answers"),
        ([broken(is_impossible=True)], "'q' has 1 answers, and its is_impossible is True"),
        ([broken(is_impossible="no")], "is_impossible is 'no'"),
        ([broken(answers=["two"])], "'q': expected a text as text"),
        ([broken(answers=[{"text": "two"}])], "expected a whole number as answer_start"),
        ([broken(answers=[{"text": "two", "answer_start": True}])], "answer_start, got True"),
        ([broken(answers=[{"text": " ", "answer_start": 3}])], "empty answer"),
        ([broken(answers=[{"text": "two", "answer_start": 3}])], "'q': its answer 'two' does not stand at character 3"),
        ([broken(answers=[{"text": "two", "answer_start": -4}])], "does not stand at character -4"),
        ([broken(answers=[{"text": "two", "answer_start": 10**9}])], "does not stand"),
        ([GOOD, GOOD], "two questions have the id 'q'"),
    ],
)
def test_a_malformed_file_is_told_by_name(tmp_path: Path, content: Any, words: str) -> None:
    path = tmp_path / "broken.json"
    if isinstance(content, bytes):
        path.write_bytes(content)
    else:
        write_squad(path, {"T": content})
    with pytest.raises(YuwenError, match=words) as caught:
        read_squad(path)
    assert "broken.json" in str(caught.value)


def test_an_answer_of_nothing_that_can_be_read_is_told(tmp_path: Path) -> None:
    path = write_squad(tmp_path / "a.json", {"T": [simple("q", "One \u202e\u2066 two.", "\u202e\u2066")]})
    with pytest.raises(YuwenError, match="'q'"):
        make_corpus(Sources(read_squad(path)))
    path = write_squad(tmp_path / "a.json", {"T": [paragraph("\x00\x01")], "U": [GOOD]})
    with pytest.raises(YuwenError, match="'T' holds nothing"):
        make_corpus(Sources(read_squad(path)))


@pytest.mark.skipif(not XQUAD.is_dir(), reason="XQuAD is not there: ../shared/data is no part of the project")
@pytest.mark.parametrize(("lang", "asked"), [("zh", None), ("zh", "en"), ("ar", None), ("de", None)])
def test_xquad_survives_whole(tmp_path: Path, lang: str, asked: str | None) -> None:
    path, other = XQUAD / f"xquad.{lang}.json", XQUAD / f"xquad.{asked}.json" if asked else None
    corpus = make_corpus(Sources(read_squad(path), read_squad(other) if other else None))
    write_corpus(corpus, tmp_path / "made")
    items = read_items(tmp_path / "made" / "questions.jsonl")
    assert_near_and_far_are_so(path, tmp_path / "made", items)
    assert tuple(items) == corpus.items and len(items) == 1190 and len(corpus.articles) == 41 * 4
    assert {item.lang for item in items} == {asked or lang} and {a.lang for a in corpus.articles} == {lang}
