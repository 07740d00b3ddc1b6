"""Questions drawn from the articles: asked once a version, kept for the next start, never under another version."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest

from bot.answer import Answer
from bot.drawing import EXAMPLES, Ask, Drawing
from index.building import build_folder, replace_all
from index.search import Index
from tests.desk import cited, quote_of
from tests.making import article, write_articles
from tests.tiny import TinyEncoder

WORDS = ("陆海之约", "万里中国", "陆海财经", "山城相会", "江畔书会")
NAMES = "\n".join(f"- {{zh: {words}, kind: programme}}" for words in WORDS)
TOLD = article("told", *(f"{words}在重庆举行。" for words in WORDS), date="2023-08")


@pytest.fixture
def index(tmp_path: Path, tiny: TinyEncoder) -> Iterator[Index]:
    folder = write_articles(tmp_path / "docs" / "articles", [TOLD])
    (tmp_path / "docs" / "names.yaml").write_text(NAMES, encoding="utf-8")
    _, errors = build_folder(folder, tmp_path / "made", tiny)
    assert errors == []
    index = Index.open(tmp_path / "made", tiny)
    yield index
    index.store.close()


class Desk:
    """Answers each question with the words that it is about; `before` is called ahead of each answer."""

    def __init__(self, index: Index, before: Callable[[], object] = lambda: None) -> None:
        self.index, self.before, self.asked = index, before, list[str]()

    def __call__(self, question: str, language: str) -> Answer:
        self.asked.append(question)
        self.before()
        told = self.index.article("told") or TOLD
        quote = quote_of(told, next(words for words in WORDS if words in question))
        return Answer(question, language, f"“{quote.text}”[1]", False, "high", cited(quote))


def drawing(index: Index, ask: Ask, caution: float = 0.5) -> Drawing:
    return Drawing(index, ask, caution)


def change(index: Index, tiny: TinyEncoder) -> None:
    """Another version of the index with the same article and one more."""
    replace_all(index.store, tiny, [TOLD, article(f"more-{index.version}", "别的事情。")])


def test_each_question_is_asked_once_and_the_next_start_asks_none(index: Index) -> None:
    desk = Desk(index)
    drawn = drawing(index, desk)
    assert drawn.examples("zh") == drawn.examples("zh") == [f"{words}是什么？" for words in WORDS[:EXAMPLES]]
    assert len(desk.asked) == len(set(desk.asked))
    again = Desk(index)
    assert drawing(index, again).examples("zh") == drawn.examples("zh")
    assert again.asked == []


def test_what_is_asked_ahead_is_asked_a_step_at_a_time_and_kept_at_the_end(index: Index) -> None:
    desk = Desk(index)
    ahead = drawing(index, desk).ahead("zh")
    next(ahead)
    assert len(desk.asked) == EXAMPLES < len(WORDS)
    assert len(list(ahead)) == len(WORDS)
    assert len(desk.asked) == len(index.store.verdicts(index.version)) == len(WORDS)


def test_another_caution_asks_for_itself(index: Index) -> None:
    drawing(index, Desk(index)).examples("zh")
    strict = Desk(index)
    drawing(index, strict, caution=0.9).examples("zh")
    assert strict.asked


def test_what_has_no_certain_answer_is_not_offered(index: Index) -> None:
    def unsure(question: str, language: str) -> Answer:
        return Answer(question, language, "?", True, "low", ())

    assert drawing(index, unsure).examples("zh") == []


def test_a_new_version_asks_anew(index: Index, tiny: TinyEncoder) -> None:
    desk = Desk(index)
    drawn = drawing(index, desk)
    first = drawn.examples("zh")
    asked = len(desk.asked)
    change(index, tiny)
    assert drawn.examples("zh") == first
    assert len(desk.asked) == 2 * asked


def test_a_verdict_over_a_change_is_kept_under_neither_version(index: Index, tiny: TinyEncoder) -> None:
    before = index.version

    def once() -> None:
        if index.version == before:
            change(index, tiny)

    desk = Desk(index, once)
    drawn = drawing(index, desk)
    assert drawn.examples("zh")
    over_the_change = desk.asked[0]
    assert not any(over_the_change in key for key in index.store.verdicts(before))
    assert not any(over_the_change in key for key in index.store.verdicts(index.version))
    drawn.examples("zh")
    assert desk.asked.count(over_the_change) == 2


def test_what_was_drawn_before_a_change_does_not_stand_in_for_what_came_after(index: Index, tiny: TinyEncoder) -> None:
    drawn = drawing(index, Desk(index))
    last = Desk(index)

    def change_at_the_end() -> None:
        if len(last.asked) == EXAMPLES:
            change(index, tiny)

    last.before = change_at_the_end
    drawing(index, last).examples("zh")
    drawn.examples("zh")
    kept = index.store.verdicts(index.version)
    assert len(kept) == EXAMPLES


def test_threads_draw_the_same_and_lose_nothing(index: Index) -> None:
    together, desk = Barrier(4), Desk(index)
    drawn = drawing(index, desk)

    def draw(_: int) -> list[str]:
        together.wait(20)
        return drawn.examples("zh")

    with ThreadPoolExecutor(4) as threads:
        assert len({tuple(found) for found in threads.map(draw, range(4))}) == 1
    assert len(index.store.verdicts(index.version)) == EXAMPLES


def test_follow_ups_are_not_what_was_asked_nor_the_same_answer(index: Index) -> None:
    desk = Desk(index)
    drawn = drawing(index, desk)
    answer = desk(f"{WORDS[0]}是什么？", "zh")
    found = drawn.follow_ups(answer, [answer.question, f"{WORDS[1]}是什么？"])
    assert found
    assert not {answer.question, f"{WORDS[1]}是什么？"} & set(found)
