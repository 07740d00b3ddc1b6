"""From an article to its passages and sentences, offsets kept to the character.

A passage never crosses a paragraph, a sentence never crosses a passage; headings are context, not
passages. It knows nothing of models: sizes are counted in "units", about one token each.
"""

import functools
from collections.abc import Callable, Iterable, Iterator

import sentencex
from langchain_text_splitters import RecursiveCharacterTextSplitter, TextSplitter

from index.article import Article, Passage, Sentence

PASSAGE_UNITS = 320
"""Longest passage; measured: see docs/decisions.md."""

_CLAUSE_ENDS = ["\n", "；", "; ", "，", ", ", "、", " ", ""]


def units(text: str) -> int:
    """Length in thirds of a UTF-8 byte: one per Han character, three Latin letters to one.

    Close to what the tokenizer counts, without needing one.
    """
    return -(-len(text.encode()) // 3)


class SentenceSplitter(TextSplitter):
    """Chunks made of whole sentences; only a sentence longer than a chunk is cut, at its clauses."""

    def __init__(self, sentences: Callable[[str], list[str]], chunk_size: int) -> None:
        super().__init__(chunk_size=chunk_size, chunk_overlap=0, length_function=units, strip_whitespace=False)
        self._sentences = sentences

    def split_text(self, text: str) -> list[str]:
        return self._merge_splits(self._sentences(text), separator="")


@functools.cache
def _clauses() -> RecursiveCharacterTextSplitter:
    return RecursiveCharacterTextSplitter(
        separators=_CLAUSE_ENDS,
        keep_separator="end",
        chunk_size=PASSAGE_UNITS,
        chunk_overlap=0,
        length_function=units,
        strip_whitespace=False,
    )


def split_sentences(text: str, lang: str) -> list[str]:
    """Sentences that join to the text again; one too long for a passage comes in clauses."""
    language = lang.split("-", maxsplit=1)[0].lower()
    pieces: list[str] = []
    for sentence in sentencex.segment(language, text):
        pieces.extend([sentence] if units(sentence) <= PASSAGE_UNITS else _clauses().split_text(sentence))
    if "".join(pieces) != text:  # the splitter's promise, on which every offset rests
        return _clauses().split_text(text)
    return pieces


def split_article(article: Article) -> tuple[Passage, ...]:
    """All passages of an article in reading order."""
    return tuple(_number(_passages(article), article))


def _passages(article: Article) -> Iterator[tuple[int, int, int, str]]:
    splitter = SentenceSplitter(lambda text: split_sentences(text, article.lang), PASSAGE_UNITS)
    heading = ""
    for number, block in enumerate(article.blocks):
        text = article.block_text(block)
        if block.kind == "heading":
            heading = text
            continue
        start = block.start
        for chunk in splitter.split_text(text):
            yield number, start, start + len(chunk), heading
            start += len(chunk)


def _number(spans: Iterable[tuple[int, int, int, str]], article: Article) -> Iterator[Passage]:
    number = 0
    for block, left, right, heading in spans:
        start, end = _trim(article.text, left, right)
        if start == end:
            continue
        sentences = tuple(_sentences(article, start, end))
        yield Passage(article.id, number, block, start, end, sentences, heading)
        number += 1


def _sentences(article: Article, start: int, end: int) -> Iterator[Sentence]:
    at = start
    for piece in split_sentences(article.text[start:end], article.lang):
        left, right = _trim(article.text, at, at + len(piece))
        at += len(piece)
        if left < right:
            yield Sentence(left, right)


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    """The span without the white space at its ends."""
    piece = text[start:end].lstrip()
    return end - len(piece), end - len(piece) + len(piece.rstrip())
