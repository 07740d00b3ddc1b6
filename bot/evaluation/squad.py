"""Files in SQuAD's format, 1.1 and 2.0: titles, their paragraphs, the questions asked of each.

Everything is checked when it is read: the shape, that an answer stands at its offset, that no question's id
comes twice. It knows nothing of articles or of evaluation.

SQuAD: Rajpurkar et al. 2016 and 2018; XQuAD, CMRC 2018, DRCD and KorQuAD 1.0 come in the same form.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from index.errors import YuwenError


@dataclass(frozen=True, slots=True)
class Question:
    """A question and the answers that annotators gave, each once; none where the paragraph does not answer it."""

    id: str
    text: str
    answers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph as the file has it, with its questions."""

    text: str
    questions: tuple[Question, ...]


@dataclass(frozen=True, slots=True)
class Topic:
    """The paragraphs of one title."""

    title: str
    paragraphs: tuple[Paragraph, ...]


def read_squad(path: Path) -> tuple[Topic, ...]:
    """The topics of a file, in its order. Raises YuwenError saying where it is not as the format wants it."""
    try:
        loaded = json.loads(path.read_text("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise YuwenError(f"{path} is not JSON in UTF-8: {error}") from error
    try:
        topics = tuple(_topics(loaded))
    except ValueError as error:
        raise YuwenError(f"{path} is not in SQuAD's format: {error}") from error
    seen: set[str] = set()
    for question in questions_of(topics):
        if question.id in seen:
            raise YuwenError(f"{path}: two questions have the id {question.id!r}; expected each id once")
        seen.add(question.id)
    if not seen:
        raise YuwenError(f"{path} holds no questions")
    return topics


def questions_of(topics: tuple[Topic, ...]) -> Iterator[Question]:
    return (question for topic in topics for paragraph in topic.paragraphs for question in paragraph.questions)


def _topics(loaded: object) -> Iterator[Topic]:
    for number, entry in enumerate(_list(loaded, "data", "the file")):
        where = f"data[{number}]"
        title = _text(entry, "title", where) if isinstance(entry, dict) and "title" in entry else ""
        paragraphs = enumerate(_list(entry, "paragraphs", where))
        yield Topic(title, tuple(_paragraph(one, f"{where}.paragraphs[{place}]") for place, one in paragraphs))


def _paragraph(entry: object, where: str) -> Paragraph:
    text = _text(entry, "context", where)
    if not text.strip():
        raise ValueError(f"{where} has an empty context")
    asked = enumerate(_list(entry, "qas", where))
    return Paragraph(text, tuple(_question(one, text, f"{where}.qas[{place}]") for place, one in asked))


def _question(entry: object, context: str, where: str) -> Question:
    name, text = _text(entry, "id", where), _text(entry, "question", where)
    where = f"question {name!r}"
    if not name.strip() or not text.strip():
        raise ValueError(f"{where} has an empty id or question")
    impossible = entry.get("is_impossible", False) if isinstance(entry, dict) else False
    answers = [_answer(one, context, where) for one in _list(entry, "answers", where)]
    if not isinstance(impossible, bool) or bool(answers) == impossible:
        raise ValueError(f"{where} has {len(answers)} answers, and its is_impossible is {impossible!r}")
    return Question(name, text, tuple(dict.fromkeys(answers)))


def _answer(entry: object, context: str, where: str) -> str:
    text = _text(entry, "text", where)
    start = entry.get("answer_start") if isinstance(entry, dict) else None
    if type(start) is not int:
        raise ValueError(f"{where}: expected a whole number as answer_start, got {start!r}")
    if not text.strip():
        raise ValueError(f"{where} has an empty answer")
    if start < 0 or context[start : start + len(text)] != text:
        raise ValueError(f"{where}: its answer {text!r} does not stand at character {start} of the context")
    return text


def _text(entry: object, key: str, where: str) -> str:
    value = entry.get(key) if isinstance(entry, dict) else None
    if not isinstance(value, str):
        raise ValueError(f"{where}: expected a text as {key}, got {value!r}")
    return value


def _list(entry: object, key: str, where: str) -> list[Any]:
    value = entry.get(key) if isinstance(entry, dict) else None
    if not isinstance(value, list):
        raise ValueError(f"{where}: expected a list as {key}, got {type(value).__name__}")
    return value
