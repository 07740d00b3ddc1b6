"""Answer text as Markdown: read by a CommonMark parser, only our own markers are anything but text."""

import re
from dataclasses import replace

import pytest
from browser.scripted_desk import CENTER, CENTER_EN, FOUNDED, FOUNDED_EN, HOSTILE, HOSTILE_ARTICLE, REPORTERS, quote
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from bot.answer import Answer, Citation, Quote, Span
from bot.web.chat.markers import finished, inert, link_of, source_line, streaming
from bot.web.languages import interface
from tests.desk import keyed

ENGLISH = interface()["en"]
PARSER = MarkdownIt("gfm-like", {"linkify": False, "breaks": True})


def answered(text: str, *citations: Citation, refused: bool = False) -> Answer:
    return Answer("?", "en", text, refused, "low" if refused else "high", citations)


def inline(markdown: str) -> list[Token]:
    return [child for token in PARSER.parse(markdown) for child in token.children or ()]


def shown(markdown: str) -> str:
    """The text a reader sees."""
    return "".join("\n" if "break" in token.type else token.content for token in inline(markdown))


HOSTILE_TEXTS = [
    "<img src=x onerror=alert(1)>",
    "<script>alert(1)</script>",
    "![x](https://evil.example/x.png)",
    "[x](javascript:alert(1))",
    "[1]: https://evil.example",
    "[a][1] [b][] [[1]](x) [![x](y)](z)",
    "<https://evil.example> www.evil.example me@evil.example",
    "${alert(1)} {{7*7}} $$x$$ \\(x\\)",
    "# heading",
    "- item",
    "1. item",
    "> quote",
    "```js",
    "a\n===",
    "| a | b |\n|---|---|",
    "*a* **b** ~~c~~ `d` _e_",
    "&lt;b&gt; &#91;1&#93; &amp;",
    "---",
    "<think>x</think>",
]


@pytest.mark.parametrize("text", HOSTILE_TEXTS)
def test_hostile_text_is_shown_to_the_letter(text: str) -> None:
    assert {token.type for token in inline(inert(text))} <= {"text", "softbreak", "hardbreak"}
    assert shown(inert(text)) == text


@given(st.text(st.sampled_from(list("ab1 \n\t`*_[]()<>!#-+=|~:/\\&;\"'$.@中“”")), max_size=40))
def test_no_text_becomes_markup(text: str) -> None:
    tokens = PARSER.parse(inert(text))
    assert {token.type for token in tokens} <= {"paragraph_open", "inline", "paragraph_close"}
    assert re.sub(r"\s", "", "".join(map(shown, [inert(text)]))) == re.sub(r"\s", "", text)


def test_markers_with_a_citation_are_links_and_others_are_text() -> None:
    markdown = finished(answered("a [1][2] b [9]", Citation(1, FOUNDED, "p"), Citation(2, REPORTERS, "q")), ENGLISH)
    answer = markdown.split("</div>")[0]
    links = [token for token in inline(answer + markdown[markdown.rindex("\n\n") :]) if token.type == "link_open"]
    assert [link.attrs["href"] for link in links] == [FOUNDED.link, REPORTERS.link]
    assert links[0].attrs["title"] == "西部国际传播中心在渝揭牌成立 · 重庆日报 · 2023-08 (concluded from the text)"
    assert shown(answer + markdown[markdown.rindex("\n\n") :]) == "a 12 b [9]"


def test_a_hostile_article_stays_inside_its_link() -> None:
    citation = Citation(1, quote(HOSTILE_ARTICLE, HOSTILE), "p")
    for refused in (False, True):
        markdown = finished(answered(f"{HOSTILE} [1]", citation, refused=refused), ENGLISH)
        types = {token.type for token in inline(markdown)}
        assert types <= {"text", "softbreak", "hardbreak", "link_open", "link_close", "strong_open", "strong_close"}
        assert {token.attrs["href"] for token in inline(markdown) if token.type == "link_open"} == {citation.quote.link}
        html = [token.content for token in PARSER.parse(markdown) if token.type == "html_block"]
        assert all(re.fullmatch(r'<div class="\w+"( lang="en")?>\n|</div>\n?', block) for block in html)


def test_a_hostile_language_cannot_leave_its_attribute() -> None:
    markdown = finished(replace(answered("a"), language='"><img src=x>'), ENGLISH)
    assert '<div class="answer" lang="&quot;&gt;&lt;img src=x&gt;">' in markdown


def test_several_quotes_are_a_list_and_nothing_more() -> None:
    markdown = finished(answered("Two:\n- one <b>\n  original\n- # two\n+ three"), ENGLISH)
    types = [token.type for token in PARSER.parse(markdown)]
    assert types.count("list_item_open") == 2
    assert "heading_open" not in types
    assert shown(markdown) == "Two:one <b>\noriginal# two\n+ three"


def bold(markdown: str) -> list[str]:
    """What stands between <strong> and </strong>, as a reader sees it."""
    tokens, found, open_ = inline(markdown), [], False
    for token in tokens:
        if token.type == "html_inline":
            assert token.content == ("</strong>" if open_ else "<strong>")
            open_ = not open_
            found += [""] if open_ else []
        elif open_:
            assert token.type == "text"
            found[-1] += token.content
    assert not open_
    return found


def test_keys_are_bold_where_their_quote_stands() -> None:
    key = FOUNDED.text[:4]
    citation = Citation(1, keyed(FOUNDED, key), "p")
    markdown = finished(answered(f"“{FOUNDED.text}”[1]", citation), ENGLISH).split("</div>")[0]
    assert bold(markdown) == [key]
    assert bold(streaming(f"“{FOUNDED.text}”[1]")) == []


@pytest.mark.parametrize("text", HOSTILE_TEXTS)
def test_a_hostile_key_is_bold_and_nothing_else(text: str) -> None:
    words = replace(HOSTILE_ARTICLE, text=f"甲{text}乙")
    citation = Citation(7, keyed(Quote(words, 0, len(words.text)), text), "p")
    markdown = finished(answered(f"“{words.text}”[7]", citation), ENGLISH).split("</div>")[0]
    assert bold(markdown) == ([text] if len(text.splitlines()) == 1 else [])
    assert {token.type for token in inline(markdown)} <= {"text", "softbreak", "hardbreak", "html_inline"}
    assert shown(markdown).replace("<strong>", "", 1).replace("</strong>", "", 1) == f"“甲{text}乙”[7][]"


def test_a_key_at_the_beginning_of_a_line_opens_no_list() -> None:
    words = replace(HOSTILE_ARTICLE, text="- one # two")
    citation = Citation(1, keyed(Quote(words, 0, len(words.text)), "- one", "# two"), "p")
    markdown = finished(answered(f"{words.text}[1]", citation), ENGLISH)
    assert "bullet_list_open" not in [token.type for token in PARSER.parse(markdown)]
    assert bold(markdown.split("</div>")[0]) == ["- one", "# two"]


def test_while_streaming_markers_lead_nowhere() -> None:
    links = [token.attrs["href"] for token in inline(streaming("a [1] b [2")) if token.type == "link_open"]
    assert links == ["#source-1"]


def test_a_refusal_lists_the_nearest_passages() -> None:
    markdown = finished(answered("No answer.", Citation(1, FOUNDED, "p"), refused=True), ENGLISH)
    assert '<div class="refused" lang="en">' in markdown
    assert '<div class="related">' in markdown
    assert 'class="answer"' not in markdown


def test_a_refusal_does_not_quote_a_passage_twice() -> None:
    citations = (Citation(1, FOUNDED, "p"), Citation(2, REPORTERS, "q"))
    markdown = finished(answered(f"Perhaps: “{FOUNDED.text}” [1]", *citations, refused=True), ENGLISH)
    assert markdown.count(inert(FOUNDED.text)) == 1
    assert markdown.count(inert(REPORTERS.text)) == 1


def test_the_link_of_a_translated_quote_names_the_original_words_too() -> None:
    link = link_of(Citation(1, FOUNDED_EN, "p", FOUNDED))
    assert link == FOUNDED_EN.link.replace("#quote", f"&o={FOUNDED.start}-{FOUNDED.end}&ov={CENTER.hash}#quote")


def test_a_link_cannot_break_out_of_its_definition() -> None:
    strange = replace(CENTER, id='a b>"(\n)中')
    link = link_of(Citation(1, replace(FOUNDED, article=strange), "p"))
    assert re.fullmatch(r"/articles/[\w%.-]+\?v=[0-9a-f]{16}&s=37-60#quote", link, re.ASCII)


def test_a_source_line_says_what_is_known() -> None:
    assert source_line(replace(CENTER, source="", date="", inferred=()), ENGLISH) == f"{CENTER.title} · Undated"
    assert source_line(CENTER_EN, interface()["zh"]).endswith("2023-08 (据文中内容推断)")


def test_a_quotation_runs_its_own_way_in_a_text_from_right_to_left() -> None:
    answer = answered(f"قال: “{FOUNDED.text}”[1]", Citation(1, FOUNDED, "p"))
    assert f"<bdi>“{inert(FOUNDED.text)}”</bdi>[1][]" in finished(answer, interface()["ar"])
    assert "<bdi>" not in finished(answer, ENGLISH)


def test_what_is_bold_stays_inside_its_quotation() -> None:
    text = "“a b” c"
    assert inert(text, [Span(1, 2)], [Span(0, 5)]) == "<bdi>“<strong>a</strong> b”</bdi> c"
    assert inert(text, [Span(0, 5)], [Span(0, 5)]) == "<bdi><strong>“a b”</strong></bdi> c"
    assert inert("“a\nb”", [], [Span(0, 5)]) == "“a\nb”"
