"""Follow-ups are made whole, whole questions are left alone."""

import pytest

from bot.conversation import LONGEST_SUBJECT, LOOKED_BACK, questions_in, recent, resolve
from index.names import Name, Names
from index.query import LONGEST_QUESTION

PLACES = Names([Name("place", {"zh": (zh,), "en": (en,)}) for zh, en in [("重庆", "Chongqing"), ("成都", "Chengdu")]])
SICHUAN = Names([*PLACES.names, Name("place", {"zh": ("四川",)}), Name("person", {"en": ("Mikkel",)})])
POPULATION = "重庆人口多少？"


def whole(question: str, *history: str) -> str | None:
    return resolve(question, history, SICHUAN).whole


ONLY, CERTAIN = "only", "certain"


@pytest.mark.parametrize(
    ("question", "before", "wanted", "need"),
    [
        ("那成都呢？", POPULATION, "成都人口多少？", ONLY),
        ("成都呢", POPULATION, "成都人口多少？", ONLY),
        ("那 Mikkel 呢？", POPULATION, f"{POPULATION} 那 Mikkel 呢？", ONLY),
        ("那贵阳呢？", POPULATION, f"{POPULATION} 那贵阳呢？", ONLY),
        ("What about Chengdu?", "What is the population of Chongqing?", "What is the population of Chengdu?", ONLY),
        ("And in Chengdu?", "How many people live in Chongqing?", "How many people live in Chengdu?", ONLY),
        ("¿Y Chengdu?", "¿Cuántos habitantes tiene Chongqing?", "¿Cuántos habitantes tiene Chengdu?", ONLY),
        ("Und Chengdu?", "Wie groß ist Chongqing?", "Wie groß ist Chengdu?", ONLY),
        ("А в Chengdu?", "Сколько жителей в Chongqing?", "Сколько жителей в Chengdu?", ONLY),
        ("وماذا عن Chengdu؟", "كم عدد سكان Chongqing؟", "كم عدد سكان Chengdu؟", ONLY),
        ("Còn Chengdu thì sao?", "Chongqing ở đâu?", "Chengdu ở đâu?", ONLY),
        ("成都は？", "重慶の人口は？", "成都の人口は？", "perhaps"),
        ("Chengdu는요?", "Chongqing의 인구는 얼마입니까?", "Chengdu의 인구는 얼마입니까?", ONLY),
        ("2023年呢？", "2022年阅读量是多少？", "2023年阅读量是多少？", ONLY),
        ("and in 2021?", "How many views in 2022?", "How many views in 2021?", ONLY),
        ("and interactions?", "How many views in 2022?", "How many views in 2022? and interactions?", ONLY),
        ("成都的面积呢？", POPULATION, f"{POPULATION} 成都的面积呢？", CERTAIN),
        ("And who signed agreements there?", "What is T?", "What is T? And who signed agreements there?", CERTAIN),
        ("它在哪里？", "西部国际传播中心是什么？", "西部国际传播中心是什么？ 它在哪里？", CERTAIN),
        ("Where was her article published?", "Who is T?", "Who is T? Where was her article published?", CERTAIN),
    ],
)
def test_a_follow_up_is_made_whole(question: str, before: str, wanted: str, need: str) -> None:
    turn = resolve(question, [before], SICHUAN)
    assert (turn.alone, turn.whole, turn.need) == (question, wanted, need)


def test_a_chain_of_follow_ups_leans_on_its_beginning() -> None:
    assert whole("那四川呢？", POPULATION, "那成都呢？") == "四川人口多少？"
    assert (
        whole("它在哪里？", "第一个问题是关于别的事情的", "中心是什么？", "它有多大？")
        == "中心是什么？ 它有多大？ 它在哪里？"
    )


def test_politeness_in_between_is_not_the_subject() -> None:
    assert whole("那成都呢？", POPULATION, "谢谢！", " ") == "成都人口多少？"


@pytest.mark.parametrize("history", [[], [""], [" ", "\n"], ["你好"]])
def test_without_an_earlier_question_nothing_is_joined(history: list[str]) -> None:
    turn = resolve("它在哪里？", history, PLACES)
    assert (turn.alone, turn.whole, turn.need) == ("它在哪里？", None, "none")


@pytest.mark.parametrize(
    "question",
    [
        "西部国际传播中心应该承担什么样的责任和任务？",
        "重庆城市国际传播因此取得了哪些国际传播成效？",
        "除旧城改造以外，巴西专栏作家还考察了其他哪些地方？",
        "Which organisations signed agreements on international communication cooperation at the ceremony in Chongqing "
        "with the Publicity Department that leads the centre?",
    ],
)
def test_a_question_that_stands_on_its_own_is_left_alone(question: str) -> None:
    assert resolve(question, [POPULATION], PLACES).need == "none"


@pytest.mark.parametrize(
    "question",
    [
        "¿Qué es Luhai Finance?",
        "Quand le centre a-t-il été inauguré ?",
        "Wie viele registrierte Journalisten gibt es?",
        "Können Sie mir sagen, wann das Zentrum eröffnet wurde?",
        "陆海财经的下载量是多少？",
    ],
)
def test_what_may_be_no_follow_up_is_searched_alone_too(question: str) -> None:
    turn = resolve(question, [POPULATION], PLACES)
    assert (turn.alone, turn.need) == (question, "perhaps")


def test_only_the_latest_of_a_long_history_counts() -> None:
    history = [f"很久以前问过的第{n}个问题" for n in range(1000)]
    assert whole("那成都呢？", *history, POPULATION) == "成都人口多少？"


def test_the_question_itself_is_never_cut_off() -> None:
    made = whole("它在哪里？", "长" * 100_000)
    assert made == f"{'长' * LONGEST_SUBJECT} 它在哪里？"


def test_resolving_changes_no_history() -> None:
    history = [POPULATION, "那成都呢？"]
    resolve("那四川呢？", history, SICHUAN)
    assert history == [POPULATION, "那成都呢？"]


def test_what_is_said_of_an_answer_is_not_the_subject() -> None:
    assert whole("那成都呢？", POPULATION, "再详细说说", "谁说的？") == "成都人口多少？"
    assert questions_in([POPULATION, "tell me more", "谢谢", "Who says that?", "它有多大？"]) == [
        POPULATION,
        "它有多大？",
    ]


def test_a_long_history_is_cut_to_its_latest_turns() -> None:
    kept = recent([f"{n}" + "长" * 10_000 for n in range(500)])
    assert len(kept) == LOOKED_BACK and kept[-1].startswith("499长") and max(map(len, kept)) == LONGEST_QUESTION
