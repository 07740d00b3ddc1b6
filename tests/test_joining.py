"""Answers to parts become one text with one numbering; what quotes hold stays as it is."""

from dataclasses import replace

from bot.checking import check
from bot.joining import join
from bot.writing import Written
from tests.desk import cited, quote_of
from tests.making import article

TEXT = "Opened in 1997 [2]. It is long. It is wide."
ARTICLE = article("bridge", TEXT)
FIRST, SECOND, THIRD = (quote_of(ARTICLE, words) for words in ("Opened in 1997 [2].", "It is long.", "It is wide."))


def written(*quotes: str) -> Written:
    citations = cited(*(quote_of(ARTICLE, words) for words in quotes))
    return Written("\n".join(f"“{c.quote.text}”[{c.n}]" for c in citations), citations, tuple(quotes))


def test_numbering_goes_on_and_quotes_stay_as_they_are() -> None:
    joined = join([written(SECOND.text), written(FIRST.text, THIRD.text)], ["A:", "B:"])
    assert joined.text == "A:\n“It is long.”[1]\n\nB:\n“Opened in 1997 [2].”[2]\n“It is wide.”[3]"
    assert [c.n for c in joined.citations] == [1, 2, 3]
    assert [c.quote for c in joined.citations] == [SECOND, FIRST, THIRD]
    assert check(joined.text, joined.quoted, joined.citations)["quotes_verbatim"] is True


def test_a_sentence_that_answers_two_parts_is_one_citation() -> None:
    joined = join([written(SECOND.text, THIRD.text), written(THIRD.text)], ["A:", "B:"])
    assert joined.text.endswith("B:\n“It is wide.”[2]") and len(joined.citations) == 2


def test_a_part_without_an_answer_has_no_citation() -> None:
    joined = join([Written("None. [9]"), written(FIRST.text)], ["A:", "B:"])
    assert joined.text == "A:\nNone. [9]\n\nB:\n“Opened in 1997 [2].”[1]"
    assert joined.citations == (replace(cited(FIRST)[0], n=1),)
