"""What the tests of the answer desk share: languages, candidates, quotes, processes."""

import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from bot.answer import Answer, Citation, Quote, Span
from bot.question import Asked
from bot.selecting import Candidate, rank
from index.article import Article
from index.names import Names
from index.search import Index

ROOT = Path(__file__).resolve().parent.parent
ARTICLES = ROOT / "docs" / "articles"
LANGUAGES = ("zh", "zh-Hant", "en", "fr", "es", "de", "pt", "ru", "ja", "ko", "ar", "vi")
FACT = Asked("fact", None, "")
NO_NAMES = Names()


def candidates(index: Index, question: str, asked: Asked = FACT) -> list[Candidate]:
    """The ranked sentences for a question."""
    query = index.query(question)
    return rank(query, index.search(query, 10), asked)


def scored(candidate: Candidate, score: float) -> Candidate:
    """The same sentence with another score."""
    return replace(candidate, score=score)


def quote_of(article: Article, words: str) -> Quote:
    """These words of the article."""
    start = article.text.index(words)
    return Quote(article, start, start + len(words))


def keyed(quote: Quote, *words: str) -> Quote:
    """The quote with these of its words as keys."""
    starts = [quote.start + quote.text.index(word) for word in words]
    return replace(quote, keys=tuple(Span(start, start + len(word)) for start, word in zip(starts, words, strict=True)))


def cited(*quotes: Quote, original: Quote | None = None) -> tuple[Citation, ...]:
    """Citations of these quotes, numbered from 1."""
    return tuple(Citation(n, quote, f"{quote.article.id}:0", original) for n, quote in enumerate(quotes, 1))


def said(text: str, *quotes: Quote, refused: bool = False) -> Answer:
    """An answer of these words with these citations."""
    return Answer("?", "zh", text, refused, "high", cited(*quotes))


def run(*command: str, cwd: Path, text: str | None = None, **variables: str) -> subprocess.CompletedProcess[str]:
    """A Python process of this project, to its end."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1", **variables}
    return subprocess.run(
        [sys.executable, *command],
        check=False,
        cwd=cwd,
        env=environment,
        input=text,
        capture_output=True,
        text=True,
        timeout=300,
    )


def clean_error(lines: Sequence[str] | str) -> str:
    """The one line on stderr that says what is wrong; fails where there is more, such as a traceback."""
    found = lines.splitlines() if isinstance(lines, str) else list(lines)
    assert len(found) == 1 and found[0].startswith("error: "), found
    return found[0]
