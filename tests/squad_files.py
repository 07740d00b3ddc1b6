"""Small files in SQuAD's format, made for a test."""

import json
from pathlib import Path
from typing import Any


def question(name: str, text: str, context: str, *answers: str, impossible: bool | None = None) -> dict[str, Any]:
    """A question whose answers stand where the context first holds them; `impossible` makes it one of 2.0."""
    found = [{"text": answer, "answer_start": context.index(answer)} for answer in answers]
    told = {} if impossible is None else {"is_impossible": impossible}
    return {"id": name, "question": text, "answers": found, **told}


def paragraph(context: str, *questions: dict[str, Any]) -> dict[str, Any]:
    return {"context": context, "qas": list(questions)}


def simple(name: str, context: str, answer: str, asked: str = "") -> dict[str, Any]:
    """A paragraph with one question."""
    return paragraph(context, question(name, asked or f"What about {name}?", context, answer))


def write_squad(path: Path, topics: dict[str, list[dict[str, Any]]], version: str = "1.1") -> Path:
    data = [{"title": title, "paragraphs": paragraphs} for title, paragraphs in topics.items()]
    path.write_text(json.dumps({"version": version, "data": data}, ensure_ascii=False), encoding="utf-8")
    return path


def titles(count: int, paragraphs: int = 3) -> dict[str, list[dict[str, Any]]]:
    """Titles T1, T2 … whose paragraphs say and ask different things, with the ids t1-1, t1-2 …"""
    return {
        f"T{t}": [
            simple(f"t{t}-{p}", f"The house number {p} of the street {t} was built in {1000 + 10 * t + p}.",
                   str(1000 + 10 * t + p), f"When was house {p} of street {t} built?")
            for p in range(1, paragraphs + 1)
        ]
        for t in range(1, count + 1)
    }  # fmt: skip
