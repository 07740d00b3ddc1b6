"""What is counted, for Prometheus: questions, refusals, times, failures, the index. No question, no address, no name.

The registry is the application's own, so that two applications in one process don't add up. It knows nothing of where
the numbers are read.
"""

import time
from collections.abc import Callable, Iterable
from datetime import datetime

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, PlatformCollector, ProcessCollector
from prometheus_client.metrics_core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from bot.answer import Answer
from bot.web.protocol import AnswerDesk

SECONDS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60)
STAGES = ("search", "total", "first_words", "model")
"""Of an answer's `timings_ms`; `total` is without a language model, `model` all that the model took."""


class Metrics:
    """The counters of one application; all of its methods may be called from several threads."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        ProcessCollector(registry=self.registry)
        PlatformCollector(registry=self.registry)
        self._questions = self._counter("questions", "Questions by what came of them.", "outcome")
        self._modes = self._counter("answers", "Answers by whose words they are in.", "mode")
        self._seconds = Histogram(
            "yuwen_answer_seconds", "Time of an answer by stage.", ["stage"], buckets=SECONDS, registry=self.registry
        )
        self._failures = self._counter("model_failures", "Answers a language model gave nothing for.", "why")
        self._withheld = self._counter("withheld_sentences", "Sentences of a language model not shown.", "reason")
        self._requests = self._counter("http_requests", "Requests by kind of page and status.", "kind", "status")
        self.answering = Gauge("yuwen_answering", "Answers being worked out.", registry=self.registry)
        for outcome in ("answered", "possible", "refused", "failed", "stopped"):
            self._questions.labels(outcome)  # a rate needs the zero it begins at

    def answered(self, answer: Answer) -> None:
        self._questions.labels(outcome_of(answer)).inc()
        self._modes.labels(answer.mode).inc()
        for stage, ms in answer.timings_ms.items():
            if stage in STAGES:
                self._seconds.labels(stage).observe(ms / 1000)
        if why := answer.checks.get("model") or answer.checks.get("cut_short"):
            self._failures.labels(str(why)).inc()
        for reason, count in answer.checks.get("reasons", {}).items():
            self._withheld.labels(str(reason)).inc(count)

    def unanswered(self, outcome: str) -> None:
        """A question that ended without an answer: `failed` or `stopped`."""
        self._questions.labels(outcome).inc()

    def replied(self, kind: str, status: int) -> None:
        self._requests.labels(kind, str(status)).inc()

    def unfinished(self) -> int:
        """Answers in work or waiting for their turn."""
        names = ("yuwen_answering", "yuwen_waiting")
        return int(sum(self.registry.get_sample_value(name) or 0 for name in names))

    def watch(self, desk: AnswerDesk, waiting: Callable[[], int]) -> None:
        """The index and the queue are looked at whenever the numbers are read."""
        self.registry.register(_Standing(desk, waiting))

    def _counter(self, name: str, told: str, *labels: str) -> Counter:
        return Counter(f"yuwen_{name}", told, labels, registry=self.registry)


def outcome_of(answer: Answer) -> str:
    """`answered`, `possible` (refused, with what is possibly related) or `refused`."""
    if not answer.refused:
        return "answered"
    return "possible" if answer.certainty == "low" else "refused"


class _Standing(Collector):
    """What stands at the moment of reading."""

    def __init__(self, desk: AnswerDesk, waiting: Callable[[], int]) -> None:
        self._desk, self._waiting = desk, waiting

    def collect(self) -> Iterable[Metric]:
        now = self._desk.readiness()
        yield GaugeMetricFamily("yuwen_ready", "1 where questions are answered at once.", now.ready and not now.outage)
        yield GaugeMetricFamily("yuwen_waiting", "Questions of the chat that wait for their turn.", self._waiting())
        yield GaugeMetricFamily("yuwen_index_version", "Version of the index.", int(now.index))
        yield GaugeMetricFamily("yuwen_index_articles", "Articles of the index, editions too.", now.articles)
        if now.built:
            age = max(0.0, time.time() - datetime.fromisoformat(now.built).timestamp())
            yield GaugeMetricFamily("yuwen_index_age_seconds", "Since this version of the index was made.", age)
        states = GaugeMetricFamily("yuwen_language_model", "1 at the state that it is in.", labels=["state"])
        for state in ("none", "answers", "rests"):
            states.add_metric([state], state == now.language_model)
        yield states
