"""Drafts of blocks → an article's text and its blocks, with exact offsets; it knows nothing of any format."""

from collections.abc import Iterable
from dataclasses import dataclass

from index.article import BLOCK_BREAK, Block, BlockKind
from index.reading.normal import clean_block


@dataclass(frozen=True, slots=True)
class Draft:
    """A block before it has its place: its kind, its text, and a heading's level."""

    kind: BlockKind
    text: str
    level: int = 0


def assemble(drafts: Iterable[Draft]) -> tuple[str, tuple[Block, ...]]:
    """The cleaned texts joined with BLOCK_BREAK, and the blocks that name them; empty drafts are left out."""
    texts: list[str] = []
    blocks: list[Block] = []
    position = 0
    for draft in drafts:
        text = clean_block(draft.text)
        if not text:
            continue
        blocks.append(Block(draft.kind, position, position + len(text), draft.level))
        texts.append(text)
        position += len(text) + len(BLOCK_BREAK)
    return BLOCK_BREAK.join(texts), tuple(blocks)
