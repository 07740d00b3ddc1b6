"""Articles and embeddings as rows: a round trip for every field, one name for one text."""

from dataclasses import fields, replace

from hypothesis import given
from hypothesis import strategies as st

from index.article import Article, Correction
from index.records import embedding_key, from_record, record_hash, to_record
from tests.making import BRIDGE

FULL = replace(
    BRIDGE,
    url="https://example.org/a",
    page="03",
    authors=("甲", "乙"),
    subtitle="副题",
    section="新闻纵深",
    source_line="据重庆日报",
    translation_of="other",
    inferred=("date",),
    corrections=(Correction("緬", "缅", "traditional"),),
    extra={"keywords": ["桥", 1, None], "deep": {"a": True}},
)


def test_every_field_comes_back() -> None:
    again = from_record(to_record(FULL))
    assert again == FULL
    assert isinstance(again.blocks, tuple)
    for field in fields(Article):
        assert getattr(FULL, field.name) not in ((), "", None, {}), f"{field.name} is not tested"


def test_equal_articles_have_equal_records_whatever_the_order_of_extra() -> None:
    turned = replace(FULL, extra=dict(reversed(list(FULL.extra.items()))))
    assert to_record(turned) == to_record(FULL)
    assert record_hash(to_record(replace(FULL, title="x"))) != record_hash(to_record(FULL))


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_any_text_comes_back(text: str) -> None:
    made = Article("a", text, text, (), "zh")
    assert from_record(to_record(made)) == made


def test_an_embedding_is_named_by_its_text() -> None:
    assert len(embedding_key("桥")) == 16
    assert embedding_key("桥") == embedding_key("桥") != embedding_key("桥 ")
    assert embedding_key("\ud800") != embedding_key("\ud801")
