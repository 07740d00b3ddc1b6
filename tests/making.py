"""Articles, folders of articles and a small corpus, made for a test."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from index.article import BLOCK_BREAK, Article, Block
from index.reading import to_markdown


def article(name: str, *blocks: str, lang: str = "zh", **fields: Any) -> Article:
    """An article with these blocks; one that begins with "## " is a heading, with "- " a list item."""
    made: list[Block] = []
    texts = [block.removeprefix("## ").removeprefix("- ") for block in blocks]
    at = 0
    for block, text in zip(blocks, texts, strict=True):
        item = "item" if block.startswith("- ") else "paragraph"
        kind, level = ("heading", 2) if block.startswith("## ") else (item, 0)
        made.append(Block(kind, at, at + len(text), level))  # type: ignore[arg-type]
        at += len(text) + len(BLOCK_BREAK)
    return Article(name, fields.pop("title", name), BLOCK_BREAK.join(texts), tuple(made), lang, **fields)


def write_articles(folder: Path, articles: Iterable[Article]) -> Path:
    """The articles as Markdown files in a folder, made where there is none."""
    folder.mkdir(parents=True, exist_ok=True)
    for one in articles:
        (folder / f"{one.id}.md").write_text(to_markdown(one), encoding="utf-8")
    return folder


BRIDGE = article(
    "bridge",
    "长江大桥于1997年建成通车。大桥全长3,500米，连接南北两岸。",
    "## 今后",
    "市政府计划在明年修建第二座大桥。新桥将设有自行车道。",
    date="2023-08",
    source="重庆日报",
    title="长江大桥",
)
BRIDGE_EN = article(
    "bridge.en",
    "The Yangtze bridge opened in 1997. It is 3,500 metres long and joins both banks.",
    "## What is next",
    "The city plans a second bridge next year. The new bridge will have a cycle lane.",
    lang="en",
    date="2023-08",
    translation_of="bridge",
    title="The Yangtze Bridge",
)
TEA = article("tea", "永川的茶园今年产茶三百吨。采茶季节从三月开始。", date="2023-09-02", title="永川茶园")
RAIL = article(
    "rail",
    "The monorail passes through a building at Liziba. Visitors photograph it every day.",
    lang="en",
    date="2022",
    title="Monorail at Liziba",
)
CORPUS = (BRIDGE, BRIDGE_EN, TEA, RAIL)
"""An original with its edition and two articles without one, in two languages."""
