"""A real language model with and without the checks, in as many runs as it takes: python tests/bench/bench_model.py -h.

What each run finds is kept in a file, a line an answer; the next one goes on from there, and the last line that is
printed is the sum of all. Tokens and their seconds are llama.cpp's own, of this run; other servers do not tell them.
"""

import argparse
import json
import random
import re
import sys
import time
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

import httpx

from bot.bot import Bot
from bot.evaluation.items import read_items
from bot.evaluation.worded import Counted, Pair, pair_of, summary
from bot.model.connecting import connected
from bot.model.endpoint import Endpoint
from bot.model.wording import Wording


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", type=Path, metavar="FILE.jsonl")
    parser.add_argument("--index", type=Path, required=True)
    parser.add_argument("--llm", required=True)
    parser.add_argument("--llm-model")
    parser.add_argument("--llm-patience", type=float, default=300)
    parser.add_argument("--sample", type=int, default=20, help="so many questions, the same ones in every run")
    parser.add_argument("--kept", type=Path, required=True, metavar="FILE.jsonl", help="the answers of earlier runs")
    parser.add_argument("--minutes", type=float, default=7, help="no question is begun after that")
    options = parser.parse_args()
    until = time.monotonic() + 60 * options.minutes
    items = [item for item in read_items(options.file) if item.answerable]
    items = random.Random(0).sample(items, min(options.sample, len(items)))
    done = _done(options.kept)
    with connected(options.llm, options.llm_model, options.llm_patience) as client:
        assert client
        bot, before, asked = Bot.open(options.index), _told(client.endpoint), 0
        wording = Wording(bot.index, client)
        for item in (item for item in items if item.id not in done):
            if time.monotonic() > until:
                print("time is over: run it again for the rest")
                break
            pair = pair_of(bot, wording, item)
            asked += pair is not None
            with options.kept.open("a", encoding="utf-8") as kept:  # whatever ends a run, its answers stay
                kept.write(json.dumps({"id": item.id, "pair": pair and asdict(pair)}, ensure_ascii=False) + "\n")
        if asked:
            print(_speed(before, _told(client.endpoint), asked))
    done = _done(options.kept)
    print(json.dumps(summary([pair for item in items if (pair := done.get(item.id))]), indent=1))
    return 0


def _done(kept: Path) -> dict[str, Pair | None]:
    """What earlier runs found, by question; None where the desk refused."""
    lines = kept.read_text("utf-8").splitlines() if kept.exists() else []
    return {entry["id"]: _pair(entry["pair"]) for entry in map(json.loads, lines)}


def _pair(told: dict | None) -> Pair | None:
    return told and Pair(**told | {name: told[name] and Counted(**told[name]) for name in ("said", "shown")})


def _told(endpoint: Endpoint) -> dict[str, float]:
    """llama.cpp's counters; nothing where a server has none."""
    address = f"{endpoint.url.removesuffix('/v1')}/metrics"
    reply = httpx.get(address, headers={"Authorization": f"Bearer {endpoint.key}"})
    return {name: float(value) for name, value in re.findall(r"^llamacpp:(\w+) ([\d.e+-]+)$", reply.text, re.MULTILINE)}


def _speed(before: dict[str, float], after: dict[str, float], answers: int) -> str:
    """Of the tokens that were really read: those of a beginning that was read before are not among them."""
    told: Sequence[str] = [
        f"{what} {amount / answers:.0f} tokens an answer, {amount / seconds:.0f} a second"
        for what, count, took in (
            ("read", "prompt_tokens_total", "prompt_seconds_total"),
            ("written", "tokens_predicted_total", "tokens_predicted_seconds_total"),
        )
        if (amount := after.get(count, 0) - before.get(count, 0)) and (seconds := after[took] - before[took])
    ]
    return "; ".join(told) or "the server tells no tokens"


if __name__ == "__main__":
    sys.exit(main())
