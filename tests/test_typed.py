"""However a question is typed, with the packaged model over the project's own articles: the same answer."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot import Bot
from bot.phrases import phrases

pytestmark = pytest.mark.model
pytest_plugins = ["tests.indexed"]

DAY, DOWNLOADS, JOURNALISTS = "8月16日", "3.5万次", "2600多人"
TYPED = {
    "a homophone": ("西部国际传播中新什么时候成立？", DAY),
    "a homophone in a short name": ("陆海才经下载量是多少？", DOWNLOADS),
    "a look-alike": ("西部国际传播申心什么时候成立？", DAY),
    "a character missing": ("西部国际传播心什么时候揭牌成立？", DAY),
    "characters swapped": ("陆财海经的下载量是多少？", DOWNLOADS),
    "a character doubled": ("陆海财财经的下载量是多少？", DOWNLOADS),
    "traditional": ("陸海財經的下載量是多少？", DOWNLOADS),
    "traditional, a homophone": ("陸海才經的下載量是多少？", DOWNLOADS),
    "letters missing": ("When was the Western Internatonal Comunication Centre inagurated?", DAY),
    "a wrong letter": ("How many times was Luhai Finence downloaded?", DOWNLOADS),
    "capitals": ("HOW MANY TIMES WAS LUHAI FINANCE DOWNLOADED", DOWNLOADS),
    "full width": (
        "Ｈｏｗ　ｍａｎｙ　ｔｉｍｅｓ　ｗａｓ　Ｌｕｈａｉ　Ｆｉｎａｎｃｅ　ｄｏｗｎｌｏａｄｅｄ？",
        DOWNLOADS,
    ),
    "no spaces": ("howmanyregisteredjournalists does Luhai International News Centre have", JOURNALISTS),
    "no punctuation": ("how many times was luhai finance downloaded", DOWNLOADS),
    "keywords": ("陆海财经 下载量", DOWNLOADS),
    "keywords, English": ("Luhai International News Centre registered journalists", JOURNALISTS),
    "polite": ("你好，请问一下陆海财经的下载量是多少，谢谢", DOWNLOADS),
    "polite, English": ("Hi, could you please tell me when the centre was inaugurated? Thank you!", DAY),
    "mixed": ("Luhai Finance的下载量是多少", DOWNLOADS),
}


@pytest.fixture(scope="module")
def bot(model_index: Path) -> Iterator[Bot]:
    bot = Bot.open(model_index)
    yield bot
    bot.index.store.close()


@pytest.mark.parametrize(("question", "holds"), TYPED.values(), ids=TYPED)
def test_a_question_is_answered_however_it_is_typed(bot: Bot, question: str, holds: str) -> None:
    answer = bot.ask(question)
    assert not answer.refused and answer.question == question
    assert any(holds in (c.original or c.quote).text for c in answer.citations), answer.text


@pytest.mark.parametrize(
    "question",
    [
        "2023年阅读量是多少？",
        "How many views in 2021?",
        "河南日报报业集团签约了吗？",
        "What is the population of Chengde?",
    ],
)
def test_another_year_or_name_is_not_made_the_one_that_the_articles_have(bot: Bot, question: str) -> None:
    assert bot.ask(question).refused


def test_each_part_has_its_own_citations_numbered_through(bot: Bot) -> None:
    for question, language in [
        ("西部国际传播中心什么时候揭牌成立？有哪些大学签约？", "zh"),
        ("When was it inaugurated and who signed agreements?", "en"),
    ]:
        answer = bot.ask(question)
        first, second = answer.text.split("\n\n")
        label = phrases(language)["part"]
        assert first.startswith(label.format(n=1)) and second.startswith(label.format(n=2))
        quotes = [(c.original or c.quote).text for c in answer.citations]
        assert [c.n for c in answer.citations] == list(range(1, len(quotes) + 1))
        assert DAY in quotes[0] and "北京外国语大学" in quotes[-1]
        assert "[1]" in first and f"[{len(quotes)}]" in second and f"[{len(quotes)}]" not in first


def test_a_part_that_is_not_answered_is_said_so(bot: Bot) -> None:
    answer = bot.ask("陆海财经的下载量是多少？液氮的沸点是多少度？")
    assert not answer.refused and [DOWNLOADS in c.quote.text for c in answer.citations] == [True]
    assert answer.text.endswith(f"{phrases('zh')['part'].format(n=2)}\n{phrases('zh')['part_refused']}")


def test_where_no_part_is_answered_the_question_is_refused_as_one(bot: Bot) -> None:
    answer = bot.ask("液氮的沸点是多少度？火星的半径是多少？")
    assert answer.refused and phrases("zh")["part"].format(n=1) not in answer.text and answer.citations


def test_a_mixed_question_is_answered_in_the_language_that_asks(bot: Bot) -> None:
    assert bot.ask("What is 陆海财经?").language == "en"
    assert bot.ask("Luhai Finance 是什么？", (), "en").language == "zh"
    assert bot.ask("陆海财经 downloads", (), "fr").language == "fr"
