"""Passages and sentences: exact spans, in order, without gap or overlap, never across a paragraph."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.article import Article, Block, Passage
from index.splitting import PASSAGE_UNITS, split_article, split_sentences, units
from tests.making import BRIDGE, article

ANY = st.text(st.characters(exclude_categories=["Cs"]), max_size=200)
PROSE = st.text(st.sampled_from("甲乙。！？；，、“”（）ab .,;!?'\"\n\u3000 1é"), max_size=1500)
LANGUAGES = st.sampled_from(["zh", "en", "de", "ar", "zh-Hant", "xx"])


def check(article: Article, passages: tuple[Passage, ...]) -> None:
    """Every promise about passages and sentences."""
    text = article.text
    covered: set[int] = set()
    assert [passage.number for passage in passages] == list(range(len(passages)))
    for passage in passages:
        block = article.blocks[passage.block]
        assert block.start <= passage.start < passage.end <= block.end
        assert text[passage.start : passage.end] == text[passage.start : passage.end].strip()
        assert units(text[passage.start : passage.end]) <= PASSAGE_UNITS
        assert passage.sentences[0].start == passage.start
        assert passage.sentences[-1].end == passage.end
        for sentence in passage.sentences:
            assert sentence.start < sentence.end
            assert text[sentence.start : sentence.end] == text[sentence.start : sentence.end].strip()
            covered.update(range(sentence.start, sentence.end))
        assert all(left.end <= right.start for left, right in pairwise(passage.sentences))
    assert all(left.end <= right.start for left, right in pairwise(passages))
    bare = [at for block in article.blocks if block.kind != "heading" for at in range(block.start, block.end)]
    assert covered >= {at for at in bare if not text[at].isspace()}


@given(st.lists(st.one_of(ANY, PROSE), min_size=1, max_size=3), LANGUAGES)
@settings(max_examples=150, deadline=None)
def test_passages_and_sentences_cover_any_text_exactly(blocks: list[str], lang: str) -> None:
    made = article("a", *blocks, lang=lang)
    check(made, split_article(made))


@pytest.mark.parametrize("text", [" ", "\u3000\n", "x" * 5000, "桥" * 3000, " " * 3000, "。" * 2000, "a b " * 2000])
def test_texts_without_sentences_are_covered_too(text: str) -> None:
    made = article("a", text)
    passages = split_article(made)
    check(made, passages)
    assert bool(passages) == bool(text.strip())


def test_headings_are_context_and_not_passages() -> None:
    passages = split_article(BRIDGE)
    assert [(passage.block, passage.heading) for passage in passages] == [(0, ""), (2, "今后")]


def test_sentences_are_those_of_the_language() -> None:
    zh = split_sentences("他问：“去哪儿？”她没有回答。天黑了！", "zh")
    assert "".join(zh) == "他问：“去哪儿？”她没有回答。天黑了！"
    assert zh[-1] == "天黑了！"
    english = [piece.strip() for piece in split_sentences("Dr. Li paid $3.5 million. Nobody knew why.", "en")]
    assert english == ["Dr. Li paid $3.5 million.", "Nobody knew why."]


def test_a_long_paragraph_is_cut_between_sentences() -> None:
    sentence = "这是一个相当长的句子，用来把段落填满到需要切分为止。"
    made = article("a", sentence * 40)
    passages = split_article(made)
    assert len(passages) > 1
    assert all(made.text[p.start : p.end].endswith("。") for p in passages)
    assert sum(len(p.sentences) for p in passages) == 40


def test_an_overlong_sentence_is_cut_at_its_clauses() -> None:
    made = article("a", "既没有句号，也没有停顿的意思，" * 60)
    passages = split_article(made)
    check(made, passages)
    assert all(made.text[p.start : p.end].endswith("，") for p in passages)


def test_an_edition_is_aligned_by_block() -> None:
    original = article("a", "第一段。", "第二段。第二句。")
    edition = article("a.en", "First paragraph.", "Second paragraph. " * 80, lang="en")
    blocks = [{passage.block for passage in split_article(one)} for one in (original, edition)]
    assert blocks[0] == blocks[1] == {0, 1}


def test_an_article_without_blocks_has_no_passages() -> None:
    assert split_article(Article("a", "a", "", (), "zh")) == ()
    assert split_article(Article("a", "a", "题", (Block("heading", 0, 1, 2),), "zh")) == ()


@pytest.mark.parametrize(("text", "count"), [("", 0), ("桥", 1), ("abc", 1), ("abcd", 2), ("é", 1), ("😀", 2)])
def test_units_count_a_han_character_or_three_latin_letters(text: str, count: int) -> None:
    assert units(text) == count
