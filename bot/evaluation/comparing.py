"""The peers asked the same questions, and what they are held against the desk by.

A peer that never refuses is given thresholds on its own score, at which it refuses as many of the answerable
questions of each language as the desk does: then right answers and false answers can be compared. It knows
nothing of printing.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Any

from bot.evaluation.items import Item
from bot.evaluation.judging import Ask, Outcome, Progress, evaluate, refusing_below
from bot.evaluation.peers.endpoint import Endpoint
from bot.evaluation.reporting import report
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
    """The report of each peer, and its threshold by language of question; None for one that refuses by itself."""
    found: dict[str, Any] = {}
    for name, outcomes in peers.items():
        drawn = _thresholds(desk, outcomes) if any(outcome.score is not None for outcome in outcomes) else None
        told = report(outcomes if drawn is None else refusing_below(outcomes, drawn))
        del told["wrong"]  # of several peers they would be megabytes
        found[name] = {"thresholds": drawn, **told}
    return found


def _thresholds(desk: Sequence[Outcome], outcomes: Sequence[Outcome]) -> dict[str, float]:
    """One for each language: scores of questions in another language than the articles are on another level."""
    shares = {lang: row["false_refusals"] or 0.0 for lang, row in report(desk)["by_language"].items()}
    by_language = {lang: [o for o in outcomes if o.item.lang == lang] for lang in shares}
    return {lang: threshold_refusing(by_language[lang], share) for lang, share in shares.items()}


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
