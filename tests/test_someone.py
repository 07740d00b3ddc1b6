"""Somebody named: people and bodies by the form of names and by nouns, the question's own words left out."""

import pytest

from bot.someone import names_someone


@pytest.mark.parametrize(
    ("text", "lang", "asked", "named"),
    [
        ("张伟在仪式上致辞。", "zh", "谁致辞？", True),
        ("马克·吐温写了这本书。", "zh", "谁写的？", True),
        ("该项目由市委宣传部门负责。", "zh", "谁负责？", True),
        ("活动在江边举行，天气晴朗。", "zh", "谁主持？", False),
        ("It was founded by Ada Lovelace in 1843.", "en", "Who founded it?", True),
        ("The bridge was paid for by local citizens.", "en", "Who paid for it?", True),
        ("The bridge is long and made of steel.", "en", "Who built the bridge?", False),
        ("In it, Chongqing is shown at night.", "en", "Who filmed Chongqing?", False),
        ("Die Brücke ist lang.", "de", "Wer hat sie gebaut?", None),
    ],
)
def test_whether_somebody_is_named(text: str, lang: str, asked: str, named: bool | None) -> None:
    assert names_someone(text, lang, asked) is named
