"""The set phrases of newspapers in Chinese and English: source lines, bylines, caption marks, page lines, labels.

They know nothing of layout: each answers for one text, given as running text. The phrases are written in
simplified characters here; a traditional text is folded, character by character, before it is compared.
"""

import re

from index.reading.correcting import simplified

_LONGEST_TAIL = 120
"""Characters at either end of a paragraph in which a source or byline is looked for."""

# Source lines.
_AGENCY = r"(?:新华社|中新社|中新网|新华网|人民网|央视新闻|Xinhua|AFP|Reuters|AP|China Daily|CNS|iChongqing)"
_NAMED = r"(?:稿件|本文|文章|消息|新闻|信息)?来源"
_AFTER = r"(?:据|综合|转自|原载|摘自|来自)"
_ENGLISH = r"(?:Sources?|SOURCES?|Via|Courtesy of)\s*:"
_SOURCE = (
    rf"(?:{_NAMED}(?:\s*[:：]\s*|\s+)[^，。！？；：、,;!?]{{2,30}}?"
    rf"|{_AFTER}\s*(?:《[^，。！？；：、,;!?]{{2,30}}?》|[^\s，。！？；：,;!?的]{{2,20}})(?:\s*(?:综合|消息|报道|电|讯))?"
    rf"|{_ENGLISH}\s*[^.;!?]{{2,60}})"
)
_SOURCE_LINE = re.compile(rf"[—–-]*\s*[（(\[【]?\s*(?:{_SOURCE}|{_AGENCY})\s*[）)\]】]?")
_SOURCE_TAIL = re.compile(
    rf"(?<=[。！？!?.…”’）)])\s*(?P<tail>[（(\[【]\s*(?:{_SOURCE}|{_AGENCY})\s*[）)\]】]|{_SOURCE})\s*$"
)
_SOURCE_PARTS = re.compile(
    rf"[—–\-\s（(\[【]*(?:{_NAMED}\s*[:：]?|{_AFTER}|{_ENGLISH})?\s*《?(?P<name>.+?)》?"
    r"(?:\s*(?:综合|消息|报道|电|讯))?[\s）)\]】]*"
)

# Bylines.
_DESK = (
    r"(?:本报|本网|本刊|新华社|中新社|人民日报|央视"
    r"|[\u4e00-\u9fff]{2,8}(?:日报|晚报|早报|时报|报|社|网|客户端|台))?"
)
_RANK = r"(?:首席|见习|实习|特约|特派|驻[\u4e00-\u9fff]{1,6}|全媒体)*"
_REPORTER = rf"{_DESK}{_RANK}(?:记者|通讯员|评论员|撰稿人|撰稿|撰文|作者)"
_NAMES = (
    r"(?:[\u4e00-\u9fff·]{1,6}(?:[\s、，,/]+|\s*$|(?=[）)】\]]))"
    r"|(?:本报)?通讯员[\s:：]*|见习记者[\s:：]*|实习生[\s:：]*|[A-Za-z.' -]+)"
)
_BYLINE = re.compile(
    rf"(?:[（(【\[]?\s*(?:{_REPORTER}|□|■)+\s*[:：/｜|]?\s*{_NAMES}{{1,8}}[）)】\]]?"
    r"|[Bb][Yy]:?\s+[A-Z][\w.'’-]*(?:[ ,]+(?:and|in|&|[A-Z][\w.'’-]*))*)"
)
_BYLINE_TAIL = re.compile(rf"(?<=[。！？!?…”’])\s*(?P<tail>[（(]\s*{_REPORTER}[\s:：]*[^（）()。，]{{1,40}}[）)])\s*$")
_BYLINE_LEAD = re.compile(rf"{_REPORTER}|□|■|见习记者|实习生|通讯员|[Bb][Yy](?=[:\s])|[（）()【】\[\]:：/｜|]")
_BYLINE_IN_LEAD = re.compile(rf"[^。]{{0,20}}[讯电]\s*[（(](?P<byline>{_REPORTER}[^）)]{{1,30}})[）)]")

_OPENS_ARTICLE = re.compile(
    r"本报讯|本报[\u4e00-\u9fff]{2,8}(?:讯|电)"
    r"|(?:新华社|中新社|中新网)[\u4e00-\u9fff]{0,12}\d{0,2}[月日电讯\d]*[电讯]"
    r"|[A-Z][A-Z' ]{2,30}(?:, [A-Z][a-z]+\.? \d{1,2})?(?: \([A-Z][\w ]+\))? ?[-—–]{1,2} "
)

# Captions.
_PICTURE = r"(?:图|上图|下图|左图|右图|题图)"
_NUMBERED = r"[一二三四五六七八九十\d①-⑩]*\s*"
_AGENCY_SIGN = r"(?:Xinhua|AFP|AP|VCG|CHINA DAILY)"
_CAPTION = re.compile(
    rf"^[▲△▼▽↑↓←→◀▶]|^(?:{_PICTURE}|图片|资料图){_NUMBERED}[:：为]"
    r"|(?:记者|通讯员|\s|[）)/。，])[^，。]{0,16}\s?摄\s*[）)]?(?:[/／][\u4e00-\u9fff]+)?。?$"
    r"|图片来源|(?:供图|资料图|资料图片|图片)\s*[）)]?。?$|图\s*[/／][^，。]{1,16}$"
    r"|[.!?”\"] ?(?:[A-Z][A-Z.'’-]+ ){1,3}?[A-Z.'’-]+ ?/ ?[A-Z][A-Z .'’-]+$"
    rf"|(?i:\bphotos?\s*(?:by\b|:|/|courtesy)|\[photo|^photo\b)|[/／]\s?{_AGENCY_SIGN}\s*[)\]]?$"
)
_CAPTION_SIGN = re.compile(rf"[▲△▼▽↑↓←→◀▶]|{_PICTURE}{_NUMBERED}[:：]|(?:PHOTO|Photo):")
_CREDIT = re.compile(
    r"[（(]?(?:本报|本网|新华社|中新社)?(?:首席|见习|实习)?(?:记者|通讯员)?[^，。]{1,14}摄[）)]?(?:[/／][^，。]{1,8})?"
    r"|[（(]?(?:[^，。]{1,12}供图|图[/／][^，。]{1,12}|图片来源.{2,14})[）)]?|\(?(?i:photos? by) [^.]{2,30}\)?"
)

_JUMP = re.compile(
    r"[（(]?(?:紧接|下转|上接)(?:第)?\s*[A-Z]?\d{1,3}\s*版?[^，。]{0,12}[）)]?"
    r"|\(?(?:[A-Z][A-Z' -]{1,30},? )?(?i:(?:continued|cont'd|turn|jumps?|from|see)(?: on| to| from)? page)"
    r" ?[A-Z]?\d{1,3}\)?"
)

# Names of columns and kinds of article.
_LABEL = re.compile(
    r"(?:[\u4e00-\u9fff]{0,4}(?:新闻|深度|相关|延伸|背景|专题|记者|编辑|时事|热点|数据|特别|重点))?"
    r"(?:纵深|链接|观察|评论|视点|特写|手记|聚焦|要闻|时评|快讯|简讯|快评|短评|社论|专访|访谈|报道|解读|调查|人物|故事"
    r"|阅读|背景|札记|速递|瞭望|前沿|现场|编后|编者按|专版|时空|论坛|副刊|速览)+[>》\s]*"
    r"|(?i:in depth|in focus|analysis|feature|opinion|editorial|comment|sidebar)"
)
_CAPITALS = re.compile(r"[A-Z][A-Z &/-]{2,24}")


def is_source(text: str) -> bool:
    """Whether `text` as a whole names where the article comes from: 据重庆日报, (Source: Xinhua)."""
    return len(text) <= 70 and bool(_SOURCE_LINE.fullmatch(simplified(text)))


def source_name(line: str) -> str:
    """The name in a source line: 重庆日报客户端 out of 据重庆日报客户端."""
    parts = _SOURCE_PARTS.fullmatch(simplified(line))
    return line[slice(*parts.span("name"))] if parts else ""


def tail(text: str) -> str:
    """The source or byline after the last sentence of a paragraph; empty when there is none."""
    end = text[-_LONGEST_TAIL:]
    found = _SOURCE_TAIL.search(simplified(end)) or _BYLINE_TAIL.search(simplified(end))
    return end[slice(*found.span("tail"))] if found else ""


def is_byline(text: str) -> bool:
    """Whether `text` as a whole names who wrote the article: 本报记者 张三, By Li Ming; no photographer's line.

    The web's "By Li Ming | chinadaily.com.cn | Updated: 2023-08-17" is one too.
    """
    return len(text) <= 80 and not is_caption(text) and bool(_BYLINE.fullmatch(simplified(_first_piece(text))))


def byline_in_lead(text: str) -> str:
    """The byline inside an article's first sentence: 记者 张三 in 本报讯（记者 张三）; empty when there is none."""
    found = _BYLINE_IN_LEAD.match(simplified(text[:_LONGEST_TAIL]))
    return text[slice(*found.span("byline"))] if found else ""


def byline_names(line: str) -> tuple[str, ...]:
    """The names in a byline: ("张三", "李四") out of 本报记者 张三 李四. A name set wide, 李 明, is one name."""
    bare = line = _first_piece(line)
    for lead in reversed(list(_BYLINE_LEAD.finditer(simplified(line)))):
        bare = bare[: lead.start()] + "、" + bare[lead.end() :]
    if not re.search(r"[\u4e00-\u9fff]", bare):
        bare = re.sub(r"\s+in\s+.*?(?=\s+and\s|,|$)", "", bare)
        return tuple(name.strip() for name in re.split(r",|、|\band\b|&", bare) if name.strip())
    bare = re.sub(r"(?<![\u4e00-\u9fff])([\u4e00-\u9fff])\s+([\u4e00-\u9fff])(?![\u4e00-\u9fff])", r"\1\2", bare)
    return tuple(name for name in re.split(r"[\s、，,]+", bare) if name)


def _first_piece(line: str) -> str:
    """A byline without the site and time that follow it."""
    return re.split(r"\s+[|｜]\s+", line, maxsplit=1)[0]


def is_caption(text: str) -> bool:
    """Whether `text` bears the mark of a picture's caption: 摄, 供图, 图/, Photo by, ▲."""
    return len(text) <= 160 and bool(_CAPTION.search(simplified(text)))


def begins_caption(text: str) -> bool:
    """Whether a line begins with a caption's sign: ▲, 图①：, PHOTO:."""
    return bool(_CAPTION_SIGN.match(simplified(text[:20])))


def is_jump(text: str) -> bool:
    """Whether `text` says only where an article goes on or comes from: LIBRARY continued on page A4, 下转第3版."""
    return bool(_JUMP.fullmatch(simplified(text)))


def is_credit(text: str) -> bool:
    """Whether a line says no more than whose picture it is: 记者 赵六 摄, Photo by Wang Wu."""
    return len(text) <= 40 and bool(_CREDIT.fullmatch(simplified(text)))


def is_label(text: str) -> bool:
    """Whether `text` names a column or kind of article, as stands above a title: 新闻纵深, In Depth."""
    return len(text) <= 26 and bool(_LABEL.fullmatch(simplified(text)))


def is_capitals(text: str) -> bool:
    """Whether `text` is a word or two in capitals: above a title in small letters, that is a label too."""
    return bool(_CAPITALS.fullmatch(text))


def opens_article(text: str) -> bool:
    """Whether a paragraph begins as the first of an article does: 本报讯, 新华社重庆8月16日电, CHONGQING —."""
    return bool(_OPENS_ARTICLE.match(simplified(text[:_LONGEST_TAIL])))
