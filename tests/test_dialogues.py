"""Ten conversations with the packaged model over the project's own articles, turn by turn.

Each turn says what must be quoted, what must not be, or that the articles do not say it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from bot import Bot
from bot.more import AT_ONCE

pytestmark = pytest.mark.model
pytest_plugins = ["tests.indexed"]


@dataclass(frozen=True, slots=True)
class Turn:
    """A question, and what its quotes must hold and must not; `refused` where the articles do not say."""

    question: str
    holds: tuple[str, ...] = ()
    lacks: tuple[str, ...] = ()
    refused: bool = False


def says(question: str, *holds: str, lacks: tuple[str, ...] = ()) -> Turn:
    return Turn(question, holds, lacks)


def unsaid(question: str) -> Turn:
    return Turn(question, refused=True)


JOURNALISTS, EXPOS, DOWNLOADS = "注册记者2600多人", "智博会", "3.5万次"
PEOPLE, VIEWS, FOLHA, SHOWN = "成都人口2000多万", "13.52亿次", "圣保罗报", "城市国际传播中的重庆探索"
DIALOGUES = {
    "zh: cities, another city, another subject": [
        says("重庆人口多少？", "重庆人口3000多万"),
        says("那成都呢？", PEOPLE),
        unsaid("那贵阳呢？"),
        says("陆海财经的下载量是多少？", DOWNLOADS, lacks=(PEOPLE,)),
        says("谁说的？", DOWNLOADS),
    ],
    "zh: a figure, another figure, another year": [
        says("2022年阅读量是多少？", VIEWS),
        says("互动呢？", "互动2.1亿次"),
        unsaid("2023年呢？"),
        unsaid("那2019年呢？"),
    ],
    "zh-Hant: more, and who says so": [
        says("陸海國際新聞中心有多少註冊記者？", JOURNALISTS, lacks=(EXPOS,)),
        says("再詳細說說", EXPOS, lacks=(JOURNALISTS,)),
        says("還有嗎？", DOWNLOADS, lacks=(JOURNALISTS, EXPOS)),
        says("這是誰說的？", DOWNLOADS),
        unsaid("它的負責人是誰？"),
    ],
    "zh: a person": [
        says("巴西专栏作家是谁？", "Tatiana Prateres"),
        says("她发表了什么报道？", "《从重庆看中国的发展》"),
        unsaid("她多大了？"),
        says("有哪些大学签约？", "四川外国语大学", lacks=("Tatiana",)),
    ],
    "en: a person, her report, her age, another subject": [
        says("Who is Tatiana Prateres?", "Tatiana Prateres"),
        says("Where was her article published?", FOLHA),
        says("When was that published?", FOLHA),
        unsaid("How old is she?"),
        says("How many times was Luhai Finance downloaded?", DOWNLOADS, lacks=(FOLHA,)),
        says("Tell me more about that.", JOURNALISTS, lacks=(DOWNLOADS,)),
    ],
    "en: a figure, other figures, another year": [
        says("How many views did Chongqing have in 2022?", VIEWS),
        says("and interactions?", "2.1亿次"),
        unsaid("and in 2021?"),
        unsaid("And downloads?"),
    ],
    "es": [
        says("¿Cuántos habitantes tiene Chongqing?", "重庆人口3000多万"),
        says("¿Y Chengdu?", PEOPLE),
        says("¿Quién lo dice?", PEOPLE),
        unsaid("¿Y Madrid?"),
    ],
    "fr": [
        says("Combien de journalistes enregistrés le Luhai International News Centre compte-t-il ?", JOURNALISTS),
        says("Dites-m'en plus", EXPOS, lacks=(JOURNALISTS,)),
        says("Qui l'a dit ?", EXPOS),
        says("Combien de téléchargements pour Luhai Finance ?", DOWNLOADS),
    ],
    "de and ru": [
        says("Wie viele Einwohner hat Chongqing?", "重庆人口3000多万"),
        says("Und Chengdu?", PEOPLE),
        says("Woher stammt das?", PEOPLE),
        says("Сколько зарегистрированных журналистов в Luhai International News Centre?", JOURNALISTS, lacks=(PEOPLE,)),
        says("Расскажите подробнее", EXPOS, lacks=(JOURNALISTS,)),
        says("Кто это сказал?", EXPOS),
    ],
    "ja, ko, ar, vi, pt": [
        says("Luhai International News Centreに登録されている記者は何人ですか？", JOURNALISTS),
        says("もっと詳しく教えてください", EXPOS, lacks=(JOURNALISTS,)),
        says("Chongqing의 인구는 얼마입니까?", "重庆人口3000多万"),
        says("Chengdu는요?", PEOPLE),
        says("Qual é a população de Chongqing?", "重庆人口3000多万"),
        says("E Chengdu?", PEOPLE),
        says("Conte-me mais", "8D魔幻", lacks=(PEOPLE,)),
    ],
}


@pytest.fixture(scope="module")
def bot(model_index: Path) -> Iterator[Bot]:
    bot = Bot.open(model_index)
    yield bot
    bot.index.store.close()


@pytest.mark.parametrize("turns", DIALOGUES.values(), ids=DIALOGUES)
def test_each_turn_of_a_conversation_is_understood(bot: Bot, turns: list[Turn]) -> None:
    history: list[str] = []
    for turn in turns:
        answer = bot.ask(turn.question, history)
        quoted = "\n".join(q.text for c in answer.citations for q in (c.original or c.quote, c.quote))
        told = f"{turn.question} after {history}: {answer.text}"
        assert answer.refused is turn.refused, told
        assert answer.question == turn.question
        assert all(words in quoted for words in turn.holds), told
        assert not any(words in quoted for words in turn.lacks), told
        history.append(turn.question)


def test_the_source_is_named_in_the_language_that_asks(bot: Bot) -> None:
    for question, begins in [
        ("Who says that?", "The answer before"),
        ("谁说的？", "上一个回答"),
        ("Wer sagt das?", "Die vorige"),
    ]:
        answer = bot.ask(question, ["陆海国际新闻中心有多少注册记者？", "谢谢"])
        assert answer.text.startswith(begins) and SHOWN in answer.text and "2023-08" in answer.text


def test_more_is_never_what_was_shown_and_comes_to_an_end(bot: Bot) -> None:
    history, shown = ["有哪些大学签约？"], []
    shown += [c.quote.text for c in bot.ask(history[0]).citations]
    for _ in range(10):
        answer = bot.ask("还有呢？", history)
        if answer.refused:
            break
        assert 1 <= len(answer.citations) <= AT_ONCE
        shown += [c.quote.text for c in answer.citations]
        history.append("还有呢？")
    assert answer.refused and "没有更多内容" in answer.text and len(history) > 2
    assert len(set(shown)) == len(shown)


def test_of_a_refusal_there_is_no_more_and_no_source(bot: Bot) -> None:
    for question in ("再详细说说", "谁说的？"):
        assert bot.ask(question, ["液氮的沸点是多少度？"]).refused
