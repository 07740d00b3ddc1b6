"""BM25 as a product of sparse vectors: what a passage brings times what a question brings.

A term's dimension is a hash of it; where two terms fall together a passage is looked at in vain, no more, because what
is found is counted again by its words. The idf is global, of our own counts; Milvus's own BM25 has one for each
segment. It knows nothing of Milvus.
"""

import hashlib
import math
import zlib
from collections import Counter
from collections.abc import Mapping

from index.lexical import K1, B
from index.milvus.layout import LONGEST_TERM
from index.words import is_unspaced, terms_of

_DIMENSIONS = 2**32 - 2
_NOTHING = _DIMENSIONS
"""The dimension of a passage without a term: Milvus takes no empty vector."""
_LEAST_IDF = 1e-6


def counted(plain_text: str) -> Counter[str]:
    """How often each term stands in a passage; a lone character of an unspaced script wherever it begins a term."""
    found: Counter[str] = Counter()
    for term in terms_of(plain_text):
        found[term[0] if is_unspaced(term) else term] += 1
        if len(term) > 1 and is_unspaced(term):
            found[term] += 1
    return found


def passage_vector(counts: Mapping[str, int], length: int, average: float) -> dict[int, float]:
    """BM25 of a passage without the idf; `length` in terms, `average` that of all passages."""
    norm = K1 * (1 - B + B * length / max(average, 1.0))
    found: dict[int, float] = {}
    for term, n in counts.items():
        found[_dimension(term)] = found.get(_dimension(term), 0.0) + n * (K1 + 1) / (n + norm)
    return found or {_NOTHING: 1.0}


def question_vector(frequencies: Mapping[str, int], passages: int) -> dict[int, float]:
    """The idf of each term as SQLite's full text has it, so that both find the same."""
    return {
        _dimension(term): max(math.log((passages - n + 0.5) / (n + 0.5)), _LEAST_IDF) for term, n in frequencies.items()
    }


def term_key(term: str) -> str:
    """Names a term in Milvus."""
    told = term.encode("utf-8", "surrogatepass")
    return term if len(told) <= LONGEST_TERM else "#" + hashlib.sha256(told).hexdigest()


def _dimension(term: str) -> int:
    return zlib.crc32(term.encode("utf-8", "surrogatepass")) % _DIMENSIONS
