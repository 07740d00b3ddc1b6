"""The peers asked the same questions, and what they are held against the desk by.

A peer that never refuses is given the threshold, on its own score, at which it refuses as many of the answerable
questions as the desk does: then right answers and false answers can be compared. It knows nothing of printing.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Any

from bot.evaluation.items import Item
from bot.evaluation.judging import Ask, Outcome, Progress, evaluate, refusing_below
from bot.evaluation.peers.endpoint import Endpoint
from bot.evaluation.reporting import report, summary
from bot.evaluation.tradeoff import threshold_refusing
from index.search import Index

Bar = Callable[[str], AbstractContextManager[Progress]]
"""Opens a progress bar of this label."""


def ask_peers(
    index: Index, items: Sequence[Item], endpoint: Endpoint | None, plain: bool, bar: Bar
) -> dict[str, list[Outcome]]:
    """What each peer answered, by its name: the plain ones if asked for, the language model if there is one.

    Raises YuwenError where a library is missing or the language model fails.
    """
    outcomes: dict[str, list[Outcome]] = {}
    for name, ask in _peers(index, endpoint, plain, bar):
        with bar(f"asking {name}") as progress:
            outcomes[name] = evaluate(items, ask, progress)
    return outcomes


def compared(desk: Sequence[Outcome], peers: Mapping[str, Sequence[Outcome]]) -> dict[str, Any]:
    """The report of each peer and the threshold it was given; None for one that refuses by itself."""
    share = summary(desk)["false_refusals"] or 0.0
    found: dict[str, Any] = {}
    for name, outcomes in peers.items():
        scored = any(outcome.score is not None for outcome in outcomes)
        threshold = threshold_refusing(outcomes, share) if scored else None
        told = report(outcomes if threshold is None else refusing_below(outcomes, threshold))
        del told["wrong"]  # of several peers they would be megabytes
        found[name] = {"threshold": threshold, **told}
    return found


def _peers(index: Index, endpoint: Endpoint | None, plain: bool, bar: Bar) -> Iterator[tuple[str, Ask]]:
    """Each peer when its turn comes, so that no two are held in memory; imported here, as their libraries are extra."""
    if plain:
        from bot.evaluation.peers.chunks import Chunks
        from bot.evaluation.peers.passages import all_passages
        from bot.evaluation.peers.words import Words

        words = Words(all_passages(index))
        yield "BM25", words.passage
        yield "BM25 line", words.sentence
        with bar("embedding chunks") as progress:
            chunks = Chunks(index.articles(), index.encoder, progress)
        yield "LangChain", chunks.chunk
    if endpoint:
        from bot.evaluation.peers.language_model import LanguageModel

        yield "LLM", LanguageModel(index, endpoint).answer
