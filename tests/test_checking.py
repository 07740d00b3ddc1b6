"""The last gate: nothing leaves that no cited source says."""

from dataclasses import replace

import pytest

from bot.answer import Span
from bot.checking import UnfaithfulAnswer, check
from index.errors import YuwenError
from tests.desk import cited, keyed, quote_of
from tests.making import BRIDGE, article

LONG = quote_of(BRIDGE, "大桥全长3,500米，连接南北两岸。")
YEAR = quote_of(BRIDGE, "长江大桥于1997年建成通车。")
TEXT = f"- “{LONG.text}”[1]\n- “{YEAR.text}”[2]"
QUOTED = (LONG.text, YEAR.text)


def test_a_faithful_answer_passes() -> None:
    checks = check(TEXT, QUOTED, cited(LONG, YEAR))
    assert checks == {"quotes_verbatim": True, "facts_supported": True, "withheld": 0}


@pytest.mark.parametrize("place", range(len(LONG.text)))
def test_one_altered_character_of_a_quote_is_caught(place: int) -> None:
    altered = f"{LONG.text[:place]}某{LONG.text[place + 1 :]}"
    text = TEXT.replace(LONG.text, altered)
    with pytest.raises(UnfaithfulAnswer, match="not in any cited source"):
        check(text, (altered, YEAR.text), cited(LONG, YEAR))
    with pytest.raises(UnfaithfulAnswer, match="not in any cited source"):
        check(text, QUOTED, cited(LONG, YEAR))


def test_a_shortened_quote_is_caught() -> None:
    with pytest.raises(UnfaithfulAnswer):
        check(f"“{LONG.text[:-1]}”[1]", (LONG.text[:-1],), cited(LONG))


def test_a_quote_of_an_article_that_is_not_cited_is_caught() -> None:
    with pytest.raises(UnfaithfulAnswer):
        check(TEXT, QUOTED, cited(LONG))


@pytest.mark.parametrize("marker", ["[3]", "[0]", "[12]"])
def test_a_marker_without_a_citation_is_caught(marker: str) -> None:
    with pytest.raises(UnfaithfulAnswer, match="markers without a citation"):
        check(TEXT + marker, QUOTED, cited(LONG, YEAR))


def test_a_marker_in_an_answer_without_citations_is_caught() -> None:
    with pytest.raises(UnfaithfulAnswer):
        check("没有出处[1]", (), ())


def test_the_original_beside_a_translation_counts_as_cited() -> None:
    check(f"“{LONG.text}”[1] “{YEAR.text}”[1]", QUOTED, cited(LONG, original=YEAR))


def test_markers_inside_quotes_are_the_articles_own() -> None:
    hostile = article("x", "见附注[7]和[8]。他说：“另见[9]。”", title="报告[6]", source="日报[5]")
    whole, inner = quote_of(hostile, hostile.text), quote_of(hostile, "另见[9]。")
    text = f"报告[6], 日报[5]: “{whole.text}”[1]\n“{inner.text}”[2]"
    for quoted in ((whole.text, inner.text), (inner.text, whole.text)):
        check(text, quoted, cited(whole, inner))
    with pytest.raises(UnfaithfulAnswer, match=r"\[7\]"):
        check(text + "[7]", (whole.text, inner.text), cited(whole, inner))


@pytest.mark.parametrize(
    "keys",
    [
        [(LONG.start - 1, LONG.start + 2)],
        [(LONG.end - 1, LONG.end + 1)],
        [(LONG.start, LONG.start)],
        [(LONG.start + 3, LONG.start + 1)],
        [(LONG.start + 4, LONG.start + 9), (LONG.start + 6, LONG.start + 11)],
        [(LONG.start + 4, LONG.start + 5), (LONG.start, LONG.start + 1)],
    ],
)
def test_a_key_outside_its_quote_or_over_another_is_caught(keys: list[tuple[int, int]]) -> None:
    wrong = replace(LONG, keys=tuple(Span(*key) for key in keys))
    for citations in (cited(wrong, YEAR), cited(YEAR, LONG, original=wrong)):
        with pytest.raises(UnfaithfulAnswer, match="a key outside its quote"):
            check(TEXT, QUOTED, citations)


def test_keys_inside_their_quote_pass() -> None:
    check(TEXT, QUOTED, cited(keyed(LONG, "大桥", "3,500米"), keyed(YEAR, YEAR.text)))


def test_it_is_an_error_that_commands_show_in_one_line() -> None:
    assert issubclass(UnfaithfulAnswer, YuwenError)
