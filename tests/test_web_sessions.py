"""What one conversation may ask: few at once, and no more a minute than an address, from however many of these."""

import asyncio
from collections.abc import Sequence

import httpx
import pytest
from browser.scripted_desk import ScriptedDesk

from bot.web.app import create_app
from bot.web.gates.sessions import TOGETHER, Sessions
from bot.web.languages import interface
from bot.web.settings import WebSettings
from tests.chat_client import CHAT, messages, submit_event
from tests.serving import served

LIMITED = interface()["en"]["rate_limited"].split(".")[0]


def test_a_session_has_few_questions_in_work_and_another_its_own() -> None:
    sessions = Sessions(limit=0)
    for _ in range(3):  # what is done makes room again
        held = [sessions.asking("a") for _ in range(TOGETHER + 1)]
        assert [one.__enter__() for one in held] == [True] * TOGETHER + [False]
        with sessions.asking("b") as may:
            assert may
        for one in held:
            one.__exit__(None, None, None)


def test_a_question_that_failed_is_no_longer_in_work() -> None:
    sessions = Sessions(limit=0)
    for _ in range(TOGETHER + 1):
        with pytest.raises(OSError, match="the desk"), sessions.asking("a") as may:
            assert may
            raise OSError("the desk")


def test_a_session_may_ask_as_many_a_minute_as_an_address() -> None:
    sessions, seen = Sessions(limit=3), []
    for session in "aaaab":
        with sessions.asking(session) as may:
            seen.append(may)
    assert seen == [True, True, True, False, True]


def test_in_the_chat_who_changes_addresses_is_told_to_wait() -> None:
    def told(addresses: Sequence[str], session: str) -> list[bool]:
        async def ask(origin: str) -> list[bool]:
            async with httpx.AsyncClient(base_url=origin) as client:
                event = submit_event((await client.get(f"{CHAT}/config")).json())
                return [
                    any(
                        LIMITED in str(told)
                        for told in [m async for m in messages(client, "何时？", session, event, by)]
                    )
                    for by in ({"X-Forwarded-For": address} for address in addresses)
                ]

        return asyncio.run(ask(origin))

    app = create_app(ScriptedDesk(), WebSettings(rate_limit=2))
    with served(app, forwarded_allow_ips="127.0.0.1") as origin:
        assert told(["198.51.100.1", "198.51.100.2", "198.51.100.3"], "one") == [False, False, True]
        assert told(["198.51.100.4"], "another") == [False]
