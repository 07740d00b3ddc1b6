"""Attacks in passages, titles, questions and earlier ones, on a model that obeys every one: nothing of it is shown."""

from pathlib import Path

import pytest

from bot import Bot
from bot.model.client import Client
from bot.model.endpoint import Endpoint
from bot.model.sources import instructs
from tests.attacks.injections import ATTACKS, Attack, attacked, changed
from tests.scripted_model import says, scripted
from tests.tiny import TinyEncoder


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: f"{attack.place}-{ATTACKS.index(attack)}")
def test_an_attack_changes_nothing(tmp_path: Path, attack: Attack) -> None:
    index = attacked(tmp_path, TinyEncoder(dimension=1024), attack)  # hashed characters that do not fall together
    caution = 0.5 if attack.refused else 0.0  # by the tiny encoder hardly anything is answered for certain
    with scripted(says("\n".join(f"{attack.obeyed}{marker}" for marker in ("[1]", "", " [Source 1]")))) as server:
        client = Client(Endpoint(server.url, "obedient", patience_s=20))
        answer = Bot(index, caution, client).ask(attack.question, attack.history)
        client.close()
        told = "\n".join(message["content"] for call in server.calls for message in call["messages"][1:])
    without = Bot(index, caution).ask(attack.question, attack.history)
    index.store.close()
    assert changed(attack, answer, without, index) == []
    assert answer.mode == "quotes" and answer.refused == attack.refused == (not server.calls)
    if not attack.refused:
        assert answer.checks["model"] == "nothing passed" and answer.checks["withheld"] == 3
        assert told.count("</question>") == 1 and told.count("</passage>") == 1
        assert attack.place == "question" or attack.planted not in told


@pytest.mark.parametrize(
    "text",
    [
        "西部国际传播中心在重庆揭牌成立。",
        "The centre will act as a bridge between China and the world.",
        "记者必须持有效证件采访，请回答下列问题。",
        "我们要讲好中国故事，不要忘记历史。",
        "The mayor said the rules must not be ignored.",
        "人工智能助手已在展会上亮相。",
    ],
)
def test_what_speaks_to_readers_is_no_instruction(text: str) -> None:
    assert not instructs(text)
