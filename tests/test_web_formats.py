"""A reference as RIS, BibTeX and CSL-JSON: each value whole, no value outside its field."""

import json
import re
from dataclasses import replace

import pytest
from browser.scripted_desk import CENTER, CENTER_EN, CITY, FOUNDED, FOUNDED_EN, HOSTILE
from hypothesis import given
from hypothesis import strategies as st

from bot.web.citing.formats import FORMATS, bibtex, csl_json, ris
from bot.web.citing.reference import Reference
from bot.web.languages import interface

EN = interface()["en"]
LINK = "https://ask.example/articles/city-zh?v=0&s=1-2#quote"
WHOLE = Reference(replace(CITY, authors=("张三", "李 and 四"), page="3"), LINK, "目前已有注册记者2600多人。")
INFERRED = Reference(CENTER, LINK, FOUNDED.text, CENTER_EN, FOUNDED_EN.text)
MEAN = "\r\nER  - \nTY  - BOOK\x00\u2028} , title = {x}\\ {{ %$#&_~^ @article{ " + HOSTILE


def fields(text: str) -> list[tuple[str, str]]:
    """RIS as a reader takes it apart: a tag at the start of a line, a value to its end."""
    lines = re.split(r"\r\n", text)
    assert lines.pop() == ""
    found = [re.fullmatch(r"([A-Z][A-Z0-9])  - ([^\x00-\x1f\u2028\u2029]*)", line) for line in lines]
    return [(match[1], match[2]) for match in found if match and len(found) == len(lines)]


def test_ris_names_paper_date_authors_link_and_quote() -> None:
    assert fields(ris(WHOLE, EN)) == [
        ("TY", "NEWS"),
        ("TI", "城市国际传播中的重庆探索"),
        ("AU", "张三"),
        ("AU", "李 and 四"),
        ("T2", "重庆日报"),
        ("SE", "新闻纵深"),
        ("SP", "3"),
        ("LA", "zh"),
        ("PY", "2023"),
        ("DA", "2023/08/17/"),
        ("UR", LINK),
        ("UR", "https://www.cqrb.example/2023/08/17"),
        ("N1", "“目前已有注册记者2600多人。”"),
        ("N1", "Published at https://www.cqrb.example/2023/08/17"),
        ("ER", ""),
    ]


@pytest.mark.parametrize(
    ("date", "day", "parts"),
    [("2023", "2023///", [2023]), ("2023-08", "2023/08//", [2023, 8]), ("2023-08-16", "2023/08/16/", [2023, 8, 16])],
)
def test_a_date_is_as_long_as_it_is_known(date: str, day: str, parts: list[int]) -> None:
    reference = Reference(replace(CITY, date=date), LINK)
    assert ("DA", day) in fields(ris(reference, EN))
    assert json.loads(csl_json(reference, EN))[0]["issued"] == {"date-parts": [parts]}
    assert f"date = {{{date}}}" in bibtex(reference, EN)
    assert ("month = aug" in bibtex(reference, EN)) == (len(parts) > 1)


@pytest.mark.parametrize("date", ["", "last summer", "2023-08-16T10:00", "２０２３", '"><script>'])
def test_a_date_that_is_none_is_left_out(date: str) -> None:
    reference = Reference(replace(CITY, date=date), LINK)
    assert not {"DA", "PY"} & {tag for tag, _ in fields(ris(reference, EN))}
    assert "issued" not in json.loads(csl_json(reference, EN))[0]
    assert not re.search("date|year|month", re.sub("url = .*|note = .*", "", bibtex(reference, EN)))


@pytest.mark.parametrize("name", FORMATS)
def test_a_concluded_date_and_a_translation_are_told(name: str) -> None:
    text = FORMATS[name].write(INFERRED, EN)
    assert "The date 2023-08 was concluded from the text, not printed." in text
    assert f"Read in a translated edition (en): {CENTER_EN.title}." in text
    assert CENTER.title in text and FOUNDED.text in text
    assert f"Translation: “{FOUNDED_EN.text}”" in text


def test_ris_gives_the_translated_title_its_own_tag() -> None:
    assert ("TT", CENTER_EN.title) in fields(ris(INFERRED, EN))


def test_csl_holds_what_is_known_and_no_empty_value() -> None:
    (item,) = json.loads(csl_json(WHOLE, EN))
    assert item["type"] == "article-newspaper"
    assert item["container-title"] == "重庆日报"
    assert item["author"] == [{"literal": "张三"}, {"literal": "李 and 四"}]
    assert (item["URL"], item["page"], item["language"]) == (LINK, "3", "zh")
    assert all(json.loads(csl_json(Reference(replace(CITY, source="", url=None), LINK), EN))[0].values())


def test_bibtex_is_one_entry_with_authors_that_are_not_taken_apart() -> None:
    text = bibtex(WHOLE, EN)
    assert text.startswith("@article{city-zh,\n")
    assert "author = {{张三} and {李 and 四}}" in text
    assert "title = {{城市国际传播中的重庆探索}}" in text
    assert f"url = {{{LINK}}}" in text


def check_bibtex(text: str) -> None:
    """Its braces balance as BibTeX counts them, which is whatever stands before a brace, and close once."""
    depth = 0
    for place, sign in enumerate(text):
        depth += (sign == "{") - (sign == "}")
        assert depth > 0 or place < text.index("{") or place >= len(text) - len("}\n")
    assert depth == 0


@given(st.text() | st.just(MEAN), st.text())
def test_no_value_leaves_its_field(words: str, other: str) -> None:
    article = replace(
        CITY, id=words, title=words, source=other, section=words, authors=(words, other), page=words, lang=other,
        url="https://x.example/" + words, date=words,
    )  # fmt: skip
    reference = Reference(article, "https://ask.example/articles/x", words, replace(article, title=other), other)
    tags = [tag for tag, _ in fields(ris(reference, EN))]
    assert tags.count("TY") == tags.count("ER") == 1 and tags[-1] == "ER"
    check_bibtex(bibtex(reference, EN))
    (item,) = json.loads(csl_json(reference, EN))
    assert item["id"] and re.fullmatch(r"[A-Za-z0-9-]+", item["id"])


def test_signs_that_tex_reads_are_written_out() -> None:
    text = bibtex(Reference(replace(CITY, title="100% & $5 #1 a_b ~^ \\ {x}"), LINK), EN)
    shown = (
        r"100\% \& \$5 \#1 a\_b \textasciitilde{}\textasciicircum{} \textbackslash{} \textbraceleft{}x\textbraceright{}"
    )
    assert f"title = {{{{{shown}}}}}" in text
