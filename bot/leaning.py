"""Does what was found answer the follow-up, or only the question before it?

"它的负责人是谁？" made whole finds the passage about the subject, whether or not that says who leads it. So the
follow-up's own words, and the years and names that it brings in, have to be met. It knows nothing of searching.
"""

import re
from collections.abc import Sequence

from bot.lacking import lacking
from bot.refusing import MET
from bot.selecting import Candidate
from index.hits import Hit
from index.names import Names
from index.query import Query
from index.words import fold

# Words of a follow-up that point back and say nothing themselves.
_POINTS = re.compile(
    r"(它|他|她|那|这|其)(们|个|些|里|边|儿|位|次)?的?|(其中|还有|另外|上述|该|此|另|再)|"
    r"(and|about|else|also|it|its|he|him|his|she|her|they|them|their|this|that|these|those|there|ones?)|"
    r"(et|il|elle|ils|elles|son|sa|ses|leur|cela|y|el|ella|ellos|su|sus|eso|esto|und|er|ihr|sie|es|e|ele|ela|isso|isto)|"
    r"(а|и|он|она|оно|они|его|ее|их|это|этого|там)|(それ|その|そこ|彼|그|그것|그는|그곳)|(و|هو|هي|هم|ذلك|هذا|هناك)|(no|ho|đo|nay|thi|sao|con)"
)
_YEAR = re.compile(r"(?<!\d)(1[5-9]|20)\d\d(?!\d)")


def own_words_met(query: Query, hits: Sequence[Hit], best: Candidate, question: str, names: Names) -> bool:
    """Whether the passage meets half of the words that the follow-up itself brings, and all its names and numbers."""
    if not query.context:
        return True
    if lacking(question, best.hit, hits, names):
        return False
    spans = query.tokens.spans
    pieces = {n: fold(query.text[spans[word[0]][0] : spans[word[-1]][1]]) for n, word in enumerate(query.content)}
    own = [
        word
        for n, word in enumerate(query.content)
        if spans[word[0]][0] >= query.context and not _POINTS.fullmatch(pieces[n])
    ]
    met = [float(best.hit.met[word].mean()) >= MET for word in own]
    return sum(met) >= len(met) / 2


def of_another_year(question: str, whole: str, hit: Hit) -> bool:
    """Whether years are asked for and the passage speaks of others only, whatever the article's own date is.

    The years of the question itself count; only where it has none, those of the questions that it leans on.
    """
    asked, told = _years(question) or _years(whole), _years(hit.text)
    return bool(asked and told and not asked & told)


def _years(text: str) -> set[str]:
    return {year.group() for year in _YEAR.finditer(fold(text))}
