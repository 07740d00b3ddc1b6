"""How much is shown: one sentence for a fact, whole lists, short accounts; nothing twice."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.choosing import AS_GOOD, NEIGHBOUR, Choice, choose, chosen
from bot.question import Asked, read_question
from bot.selecting import Candidate
from index.article import Article
from index.building import open_for, replace_all
from index.search import Index
from tests.desk import FACT, candidates, scored
from tests.making import article
from tests.tiny import TinyEncoder

LIST, ACCOUNT = (Asked(kind, None, "") for kind in ("list", "account"))
REASON = Asked("fact", "reason", "")
Indexed = Callable[..., Index]


@pytest.fixture
def indexed(tmp_path: Path, tiny: TinyEncoder) -> Iterator[Indexed]:
    """Makes an index of the articles it is given."""
    stores = []

    def make(*articles: Article) -> Index:
        stores.append(open_for(tmp_path / f"made{len(stores)}", tiny))
        replace_all(stores[-1], tiny, articles)
        return Index(stores[-1], tiny)

    yield make
    for store in stores:
        store.close()


def texts(choices: list[Choice]) -> list[str]:
    """The sentences shown, without what leads them."""
    return [c.place.article.text[c.place.sentence.start : c.place.sentence.end] for c in choices]


def shown(choices: list[Choice]) -> list[tuple[str, bool]]:
    """The sentences shown, and whether the one before is quoted with them."""
    return list(zip(texts(choices), (c.led for c in choices), strict=True))


def ranked(index: Index, *sentences: str, step: float = 0.001) -> list[Candidate]:
    """Candidates of these sentences, each a little behind the one before it."""
    found = {c.text: c for c in candidates(index, " ".join(sentences))}
    return [scored(found[text], 1.0 - n * step) for n, text in enumerate(sentences)]


@pytest.mark.parametrize("asked", [FACT, LIST, ACCOUNT, REASON])
def test_nothing_is_chosen_from_nothing(built: Index, asked: Asked) -> None:
    assert choose(built, [], asked) == []


def test_a_fact_is_one_sentence_and_two_only_where_they_are_undecided(indexed: Indexed) -> None:
    index = indexed(article("a", "大桥全长三千米。", "隧道全长九百米。", "公路全长八十里。"))
    every = ranked(index, "大桥全长三千米。", "隧道全长九百米。", "公路全长八十里。")
    assert texts(choose(index, every, FACT)) == ["大桥全长三千米。", "隧道全长九百米。"]
    apart = [every[0], scored(every[1], 1.0 - AS_GOOD - 0.001)]
    assert texts(choose(index, apart, FACT)) == ["大桥全长三千米。"]


def test_sentences_that_say_the_same_are_shown_once(indexed: Indexed) -> None:
    one, other = "中心于八月在重庆正式挂牌成立并举行仪式。", "该中心于八月在重庆正式挂牌成立并举行仪式。"
    index = indexed(article("a", one), article("b", other), article("c", "茶园今年产茶三百吨。"))
    every = ranked(index, one, other, "茶园今年产茶三百吨。")
    for asked in (FACT, LIST, ACCOUNT, REASON):
        assert other not in texts(choose(index, every, asked))
    assert texts(choose(index, every, ACCOUNT)) == [one, "茶园今年产茶三百吨。"]


def test_a_caption_answers_only_where_nothing_else_does(built: Index) -> None:
    sentence = candidates(built, "新桥将设有自行车道")[0]
    original = sentence.hit.article
    block = sentence.hit.passage.block
    blocks = tuple(replace(b, kind="caption") if n == block else b for n, b in enumerate(original.blocks))
    caption = replace(sentence, hit=replace(sentence.hit, article=replace(original, blocks=blocks)), score=2.0)
    other = next(c for c in candidates(built, "永川的茶园") if c.hit.article.id == "tea")
    assert choose(built, [caption, other], FACT) == [chosen(other)]
    assert texts(choose(built, [caption], FACT)) == [caption.text]


ITEMS = ("国际交流", "好感传播", "文化互动")


@pytest.fixture
def listed(indexed: Indexed) -> Index:
    return indexed(
        article(
            "list", "中心实施下列项目：", *(f"- {item}" for item in ITEMS), "此外另有活动。", "## 今后", "- 别的条目"
        )
    )


@pytest.mark.parametrize("best", ["中心实施下列项目：", *ITEMS])
def test_a_markdown_list_is_shown_whole_with_its_introduction(listed: Index, best: str) -> None:
    assert texts(choose(listed, ranked(listed, best, "此外另有活动。"), LIST)) == ["中心实施下列项目：", *ITEMS]


def test_a_list_ends_where_it_ends(listed: Index) -> None:
    assert texts(choose(listed, ranked(listed, "此外另有活动。"), LIST)) == ["此外另有活动。"]
    assert texts(choose(listed, ranked(listed, "别的条目"), LIST)) == ["别的条目"]


def test_an_item_asked_for_as_a_fact_stays_alone(listed: Index) -> None:
    assert texts(choose(listed, ranked(listed, "国际交流", "此外另有活动。", step=0.5), FACT)) == ["国际交流"]


SPREAD = ("甲大学于三月签约。", "同月乙大学也签了约。", "丙公司没有签约。")


def test_members_spread_over_sentences_share_what_is_asked_for(indexed: Indexed) -> None:
    index = indexed(article("a", *SPREAD))
    asked = read_question("哪些大学签了约？", "zh")
    every = ranked(index, SPREAD[0], SPREAD[2], SPREAD[1], step=0.03)
    assert texts(choose(index, every, asked)) == [SPREAD[0], SPREAD[1]]
    far = [every[0], scored(every[2], 0.5)]
    assert texts(choose(index, far, asked)) == [SPREAD[0]]


def test_a_sentence_with_as_many_members_as_asked_for_is_enough(indexed: Indexed) -> None:
    whole, other = "实施“甲”交流、“乙”传播、“丙”互动等项目。", "还有丁、戊、己等项目。"
    index = indexed(article("a", whole, other))
    every = ranked(index, whole, other)
    assert texts(choose(index, every, read_question("三个项目分别是什么？", "zh"))) == [whole]
    assert texts(choose(index, every, read_question("有哪些项目？", "zh"))) == [whole, other]


def test_a_reason_takes_its_neighbour_where_that_concludes(indexed: Indexed) -> None:
    cause, effect, other = "河水连年上涨。", "因此城市加高了堤坝。", "公园种了树。"
    index = indexed(article("a", f"{cause}{effect}{other}"))
    every = ranked(index, effect, cause, other, step=0.08)
    assert shown(choose(index, every, REASON)) == [(effect, True)]
    assert shown(choose(index, every, FACT)) == [(effect, False)]
    assert shown(choose(index, ranked(index, cause, other, step=0.08), REASON)) == [(cause, False)]


def test_a_sentence_and_its_neighbour_are_one_quote_where_they_are_undecided(indexed: Indexed) -> None:
    first, second, third = "买家对小车失望。", "公司于是造了大车。", "公园种了树。"
    index = indexed(article("a", first + second + third))
    near = [scored(c, 1.0 - n * (NEIGHBOUR - 0.01)) for n, c in enumerate(ranked(index, first, second))]
    assert shown(choose(index, near, FACT)) == [(second, True)]
    assert shown(choose(index, near[::-1], FACT)) == [(second, True)]
    apart = [near[0], scored(near[1], 1.0 - NEIGHBOUR - 0.01)]
    assert shown(choose(index, apart, FACT)) == [(first, False)]
    assert shown(choose(index, ranked(index, first, third), FACT)) == [(first, False), (third, False)]


def test_a_sentence_that_certainly_answers_needs_no_neighbour(indexed: Indexed) -> None:
    first, second = "大桥于2019年5月建成。", "桥上有两条车道。"
    index = indexed(article("a", first + second))
    asked = read_question("大桥什么时候建成？", "zh")
    assert shown(choose(index, ranked(index, first, second), asked)) == [(first, False)]


def test_an_account_takes_the_best_sentence_of_each_paragraph_in_order_and_no_more_than_four(indexed: Indexed) -> None:
    pairs = [(f"{a}地有{b}山。", f"{a}处临{b}海。") for a, b in zip("甲乙丙丁戊己", "东南西北中上", strict=True)]
    index = indexed(article("a", *(one + two for one, two in pairs)))
    every = ranked(index, *(sentence for pair in reversed(pairs) for sentence in pair))
    assert texts(choose(index, every, ACCOUNT)) == [one for one, _ in pairs[-4:]]
    assert texts(choose(index, [every[0], scored(every[2], 0.5)], ACCOUNT)) == [pairs[-1][0]]


@pytest.mark.parametrize(
    ("before", "best", "question", "language", "led"),
    [
        ("新闻中心在山城成立。", "它拥有两千名记者。", "新闻中心有多少记者？", "zh", True),
        (
            "The press centre opened.",
            "It has 2,600 journalists.",
            "How many journalists has the press centre?",
            "en",
            True,
        ),
        ("新闻中心在山城成立。", "它拥有两千名记者。", "有多少记者？", "zh", False),
        ("新闻中心在山城成立。", "其中两千名是记者。", "新闻中心有多少记者？", "zh", False),
        ("新闻中心在山城成立。", "新闻中心有两千名记者。", "新闻中心有多少记者？", "zh", False),
    ],
)
def test_a_sentence_that_only_points_back_comes_with_the_one_it_points_to(
    indexed: Indexed, before: str, best: str, question: str, language: str, led: bool
) -> None:
    space = " " if language == "en" else ""
    index = indexed(article("a", f"{before}{space}{best}", lang=language))
    shown = choose(index, ranked(index, best), read_question(question, language))
    assert texts(shown) == [best] and [choice.led for choice in shown] == [led]


def test_the_first_sentence_of_a_paragraph_has_nothing_before_it(indexed: Indexed) -> None:
    index = indexed(article("a", "新闻中心成立。", "它拥有两千名记者。"))
    shown = choose(index, ranked(index, "它拥有两千名记者。"), read_question("新闻中心有多少记者？", "zh"))
    assert [choice.led for choice in shown] == [False]
