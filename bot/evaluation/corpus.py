"""A file in SQuAD's format → a folder of articles and questions about them, some of them unanswerable.

Two kinds of unanswerable questions are made. *Far*: whole titles are left out and their questions asked, or
another corpus's questions are. *Near*: of a title's paragraphs one is left out, its neighbours stay; SQuAD 2.0's
impossible questions are near, too. The same file, options and seed give the same folder. It knows nothing of
the index or of answers.
"""

import random
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import unquote

from bot.evaluation.items import UNANSWERABLE, Item, to_line
from bot.evaluation.judging import folded
from bot.evaluation.squad import Paragraph, Question, Topic, questions_of
from bot.language import language_of
from index.article import Article
from index.errors import YuwenError
from index.reading import to_markdown
from index.reading.blocks import Draft, assemble
from index.reading.normal import clean_block

ARTICLES, QUESTIONS = "articles", "questions.jsonl"
FAR = 0.15
"""Share of the titles whose articles are left out when no other corpus gives the far questions."""
SAMPLED = 200
"""Texts that a file's language is told from; the most of them decide."""
_UNNAMEABLE = re.compile(r"[^A-Za-z0-9\u4e00-\u9fff]+")
_BLANK_LINES = re.compile(r"\n(?:[ \t]*\n)+")


@dataclass(frozen=True, slots=True)
class Corpus:
    """What will be written: articles, questions about them, and how many had no counterpart in the other language."""

    articles: tuple[Article, ...]
    items: tuple[Item, ...]
    unmatched: int = 0

    def counts(self) -> dict[str, int]:
        """How many questions there are of each kind, unanswerable ones by nearness."""
        counted = Counter(item.negative or "answerable" for item in self.items)
        return {name: counted[name] for name in ("answerable", "near", "far")}


@dataclass(frozen=True, slots=True)
class Sources:
    """The parsed files: the corpus, its questions in another language, another corpus for the far questions."""

    topics: tuple[Topic, ...]
    parallel: tuple[Topic, ...] | None = None
    elsewhere: tuple[Topic, ...] | None = None


def make_corpus(sources: Sources, lang: str | None = None, seed: int = 0, sample: int | None = None) -> Corpus:
    """The corpus of these files; `lang` is the articles' language, told from their texts where it is None.

    Raises YuwenError where nothing would be left to ask, or where the files do not belong together.
    """
    chance = random.Random(seed)
    removed = _removed(sources, chance)
    lang = lang or _language(paragraph.text for topic in sources.topics for paragraph in topic.paragraphs)
    articles = tuple(article for article, text in _articles(sources.topics, lang) if text not in removed)
    asked, unmatched = _asked(sources)
    spoken = _language(asked.values()) if sources.parallel else lang
    items = [
        replace(item, question=asked[item.id], lang=spoken) for item in _items(sources, removed) if item.id in asked
    ]
    if sources.elsewhere is not None:
        items += _far_items(sources, sum(item.answerable for item in items), chance)
    if not articles or not items:
        raise YuwenError("nothing would be left: expected a file with several titles of several paragraphs")
    if sample is not None and sample < len(items):
        items = [items[place] for place in sorted(chance.sample(range(len(items)), sample))]
    return Corpus(articles, tuple(items), unmatched)


def write_corpus(corpus: Corpus, folder: Path, progress: Callable[[int, int], None] | None = None) -> None:
    """Writes `articles/*.md` and `questions.jsonl` into a new folder: all of it, or nothing.

    Raises YuwenError where the folder holds something already.
    """
    check_free(folder)
    folder.parent.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(prefix=f".{folder.name}-", dir=folder.parent) as beside:
        made = Path(beside) / folder.name
        (made / ARTICLES).mkdir(parents=True)
        for done, article in enumerate(corpus.articles, 1):
            (made / ARTICLES / f"{article.id}.md").write_text(to_markdown(article), encoding="utf-8", newline="\n")
            if progress:
                progress(done, len(corpus.articles))
        lines = "".join(f"{to_line(item)}\n" for item in corpus.items)
        (made / QUESTIONS).write_text(lines, encoding="utf-8", newline="\n")
        if folder.exists():
            folder.rmdir()
        made.rename(folder)


def check_free(folder: Path) -> None:
    """Raises YuwenError where a corpus cannot be written without touching what is there."""
    if folder.exists() and not (folder.is_dir() and next(folder.iterdir(), None) is None):
        raise YuwenError(f"{folder} exists and is no empty folder; name a new one")


def _removed(sources: Sources, chance: random.Random) -> dict[str, str]:
    """Folded text of each paragraph left out → how near its questions are; a text that comes twice goes twice."""
    held = set() if sources.elsewhere else _some(len(sources.topics), chance)
    removed: dict[str, str] = {}
    for number, topic in enumerate(sources.topics):
        if number in held:
            removed |= {folded(paragraph.text): "far" for paragraph in topic.paragraphs}
    for number, topic in enumerate(sources.topics):
        if number not in held and len(topic.paragraphs) > 1:
            removed.setdefault(folded(chance.choice(topic.paragraphs).text), "near")
    return removed


def _some(titles: int, chance: random.Random) -> set[int]:
    """The titles that are left out: at least one where there is another."""
    return set(chance.sample(range(titles), max(1, round(titles * FAR)))) if titles > 1 else set()


def _articles(topics: Sequence[Topic], lang: str) -> Iterator[tuple[Article, str]]:
    """Every paragraph as an article with its folded text; ids tell title and place, whatever is left out."""
    for number, topic in enumerate(topics, 1):
        title = clean_block(unquote(topic.title).replace("_", " ")).replace("\n", " ")
        name = _UNNAMEABLE.sub("-", title).strip("-").lower()[:80].strip("-")
        for place, paragraph in enumerate(topic.paragraphs, 1):
            stem = "-".join(filter(None, (f"{number:04d}", name, f"{place:03d}")))
            text, blocks = assemble(Draft("paragraph", part) for part in _BLANK_LINES.split(_lines(paragraph.text)))
            if not blocks:
                raise YuwenError(f"a paragraph of the title {topic.title!r} holds nothing that can be read")
            _check_answers(paragraph, text)
            yield Article(stem, title or stem, text, blocks, lang), folded(paragraph.text)


def _lines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _check_answers(paragraph: Paragraph, text: str) -> None:
    """Raises YuwenError where an answer is lost because controls or half a character were taken out of it."""
    found = folded(text)
    for question in paragraph.questions:
        for answer in question.answers:
            if not (gold := folded(clean_block(answer))) or gold not in found:
                raise YuwenError(f"question {question.id!r}: its answer {answer!r} is not text that can be read")


def _items(sources: Sources, removed: dict[str, str]) -> Iterator[Item]:
    """Every question of the corpus's own, in its own words; the language is not yet known."""
    for topic in sources.topics:
        for paragraph in topic.paragraphs:
            gone = removed.get(folded(paragraph.text))
            for question in paragraph.questions:
                negative = gone or (None if question.answers else "near")
                yield _item(question, negative, "")


def _item(question: Question, negative: str | None, lang: str) -> Item:
    kind, answers = (UNANSWERABLE, ()) if negative else ("fact", tuple(map(clean_block, question.answers)))
    return Item(question.id, lang, kind, question.text, (), (answers,) if answers else (), negative)


def _asked(sources: Sources) -> tuple[dict[str, str], int]:
    """Question id → the words it is asked in, and how many ids only one of the two files has."""
    own = {question.id: question.text for question in questions_of(sources.topics)}
    if sources.parallel is None:
        return own, 0
    other = {question.id: question.text for question in questions_of(sources.parallel)}
    both = {name: other[name] for name in own if name in other}
    if not both:
        raise YuwenError("the two files have no question's id in common: expected the same questions in two languages")
    return both, len(own.keys() ^ other.keys())


def _far_items(sources: Sources, most: int, chance: random.Random) -> list[Item]:
    """Another corpus's questions, no more of them than there are answerable ones."""
    own = {question.id for question in questions_of(sources.topics)}
    questions = list(questions_of(sources.elsewhere or ()))
    if same := next((question.id for question in questions if question.id in own), None):
        raise YuwenError(f"question {same!r} is in both files: expected far questions that are about something else")
    lang = _language(question.text for question in questions)
    chosen = sorted(chance.sample(range(len(questions)), min(most, len(questions))))
    return [_item(questions[place], "far", lang) for place in chosen]


def _language(texts: Iterable[str]) -> str:
    """What most of some texts, spread over all, are written in."""
    every = list(texts)
    spread = every[:: max(1, len(every) // SAMPLED)]
    return Counter(map(language_of, spread)).most_common(1)[0][0]
