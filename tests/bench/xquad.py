"""XQuAD (parallel paragraphs and questions in seven languages) as this project's articles and questions.

Read from ../shared/data; it is not part of the project.
"""

import json
from dataclasses import dataclass
from pathlib import Path

from index.article import Article, Block

DATA = Path(__file__).resolve().parents[2].parent / "shared" / "data"


@dataclass(frozen=True, slots=True)
class Asked:
    """A question; its answer stands at `start` of the paragraph `article_id`."""

    text: str
    article_id: str
    topic: int
    answer: str
    start: int


def available() -> bool:
    return DATA.is_dir()


def load(language: str) -> tuple[list[Article], list[Asked]]:
    """(240 paragraphs as articles, 1,190 questions), in the same order in every language."""
    path = DATA / f"xquad.{language}.json"
    if not path.is_file():
        raise SystemExit(f"{path} is missing: the XQuAD data is needed for this measurement, and for nothing else")
    articles: list[Article] = []
    questions: list[Asked] = []
    for topic, entry in enumerate(json.loads(path.read_text("utf-8"))["data"]):
        for number, paragraph in enumerate(entry["paragraphs"]):
            text, name = paragraph["context"].strip(), f"x{topic:02d}-{number}"
            shift = len(paragraph["context"]) - len(paragraph["context"].lstrip())
            articles.append(Article(name, name, text, (Block("paragraph", 0, len(text)),), language))
            for asked in paragraph["qas"]:
                answer = asked["answers"][0]
                found = Asked(asked["question"], name, topic, answer["text"], answer["answer_start"] - shift)
                questions.append(found)
    return articles, questions
