"""The peers: BM25 and LangChain with the real model, and a language model behind a scripted server on loopback."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from bot.evaluation.comparing import ask_peers
from bot.evaluation.items import Item
from bot.evaluation.judging import Outcome
from bot.evaluation.peers.chunks import Chunks
from bot.evaluation.peers.endpoint import Endpoint
from bot.evaluation.peers.language_model import NOT_FOUND, LanguageModel
from bot.evaluation.peers.passages import all_passages
from bot.evaluation.peers.words import Words
from index.command import progress_bar
from index.encoder import load_encoder
from index.errors import YuwenError
from index.search import Index
from tests.desk import clean_error, run
from tests.making import CORPUS, article
from tests.tiny import TinyEncoder

pytest_plugins = ["tests.indexed"]
LENGTH = "大桥全长多少米？"


class Script(BaseHTTPRequestHandler):
    """Answers as the server's `reply` says: a text, a status, raw bytes, or None for never."""

    def do_POST(self) -> None:
        server: Any = self.server
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        server.asked.append({"path": self.path, "key": self.headers.get("Authorization"), **body})
        if server.reply is None:
            server.closing.wait(30)
            return
        status = server.reply if isinstance(server.reply, int) else 200
        message = {"index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content": server.reply}}
        told = {"id": "1", "object": "chat.completion", "created": 0, "model": "m", "choices": [message]}
        failed = {"error": {"message": "out of\nmemory", "type": "server_error"}}
        content = (
            server.reply if isinstance(server.reply, bytes) else json.dumps(told if status == 200 else failed).encode()
        )
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *arguments: object) -> None:  # noqa: A002
        """Nothing is printed."""


@pytest.fixture
def server() -> Iterator[Any]:
    server: Any = ThreadingHTTPServer(("127.0.0.1", 0), Script)
    server.daemon_threads, server.block_on_close = True, False
    server.asked, server.reply, server.closing = [], "", threading.Event()
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server
    server.closing.set()
    server.shutdown()
    server.server_close()


def url(server: Any) -> str:
    return f"http://127.0.0.1:{server.server_port}/v1"


def model(index: Index, server: Any, timeout_s: float = 20) -> LanguageModel:
    return LanguageModel(index, Endpoint(url(server), "small", "secret", timeout_s))


def test_every_passage_is_there_once_with_its_words(built: Index) -> None:
    found = all_passages(built)
    assert {placed.article.id for placed in found} == {one.id for one in CORPUS}
    assert len({placed.passage.id for placed in found}) == len(found) == built.sizes.passages
    assert any(placed.text == "永川的茶园今年产茶三百吨。采茶季节从三月开始。" for placed in found)


def test_words_answer_with_the_passage_or_its_sentence(built: Index) -> None:
    words = Words(all_passages(built))
    passage, sentence = words.passage(LENGTH, ()), words.sentence(LENGTH, ())
    assert passage.answer.text == "长江大桥于1997年建成通车。大桥全长3,500米，连接南北两岸。"
    assert sentence.answer.text == "大桥全长3,500米，连接南北两岸。"
    for reply in (passage, sentence):
        (citation,) = reply.answer.citations
        assert citation.quote.text == reply.answer.text and citation.quote.article.id == "bridge"
    assert passage.score == sentence.score and passage.score is not None and passage.score > 0


def test_words_that_nobody_shares_find_nothing(built: Index) -> None:
    words = Words(all_passages(built))
    for question in ("xyzzy", "？！", ""):
        for ask in (words.passage, words.sentence):
            reply = ask(question, ())
            assert (reply.answer.refused, reply.answer.citations, reply.score) == (True, (), None)


def test_the_questions_before_are_searched_too(built: Index) -> None:
    assert Words(all_passages(built)).passage("多少？", ["永川的茶园"]).answer.citations[0].quote.article.id == "tea"


def test_chunks_are_quotes_of_their_article(tiny: TinyEncoder) -> None:
    long = article("long", "甲乙丙丁。" * 150, "大桥全长三千五百米。" * 10)
    told: list[tuple[int, int]] = []
    chunks = Chunks([long, *CORPUS], tiny, lambda done, total: told.append((done, total)))
    reply = chunks.chunk("甲乙丙丁", ())
    (citation,) = reply.answer.citations
    assert citation.quote.text == reply.answer.text and len(reply.answer.text) <= 400
    assert citation.quote.article is long and told[-1][0] == told[-1][1] > len(CORPUS)
    assert reply.score is not None and 0.9 < reply.score <= 1.001
    assert Chunks([], tiny).chunk("甲", ()).answer.refused


def test_a_model_is_given_five_passages_and_the_question(built: Index, server: Any) -> None:
    server.reply = " <think>three…</think>3,500米。"
    reply = model(built, server).answer(LENGTH, ["长江大桥在哪里？"])
    assert (reply.answer.text, reply.answer.refused, reply.answer.mode, reply.score) == (
        "3,500米。",
        False,
        "model",
        None,
    )
    (asked,) = server.asked
    assert (asked["path"], asked["key"], asked["model"]) == ("/v1/chat/completions", "Bearer secret", "small")
    told = asked["messages"][1]["content"]
    assert "大桥全长3,500米" in told and "[4]" in told and told.endswith(f"长江大桥在哪里？\nQuestion: {LENGTH}")
    assert NOT_FOUND in asked["messages"][0]["content"]


@pytest.mark.parametrize(
    "said", ["NOT FOUND", " not found.\n", "**NOT FOUND**", "", "<think>hm", "NOT FOUND: no passage"]
)
def test_a_model_refuses_by_saying_so(built: Index, server: Any, said: str) -> None:
    server.reply = said
    reply = model(built, server).answer(LENGTH, ())
    assert reply.answer.refused and reply.answer.text == ""


@pytest.mark.parametrize("said", ["It was NOT FOUND in 1997.", "未找到的是1997年。"])
def test_words_that_only_sound_like_it_are_an_answer(built: Index, server: Any, said: str) -> None:
    server.reply = said
    assert model(built, server).answer(LENGTH, ()).answer.text == said


@pytest.mark.parametrize(
    ("reply", "words"), [(500, "out of memory"), (404, "out of memory"), (b"{}", "no choices"), (b"<html>", "")]
)
def test_a_model_that_fails_is_a_clean_error(built: Index, server: Any, reply: object, words: str) -> None:
    server.reply = reply
    with pytest.raises(YuwenError, match=r"the language model small at http://127\.0\.0\.1") as caught:
        model(built, server).answer(LENGTH, ())
    assert words in " ".join(str(caught.value).split())


def test_a_model_that_hangs_is_given_up(built: Index, server: Any) -> None:
    server.reply = None
    with pytest.raises(YuwenError, match=r"no answer within 0\.3 s"):
        model(built, server, 0.3).answer(LENGTH, ())


def test_a_model_that_is_not_there_is_a_clean_error(built: Index) -> None:
    with pytest.raises(YuwenError, match=r"127\.0\.0\.1:9"):
        LanguageModel(built, Endpoint("http://127.0.0.1:9/v1", "small", "")).answer(LENGTH, ())


JOURNALISTS = Item("1", "zh", "fact", "陆海国际新闻中心有多少注册记者？", (), (("2600多人",),))
ITEMS = [
    JOURNALISTS,
    Item("2", "en", "fact", "How many people live in Chengdu?", (), (("20 million", "2000多万"),)),
    Item("3", "zh", "unanswerable", "液氮的沸点是多少度？", (), (), "far"),
]


@pytest.mark.model
def test_all_peers_answer_over_the_same_articles(model_index: Path, server: Any) -> None:
    server.reply = "2600多人"
    index = Index.open(model_index, load_encoder())
    found = ask_peers(index, ITEMS, Endpoint(url(server), "small", ""), True, progress_bar)
    assert list(found) == ["BM25", "BM25 line", "LangChain", "LLM"]
    assert all([outcome.item for outcome in outcomes] == ITEMS for outcomes in found.values())
    right = {name: _of(outcomes).right for name, outcomes in found.items() if name != "LangChain"}
    assert right == {"BM25": True, "BM25 line": True, "LLM": True}
    # Its nearest chunk is another one, about the centre's opening; the right one comes second.
    assert "传播中心" in _of(found["LangChain"]).answer.text
    assert not _of(found["LLM"]).answer.citations
    assert all(outcome.verbatim for name in right if name != "LLM" for outcome in found[name])
    assert _of(found["BM25 line"]).shown < _of(found["BM25"]).shown
    articles = {article.id: article.text for article in index.articles()}
    for outcome in (o for outcomes in found.values() for o in outcomes):
        for citation in outcome.answer.citations:
            assert citation.quote.text in articles[citation.quote.article.id]
    index.store.close()


def _of(outcomes: list[Outcome]) -> Outcome:
    return outcomes[0]


def eval_command(tmp_path: Path, index: Path, *arguments: str, **variables: str) -> Any:
    lines = [
        {"id": i.id, "lang": i.lang, "kind": i.kind, "question": i.question, "gold": i.gold}
        | ({"negative": i.negative} if i.negative else {})
        for i in ITEMS
    ]
    (tmp_path / "items.jsonl").write_text("\n".join(map(json.dumps, lines)), "utf-8")
    return run("-m", "bot", "eval", "items.jsonl", "--index", str(index), *arguments, cwd=tmp_path, **variables)


@pytest.mark.model
def test_the_command_reports_and_draws_all_of_it(model_index: Path, tmp_path: Path, server: Any) -> None:
    server.reply = NOT_FOUND
    llm = ("--llm", url(server), "--llm-model", "small")
    done = eval_command(
        tmp_path, model_index, "--peers", "--chart", "curve.png", "--json", *llm, OPENAI_API_KEY="from-the-environment"
    )
    assert done.returncode == 0 and "Traceback" not in done.stderr
    found = json.loads(done.stdout)
    assert list(found["peers"]) == ["BM25", "BM25 line", "LangChain", "LLM"]
    assert list(found["by_negative"]) == ["far"] and found["all"]["items"] == 3
    assert found["peers"]["LLM"]["all"]["false_refusals"] == 1 and found["peers"]["LLM"]["all"]["hit@1"] is None
    for peer in found["peers"].values():
        assert set(peer["all"]) == set(found["all"]) and peer["all"]["latency_ms"]["p95"] >= 0
    assert (tmp_path / "curve.png").read_bytes().startswith(b"\x89PNG")
    assert {asked["key"] for asked in server.asked} == {"Bearer from-the-environment"}
    done = eval_command(tmp_path, model_index, "--peers", "--chart", "curve.svg", COLUMNS="80")
    lines = done.stdout.splitlines()
    assert done.returncode == 0 and max(map(len, lines)) <= 80 and lines[-1] == "chart: curve.svg"
    assert "refusing what is below the threshold on their own score" in " ".join(done.stdout.split())


@pytest.mark.model
def test_a_model_that_fails_ends_the_command_with_one_line(model_index: Path, tmp_path: Path, server: Any) -> None:
    server.reply = 500
    done = eval_command(tmp_path, model_index, "--llm", url(server), "--llm-model", "small")
    assert (done.returncode, done.stdout) == (1, "") and "out of memory" in clean_error(done.stderr)
