"""A follow-up made whole from the questions before it; a conversation is an argument, never state.

"那成都呢？" after a question about 重庆 asks the same of 成都; "Where was it held?" needs the question before.
A question that stands on its own is left alone. It knows nothing of the articles.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from bot.small_talk import small_talk
from index.names import Names
from index.words import fold, is_unspaced, question_terms

REMEMBERED = 3
"""Earlier questions that are looked back on."""

Need = Literal["none", "perhaps", "certain"]

_LEANS = re.compile(
    r"(^|[^其])(它|他|她|那(个|里|儿|边|些|位|次)?|这(个|里|些|位|次)?|上述|前者|后者|其中|还有)"
    r"|(?<!应)该|(?<![因彼如从])此(?!外)"
    r"|呢[？?]?$|^(那|那么|还有|另外|以及|再)"
    r"|\b(it|its|he|him|his|she|her|hers|they|them|their|theirs)\b"
    r"|\b(this|that|these|those)( ones?| \w+)?$|\bthere$"
    r"|^\w+ (is|was|are|were|did|does|do) (this|that|these|those|there)\b"
    r"|^(and|what about|how about|what else|where else|who else|any others?)\b"
    r"|^(et|y|und|e|и|а)\b|(?<!-)\b(il|elle|ils|elles)\b|\b(son|sa|ses|leur|cela|celui)\b"
    r"|\b(ella?|ellos|su|sus|eso|esto|er|ihr)\b"
    r"|(^|\s)(он|она|оно|они|его|ее|их|это|там)(\s|$)|それ|その|彼|그(것|들|는|곳)|هو|هي|ذلك|هناك"
)
_MAY_LEAN = re.compile(r"-(il|elle|ils|elles)\b|\b(sie|es|sein)\b")
"""Pronouns that are as often none: "a-t-il" beside its noun, "Sie" in politeness, Spanish "es"."""
_ELLIPSIS = re.compile(
    r"^(那么?|那|还有)?(?P<what>.{1,20}?)呢$"
    r"|^(and|what about|how about|et|y|und) (in |at |for |the )*(?P<other>.{1,40})$"
)
_POINTS_ONLY = re.compile(
    r"^(and |but |so )?(why|when|where|who|how many|how much|how)( (is|was|are|were) (it|that|they))?$"
)
_SOURCE = re.compile(
    r"^(这|那|以上|上面|刚才)?(是|的)?.{0,6}(谁说的|谁报道的|谁写的|出处(是|在)?(哪里|什么)?|来源(是什么)?|出自哪里|哪(篇|家).{0,4}(文章|报纸|媒体)|"
    r"(什么时候|何时|哪天)(发表|发布|刊登|报道)的?)"
    r"|^(who (says|said|wrote|reported|published) (that|this|it|so)|(what|which) is (the|your) source|says who)"
    r"|^((when|where) was|which (article|paper|newspaper) is) (that|this|it) (published|reported|written|from)"
)
LONGEST_SUBJECT = 300
"""Characters of what was asked before that are kept: the encoder's window must hold the question itself."""
SHORT, SHORT_UNSPACED = 3, 5
"""A question of so few terms, words or character pairs, may lean on the one before without a word that says so."""


@dataclass(frozen=True, slots=True)
class Turn:
    """A question as it is to be searched; `whole` joins it to what it leans on, where it may lean at all."""

    alone: str
    whole: str | None
    need: Need


def resolve(question: str, history: Sequence[str], names: Names) -> Turn:
    """The question as it stands and, where it may be a follow-up, made whole."""
    earlier = [text for text in history if text.strip() and not small_talk(text)][-REMEMBERED:]
    need = _need(question) if earlier else "none"
    if need == "none":
        return Turn(question, None, "none")
    return Turn(question, _joined(_subject(earlier, names), question, names), need)


def asks_for_source(question: str) -> bool:
    """Whether it is about the answer before: who says so, where and when was it published."""
    return bool(_SOURCE.search(fold(question).strip(" ?？。.!！")))


def _need(question: str) -> Need:
    folded = fold(question).strip(" ?？。.!！")
    if _LEANS.search(folded) or _POINTS_ONLY.match(folded):
        return "certain"
    if _MAY_LEAN.search(folded):
        return "perhaps"
    terms = question_terms(folded)
    most = SHORT_UNSPACED if any(is_unspaced(term) for term in terms) else SHORT
    return "perhaps" if len(terms) <= most else "none"


def _subject(earlier: Sequence[str], names: Names) -> str:
    """The last question that stood on its own, with the follow-ups to it."""
    subject = ""
    for text in earlier:
        follows = subject and _need(text) == "certain"
        subject = _joined(subject, text, names) if follows else text
    return subject


def _joined(subject: str, question: str, names: Names) -> str:
    return _substituted(question, subject, names) or f"{subject[:LONGEST_SUBJECT]} {question}"


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
