"""A question in the articles' language, word by word, as the passages found for it put them.

Of a word's meanings that one is taken which the best passages hold most: what they speak of says which is meant. No
sentence, but the encoder meets such words better than those of another language. It knows nothing of how is searched.
"""

import math
from collections import defaultdict
from collections.abc import Sequence

from index.hits import Hit
from index.lexical import LONE, occurrences
from index.lexicon import Meant, untold
from index.words import plain

SHARPNESS = 10.0
"""By how much more a passage counts the higher its score: e times for a tenth."""


def restated(meant: Meant, hits: Sequence[Hit]) -> list[str]:
    """One meaning of each word, of a phrase's words only those that are held; a word that no dictionary has stays."""
    held, first = _held(meant, hits), untold(meant)
    told: dict[str, None] = {}
    for word, forms in meant.items():
        best = max(forms, key=lambda form: held[form], default=word)
        told |= dict.fromkeys([best] if held[best] or not forms else first[word])
    return list(told)


def _held(meant: Meant, hits: Sequence[Hit]) -> dict[str, float]:
    """How surely the passages speak of each meaning; a lone character is less sure than a word."""
    held: dict[str, float] = defaultdict(float)
    best = max((hit.score for hit in hits), default=0.0)
    all_forms = {form for forms in meant.values() for form in forms}
    for hit in hits:
        text = plain(hit.text)
        weight = math.exp((hit.score - best) * SHARPNESS)
        for form in all_forms:
            if occurrences(text, form):
                held[form] += weight * (LONE if len(form) == 1 else 1.0)
    return held
