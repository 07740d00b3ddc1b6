"""How text becomes terms: character bigrams of scripts written without spaces, words of the others.

One folding serves articles and questions, so that 陸海財經, ＡＰＰ and Café meet 陆海财经, app and cafe.
It knows nothing of scores or storage.
"""

import functools
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable

import opencc

# Han, kana, Hangul and the Southeast Asian scripts: no spaces, or spaces that do not part words.
UNSPACED = (
    r"぀-ヿㇰ-ㇿ㐀-䶿一-鿿豈-﫿가-힣"
    r"฀-๿຀-໿က-႟ក-៿\U00020000-\U0003ffff々〇"
)
_NUMBER = r"\d+(?:[.,]\d+)*"
_RUN = re.compile(rf"[{UNSPACED}]+|{_NUMBER}|[^\W\d_{UNSPACED}]+")
_IS_UNSPACED = re.compile(rf"[{UNSPACED}]")
# Words that ask or only join: a passage that answers does not repeat them. Longest first.
_ASKING = re.compile(
    "分别|一共|总共|共有|属于哪类|属于哪种|属于|哪类|哪种|哪方面|是谁|是什么时候|是什么时间|是在哪里|什么时候|什么时间|什么地方|为什么|怎么样|是什么|有什么|有哪些|是哪些|是多少|有多少|有没有|是不是|"
    "什么|多少|哪些|哪里|哪儿|哪个|哪位|哪家|哪年|哪一|怎么|怎样|如何|为何|何时|何处|是否|几个|"
    "请问|谁|吗|呢|吧|啊|(?<!目)的(?!士)|了(?!解)|是|(?<![存现])在(?!线)"
)
ASKING_WORDS = frozenset(re.findall(r"\w+", """
    a an and are as at be been by did do does for from had has have how in is it its many much name of on or
    s t that the their there this to was were what when where which who whom whose why will with
"""))  # fmt: skip
_WORD = re.compile(r"[^\W\d_]+")
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")
_KANA_MARKS = "\u3099\u309a"  # the voicing marks of kana change the sound: が is not か
_LONE = re.compile("[\ud800-\udfff]")  # halves of a surrogate pair, which no converter or database takes


def simplified(text: str) -> str:
    """Traditional characters as simplified ones, character by character; all else as it is."""
    return str(_simplify().convert(_LONE.sub(" ", text)))


@functools.cache
def _simplify() -> opencc.OpenCC:
    return opencc.OpenCC("t2s")


@functools.lru_cache(maxsize=8192)
def fold(text: str) -> str:
    """The text as it is compared: width, case, accents and traditional characters folded.

    Lengths may change, so nothing folded is ever shown or used for offsets.
    """
    decomposed = unicodedata.normalize("NFKD", _LONE.sub(" ", text)).lower()
    # Looked up once for each character that occurs: ten times faster than once for each place.
    marks = {ord(c): None for c in set(decomposed) if unicodedata.combining(c) and c not in _KANA_MARKS}
    return str(_simplify().convert(unicodedata.normalize("NFKC", decomposed.translate(marks))))


def plain(text: str) -> str:
    """The text as its terms are looked for: folded, without the commas between thousands."""
    return _THOUSANDS.sub("", fold(text))


def runs(text: str) -> list[str]:
    """Maximal stretches of one kind in folded text: unspaced script, a number, a word."""
    return _RUN.findall(plain(text))


def passage_terms(text: str) -> list[str]:
    """Terms to index, repeated as often as they occur; each run's last character stands alone too."""
    return terms_of(plain(text))


def terms_of(plain_text: str) -> list[str]:
    """The same of a text that `plain` has made."""
    terms: list[str] = []
    for run in _RUN.findall(plain_text):
        if _IS_UNSPACED.match(run):
            terms.extend(run[i : i + 2] for i in range(len(run)))
        else:
            terms.append(run)
    return terms


def count_terms(plain_text: str, terms: Iterable[str]) -> dict[str, int]:
    """How often those of the terms that occur stand in a text that `plain` has made.

    A lone character of an unspaced script counts wherever it stands. Far cheaper than all terms of the text.
    """
    counts: dict[str, int] = {}
    for term in terms:
        found = plain_text.count(term)
        if not found:
            continue
        if is_unspaced(term):
            doubled = len(term) > 1 and term[0] == term[1]
            counts[term] = len(re.findall(f"(?={term})", plain_text)) if doubled else found
        elif words := frequencies(plain_text)[term]:
            counts[term] = words
    return counts


@functools.lru_cache(maxsize=1024)
def frequencies(plain_text: str) -> Counter[str]:
    """How often each word stands in a text that `plain` has made. Not to be altered."""
    return Counter(_RUN.findall(plain_text))


def question_terms(text: str) -> list[str]:
    """The distinct terms of a question in order, without the words that only ask.

    A lone character stays one and matches as a prefix. A question of nothing but such words keeps them.
    """
    return content_terms(text) or _distinct(text, frozenset())


def content_terms(text: str) -> list[str]:
    """The same; none of a question of nothing but words that only ask."""
    return _distinct(_ASKING.sub(" ", fold(text)), ASKING_WORDS)


def content_runs(text: str) -> list[str]:
    """The runs of a question without the words that only ask, in order."""
    return [run for run in runs(_ASKING.sub(" ", fold(text))) if run not in ASKING_WORDS]


def _distinct(text: str, ignored: frozenset[str]) -> list[str]:
    terms: dict[str, None] = {}
    for run in runs(text):
        if _IS_UNSPACED.match(run) and len(run) > 1:
            terms.update(dict.fromkeys(run[i : i + 2] for i in range(len(run) - 1)))
        elif run not in ignored:
            terms[run] = None
    return list(terms)


def asking_spans(text: str) -> list[tuple[int, int]]:
    """Where words that only ask stand in a text, as character offsets."""
    words = ((m.start(), m.end()) for m in _WORD.finditer(text) if m.group().lower() in ASKING_WORDS)
    return [*words, *((m.start(), m.end()) for m in _ASKING.finditer(text))]


@functools.lru_cache(maxsize=8192)
def is_unspaced(term: str) -> bool:
    """True for a term of a script written without spaces."""
    return bool(_IS_UNSPACED.match(term))
