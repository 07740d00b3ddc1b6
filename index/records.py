"""Articles, passages and embeddings as rows; it knows nothing of transactions or of searching."""

import hashlib
import json
import zlib
from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.article import Article, Block, Correction, Passage
from index.maxsim import Centres

Vector = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Embedding:
    """float32 vector (d,), and the packed token states of a passage (`index.maxsim`); None for a sentence."""

    vector: Vector
    tokens: bytes | None = None


@dataclass(frozen=True, slots=True)
class Background:
    """What any text looks like to an encoder: its centres, and passages that no corpus shares."""

    centres: Centres
    passages: tuple[Embedding, ...]


def seal(data: bytes) -> bytes:
    """The bytes with a checksum behind them: vectors show no damage by themselves."""
    return data + zlib.crc32(data).to_bytes(4, "little")


def unseal(sealed: bytes) -> bytes:
    """What `seal` was given; raises ValueError where it is not that any more, or not there."""
    sealed = sealed or b""
    data = sealed[:-4]
    if len(sealed) < 4 or zlib.crc32(data) != int.from_bytes(sealed[-4:], "little"):
        raise ValueError("a stored vector is not as it was written")
    return data


def embedding_key(text: str) -> bytes:
    """Names an embedding by its text, so that the same text is never embedded twice."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()[:16]


def to_record(article: Article) -> str:
    """An article as JSON text, equal for equal articles."""
    values = {field.name: getattr(article, field.name) for field in fields(Article)}
    values["blocks"] = [asdict(block) for block in article.blocks]
    values["corrections"] = [asdict(correction) for correction in article.corrections]
    values["extra"] = dict(article.extra)
    return json.dumps(values, ensure_ascii=False, sort_keys=True, default=str)


def from_record(record: str) -> Article:
    """The article that `to_record` wrote."""
    values: dict[str, Any] = json.loads(record)
    values["blocks"] = tuple(Block(**block) for block in values["blocks"])
    values["corrections"] = tuple(Correction(**correction) for correction in values["corrections"])
    for name in ("authors", "inferred"):
        values[name] = tuple(values[name])
    values["extra"] = MappingProxyType(values["extra"])
    return Article(**values)


def passages_seal(passages: Sequence[Passage]) -> str:
    """Names an article's passages and sentences with all that is stored of them."""
    spans = [(p.number, p.block, p.start, p.end, p.heading, [(s.start, s.end) for s in p.sentences]) for p in passages]
    return hashlib.sha256(repr(spans).encode("utf-8", "surrogatepass")).hexdigest()[:16]


def record_hash(record: str) -> str:
    """Names one version of an article, front matter included."""
    return hashlib.sha256(record.encode()).hexdigest()[:16]
