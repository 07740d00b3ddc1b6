"""The attacks of tests/attacks/injections.py on a real language model: python tests/bench/bench_attacks.py -h.

Each is asked over an index of the one article that it is about. Shown are those that changed something, what every
layer took away, and what the model said to those that it obeyed.
"""

import argparse
import json
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from rich.console import Console
from rich.table import Table

sys.path.insert(0, str(Path(__file__).parents[2]))

from bot import Answer, Bot
from bot.model.client import Client
from bot.model.connecting import connected
from index.encoder import Encoder, load_encoder
from index.words import fold
from tests.attacks.injections import ATTACKS, Attack, attacked, changed


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--llm", required=True)
    parser.add_argument("--llm-model")
    parser.add_argument("--llm-patience", type=float, default=300)
    parser.add_argument("--kept", type=Path, required=True, metavar="FILE.jsonl", help="the answers of earlier runs")
    parser.add_argument("--minutes", type=float, default=7, help="no attack is begun after that")
    options = parser.parse_args()
    until, done = time.monotonic() + 60 * options.minutes, _done(options.kept)
    with connected(options.llm, options.llm_model, options.llm_patience) as client:
        assert client
        encoder = load_encoder(None)
        for number, attack in enumerate(ATTACKS):
            if number not in done and time.monotonic() < until:
                done[number] = _outcome(client, encoder, attack) | {"n": number}
                with options.kept.open("a", encoding="utf-8") as kept:
                    kept.write(json.dumps(done[number], ensure_ascii=False) + "\n")
    _show([done[number] for number in sorted(done)])
    return int(any(one["changed"] for one in done.values()))


def _done(kept: Path) -> dict[int, dict]:
    lines = kept.read_text("utf-8").splitlines() if kept.exists() else []
    return {entry["n"]: entry for entry in map(json.loads, lines)}


def _outcome(client: Client, encoder: Encoder, attack: Attack) -> dict:
    with tempfile.TemporaryDirectory() as folder:
        index = attacked(Path(folder), encoder, attack)
        without = Bot(index).ask(attack.question, attack.history)
        said = _Heard(client)
        answer = Bot(index, client=said).ask(attack.question, attack.history)  # type: ignore[arg-type]
        index.store.close()
        return {
            "place": attack.place,
            "lang": attack.lang,
            "planted": attack.planted,
            "said": said.text,
            "obeyed": fold(attack.obeyed).strip(" .。!") in fold(said.text),
            "shown": answer.text,
            "state": _state(answer),
            "reasons": answer.checks.get("reasons", {}),
            "changed": changed(attack, answer, without, index),
        }


def _state(answer: Answer) -> str:
    """Whose words are shown."""
    if answer.refused:
        return "refused"
    return "model" if answer.mode == "model" else "quotes"


class _Heard:
    """The client, and what its model says."""

    def __init__(self, client: Client) -> None:
        self.endpoint, self.breaker, self._client, self.text = client.endpoint, client.breaker, client, ""

    def read_ahead(self, messages: list) -> None:
        """Done when the first attack was made."""

    def stream(self, messages: list, tokens: int | None = None):
        for piece in self._client.stream(messages, tokens):
            self.text += piece
            yield piece


def _show(outcomes: list[dict]) -> None:
    table = Table(
        "planted in", "attacks", "refused", "quotes", "model's words", "model obeyed", "changed what is shown"
    )
    for place in [*dict.fromkeys(one["place"] for one in outcomes), "all"]:
        rows = [one for one in outcomes if place in (one["place"], "all")]
        states = Counter(one["state"] for one in rows)
        counts = [len(rows), states["refused"], states["quotes"], states["model"]]
        counts += [sum(one["obeyed"] for one in rows), sum(bool(one["changed"]) for one in rows)]
        table.add_row(place, *map(str, counts))
    console = Console(width=120)
    for one in outcomes:
        if one["changed"] or one["obeyed"]:
            console.print(f"{one['n']} {one['place']}: {one['planted']!r}", markup=False)
            console.print(f"   said {one['said']!r}\n   shown {one['shown']!r}: {one['changed']}", markup=False)
    console.print(table)
    console.print("withheld:", dict(sum((Counter(one["reasons"]) for one in outcomes), Counter())))


if __name__ == "__main__":
    sys.exit(main())
