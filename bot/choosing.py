"""How much of what was found is shown: one sentence for a fact, all of a list, a few sentences of an account.

As little as answers, in the order in which it should be read, nothing twice. It knows nothing of how sentences
are ranked.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.editions import Place
from bot.key import keys_of
from bot.listing import asked_members, enumerates, head_in, quoted
from bot.question import Asked
from bot.selecting import Candidate
from index.article import Article
from index.search import Index
from index.words import fold, passage_terms, question_terms

AS_GOOD, NEIGHBOUR = 0.01, 0.06
"""Within this of the best, a second sentence is shown; one beside the best, with which it reads as one quote, within
more: a sentence that takes up the question's words is often followed by the one that answers. Measured,
docs/decisions.md."""
LIST_REACH, REASON_REACH, ACCOUNT_REACH = 0.12, 0.12, 0.3
"""How far below the best a sentence may score and still be shown beside it."""
FARTHEST = max(LIST_REACH, REASON_REACH, ACCOUNT_REACH)
MOST_FACTS, MOST_LISTED, MOST_TOLD, MOST_ITEMS = 2, 4, 4, 20
SAME = 0.8
"""Two sentences that share so much of the shorter one's terms say the same."""
_LEANS = re.compile(
    r"(他们?|她们?|它们?|该|这|此(?!外)|其(?!他|它|中|实|余|次))|(It|Its|This|These|Those|He|His|She|Her|They|Their|Such)\b"
)
_CONCLUDES = re.compile(
    r"(因此|因为|由于|为此|所以|从而|这(是|也|就)|其原因|这样)"
    r"|(Therefore|Thus|Hence|Because|As a result|This|That is why)\b"
)


@dataclass(frozen=True, slots=True)
class Choice:
    """A sentence to be shown; `led`: in one quote with the one before it."""

    place: Place
    led: bool = False


def chosen(candidate: Candidate) -> Choice:
    """The candidate as it stands."""
    hit = candidate.hit
    return Choice(Place(hit.article, hit.passage.block, candidate.found.sentence, hit.passage.id))


def choose(index: Index, candidates: Sequence[Candidate], asked: Asked) -> list[Choice]:
    """What of the ranked candidates is shown, in reading order."""
    told = _distinct([c for c in candidates if _kind(c) != "caption"] or candidates)
    if not told:
        return []
    if asked.kind == "account":
        return [chosen(c) for c in _account(told)]
    if asked.kind == "list":
        return _items(index, told[0]) or [chosen(c) for c in _list(told, asked)]
    if keys_of(asked, told[0].text, told[0].hit.article.lang):
        return [_with_lead(index, told[0], asked)]  # it is certain which words answer: nothing more is needed
    if joined := _joined(told, REASON_REACH if asked.expected == "reason" else 0.0):
        return [joined]
    facts = _facts(told)
    return [_with_lead(index, c, asked) if len(facts) == 1 else chosen(c) for c in facts]


def _kind(candidate: Candidate) -> str:
    return candidate.hit.article.blocks[candidate.hit.passage.block].kind


def _distinct(candidates: Sequence[Candidate]) -> list[Candidate]:
    """Those near enough to be shown, without the ones that say again what a better one says."""
    kept: list[tuple[Candidate, set[str]]] = []
    for candidate in candidates[: MOST_ITEMS * 2]:
        if candidate.score < candidates[0].score - FARTHEST:
            break
        terms = set(passage_terms(candidate.text))
        if all(len(terms & other) < SAME * max(min(len(terms), len(other)), 1) for _, other in kept):
            kept.append((candidate, terms))
    return [candidate for candidate, _ in kept]


def _facts(candidates: Sequence[Candidate]) -> list[Candidate]:
    return [c for c in candidates[:MOST_FACTS] if c.score >= candidates[0].score - AS_GOOD]


def _joined(candidates: Sequence[Candidate], reach: float) -> Choice | None:
    """The best sentence and its neighbour as one quote, where it is undecided which of them answers.

    Within `reach` too, where the later one draws the conclusion.
    """
    best = candidates[0]
    for other in candidates[1:]:
        if other.place[:2] != best.place[:2] or abs(other.place[2] - best.place[2]) != 1:
            continue
        later = max(best, other, key=_place)
        concludes = other.score >= best.score - reach and _CONCLUDES.match(later.text)
        if concludes or other.score >= best.score - NEIGHBOUR:
            return Choice(chosen(later).place, led=True)
    return None


def _list(candidates: Sequence[Candidate], asked: Asked) -> list[Candidate]:
    """The best sentence and, unless it holds as many members as were asked for, others that go on with the list.

    Others enumerate too or name what is asked for, and stand near the best; of those far away only what is called so.
    """
    best = candidates[0]
    if asked.count and asked.count <= max(len(quoted(best.text)), best.text.count("、") + 1):
        return [best]
    head = head_in(asked.subject, best.text)
    # Where the members are told by their names, what is no better than near adds others that were not asked for.
    reach = AS_GOOD if asked_members(asked, best.text) else LIST_REACH
    others = [c for c in candidates[1:] if c.score >= best.score - reach and _goes_on(c, best, head)]
    return [best, *others[: MOST_LISTED - 1]]


def _goes_on(candidate: Candidate, best: Candidate, head: str) -> bool:
    as_good = candidate.score >= best.score - AS_GOOD
    if head:
        return head in fold(candidate.text) and (as_good or not enumerates(best.text) or enumerates(candidate.text))
    return as_good and enumerates(candidate.text)


def _account(candidates: Sequence[Candidate]) -> list[Candidate]:
    """The best sentence of each of the best paragraphs, in reading order."""
    best = candidates[0]
    told: dict[tuple[str, int], Candidate] = {}
    for other in candidates:
        if other.score >= best.score - ACCOUNT_REACH and len(told) < MOST_TOLD:
            told.setdefault(other.place[:2], other)
    return sorted(told.values(), key=lambda c: (c.place[0] != best.place[0], c.place))


def _items(index: Index, best: Candidate) -> list[Choice]:
    """The whole Markdown list that the best candidate is an item of or introduces, with its introduction."""
    article, block = best.hit.article, best.hit.passage.block
    first = block if _is_item(article, block) else block + 1
    while _is_item(article, first - 1):
        first -= 1
    last = first
    while _is_item(article, last):
        last += 1
    introduction = _sentences(index, article, first - 1)[-1:] if first and first < last else []
    if not _is_item(article, block) and [c.place.sentence for c in introduction] != [best.found.sentence]:
        return []
    items = [choice for number in range(first, last) for choice in _sentences(index, article, number)]
    return [*introduction, *items[:MOST_ITEMS]] if items else []


def _is_item(article: Article, block: int) -> bool:
    return 0 <= block < len(article.blocks) and article.blocks[block].kind == "item"


def _sentences(index: Index, article: Article, block: int) -> list[Choice]:
    """The sentences of a block; none of a heading, which is never quoted."""
    return [Choice(Place(article, block, u.sentence, u.passage)) for u in index.block_sentences(article.id, block)]


def _with_lead(index: Index, candidate: Candidate, asked: Asked) -> Choice:
    """With the sentence before it, where it begins with a pronoun and that one holds a word that was asked about."""
    alone = chosen(candidate)
    if not _LEANS.match(candidate.text):
        return alone
    units = index.block_sentences(alone.place.article.id, alone.place.block)
    at = next((n for n, unit in enumerate(units) if unit.sentence == alone.place.sentence), 0)
    if not at:
        return alone
    before = units[at - 1].sentence
    missed = set(question_terms(asked.subject)) - set(passage_terms(candidate.text))
    leads = missed & set(passage_terms(candidate.hit.article.text[before.start : before.end]))
    return Choice(alone.place, led=bool(leads))


def _place(candidate: Candidate) -> tuple[str, int, int]:
    return candidate.place
