"""Editions: whether an article in another language matches its original, block by block.

It knows nothing of what the blocks say.
"""

from collections import Counter
from collections.abc import Iterator, Mapping

from index.article import Article
from index.errors import ArticleError


def keep_true_editions(found: Mapping[str, tuple[Article, str]]) -> tuple[list[Article], list[ArticleError]]:
    """The articles without those editions that do not match, and an error for each of these.

    `found` holds the articles and their files' names by id.
    """
    articles = {article_id: article for article_id, (article, _) in found.items()}
    kept: list[Article] = []
    errors: list[ArticleError] = []
    for article, name in found.values():
        problem = next(_problems(article, articles), None)
        if problem is None:
            kept.append(article)
        else:
            errors.append(ArticleError(f"{name}: {problem}"))
    return kept, errors


def _problems(edition: Article, articles: Mapping[str, Article]) -> Iterator[str]:
    """What keeps `edition` from being one of its original; nothing for an article that is no edition."""
    if edition.translation_of is None:
        return
    original = articles.get(edition.translation_of)
    if original is None:
        yield (
            f"translation_of names {edition.translation_of!r}, and no such article was read. "
            "Expected the id of the original, its file name without the suffix."
        )
        return
    if original.translation_of is not None:
        yield f"translation_of names {original.id!r}, itself an edition. Expected {original.translation_of!r}."
    if edition.lang.lower() == original.lang.lower():
        yield f"lang is {edition.lang!r}, as in its original {original.id!r}. Expected another language."
    yield from _differences(edition, original)


def _differences(edition: Article, original: Article) -> Iterator[str]:
    """Where the blocks of the two part, told with the block's number counted from 1."""
    ours, theirs = ([block.kind for block in article.blocks] for article in (edition, original))
    if ours == theirs:
        return
    place = next((place for place, pair in enumerate(zip(ours, theirs, strict=False)) if pair[0] != pair[1]), None)
    place = min(len(ours), len(theirs)) if place is None else place
    counts = ", ".join(
        f"has {Counter(ours)[kind]} {kind}s where its original has {Counter(theirs)[kind]}"
        for kind in dict.fromkeys(theirs + ours)
        if Counter(ours)[kind] != Counter(theirs)[kind]
    )
    yield (
        f"{counts or 'has its blocks in another order'}; first difference at block {place + 1}: "
        f"{_shown(edition, place)} here, {_shown(original, place)} in {original.id!r}. "
        "Expected the same blocks in the same order."
    )


def _shown(article: Article, place: int) -> str:
    if place >= len(article.blocks):
        return "nothing more"
    block = article.blocks[place]
    return f"{block.kind} {article.block_text(block)[:24]!r}"
