"""A follow-up made whole from the questions before it; a conversation is an argument, never state.

"那成都呢？" after a question about 重庆 asks the same of 成都; "Where was it held?" needs the question before.
A question that stands on its own is left alone. It knows nothing of the articles.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from bot.about_before import about_before
from bot.small_talk import small_talk
from index.names import Names
from index.query import LONGEST_QUESTION
from index.words import asking_spans, content_terms, fold, is_unspaced, question_terms

REMEMBERED = 3
"""Earlier questions that are looked back on."""
LOOKED_BACK = 20
"""Earlier turns, thanks and "tell me more" among them, in which those questions are sought."""

MOST_TERMS = 4
"""Words or character pairs of a thing that is only named."""

Need = Literal["none", "perhaps", "certain", "only"]
"""Whether it leans on the question before; "only" where it says nothing by itself: "那成都呢？"."""

_LEANS = re.compile(
    r"(^|[^其])(它|他|她|那(个|里|儿|边|些|位|次)?|这(个|里|些|位|次)?|上述|前者|后者|其中|还有)"
    r"|(?<!应)该|(?<![因彼如从])此(?!外)"
    r"|呢[？?]?$|^(那|那么|还有|另外|以及|再)"
    r"|\b(it|its|he|him|his|she|her|hers|they|them|their|theirs)\b"
    r"|\b(this|that|these|those)( ones?| \w+)?$|\bthere$"
    r"|^\w+ (is|was|are|were|did|does|do) (this|that|these|those|there)\b"
    r"|^(and|what about|how about|what else|where else|who else|any others?)\b"
    r"|^(et|y|und|e|и|а|va|con)\b|(?<!-)\b(il|elle|ils|elles)\b|\b(son|sa|ses|leur|cela|celui)\b"
    r"|\b(ella?|ellos|su|sus|eso|esto|er|ihr|dort|davon|dessen|deren)\b"
    r"|\b(el[ea]s?|del[ea]s?|isso|isto)\b"
    r"|(^|\s)(он|она|оно|они|его|ее|их|ему|еи|им|нем|неи|них|это|этого|этом|там|туда|тогда)(\s|$)"
    r"|それ|その|そこ|彼|그(것|들|는|곳|때)|거기|[은는]요$"
    r"|(^|\s)و?(هو|هي|هم|ذلك|هذا|هذه|تلك|هناك)(\s|$)|^(و|و?ماذا عن)"
    r"|(^|\s)(no|ho|đo|đay|nay)(\s|$)|thi sao$"
)
_MAY_LEAN = re.compile(r"-(il|elle|ils|elles)\b|\b(sie|es|sein)\b")
"""Pronouns that are as often none: "a-t-il" beside its noun, "Sie" in politeness, Spanish "es"."""
_ELLIPSIS = re.compile(
    r"^(那么?|那|还有)?(?P<zh>.{1,20}?)呢$"
    r"|^(and|what about|how about|et|qu en est il de|y|que tal|y que hay de|und|was ist mit|wie sieht es mit"
    r"|e|e quanto a|а|и|и что|а как насчет|va|con|و?ماذا عن) "
    r"(in |at |for |the |a |en |em |na |no |pour |с |в )*(?P<other>.{1,40}?)( aus| thi sao)?$"
    r"|^(では|じゃあ?|それでは|그럼|그러면)?[、, ]?(?P<cjk>.{1,20}?)"
    r"(は|はどう|はどうですか|[은는]|[은는]요|[은는] 어때요)$"
)
_POINTS_ONLY = re.compile(
    r"^(and |but |so )?(why|when|where|who|how many|how much|how)( (is|was|are|were) (it|that|they))?$"
)
_ENDS = " ?？؟.。!！¿¡"
_YEAR = re.compile(r"(?<!\d)(1[5-9]|20)\d\d(?!\d)")
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
    earlier = questions_in(history)[-REMEMBERED:]
    need = _need(question) if earlier else "none"
    if need == "none":
        return Turn(question, None, "none")
    whole = _joined(_subject(earlier, names), question, names)
    return Turn(question, whole, "only" if need == "certain" and _is_elliptic(question) else need)


def recent(history: Sequence[str]) -> list[str]:
    """As much of a history as is ever looked at, so that a long chat costs no more than a short one."""
    return [text[:LONGEST_QUESTION] for text in history[-LOOKED_BACK:]]


def questions_in(history: Sequence[str]) -> list[str]:
    """The questions of a history that say what they ask: no thanks, no "tell me more"."""
    return [text for text in recent(history) if text.strip() and not small_talk(text) and not about_before(text)]


def _need(question: str) -> Need:
    folded = fold(question).strip(_ENDS)
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


def _is_elliptic(question: str) -> bool:
    """Whether it names one thing and asks nothing of it: that is left to the question before."""
    what = _named_instead(question)
    return what is not None and not asking_spans(what) and len(content_terms(what)) <= MOST_TERMS


def _named_instead(question: str) -> str | None:
    """What a follow-up like "那成都呢？" or "and in 2021?" puts in the place of what was asked about, folded."""
    found = _ELLIPSIS.match(fold(question).strip(_ENDS))
    return found and (found["zh"] or found["other"] or found["cjk"])


def _joined(subject: str, question: str, names: Names) -> str:
    return _substituted(question, subject, names) or f"{subject[:LONGEST_SUBJECT]} {question}"


def _substituted(question: str, subject: str, names: Names) -> str | None:
    """The earlier question with its name or year replaced; None where the follow-up is not all about the like."""
    what = _named_instead(question)
    if what is None:
        return None
    text = subject if len(fold(subject)) == len(subject) else fold(subject)  # folded where offsets would not fit
    new, years = names.find(what), list(_YEAR.finditer(text))
    if _YEAR.fullmatch(what.removesuffix("年")) and len(years) == 1:
        return _YEAR.sub(what.removesuffix("年"), text)
    old = [found for found in names.find(subject) if new and found.name.kind == new[0].name.kind]
    if len(new) != 1 or new[0].form != what or len(old) != 1 or old[0].name == new[0].name:
        return None
    return text[: old[0].start] + _as_typed(what, question) + text[old[0].end :]


def _as_typed(what: str, question: str) -> str:
    """A part of the folded question as the visitor wrote it: the encoder knows Chengdu better than chengdu."""
    at = fold(question).find(what)
    return question[at : at + len(what)] if len(fold(question)) == len(question) else what
