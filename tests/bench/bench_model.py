"""A real language model with and without the checks, and under attack: python tests/bench/bench_model.py --help."""

import argparse
import json
import random
import sys
from pathlib import Path

from bot.bot import Bot
from bot.evaluation.items import read_items
from bot.evaluation.worded import summary, with_and_without
from bot.model.connecting import connected


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", type=Path, metavar="FILE.jsonl")
    parser.add_argument("--index", type=Path, required=True)
    parser.add_argument("--llm", required=True)
    parser.add_argument("--llm-model")
    parser.add_argument("--llm-patience", type=float, default=300)
    parser.add_argument("--sample", type=int, default=20)
    options = parser.parse_args()
    items = [item for item in read_items(options.file) if item.answerable]
    items = random.Random(0).sample(items, min(options.sample, len(items)))
    with connected(options.llm, options.llm_model, options.llm_patience) as client:
        assert client
        bot, pairs = Bot.open(options.index), []
        for item in items:  # a slow machine's results so far are worth something
            pairs += with_and_without(bot, client, [item])
            print(json.dumps(summary(pairs)), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
