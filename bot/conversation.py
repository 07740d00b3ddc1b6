"""A follow-up made whole from the questions before it; a conversation is an argument, never state.

"那成都呢？" after a question about 重庆 asks the same of 成都; "Where was it held?" needs the question before.
A question that stands on its own is left alone. It knows nothing of the articles.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from index.names import Names
from index.words import fold, is_unspaced, question_terms

REMEMBERED = 3
"""Earlier questions that are looked back on."""

Need = Literal["none", "perhaps", "certain"]

_LEANS = re.compile(
    r"(^|[^其])(它|他|她|那(个|里|儿|边|些|位|次)?|这(个|里|些|位|次)?|该|此|上述|前者|后者|其中|还有)"
    r"|呢[？?]?$|^(那|那么|还有|另外|以及|再)"
    r"|\b(it|its|he|him|his|she|her|hers|they|them|their|theirs|this|that|these|those|there|one|ones)\b"
    r"|^(and|what about|how about|what else|where else|who else|any others?)\b"
    r"|^(et|y|und|e|и|а)\b|\b(il|elle|ils|elles|son|sa|ses|leur|cela|celui|ella?|ellos|su|sus|eso|esto|er|sie|es|ihr|sein)\b"
    r"|(^|\s)(он|она|оно|они|его|ее|их|это|там)(\s|$)|それ|その|彼|그(것|들|는|곳)|هو|هي|ذلك|هناك"
)
_ELLIPSIS = re.compile(
    r"^(那么?|那|还有)?(?P<what>.{1,20}?)呢$"
    r"|^(and|what about|how about|et|y|und) (in |at |for |the )*(?P<other>.{1,40})$"
)
_POINTS_ONLY = re.compile(
    r"^(and |but |so )?(why|when|where|who|how many|how much|how)( (is|was|are|were) (it|that|they))?$"
)
SHORT = 5
"""A question of so few terms may lean on the one before without a word that says so."""


@dataclass(frozen=True, slots=True)
class Turn:
    """A question as it is to be searched; `whole` joins it to what it leans on, where it may lean at all."""

    alone: str
    whole: str | None
    need: Need


def resolve(question: str, history: Sequence[str], names: Names) -> Turn:
    """The question as it stands and, where it may be a follow-up, made whole."""
    earlier = [text for text in history if text.strip()][-REMEMBERED:]
    need = _need(question) if earlier else "none"
    if need == "none":
        return Turn(question, None, "none")
    subject = _subject(earlier)
    return Turn(question, _substituted(question, subject, names) or f"{subject} {question}", need)


def _need(question: str) -> Need:
    folded = fold(question).strip(" ?？。.!！")
    if _LEANS.search(folded) or _POINTS_ONLY.match(folded):
        return "certain"
    terms = question_terms(folded)
    length = len(terms) if any(is_unspaced(term) for term in terms) else len(terms) * 1.2
    return "perhaps" if length <= SHORT * 2 else "none"


def _subject(earlier: Sequence[str]) -> str:
    """The last question that stood on its own, with the follow-ups to it."""
    start = len(earlier) - 1
    while start > 0 and _need(earlier[start]) == "certain":
        start -= 1
    return " ".join(earlier[start:])


def _substituted(question: str, subject: str, names: Names) -> str | None:
    """The earlier question with its name replaced by the follow-up's, where "那成都呢？" names the like."""
    ellipsis = _ELLIPSIS.match(fold(question).strip(" ?？。.!！"))
    if ellipsis is None:
        return None
    what = ellipsis["what"] or ellipsis["other"]
    new = names.find(what)
    old = [found for found in names.find(subject) if new and found.name.kind == new[0].name.kind]
    if len(new) != 1 or len(old) != 1 or old[0].name == new[0].name:
        return None
    folded = fold(subject)
    return folded[: old[0].start] + what + folded[old[0].end :]
