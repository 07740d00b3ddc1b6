"""What is counted of real requests, where it can be read, and that nothing of a visitor is in it."""

import urllib.request
from collections.abc import Iterator, Sequence
from dataclasses import replace

import pytest
from browser.scripted_desk import ScriptedDesk
from prometheus_client.parser import text_string_to_metric_families
from starlette.testclient import TestClient

from bot.answer import Answer, Event, Searching
from bot.leaving import Left
from bot.readiness import Readiness
from bot.web.app import create_app
from bot.web.observing.counting import CountingDesk
from bot.web.observing.health import OUTAGE
from bot.web.observing.metrics import Metrics, outcome_of
from bot.web.observing.scraping import metrics_served
from bot.web.settings import WebSettings
from index.errors import YuwenError
from tests.desk import said
from tests.test_app import free_port

TOKEN = "0123456789abcdef"
BEARER = {"Authorization": f"Bearer {TOKEN}"}


@pytest.fixture
def metrics() -> Metrics:
    return Metrics()


@pytest.fixture
def client(metrics: Metrics) -> Iterator[TestClient]:
    app = create_app(ScriptedDesk(), WebSettings(metrics_token=TOKEN), metrics)
    with TestClient(app, raise_server_exceptions=False) as client:
        yield client


def read(text: str) -> dict[str, float]:
    """Each sample as `name{labels}` → its value."""
    return {
        sample.name + "".join(f"{{{k}={v}}}" for k, v in sorted(sample.labels.items())): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def numbers(client: TestClient) -> dict[str, float]:
    return read(client.get("/metrics", headers=BEARER).text)


def ask(client: TestClient, question: str, accept: str = "application/json") -> None:
    client.post("/api/ask", json={"question": question}, headers={"Accept": accept})


@pytest.mark.parametrize("accept", ["application/json", "text/event-stream"])
def test_questions_are_counted_by_what_came_of_them(client: TestClient, accept: str) -> None:
    for question in ("何时成立？", "何时成立？", "天气如何？", "please fail"):
        ask(client, question, accept)
    now = numbers(client)
    counted = {outcome: now[f"yuwen_questions_total{{outcome={outcome}}}"] for outcome in ("answered", "failed")}
    assert counted == {"answered": 2, "failed": 1}
    assert now["yuwen_questions_total{outcome=possible}"] == 1
    assert now["yuwen_answers_total{mode=quotes}"] == 3
    assert now["yuwen_answer_seconds_count{stage=search}"] == 3
    assert now["yuwen_answer_seconds_sum{stage=search}"] == pytest.approx(3 * 0.0042)
    assert now["yuwen_answering"] == now["yuwen_waiting"] == 0


def test_the_index_and_its_age_are_told(client: TestClient) -> None:
    now = numbers(client)
    assert (now["yuwen_index_version"], now["yuwen_index_articles"], now["yuwen_ready"]) == (7, 4, 1)
    assert now["yuwen_index_age_seconds"] > 0
    assert now["yuwen_language_model{state=none}"] == 1 and now["yuwen_language_model{state=rests}"] == 0
    assert now["process_resident_memory_bytes"] > 0


def test_requests_are_counted_by_kind_so_that_no_scanner_fills_the_memory(client: TestClient) -> None:
    for path in ("/", "/articles/center-zh", "/.env", "/wp-login.php", "/articles/none"):
        client.get(path)
    now = numbers(client)
    assert now["yuwen_http_requests_total{kind=other}{status=404}"] == 2
    assert now["yuwen_http_requests_total{kind=articles}{status=404}"] == 1
    assert now["yuwen_http_requests_total{kind=page}{status=200}"] == 1
    assert not [name for name in now if "wp-login" in name]


def test_what_a_language_model_gave_is_counted(metrics: Metrics) -> None:
    answer = said("A.")
    for checks in ({"model": "slow"}, {"cut_short": "failed"}, {"withheld": 3, "reasons": {"number": 2, "name": 1}}):
        metrics.answered(replace(answer, checks=checks, mode="model", timings_ms={"model": 1500, "odd": 1}))
    now = read(_text(metrics))
    assert now["yuwen_model_failures_total{why=slow}"] == now["yuwen_model_failures_total{why=failed}"] == 1
    assert now["yuwen_withheld_sentences_total{reason=number}"] == 2
    assert now["yuwen_answer_seconds_bucket{le=1.0}{stage=model}"] == 0
    assert now["yuwen_answer_seconds_bucket{le=2.5}{stage=model}"] == 3
    assert not [name for name in now if "odd" in name]


def test_what_came_of_a_question() -> None:
    refused: Answer = said("?", refused=True)
    assert outcome_of(said("A.")) == "answered"
    assert outcome_of(replace(refused, certainty="low")) == "possible"
    assert outcome_of(replace(refused, certainty="high")) == "refused"


@pytest.mark.parametrize("given", [None, "Bearer", "Bearer 0123456789abcdeF", f"Basic {TOKEN}", "Bearer é", TOKEN])
def test_without_the_token_nothing_is_told(client: TestClient, given: str | None) -> None:
    reply = client.get("/metrics", headers={"Authorization": given.encode()} if given else {})
    assert (reply.status_code, reply.headers["www-authenticate"]) == (401, "Bearer")
    assert "yuwen" not in reply.text


def test_without_a_token_set_there_are_no_metrics() -> None:
    with TestClient(create_app(ScriptedDesk())) as client:
        for headers in ({}, {"Authorization": "Bearer "}, {"Authorization": "Bearer"}):
            assert client.get("/metrics", headers=headers).status_code == 404


def test_a_port_of_its_own_tells_the_same(metrics: Metrics) -> None:
    port = free_port()
    with metrics_served(metrics, "127.0.0.1", port):
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics") as reply:
            assert "yuwen_answering" in read(reply.read().decode())
        with (
            pytest.raises(YuwenError, match="Choose another --metrics-port"),
            metrics_served(metrics, "127.0.0.1", port),
        ):
            pass
    with metrics_served(metrics, "127.0.0.1", port):  # given back
        pass


class LeftDesk(ScriptedDesk):
    """A desk whose visitors leave before their turn."""

    def stream(self, question: str, history: Sequence[str] = (), language: str | None = None) -> Iterator[Event]:
        yield Searching("zh")
        raise Left


def test_who_leaves_is_no_failure(metrics: Metrics) -> None:
    desk = CountingDesk(LeftDesk(), metrics)
    with pytest.raises(Left):
        list(desk.stream("何时成立？"))
    stopped = CountingDesk(ScriptedDesk(), metrics).stream("何时成立？")
    next(iter(stopped))
    stopped.close()  # type: ignore[attr-defined]
    now = read(_text(metrics))
    assert now["yuwen_questions_total{outcome=stopped}"] == 2 and now["yuwen_questions_total{outcome=failed}"] == 0
    assert now["yuwen_answering"] == 0


class LostDesk(ScriptedDesk):
    """A desk in another state than ready."""

    state = Readiness("0", "", 0, ready=False, language_model="rests")

    def readiness(self) -> Readiness:
        return self.state


def test_ready_is_said_with_the_state_of_the_parts() -> None:
    desk = LostDesk()
    with TestClient(create_app(desk)) as client:
        reply = client.get("/readyz")
        assert (reply.status_code, reply.headers["cache-control"]) == (503, "no-store")
        assert reply.json() == {
            "ready": False,
            "index": {"version": "0", "built": "", "articles": 0},
            "model": "loading",
            "language_model": "rests",
        }
        assert client.get("/healthz").status_code == 200
        desk.state = replace(desk.state, index="3", built="2026-11-20T08:00:00+00:00", articles=2, ready=True)
        reply = client.get("/readyz")
        assert (reply.status_code, reply.json()["model"]) == (200, "warm")
        desk.state = replace(desk.state, outage="milvus.inside:19530 is away")
        reply = client.get("/readyz")
        assert (reply.status_code, reply.json()["ready"], reply.json()["model"]) == (503, False, "warm")
        assert reply.json()["outage"] == OUTAGE and "inside" not in reply.text
        assert client.get("/healthz").status_code == 200


def _text(metrics: Metrics) -> str:
    from prometheus_client import generate_latest

    return generate_latest(metrics.registry).decode()
