"""A citation as words to paste: what it holds, what is never in it, what is escaped."""

from dataclasses import replace
from html.parser import HTMLParser

from browser.scripted_desk import CENTER, CENTER_EN, CITY, FOUNDED, FOUNDED_EN, HOSTILE, HOSTILE_ARTICLE, REPORTERS
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from bot.answer import Span
from bot.web.articles.cited import Cited
from bot.web.citing.reference import Reference, reference_of
from bot.web.citing.words import citing
from bot.web.languages import interface

EN, ZH = interface()["en"], interface()["zh"]
ORIGIN = "https://ask.example"
READ = Cited(CITY, "same", Span(REPORTERS.start, REPORTERS.end))
EDITION = Cited(CENTER_EN, "same", Span(FOUNDED_EN.start, FOUNDED_EN.end))
ORIGINAL = Cited(CENTER, "same", Span(FOUNDED.start, FOUNDED.end))


class Words(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.words = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)

    def handle_data(self, data: str) -> None:
        self.words += data


def test_the_quote_its_article_and_its_link() -> None:
    reference = reference_of(READ, None, ORIGIN)
    assert citing(reference, ZH).plain == (
        "“目前已有注册记者2600多人。”\n"
        "城市国际传播中的重庆探索 · 新闻纵深 · 重庆日报 · 2023-08-17\n"
        f"{ORIGIN}{REPORTERS.link}"
    )


def test_of_a_translation_the_original_is_quoted_and_linked() -> None:
    reference = reference_of(EDITION, ORIGINAL, ORIGIN)
    plain = citing(reference, EN).plain
    assert plain.startswith(
        f"“{FOUNDED.text}”\n(Translation: “{FOUNDED_EN.text}”)\n{CENTER.title} · 重庆日报 · 2023-08 ("
    )
    assert plain.endswith(f"{ORIGIN}{FOUNDED.link}")


def test_a_translation_alone_is_never_quoted() -> None:
    for original in (None, Cited(CENTER, "unknown"), Cited(CENTER, "reworded", Span(0, 5), "alt")):
        reference = reference_of(EDITION, original, ORIGIN)
        whole = citing(reference, EN)
        assert not reference.quote
        assert FOUNDED_EN.text not in whole.plain + whole.html + whole.markdown
        assert "ranslat" in whole.plain


def test_words_that_were_changed_are_not_offered() -> None:
    reference = reference_of(Cited(CITY, "reworded", Span(0, 5), "alt", changed=True), None, ORIGIN)
    assert not reference.quote
    assert "#quote" not in reference.link


def test_hostile_words_are_only_words() -> None:
    reference = Reference(HOSTILE_ARTICLE, f"{ORIGIN}/articles/hostile?v=1&s=1-2#quote", HOSTILE)
    read = Words(citing(reference, EN).html)
    assert set(read.tags) == {"blockquote", "p", "a"}
    assert HOSTILE in read.words and HOSTILE_ARTICLE.title in read.words
    html = MarkdownIt("gfm-like", {"linkify": False, "html": True}).render(citing(reference, EN).markdown)
    assert set(Words(html).tags) == {"blockquote", "p", "a"}
    assert HOSTILE in Words(html).words


@given(st.text(alphabet=st.sampled_from("*_`[]()<>#!|~\\-+1. \n&;:x中“@/$"), max_size=30))
def test_markdown_shows_any_words(words: str) -> None:
    title = f"T{words}"
    article = replace(CITY, title=title, section="", source=words)
    html = MarkdownIt("gfm-like", {"linkify": False, "html": True}).render(
        citing(Reference(article, f"{ORIGIN}/articles/x", f"Q{words}"), EN).markdown
    )
    shown = Words(html)
    assert set(shown.tags) <= {"blockquote", "p", "a"}
    assert " ".join(title.split()) in shown.words
