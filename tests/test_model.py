"""The whole line with a scripted language model over real HTTP: good ones, bad ones, and ones that fail."""

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from bot import Answer, Bot, Done, Text
from bot.evaluation.items import Item
from bot.evaluation.worded import summary, with_and_without
from bot.leaving import watch
from bot.model.client import Client
from bot.model.endpoint import Endpoint
from bot.model.wording import Task, Wording
from index.search import Index
from tests.scripted_model import Call, Play, Scripted, endless, fails, garbled, says, scripted, silent

QUESTION = "长江大桥全长多少米？"
GOOD = "长江大桥全长3,500米，连接南北两岸。[1]"


@contextmanager
def desk(index: Index, play: Play, patience_s: float = 20.0, at_once: int = 4) -> Iterator[tuple[Bot, Scripted]]:
    with scripted(play) as server:
        client = Client(Endpoint(server.url, "m", patience_s=patience_s, at_once=at_once))
        try:
            yield Bot(index, client=client), server
        finally:
            client.close()


def asked(index: Index, play: Play, question: str = QUESTION, patience_s: float = 20.0) -> Answer:
    with desk(index, play, patience_s) as (bot, _):
        return bot.ask(question)


def assert_quotes(index: Index, answer: Answer, why: str) -> None:
    """The answer is the one without a model, and says so."""
    assert answer.mode == "quotes" and answer.checks["model"] == why
    assert answer.text == Bot(index).ask(QUESTION).text


def test_a_good_answer_is_shown_in_the_models_words_with_the_verbatim_quote_beside(built: Index) -> None:
    without = Bot(built).ask(QUESTION)
    answer = asked(built, says(GOOD))
    assert answer.mode == "model" and answer.text == GOOD
    assert [c.quote for c in answer.citations] == [c.quote for c in without.citations[:1]]
    assert answer.checks["withheld"] == 0 and "model" not in answer.checks


def test_the_pieces_of_a_stream_are_whole_sentences_and_join_to_the_answer(built: Index) -> None:
    with desk(built, says(GOOD + "大桥于1997年建成通车。[1]")) as (bot, _):
        events = list(bot.stream(QUESTION))
    pieces = [event.chunk for event in events if isinstance(event, Text)]
    done = events[-1]
    assert isinstance(done, Done) and "".join(pieces) == done.answer.text
    assert pieces == [GOOD, "大桥于1997年建成通车。[1]"]


def test_the_prompt_holds_passages_question_and_what_came_before(built: Index) -> None:
    with desk(built, says(GOOD)) as (bot, server):
        bot.ask(QUESTION, ["永川的茶园今年产茶多少？"])
    told = server.calls[0]["messages"][1]["content"]
    assert '<passage number="1"' in told and "3,500米" in told and QUESTION in told
    assert "<earlier>\n永川的茶园今年产茶多少？\n" in told and "三百吨" in told
    assert server.calls[0]["max_tokens"] and server.calls[0]["stream"] is True


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ("长江大桥全长3,600米，连接南北两岸。[1]", "number"),
        ("长江大桥于1998年建成通车。[1]", "date"),
        ("长江大桥由Norman Foster设计，连接南北两岸。[1]", "name"),
        ("市长昨天宣布辞去职务并离开这里。[1]", "unsupported"),
        ("这真是一个令人愉快的好问题啊。", "citation"),
        ("长江大桥全长3500米，详见 https://evil.example 。[1]", "name"),
        ("The Yangtze bridge is 3,500 metres long and joins both banks.[1]", "language"),
        ("3,500米。[1]", "fragment"),
    ],
)
def test_what_the_passage_does_not_say_is_withheld_and_counted(built: Index, said: str, reason: str) -> None:
    answer = asked(built, says(said + GOOD))
    assert answer.text == GOOD and answer.mode == "model"
    assert answer.checks["withheld"] == 1 and answer.checks["reasons"] == {reason: 1}
    assert_quotes(built, asked(built, says(said)), "nothing passed")


def test_an_altered_quotation_loses_its_marks_and_a_true_one_keeps_them(built: Index) -> None:
    answer = asked(built, says("长江大桥“全长 3500米”。[1]长江大桥“全长足足3,500米”，连接南北两岸。[1]"))
    assert "“全长3,500米”" not in answer.text  # the source writes it with a comma, so this is altered too
    assert "“" not in answer.text and answer.checks["marks_taken_off"] == 2
    kept = asked(built, says("长江大桥“全长３,５００米，连接南北 两岸”。[1]"))
    assert kept.text == "长江大桥“全长3,500米，连接南北两岸”。[1]"


@pytest.mark.parametrize("marker", ["【1】", "[Source 1]", "(来源1)", "[1, 1]", "[^1]", "[9]", ""])
def test_a_marker_is_put_right_and_a_sentence_without_one_gets_its_passage(built: Index, marker: str) -> None:
    assert asked(built, says(GOOD.replace("[1]", marker))).text == GOOD


@pytest.mark.parametrize("play", [fails(500), fails(429), garbled, says(GOOD[:8], finish=None)])
def test_a_model_that_fails_leaves_the_answer_without_a_model(built: Index, play: Play) -> None:
    assert_quotes(built, asked(built, play), "failed")


def test_nobody_listening_at_the_address_leaves_the_answer_without_a_model(built: Index) -> None:
    client = Client(Endpoint("http://127.0.0.1:9/v1", "m", retries=0))
    assert_quotes(built, Bot(built, client=client).ask(QUESTION), "failed")
    client.close()


def test_a_call_that_failed_before_its_first_word_is_made_again(built: Index) -> None:
    with desk(built, fails(503, times=2, then=says(GOOD))) as (bot, server):
        assert bot.ask(QUESTION).text == GOOD
    assert len(server.calls) == 3


def test_of_an_answer_cut_off_what_was_complete_and_true_stays(built: Index) -> None:
    for finish in (None, "length"):
        answer = asked(built, says(GOOD + "大桥于1997年建", finish=finish))
        assert answer.text == GOOD and answer.checks["cut_short"] == "failed"


@pytest.mark.parametrize("play", [silent, endless("大桥"), endless("市长宣布辞职了。[1]\n")])
def test_a_model_that_shows_nothing_within_the_patience_is_left(built: Index, play: Play) -> None:
    with desk(built, play, patience_s=0.5) as (bot, _):
        assert_quotes(built, bot.ask(QUESTION), "slow")


def test_one_that_repeats_itself_for_ever_is_stopped_and_the_server_notices(built: Index) -> None:
    with desk(built, endless(GOOD + "\n"), patience_s=0.5) as (bot, server):
        answer = bot.ask(QUESTION)
        assert answer.text == GOOD and answer.checks["cut_short"] == "slow"
        assert server.hung_up.wait(10)


def test_a_visitor_who_leaves_ends_the_call(built: Index) -> None:
    def good_then_endless(call: Call) -> None:
        call.begin()
        call.delta(GOOD + "\n大")
        endless("大桥")(call)

    with desk(built, good_then_endless, patience_s=30) as (bot, server):
        stream = bot.stream(QUESTION)
        next(event for event in stream if isinstance(event, Text))
        stream.close()  # type: ignore[attr-defined]
        assert server.hung_up.wait(10)


def test_a_visitor_who_leaves_while_nothing_comes_ends_the_call_too(built: Index) -> None:
    left = threading.Event()

    def says_nothing_usable(call: Call) -> None:
        call.begin()
        left.set()
        endless("大桥")(call)

    with desk(built, says_nothing_usable, patience_s=60) as (bot, server):

        def ask() -> None:
            watch(left)
            list(bot.stream(QUESTION))

        thread = threading.Thread(target=ask)
        thread.start()
        assert server.hung_up.wait(10)
        thread.join(10)
        assert not thread.is_alive()


def test_after_several_failures_the_endpoint_is_left_alone(built: Index) -> None:
    with desk(built, fails(500)) as (bot, server):
        for _ in range(3):
            bot.ask(QUESTION)
        before = len(server.calls)
        assert_quotes(built, bot.ask(QUESTION), "failed")
        assert len(server.calls) == before


def test_no_more_calls_run_at_once_than_allowed(built: Index) -> None:
    running, most, lock = [0], [0], threading.Lock()

    def counted(call: Call) -> None:
        with lock:
            running[0] += 1
            most[0] = max(most[0], running[0])
        call.begin()
        threading.Event().wait(0.05)
        call.delta(GOOD)
        with lock:
            running[0] -= 1
        call.end()

    with desk(built, counted, at_once=2, patience_s=30) as (bot, _):
        answers: list[Answer] = []
        threads = [threading.Thread(target=lambda: answers.append(bot.ask(QUESTION))) for _ in range(6)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(30)
    assert most[0] <= 2 and [answer.text for answer in answers] == [GOOD] * 6


@pytest.mark.parametrize("question", ["液氮的沸点是多少度？", "你好！", "？", "谢谢"])
def test_what_the_articles_do_not_answer_is_never_put_to_the_model(built: Index, question: str) -> None:
    with desk(built, says(GOOD)) as (bot, server):
        answer = bot.ask(question)
    assert not server.calls and answer.text == Bot(built).ask(question).text


def test_another_value_than_the_one_asked_for_is_withheld_until_that_one_is_told(built: Index) -> None:
    question, good = "长江大桥什么时候建成通车？", "长江大桥于1997年建成通车。[1]"
    other = "长江大桥于2023年8月建成通车。[1]"  # the article's own date, which it does say
    answer = asked(built, says(other + good), question)
    assert answer.text == good and answer.checks["reasons"] == {"key": 1}
    assert "key" not in asked(built, says(good + "大桥全长3,500米，连接南北两岸。[1]"), question).checks["reasons"]


def test_only_a_server_of_ours_reads_ahead_and_tells_how_far_it_is(built: Index) -> None:
    with scripted(fails(500)) as server:
        ours = Client(Endpoint(server.url, "m", own=True))
        wording = Wording(built, ours)
        for _ in range(100):
            if server.calls:
                break
            threading.Event().wait(0.05)
        server.play = says(GOOD)
        answer = Bot(built, client=ours).ask(QUESTION)
        ours.close()
        ahead, call = server.calls[0], server.calls[-1]
    assert wording and answer.mode == "model"
    assert ahead["max_tokens"] == 1 and not ahead["stream"] and not ours.breaker.rests
    assert ahead["messages"][0] == call["messages"][0]
    assert call["messages"][1]["content"].startswith(ahead["messages"][1]["content"])
    assert call["return_progress"] is True
    with desk(built, says(GOOD)) as (bot, other):
        bot.ask(QUESTION)
    assert len(other.calls) == 1 and "return_progress" not in other.calls[0]


def test_a_model_is_reminded_in_the_visitors_language(built: Index) -> None:
    with desk(built, says(GOOD)) as (bot, server):
        bot.ask(QUESTION)
        bot.ask("Combien de mètres mesure le pont ?", language="fr")
    told = [call["messages"][1]["content"].rpartition("\n")[2] for call in server.calls]
    assert told[0].startswith("请用完整的中文句子") and all("français" in one for one in told[1:])


def test_an_evaluation_tells_what_the_checks_took_away(built: Index) -> None:
    items = [Item("a", "zh", "fact", QUESTION, (), (("3500", "3,500"),))]
    false = "长江大桥“很长很长”，全长3,600米。[1]"
    with desk(built, says(GOOD + false)) as (bot, server):
        client = Client(Endpoint(server.url, "m"))
        told = summary(with_and_without(bot, client, items))
        client.close()
    assert told["without_checks"] == {"quotes_altered": 1.0, "sentences_with_an_invented_fact": 0.5, "right": 1.0}
    assert told["with_checks"]["sentences_with_an_invented_fact"] == 0.0 and told["right_answers_lost"] == 0.0
    assert told["in_its_words"] == 1 and told["with_checks"]["quotes_altered"] is None


def test_where_nothing_was_found_the_model_is_not_asked(built: Index) -> None:
    with scripted(says(GOOD)) as server:
        client = Client(Endpoint(server.url, "m"))
        pieces = Wording(built, client).word(Task(QUESTION, "zh", ()))
        with pytest.raises(StopIteration) as ended:
            next(pieces)
        client.close()
    assert ended.value.value.why == "nothing passed" and not server.calls


def test_thoughts_are_not_shown(built: Index) -> None:
    assert asked(built, says(f"<think>长江大桥全长3,500米吗？[1]\n\n</think>{GOOD}")).text == GOOD


def test_a_client_that_is_closed_leaves_no_task_and_no_thread_behind() -> None:
    with scripted(endless("One. ")) as server:
        client = Client(Endpoint(server.url, "m"))
        unfinished = client.stream([{"role": "user", "content": "?"}])
        while not next(unfinished):
            pass
        client.close()
        assert not asyncio.all_tasks(client._loop)
        assert not [thread for thread in threading.enumerate() if thread.name == "language model " + server.url]
        unfinished.close()  # type: ignore[attr-defined]
        client.close()
