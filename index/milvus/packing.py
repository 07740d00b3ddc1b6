"""Articles, passages and the background as bytes, the same for the same values. It knows nothing of where they go."""

import json
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from index.article import Article, Passage, Sentence
from index.holdings import StoredPassage
from index.maxsim import Centres
from index.records import Background, Embedding, Vector, from_record, record_hash


@dataclass(frozen=True, slots=True)
class Packed:
    """A passage with all that it is found, compared and shown by, but its token states."""

    stored: StoredPassage
    plain: str
    terms: int
    vectors: Vector
    """Its own, then its sentences' (m, d)."""
    token_parts: int
    """How many parts its token states have; 0 where none were kept."""


def pack_passage(packed: Packed) -> bytes:
    stored, passage = packed.stored, packed.stored.passage
    header = {
        "article": [stored.article_row, passage.article_id],
        "place": [passage.number, passage.block, passage.start, passage.end, stored.first_sentence],
        "heading": passage.heading,
        "sentences": [(one.start, one.end) for one in passage.sentences],
        "keys": [key.hex() for key in stored.keys],
        "plain": packed.plain,
        "terms": packed.terms,
        "tokens": packed.token_parts,
    }
    told = zlib.compress(json.dumps(header, ensure_ascii=False).encode("utf-8", "surrogatepass"))
    return len(told).to_bytes(4, "little") + told + packed.vectors.astype("<f4").tobytes()


def unpack_passage(row: int, data: bytes, dimension: int) -> Packed:
    """Raises ValueError where it is not what `pack_passage` packed."""
    length = int.from_bytes(data[:4], "little")
    header: dict[str, Any] = _json(data[4 : 4 + length])
    vectors = np.frombuffer(data, "<f4", -1, 4 + length).astype(np.float32, copy=False).reshape(-1, dimension)
    sentences = tuple(Sentence(start, end) for start, end in header["sentences"])
    (article_row, article_id), (number, block, start, end, first) = header["article"], header["place"]
    passage = Passage(article_id, number, block, start, end, sentences, header["heading"])
    keys = tuple(bytes.fromhex(key) for key in header["keys"])
    if not len(vectors) == len(keys) == 1 + len(sentences):
        raise ValueError(f"passage {passage.id} has not as many vectors as sentences")
    stored = StoredPassage(row, article_row, passage, first, keys)
    return Packed(stored, header["plain"], header["terms"], vectors, header["tokens"])


def pack_article(record: str, passages: Sequence[int]) -> bytes:
    """The record of an article (`index.records`) and the rows of its passages."""
    told = {"record": record, "hash": record_hash(record), "passages": list(passages)}
    return zlib.compress(json.dumps(told, ensure_ascii=False).encode("utf-8", "surrogatepass"))


def unpack_article(data: bytes) -> tuple[Article, list[int]]:
    """Raises ValueError where it is not what `pack_article` packed."""
    told = _json(data)
    if record_hash(told["record"]) != told["hash"]:
        raise ValueError("an article's hash is another")
    return from_record(told["record"]), list(told["passages"])


def pack_background(background: Background) -> bytes:
    pieces = [background.centres.passage, background.centres.question]
    vectors = b"".join(part.astype("<f4").tobytes() for part in [*pieces, *(e.vector for e in background.passages)])
    tokens = [embedding.tokens or b"" for embedding in background.passages]
    header = json.dumps([len(piece) for piece in tokens]).encode()
    return zlib.compress(len(header).to_bytes(4, "little") + header + vectors + b"".join(tokens))


def unpack_background(data: bytes, dimension: int) -> Background:
    """Raises ValueError where it is not what `pack_background` packed."""
    try:
        data = zlib.decompress(data)
    except zlib.error as error:
        raise ValueError("the background cannot be read") from error
    length = int.from_bytes(data[:4], "little")
    lengths: list[int] = json.loads(data[4 : 4 + length])
    count = 2 + len(lengths)
    vectors = np.frombuffer(data, "<f4", count * dimension, 4 + length).reshape(count, dimension)
    passages, at = [], 4 + length + 4 * count * dimension
    for vector, size in zip(vectors[2:], lengths, strict=True):
        passages.append(Embedding(vector, data[at : at + size]))
        at += size
    return Background(Centres(vectors[0], vectors[1]), tuple(passages))


def _json(data: bytes) -> Any:
    try:
        return json.loads(zlib.decompress(data).decode("utf-8", "surrogatepass"))
    except zlib.error as error:
        raise ValueError("it cannot be read") from error
