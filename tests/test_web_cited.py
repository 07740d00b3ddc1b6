"""Old permanent links over a real index, corrected between two builds while the site is being served."""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from bot import Bot
from bot.answer import Span
from bot.web.app import create_app
from bot.web.articles.links import permanent_link
from bot.web.settings import WebSettings
from index.article import Article
from index.building import build_folder
from index.search import Index
from tests.desk import quote_of
from tests.making import BRIDGE, BRIDGE_EN, RAIL, TEA, article, write_articles
from tests.tiny import TinyEncoder

LENGTH = "大桥全长3,500米，连接南北两岸。"
FIRST, HEADING, LAST = BRIDGE.text.split("\n\n")
EARLIER = "新加的一段话，说明来龙去脉。"
Correct = Callable[..., None]


@pytest.fixture
def correct(tmp_path: Path, tiny: TinyEncoder) -> Correct:
    """Makes the folder hold these articles and builds the index from it."""

    def build(*articles: Article) -> None:
        for old in (tmp_path / "articles").glob("*.md"):
            old.unlink()
        _, errors = build_folder(write_articles(tmp_path / "articles", articles), tmp_path / "index", tiny)
        assert errors == []

    build(BRIDGE, BRIDGE_EN, TEA, RAIL)
    return build


@pytest.fixture
def client(correct: Correct, tmp_path: Path, tiny: TinyEncoder) -> Iterator[TestClient]:
    """Open before anything is corrected, as a server is."""
    index = Index.open(tmp_path / "index", tiny)
    app = create_app(Bot(index), WebSettings(public_url="https://ask.example"))
    with TestClient(app, headers={"accept-language": "en"}) as client:
        yield client
    index.store.close()


def corrected(*blocks: str) -> Article:
    return replace(article("bridge", *blocks), title=BRIDGE.title, source=BRIDGE.source, date=BRIDGE.date)


def link(words: str, source: Article = BRIDGE) -> str:
    quote = quote_of(source, words)
    return permanent_link(source, Span(quote.start, quote.end))


def opened(client: TestClient, address: str) -> tuple[str, list[str], str]:
    """The page, the words it marks, the words it shows as they were quoted."""
    reply = client.get(address)
    assert reply.status_code == 200
    history = re.search(r"<q>(.*?)</q>", reply.text)
    return reply.text, re.findall(r"<mark[^>]*>(.*?)</mark>", reply.text), history[1] if history else ""


def passage(client: TestClient, address: str) -> dict[str, object]:
    reply = client.get(address.replace("/articles/", "/api/passages/"))
    assert reply.status_code == 200
    return dict(reply.json())


def test_before_any_change_the_words_are_marked_and_nothing_is_said(client: TestClient) -> None:
    page, marks, history = opened(client, link(LENGTH))
    assert (marks, history) == ([LENGTH], "")
    assert 'role="note"' not in page


def test_a_paragraph_put_in_before_moves_the_mark(client: TestClient, correct: Correct) -> None:
    new = corrected(EARLIER, FIRST, "## " + HEADING, LAST)
    correct(new, TEA, RAIL)
    page, marks, history = opened(client, link(LENGTH))
    assert (marks, history) == ([LENGTH], "")
    assert "The quoted words still stand in it" in page
    assert f"https://ask.example{link(LENGTH, new).replace('&', '&amp;')}" in page  # the link of today
    shown = passage(client, link(LENGTH))
    assert (shown["state"], shown["quote"], shown["changed"]) == ("kept", LENGTH, True)
    assert link(LENGTH, new) in str(shown["citation"])


def test_a_corrected_sentence_is_marked_and_the_quoted_words_are_history(client: TestClient, correct: Correct) -> None:
    correct(corrected(FIRST.replace("3,500", "3,600"), "## " + HEADING, LAST), TEA, RAIL)
    page, marks, history = opened(client, link(LENGTH))
    assert (marks, history) == ([LENGTH.replace("3,500", "3,600")], LENGTH)
    assert "and the quoted words too" in page
    assert f"“{LENGTH}”" not in page  # neither old nor new words are offered as a quote
    shown = passage(client, link(LENGTH))
    assert (shown["state"], shown["quote"], shown["quotable"]) == ("reworded", "", False)
    kinds = [paragraph["kind"] for paragraph in shown["paragraphs"]]  # type: ignore[attr-defined]
    assert kinds == ["paragraph", "history", "heading"]
    for name in ("ris", "bibtex", "csl"):
        reply = client.get(link(LENGTH).replace("/articles/", "/api/references/").replace("#", f"&format={name}#"))
        assert LENGTH not in reply.text and "长江大桥" in reply.text


def test_a_deleted_sentence_is_told_where_it_stood(client: TestClient, correct: Correct) -> None:
    correct(corrected(FIRST.replace(LENGTH, ""), "## " + HEADING, LAST), TEA, RAIL)
    page, marks, history = opened(client, link(LENGTH))
    assert (marks, history) == ([], LENGTH)
    assert page.index("建成通车") < page.index(LENGTH) < page.index(HEADING)
    assert page.count('id="quote"') == 1
    assert "no longer stand in it" in page
    assert [p["kind"] for p in passage(client, link(LENGTH))["paragraphs"]] == [  # type: ignore[attr-defined]
        "paragraph",
        "history",
        "heading",
    ]


def test_a_deleted_first_paragraph_is_told_at_the_top(client: TestClient, correct: Correct) -> None:
    new = corrected("## " + HEADING, LAST)
    correct(new, TEA, RAIL)
    page, marks, history = opened(client, link(LENGTH))
    assert (marks, history) == ([], LENGTH)
    assert page.index(LENGTH) < page.index('id="b0"')
    assert passage(client, link(LENGTH))["state"] == "removed"


def test_a_second_correction_is_followed_from_either_version(client: TestClient, correct: Correct) -> None:
    once = corrected(EARLIER, FIRST, "## " + HEADING, LAST)
    correct(once, TEA, RAIL)
    correct(corrected(EARLIER, "又一段。", FIRST, "## " + HEADING, LAST), TEA, RAIL)
    for address in (link(LENGTH), link(LENGTH, once)):
        assert opened(client, address)[1:] == ([LENGTH], "")


def test_a_version_that_was_never_held_marks_nothing_and_says_so(client: TestClient) -> None:
    forged = re.sub("v=[0-9a-f]+", "v=0123456789abcdef", link(LENGTH))
    page, marks, history = opened(client, forged)
    assert (marks, history) == ([], "")
    assert "the quoted words are not marked" in page
    assert passage(client, forged)["paragraphs"] == []


@pytest.mark.parametrize("place", ["9-2", "0-99999", "x", "", "0-%00", "-1--1"])
def test_a_place_that_the_old_text_has_not_marks_nothing(client: TestClient, correct: Correct, place: str) -> None:
    correct(corrected(EARLIER, FIRST), TEA, RAIL)
    page, marks, history = opened(client, f"/articles/bridge?v={BRIDGE.hash}&s={place}")
    assert (marks, history) == ([], "")
    assert "a place that this article does not have" in page


def test_a_whole_earlier_text_is_not_handed_out(client: TestClient, correct: Correct) -> None:
    long = corrected("甲乙丙丁" * 800)
    correct(long, TEA, RAIL)
    correct(corrected("全新"), TEA, RAIL)
    page, _, history = opened(client, f"/articles/bridge?v={long.hash}&s=0-{len(long.text)}")
    assert history == "" and "甲乙丙丁" not in page


def test_long_words_that_still_stand_are_marked(client: TestClient, correct: Correct) -> None:
    words = "".join(f"第{n}句话。" for n in range(500))
    long = corrected(words)
    correct(long, TEA, RAIL)
    correct(corrected(EARLIER, words), TEA, RAIL)
    assert opened(client, link(words, long))[1] == [words]


def test_a_withdrawn_article_is_gone_and_its_words_with_it(client: TestClient, correct: Correct) -> None:
    correct(TEA, RAIL)
    reply = client.get(link(LENGTH))
    assert reply.status_code == 410
    assert "This article was withdrawn" in reply.text
    assert LENGTH not in reply.text and BRIDGE.title not in reply.text
    assert client.get(link(LENGTH).replace("/articles/", "/api/passages/")).status_code == 410
    assert client.get("/api/references/bridge?format=ris").status_code == 410
    assert client.get("/articles/never-here").status_code == 404


def test_an_article_under_a_new_name_is_found_by_its_text(client: TestClient, correct: Correct) -> None:
    correct(replace(BRIDGE, id="changjiang-bridge"), TEA, RAIL)
    reply = client.get(link(LENGTH), follow_redirects=False)
    assert reply.status_code == 307
    assert reply.headers["location"].startswith("/articles/changjiang-bridge?v=")
    assert opened(client, link(LENGTH))[1] == [LENGTH]


def test_the_originals_words_are_followed_too(client: TestClient, correct: Correct) -> None:
    words = "It is 3,500 metres long and joins both banks."
    here, there = quote_of(BRIDGE_EN, words), quote_of(BRIDGE, LENGTH)
    address = permanent_link(BRIDGE_EN, Span(here.start, here.end), there)
    assert opened(client, address)[1] == [words, LENGTH]
    correct(replace(BRIDGE, **_moved("据悉，")), BRIDGE_EN, TEA, RAIL)
    assert opened(client, address)[1] == [words, LENGTH]
    assert LENGTH in str(passage(client, address)["citation"])
    without = address.replace(f"&ov={BRIDGE.hash}", "")  # which of the two texts it meant, nobody knows
    assert opened(client, without)[1] == [words]
    assert LENGTH not in str(passage(client, without)["citation"])


def _moved(words: str) -> dict[str, object]:
    """The article with these words put in at its beginning."""
    first, *others = BRIDGE.blocks
    by = len(words)
    moved = [replace(block, start=block.start + by, end=block.end + by) for block in others]
    return {"text": words + BRIDGE.text, "blocks": (replace(first, end=first.end + by), *moved)}
