"""Numbers and dates as texts write them, with their units: where each stands and what it comes to.

3.5万 and 35,000 are the same amount, 8月16日 and August 16 the same day. It knows nothing of questions.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

Unit = Literal["percent", "money", "time", "length", "area", "weight", "degree", "count"]


@dataclass(frozen=True, slots=True)
class Value:
    """A number or a date: `text[start:end]`; `same` is equal where two say the same in any language."""

    start: int
    end: int
    same: tuple[float, ...]
    """(amount) of a number, (year, month, day) of a date, 0 where a part is not said."""
    unit: Unit | None = None
    counter: str = ""
    """The unit or counter as written, where the language writes one after every number."""


_HAN_DIGITS = dict(zip("〇零一二三四五六七八九两", (0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 2), strict=True))
_HAN_POWERS = {"十": 1e1, "百": 1e2, "千": 1e3, "万": 1e4, "萬": 1e4, "亿": 1e8, "億": 1e8, "兆": 1e12, "만": 1e4, "억": 1e8}
_POWERS = (
    (re.compile(r"hundred"), 1e2),
    (re.compile(r"thousand|\bmil\b|mille\b|mila\b|tausend|тысяч|nghìn|ngàn|ألف|آلاف"), 1e3),
    (re.compile(r"milli?on(?!ar)|millón|milhões|milhão|milion|миллион|млн|triệu|مليون|ملايين"), 1e6),
    (re.compile(r"billion|milliard|mil millones|bilh|miliard|миллиард|млрд|tỷ|tỉ|مليار"), 1e9),
    (re.compile(r"trillion|триллион|bill[oó]n"), 1e12),
)
_WORDS = (
    "two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen twenty"
).split()
_NUMBER_WORDS = {word: float(n) for n, word in enumerate(_WORDS, 2)} | {
    word: n * 10.0 for n, word in enumerate("thirty forty fifty sixty seventy eighty ninety".split(), 3)
}

_DIGITS = r"\d+(?:[.,，\u00a0\u202f ]\d{3}(?!\d))*(?:[.,]\d+)?"
_RANGE = r"(?: ?[-–—~～至到] ?\d+(?:[.,]\d+)?)?"
_HAN_UNITS: dict[Unit, str] = {
    "percent": "%|％|个百分点|成(?!立|为|功|员|都|渝|长|果|年|本|就|果|份|熟)|퍼센트|パーセント",
    "money": "美元|欧元|英镑|日元|港元|人民币|卢比|先令|法郎|元|ドル|円|원|달러",
    "area": "平方公里|平方千米|平方英里|平方米|平方英尺|公顷|英亩|亩|平方キロ(?:メートル)?",
    "length": "公里|千米|英里|英尺|英寸|厘米|毫米|海里|公尺|米|码(?!线|头)|キロメートル|キロ|メートル|킬로미터|미터",
    "weight": "公吨|吨|公斤|千克|克(?!拉|里|服)|磅|トン|キログラム",
    "degree": "摄氏度|华氏度|°C|°F|℃|℉|度",
    "time": "个?小时|分钟|秒钟?|个月|个?星期|周(?!年|围|边)|天(?!然|文|气|津|主)|年(?!代|轻|龄|级|度|会)(?:间|多)?|世纪|岁|時間|分間|日間|か月|ヶ月|歳|시간|개월|살",
}
_HAN_COUNTERS = (
    "个|個|项|項|名(?!字|称|为|单)|位(?!于|置)|人(?!民|口|类|物)|次(?!要|级)|种|種|处|集(?!团|体)|篇|部(?!分|门|长|署)|本(?!地|身)|册|冊|幅|件|条|場|场|支|座|所(?!有|以)|家(?!庭|族)|层|倍|"
    "届|期(?!间|刊)|类|户|辆|架|艘|台|套|点|分(?!之|别|布)|票|席|队|大(?!多|量|型|学|部|约)|门|款|张|棵|头|只(?!有|是)|匹|国(?!家|际)|社|校|回|つ|명|개|곳|차례|번|항목|건"
)
_HAN_UNIT = "|".join(f"(?P<{unit}>{pattern})" for unit, pattern in _HAN_UNITS.items()) + f"|{_HAN_COUNTERS}"
_POWER = r"[十百千万萬亿億兆만억]"
_HAN_NUMBER = re.compile(
    rf"(?<![\d.第A-Za-z])(?:(?P<digits>{_DIGITS}){_RANGE} ?(?P<power>{_POWER}*)[余餘多几]?(?P<more>[万萬亿億]?) ?(?P<counter>{_HAN_UNIT})?"
    rf"|(?P<han>[一二三四五六七八九两十百千万亿]+)(?P<over>[余餘多几]?[万亿]*) ?(?P<h_counter>{_HAN_UNIT.replace('?P<', '?P<h_')}|(?<=[万亿])))"
    r"(?![\dA-Za-z])"
)
_UNITS: dict[Unit, str] = {
    "percent": r"%|％|per ?cent\b|pour cent\b|por ciento\b|por cento\b|prozent\b|процент\w*|phần trăm",
    "money": r"(?:us )?dollars?\b|euros?\b|pounds?\b(?! of)|yuan\b|dólares\b|€|долл\w*|евро",
    "area": r"(?:square |sq\.? ?)(?:kilomet\w+|km|miles?|mi|met\w+|feet|ft)\b|km²|m²|hectares?\b|acres?\b|kilómetros cuadrados|kilomètres carrés|quadratkilometer|квадратн\w+ километр\w*",
    "length": r"(?:kilo|centi|milli)?met(?:er|re)s?\b|kilómetros?\b|kilomètres?\b|mètres?\b|metros?\b|km\b|cm\b|mm\b|miles?\b|mi\b|feet\b|foot\b|ft\b|inch(?:es)?\b|yards?\b|километр\w*|метр\w*|mét\b",
    "weight": r"(?:metric )?ton(?:ne)?s?\b|kilograms?\b|kg\b|grams?\b|toneladas?\b|tonnen\b|тонн\w*",
    "degree": r"°|degrees?\b|grados?\b|grad\b|градус\w*",
    "time": r"(?:years?|months?|weeks?|days?|hours?|minutes?|seconds?|centuries|decades?)\b|ans?\b|jours?\b|mois\b|años?\b|anos?\b|meses\b|días?\b|horas?\b|jahren?\b|tagen?\b|stunden\b|лет\b|год\w*|дн\w+|năm\b|tháng\b|ngày\b|giờ\b",
}
_UNIT = "|".join(f"(?P<{unit}>{pattern})" for unit, pattern in _UNITS.items())
_POWER_WORD = (
    r"hundred|thousand|milli?ons?(?: de)?|mil millones|millón|millones|milhões|milhão|bilhões|billions?|milliards?|milioni|"
    r"millionen|milliarden|trillions?|mille\b|mil\b|mila\b|tausend|тысяч\w*|миллион\w*|млн|миллиард\w*|млрд|triệu|tỷ|nghìn|"
    r"مليونا?|ملايين|مليار|ألفا?|آلاف"
)
_NUMBER = re.compile(
    rf"(?<![\w.,])(?P<currency>(?:US)?[$€£¥] ?)?(?:(?P<digits>{_DIGITS}){_RANGE}|(?P<word>(?:{'|'.join(_NUMBER_WORDS)})(?:-\w+)?)\b)"
    rf"(?:[ -]?(?P<power>{_POWER_WORD}))?(?:[ -]?(?:{_UNIT}))?(?![\w])",
    re.IGNORECASE,
)

_MONTHS = "january february march april may june july august september october november december".split()
_MONTH = "|".join(_MONTHS)
_HAN_DATE = re.compile(
    r"(?:(?P<bare>(?<![\d.,])(?:1\d{3}|20\d\d)(?= ?(?:[）)、，,和与至到—–-]|$)))"
    r"|(?:(?P<era>公元前|公元|西元前|前)? ?(?P<year>(?<![\d.,])\d{3,4}|[一二][〇零一二三四五六七八九]{3}|(?<=公元前)\d+|(?<=公元)\d+) ?[年년]"
    r"(?!代|级|度报)|(?P<relative>去年|今年|明年|前年)|(?P<century>(?:公元前?)?\d{1,2} ?世纪|[一二十]+世纪))?"
    r"(?: ?(?P<month>\d{1,2}) ?[月월](?!球)(?: ?(?P<day>\d{1,2}) ?[日号號일])?)?"
    r"(?P<decade>(?:\d{2}|\d{4}) ?年代)?(?P<part>初期?|底|末期?|中期|春季?|夏季?|秋季?|冬季?|上半年|下半年)?)"
)
_DATE = re.compile(
    rf"(?:(?P<d1>\d{{1,2}})(?:st|nd|rd|th)? (?:of )?)?(?P<m>{_MONTH})(?: (?P<d2>\d{{1,2}})(?:st|nd|rd|th)?\b)?(?:,? (?P<y1>\d{{4}})\b)?"
    r"|\b(?:\d{1,2}(?:st|nd|rd|th)|(?:\w+-)?\w+(?:teenth|first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth)) century\b"
    r"|(?<![\w.,$€£])(?P<y2>1\d{3}|20\d\d)(?P<decade>s)?(?![\w%]|[.,]\d)"
    r"|(?<![\w.,])\d{1,4}(?:,\d{3})? (?:bce?|bp|ad|ce)\b",
    re.IGNORECASE,
)
_NEUTRAL_DATE = re.compile(
    r"(?:\b\d{1,2}\.? (?:de |tháng )?[^\W\d_]{3,12},? (?:de |năm )?)?(?<![\w.,$€£])(?P<y2>1\d{3}|20\d\d)(?![\w%]|[.,]\d)",
    re.IGNORECASE,
)
_HAN_LANGUAGES = frozenset({"zh", "ja", "ko"})


def numbers(text: str, lang: str) -> list[Value]:
    """The numbers of a text in this language, dates and ordinals left out."""
    taken = dates(text, lang)
    found = _han_numbers(text) if _base(lang) in _HAN_LANGUAGES else _plain_numbers(text)
    return [v for v in found if not any(d.start < v.end and v.start < d.end for d in taken)]


def dates(text: str, lang: str) -> list[Value]:
    """The dates of a text in this language, each as long as it is written."""
    language = _base(lang)
    if language in _HAN_LANGUAGES:
        return list(_han_dates(text))
    return list(_plain_dates(_DATE if language == "en" else _NEUTRAL_DATE, text))


def _base(lang: str) -> str:
    return lang.split("-", maxsplit=1)[0].lower()


def _trimmed(match: re.Match[str]) -> tuple[int, int]:
    piece = match.group()
    start = match.start() + len(piece) - len(piece.lstrip())
    return start, match.start() + len(piece.rstrip())


def _han_numbers(text: str) -> Iterator[Value]:
    for match in _HAN_NUMBER.finditer(text):
        groups = match.groupdict()
        unit = next((u for u in _HAN_UNITS if groups[u] or groups[f"h_{u}"]), None)
        if match["digits"]:
            amount = _amount(match["digits"], match["power"]) * _power(match["power"] + match["more"])
        elif match["han"] == "一" and unit is None:
            continue  # 一个 is an article as often as a number
        else:
            amount = _han_amount(match["han"]) * _power(match["over"])
        start, end = _trimmed(match)
        yield Value(start, end, (round(amount, 6),), unit, match["counter"] or match["h_counter"] or "")


def _plain_numbers(text: str) -> Iterator[Value]:
    for match in _NUMBER.finditer(text):
        groups = match.groupdict()
        unit = next((u for u in _UNITS if groups[u]), "money" if match["currency"] else None)
        word = (match["word"] or "").lower()
        amount = _amount(match["digits"], match["power"]) if match["digits"] else _NUMBER_WORDS[word.split("-")[0]]
        if match["power"]:
            amount *= max((p for pattern, p in _POWERS if pattern.search(match["power"].lower())), default=1.0)
        start, end = _trimmed(match)
        yield Value(start, end, (round(amount, 6),), unit)


def _amount(digits: str, power: str | None) -> float:
    """1,352 is a thousand and more, but 1.352 billion is not."""
    if power and digits.count(".") + digits.count(",") == 1:
        return float(digits.replace(",", "."))
    bare = re.sub(r"[.,，\u00a0\u202f ](?=\d{3}(?!\d))", "", digits)
    return float(bare.replace(",", "."))


def _power(signs: str) -> float:
    power = 1.0
    for sign in signs:
        power *= _HAN_POWERS.get(sign, 1.0)
    return power


def _han_amount(numeral: str) -> float:
    """十二 = 12, 三千五百万 = 35,000,000: sums of digit times power, grouped by 万 and 亿."""
    total = group = 0.0
    digit = 0.0
    for sign in numeral:
        power = _HAN_POWERS.get(sign)
        if power is None:
            digit = digit * 10 + _HAN_DIGITS[sign]
        elif power < 1e4:
            group, digit = group + (digit or 1) * power, 0.0
        else:
            total, group, digit = total + ((group + digit) or 1) * power, 0.0, 0.0
    return total + group + digit


def _han_dates(text: str) -> Iterator[Value]:
    for match in _HAN_DATE.finditer(text):
        if not any(match[name] for name in ("bare", "year", "relative", "century", "month", "decade")):
            continue
        year = match["year"] or match["bare"] or "0"
        number = int(year) if year.isdecimal() and year.isascii() else int("".join(str(_HAN_DIGITS[c]) for c in year))
        start, end = _trimmed(match)
        yield Value(start, end, (float(number), float(match["month"] or 0), float(match["day"] or 0)))


def _plain_dates(pattern: re.Pattern[str], text: str) -> Iterator[Value]:
    for match in pattern.finditer(text):
        groups = match.groupdict()
        month = (groups.get("m") or "").lower()
        if month == "may" and match.group().lower() == "may":
            continue  # the verb, as often
        day, year = groups.get("d1") or groups.get("d2") or 0, groups.get("y1") or groups.get("y2") or 0
        start, end = _trimmed(match)
        yield Value(start, end, (float(year), float(_MONTHS.index(month) + 1 if month else 0), float(day)))
