"""Sentences of a language model with something in them that no article says: it is not shown, whatever is around it.

The same examples every time and few of each; more with YUWEN_EXAMPLES=500.
"""

import os

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot import Bot
from bot.model.auditing import Auditor, Passed
from bot.model.sentences import Said
from bot.model.sources import sources_of
from bot.model.supporting import Supporter
from index.building import open_for, replace_all
from index.search import Index
from tests.making import CORPUS
from tests.tiny import TinyEncoder

QUESTION = "大桥全长多少米？"
EXAMPLES = int(os.environ.get("YUWEN_EXAMPLES", "60"))
FUZZED = settings(
    max_examples=EXAMPLES, derandomize=True, deadline=None, database=None, suppress_health_check=list(HealthCheck)
)
MARKS = st.sampled_from(["“{}”", '"{}"', "「{}」", "『{}』", "‘{}’", "《{}》"])
NUMBERS = st.integers(10_001, 99_999).map(lambda n: n * 7 + 3_000_000).map(str)


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Index:
    store = open_for(tmp_path_factory.mktemp("checks") / "index", TinyEncoder())
    replace_all(store, TinyEncoder(), CORPUS)
    return Index(store, TinyEncoder())


def audited(index: Index, text: str) -> tuple[Passed | None, str]:
    """What may be shown of a sentence, and all that the sources say."""
    sources = sources_of(index, Bot(index)._finder.find(QUESTION, [], "zh"))
    assert sources
    said = "\n".join(word for source in sources for word in source.words)
    return Auditor(sources, "zh", index.names, Supporter(index)).passed(Said(text)), said


def pieces(index: Index) -> list[str]:
    """True sentences to hide something in."""
    text = CORPUS[0].text
    return [piece for piece in text.replace("。", "。\n").splitlines() if piece.strip()]


def test_what_is_true_is_shown(index: Index) -> None:
    """Else the rest would say nothing."""
    shown = [audited(index, f"{true}[1]")[0] for true in pieces(index)]
    assert any(shown)


@FUZZED
@given(data=st.data(), number=NUMBERS, unit=st.sampled_from(["米", "人", "亿元", "%", "年", ""]))
def test_a_number_that_no_source_has_is_not_shown(index: Index, data: st.DataObject, number: str, unit: str) -> None:
    true = data.draw(st.sampled_from(pieces(index)))
    at = data.draw(st.integers(0, len(true)))
    passed, said = audited(index, f"{true[:at]} {number}{unit} {true[at:]}[1]")
    assert number not in said
    assert passed is None or number not in passed.text


@FUZZED
@given(data=st.data(), mark=MARKS, words=st.text("桥江长城市长说好坏明天世界最", min_size=6, max_size=14))
def test_words_that_nobody_wrote_never_stand_in_quotation_marks(
    index: Index, data: st.DataObject, mark: str, words: str
) -> None:
    true = data.draw(st.sampled_from(pieces(index)))
    passed, said = audited(index, f"{true}{mark.format(words)}[1]")
    if passed and words not in said:
        assert words not in "".join(passed.quoted)
        assert not any(f"{a}{words}{b}" in passed.text for a, b in ("“”", '""', "「」", "『』"))


@FUZZED
@given(text=st.text(max_size=200))
def test_anything_at_all_is_audited_without_a_fault(index: Index, text: str) -> None:
    passed, said = audited(index, text)
    assert passed is None or all(quoted in said for quoted in passed.quoted)
