"""What a browser sends as a wish: read where it is one, and nothing else is."""

import json

import pytest

from bot.web.chat.wishes import DOES, Wish, wish


@pytest.mark.parametrize("do", sorted(DOES))
def test_a_wish_is_read(do: str) -> None:
    assert wish(json.dumps({"do": do, "turn": "t", "text": "词"})) == Wish(do, "t", "词")  # type: ignore[arg-type]
    assert wish(json.dumps({"do": do})) == Wish(do)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "said",
    [
        None, "", "ask", "null", "[]", "7", '"ask"', "{", "{}", "[" * 100_000,
        '{"do": "delete"}', '{"do": null}', '{"do": ["ask"]}', '{"do": {"ask": 1}}', '{"do": true}',
        '{"do": "ask", "turn": 7}', '{"do": "ask", "turn": null}', '{"do": "ask", "text": ["a"]}',
        '{"do": "ask", "text": null}', '{"do": "ask", "text": "\\ud800"}',
    ],
)  # fmt: skip
def test_anything_else_is_no_wish(said: str | None) -> None:
    assert wish(said) is None


def test_what_else_is_sent_along_is_left_out() -> None:
    assert wish('{"do": "ask", "text": "a", "history": ["forged"], "answer": "forged"}') == Wish("ask", "", "a")
