"""Is what stands on Milvus whole: each article, passage, vector and count of a version; it changes nothing."""

from collections import Counter
from collections.abc import Iterator, Sequence

import numpy as np

from index.errors import IndexStoreError
from index.milvus.generation import Generation
from index.milvus.layout import UNITS, Head, at, count_at
from index.milvus.packing import Packed
from index.milvus.parts import Row
from index.milvus.sparse import counted, term_key
from index.portions import portions
from index.words import plain, terms_of

AT_ONCE = 200
"""Articles that are looked at together."""
_AGAIN = "; publish it again, as another name or with --replace"


def faults_of(generation: Generation, head: Head) -> list[str]:
    """One line each; empty where nothing is wrong."""
    try:
        return list(_faults(generation, head))
    except (IndexStoreError, ValueError, KeyError) as error:
        return [str(error)]


def _faults(generation: Generation, head: Head) -> Iterator[str]:
    rows = [row["id"] for row in generation.where("articles", at(head.version), ("id",))]
    found, terms = Counter[str](), Counter[str]()
    for some in portions(rows, AT_ONCE):
        for article, passages in generation.articles(some).values():
            packed = generation.passages(passages)
            found.update(
                articles=1, passages=len(packed), sentences=sum(len(one.vectors) - 1 for one in packed.values())
            )
            found.update(terms=sum(one.terms for one in packed.values()))
            terms.update(term_key(term) for one in packed.values() for term in counted(one.plain))
            yield from _of_article(article.id, article.text, passages, packed, generation)
    for name in ("articles", "passages", "sentences", "terms"):
        if found[name] != (said := getattr(head, name)):
            yield f"the store says that it holds {said} {name}, and has {found[name]}{_AGAIN}"
    yield from _counts(generation, head, terms)
    yield from _rows(generation, head, found)


def _of_article(
    article_id: str, text: str, passages: Sequence[int], packed: dict[int, Packed], generation: Generation
) -> Iterator[str]:
    """Each passage against the text that it was embedded for."""
    if packed.keys() != set(passages) or generation.tokens(passages).keys() != set(passages):
        yield f"article {article_id} lacks passages or their token states{_AGAIN}"
    for one in packed.values():
        try:
            one.stored.check(text)
        except ValueError as error:
            yield f"{error}{_AGAIN}"
        words = plain(text[one.stored.passage.start : one.stored.passage.end])
        if (words, len(terms_of(words))) != (one.plain, one.terms):
            yield f"passage {one.stored.passage.id} is compared by other words than it has{_AGAIN}"
        if np.abs(np.linalg.norm(one.vectors, axis=1) - 1).max() > 1e-3:
            yield f"a vector of passage {one.stored.passage.id} is not of length 1{_AGAIN}"


def _counts(generation: Generation, head: Head, terms: Counter[str]) -> Iterator[str]:
    """In how many passages each term occurs against what is said of it."""
    rows = generation.where("terms", "since >= 0", ("term", "since", "count", "before"))
    said = {row["term"]: n for row in rows if (n := count_at(row, head.version))}
    if said != dict(terms):
        wrong = sum(said.get(term, 0) != terms.get(term, 0) for term in said.keys() | terms.keys())
        yield f"{wrong} terms are counted in more or fewer passages than hold them{_AGAIN}"


def _rows(generation: Generation, head: Head, found: Counter[str]) -> Iterator[str]:
    """The rows that are searched, and the vectors that they are searched by, against those that are shown."""
    expected = {"passages": found["passages"], "units": found["passages"] + found["sentences"]}
    for kind, count in expected.items():
        there = sum(1 for _ in generation.where(kind, at(head.version), ("id",)))
        if there != count:
            yield f"{there} {kind} are searched, and {count} are there{_AGAIN}"
    for row in generation.where("units", at(head.version), ("id", "vector")):
        if not _is_vector_of(row, generation):
            yield f"vector {row['id']} is searched by another than it has{_AGAIN}"


def _is_vector_of(row: Row, generation: Generation) -> bool:
    passage, n = divmod(row["id"], UNITS)
    found = generation.passages([passage]).get(passage)
    return found is not None and n < len(found.vectors) and np.allclose(row["vector"], found.vectors[n], atol=1e-6)
