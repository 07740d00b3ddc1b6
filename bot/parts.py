"""Several questions put in one, each by itself: "中心什么时候成立？有哪些单位签约？", "When …, and who …?".

Told from question marks and from words that ask; what cannot stand by itself is left whole. It knows
nothing of answers.
"""

import re

from index.words import content_terms, fold

MOST = 3
"""More questions than this are searched as the one text they are."""
LONGEST = 600
"""Characters of a text that is looked at; what is longer is no question of two parts but a letter."""

_ENDS = re.compile(r"[?？؟]+[\s”\"'’)）]*")
_ASKS_ZH = r"(?:什么|谁|哪|几[个项家名位年月人]|多少|怎么|怎样|如何|为何|何时|何地|多大|多长|多久|多远)"
_ASKS = {
    "zh": re.compile(_ASKS_ZH),
    "en": re.compile(r"\b(?:who|whom|whose|what|when|where|which|why|how)\b"),
    "fr": re.compile(r"\b(?:qui|que|quoi|quand|ou|quel(?:le)?s?|combien|comment|pourquoi)\b"),
    "es": re.compile(r"\b(?:quien(?:es)?|que|cuando|donde|cual(?:es)?|cuant[oa]s?|como)\b"),
    "de": re.compile(r"\b(?:wer|wen|wem|was|wann|wo|welche[rsnm]?|wie|warum)\b"),
    "pt": re.compile(r"\b(?:quem|que|quando|onde|qual|quais|quant[oa]s?|como)\b"),
    "ru": re.compile(r"(?:^|\b)(?:кто|что|когда|где|каки[ехм]|сколько|почему|как)\b"),
}
_AND = {
    "en": r",?\s+and\s+(?:also\s+)?",
    "fr": r",?\s+et\s+",
    "es": r",?\s+(?:y|e)\s+",
    "de": r",?\s+und\s+",
    "pt": r",?\s+e\s+",
    "ru": r",?\s+и\s+",
}
_JOINED = {
    language: re.compile(rf"{joined}(?=(?:[a-z]{{1,4}} )?{_ASKS[language].pattern})")
    for language, joined in _AND.items()
}
_CLAUSE_ZH = re.compile(r"[，,；;]\s*(?:以及|并且|而且|还有|另外|和)?|(?:以及|并且|还有)")
WORDS = {"en": 4, "fr": 4, "de": 4, "es": 3, "pt": 3, "ru": 3}
"""A part before "and" has a verb of its own from so many words on: not "how many views and how many interactions …"."""


def parts(question: str, language: str) -> list[str]:
    """The questions in it, in order; the question itself where it is one, or too many."""
    if len(question) > LONGEST:
        return [question]
    primary = language.split("-", maxsplit=1)[0]
    found = [part for sentence in _sentences(question) for part in _joined(sentence, primary)]
    distinct = list(dict.fromkeys(found))
    return distinct if 1 < len(distinct) <= MOST else [question]


def _sentences(question: str) -> list[str]:
    """What ends in a question mark; what says nothing by itself or asks nothing goes with its neighbour."""
    ends = [end.end() for end in _ENDS.finditer(question)]
    pieces = [question[start:end].strip() for start, end in zip([0, *ends], [*ends, len(question)], strict=True)]
    pieces = [piece for piece in pieces if any(map(str.isalnum, piece))]
    if len(pieces) > 1 and not _says(pieces[0]) and not _asks(pieces[0]):
        pieces[:2] = [f"{pieces[0]} {pieces[1]}"]
    if len(pieces) > 1 and not _ENDS.search(pieces[-1]) and not _asks(pieces[-1]):
        pieces[-2:] = [f"{pieces[-2]} {pieces[-1]}"]
    return pieces


def _asks(text: str) -> bool:
    folded = fold(text)
    return any(pattern.search(folded) for pattern in _ASKS.values())


def _joined(sentence: str, language: str) -> list[str]:
    if language == "zh":
        return _joined_zh(sentence)
    if language not in _JOINED or len(fold(sentence)) != len(sentence):
        return [sentence]
    pieces, start, folded = [], 0, fold(sentence)
    for joint in _JOINED[language].finditer(folded):
        before = folded[start : joint.start()]
        if len(before.split()) >= WORDS[language] - _begins_with_subject(before) and _ASKS[language].search(before):
            pieces.append(sentence[start : joint.start()])
            start = joint.end()
    return [*pieces, sentence[start:]]


def _begins_with_subject(before: str) -> bool:
    """ "Who signed agreements" is whole with three words; "how many views" is not."""
    return before.lstrip(" ¿").split(" ", maxsplit=1)[0] in ("who", "qui", "quien", "quienes", "wer", "quem", "кто")


def _joined_zh(sentence: str) -> list[str]:
    """Clauses that each ask; what the first asks about may be what the next one means too."""
    pieces, start = [], 0
    for joint in _CLAUSE_ZH.finditer(sentence):
        before, after = fold(sentence[start : joint.start()]), fold(sentence[joint.end() :])
        if _ASKS["zh"].search(before) and _says(before) and _ASKS["zh"].search(after):
            pieces.append(sentence[start : joint.start()])
            start = joint.end()
    return [*pieces, sentence[start:]]


def _says(text: str) -> bool:
    """Whether it says what it asks about."""
    return any(len(term) > 1 for term in content_terms(text))
