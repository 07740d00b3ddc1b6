"""Short answers of the whole desk, with the packaged model over the project's own articles."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot import Answer, Bot
from index.words import passage_terms

pytestmark = pytest.mark.model
pytest_plugins = ["tests.indexed"]

KEYS = [
    ("西部国际传播中心什么时候揭牌成立？", "8月16日", None),
    ("陆海国际新闻中心有多少注册记者？", "2600多人", None),
    ("陸海國際新聞中心有多少註冊記者？", "2600多人", None),
    ("海外平台2022年的互动有多少次？", "2.1亿次", None),
    ("重庆2022年的海外阅读量是多少？", "13.52亿次", None),
    ("Tatiana Prateres发表了哪篇报道？", "《从重庆看中国的发展》", None),
    ("When was the Western International Communication Centre inaugurated?", "August 16", "8月16日"),
    ("How many registered journalists does the Luhai International News Centre have?", "2,600", "2600多人"),
    ("Combien de projets du patrimoine culturel immatériel national Chongqing compte-t-elle ?", "53", "53项"),
    ("¿Cuándo se inauguró el Western International Communication Centre?", "August 16", "8月16日"),
    ("Сколько зарегистрированных журналистов в Luhai International News Centre?", "2,600", "2600多人"),
    ("陸海国際新聞センターの登録記者は何人ですか？", "2,600", "2600多人"),
]


@pytest.fixture(scope="module")
def bot(model_index: Path) -> Iterator[Bot]:
    bot = Bot.open(model_index)
    yield bot
    bot.index.store.close()


def keys(answer: Answer) -> list[list[str]]:
    """The keys of the first citation, of its quote and of its original."""
    first = answer.to_dict()["citations"][0]
    return [[key["text"] for key in quote["keys"]] for quote in (first, first["original"]) if quote]


@pytest.mark.parametrize(("question", "key", "original"), KEYS)
def test_the_key_of_a_fact_is_marked_in_both_languages(bot: Bot, question: str, key: str, original: str | None) -> None:
    answer = bot.ask(question)
    assert not answer.refused
    assert keys(answer) == [[key]] + ([[original]] if original else [])
    assert [answer.text[k.start : k.end] for k in answer.keys_in_text()] == ([key, original] if original else [key])


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("哪些报业集团签了约？", ["云南日报报业集团", "海南日报报业集团"]),
        (
            "Which universities signed?",
            ["Beijing Foreign Studies University", "Sichuan International Studies University"],
        ),
    ],
)
def test_the_members_asked_for_are_marked_in_the_list(bot: Bot, question: str, expected: list[str]) -> None:
    answer = bot.ask(question)
    assert not answer.refused and len(answer.citations) == 1
    assert keys(answer)[0] == expected


@pytest.mark.parametrize("question", ["Is Chongqing a municipality?", "重庆有国际新闻中心吗？"])
def test_yes_or_no_is_left_to_the_quote(bot: Bot, question: str) -> None:
    answer = bot.ask(question)
    assert not answer.refused and keys(answer)[0] == []
    assert answer.text.startswith(("“", "- “"))


@pytest.mark.parametrize(
    "question", ["介绍一下西部国际传播中心", "西部国际传播中心", "Name the innovation strategies of the centre."]
)
def test_nothing_is_shown_twice_nor_a_heading(bot: Bot, question: str) -> None:
    citations = bot.ask(question).citations
    assert 1 <= len(citations) <= 4
    terms = [set(passage_terms(c.quote.text)) for c in citations]
    for n, one in enumerate(terms):
        assert all(len(one & other) < 0.9 * min(len(one), len(other)) for other in terms[:n])
    for citation in citations:
        quote = citation.quote
        kinds = [b.kind for b in quote.article.blocks if b.start < quote.end and quote.start < b.end]
        assert kinds and set(kinds) <= {"paragraph", "item"}
