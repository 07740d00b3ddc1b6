"""The set phrases of newspapers in Chinese and English: source lines, bylines, caption marks, page lines, labels.

They know nothing of layout: each answers for one text, given as running text.
"""

import re

_END = r"[。！？!?.…”’）)\]]"

_AGENCY = r"(?:新华社|中新社|中新网|新华网|人民网|央视新闻|Xinhua|AFP|Reuters|AP|China Daily|CNS|iChongqing)"
_SOURCE_NAME = r"[^，。！？；：、,;!?]{2,30}?"
_SOURCE = (
    rf"(?:(?:稿件|本文|文章|消息|新闻|信息)?来源\s*[:：]\s*{_SOURCE_NAME}"
    rf"|(?:据|综合|转自|原载|摘自|来自)\s*(?:《{_SOURCE_NAME}》|[^\s，。！？；：,;!?的]{{2,20}})(?:\s*(?:综合|消息|报道|电|讯))?"
    rf"|(?:Sources?|Via|Courtesy of|SOURCES?)\s*:\s*[^.;!?]{{2,60}})"
)
_SOURCE_LINE = re.compile(rf"[—–-]*\s*[（(\[【]?\s*(?:{_SOURCE}|{_AGENCY})\s*[）)\]】]?")
_SOURCE_TAIL = re.compile(
    rf"(?<=[。！？!?.…”’）)])\s*(?P<tail>[（(\[【]\s*(?:{_SOURCE}|{_AGENCY})\s*[）)\]】]|{_SOURCE})\s*$"
)
_SOURCE_LEAD = re.compile(
    r"^(?:(?:稿件|本文|文章|消息|新闻|信息)?来源\s*[:：]|据|综合|转自|原载|摘自|来自|(?:Sources?|Via|Courtesy of|SOURCES?)\s*:)\s*"
)
_SOURCE_TRAIL = re.compile(r"\s*(?:综合|消息|报道|电|讯)$")

_DESK = (
    r"(?:本报|本网|本刊|新华社|中新社|人民日报|央视|[\u4e00-\u9fff]{2,8}(?:日报|晚报|早报|时报|报|社|网|客户端|台))?"
)
_REPORTER = (
    rf"{_DESK}(?:首席|见习|实习|特约|特派|驻[\u4e00-\u9fff]{{1,6}}|全媒体)*(?:记者|通讯员|评论员|撰稿人|撰稿|撰文|作者)"
)
_NAMES = r"(?:[\u4e00-\u9fff·]{1,6}(?:[\s、，,/]+|\s*$)|(?:本报)?通讯员[\s:：]*|见习记者[\s:：]*|实习生[\s:：]*|文(?=$)|[A-Za-z.' -]+)"
_BYLINE = re.compile(
    rf"(?:[（(【\[]?\s*(?:{_REPORTER}|□|■)+\s*[:：/｜|]?\s*{_NAMES}{{1,8}}[）)】\]]?"
    r"|[Bb][Yy]:?\s+[A-Z][\w.'’-]*(?:[ ,]+(?:and|in|&|[A-Z][\w.'’-]*))*)"
)
_BYLINE_TAIL = re.compile(rf"(?<=[。！？!?…”’])\s*(?P<tail>[（(]\s*{_REPORTER}[\s:：]*[^（）()。，]{{1,40}}[）)])\s*$")
_BYLINE_LEAD = re.compile(rf"{_REPORTER}|□|■|见习记者|实习生|通讯员|[Bb][Yy](?=[:\s])|[（）()【】\[\]:：/｜|]")

_OPENS_ARTICLE = re.compile(
    r"(?:本报讯|本报[\u4e00-\u9fff]{2,8}(?:讯|电)|(?:新华社|中新社|中新网)[\u4e00-\u9fff]{0,12}\d{0,2}[月日电讯\d]*[电讯]"
    r"|[A-Z][A-Z' ]{2,30}(?:, [A-Z][a-z]+\.? \d{1,2})?(?: \([A-Z][\w ]+\))? ?[-—–]{1,2} )"
)

_CAPTION = re.compile(
    r"^[▲△▼▽↑↓←→◀▶◆]|^(?:图|上图|下图|左图|右图|题图|图片|资料图)[一二三四五六七八九十\d]*\s*[:：为]"
    r"|(?:记者|通讯员|\s|[）)/。，])[^，。]{0,16}\s?摄\s*[）)]?(?:[/／][\u4e00-\u9fff]+)?。?$|图片来源|(?:供图|资料图|资料图片|图片)\s*[）)]?。?$"
    r"|图\s*[/／][^，。]{1,16}$|(?i:\bphotos?\s*(?:by\b|:|/|courtesy))|\[photo|^(?i:photo)\b|[/／](?:Xinhua|AFP|AP|VCG|CHINA DAILY)\s*[)\]]?$"
)

_LABEL = re.compile(
    r"(?:[\u4e00-\u9fff]{0,4}(?:新闻|深度|相关|延伸|背景|专题|记者|编辑|时事|热点|数据|特别|重点))?"
    r"(?:纵深|链接|观察|评论|视点|特写|手记|聚焦|要闻|时评|快讯|简讯|快评|短评|社论|专访|访谈|报道|解读|调查|人物|故事"
    r"|阅读|背景|札记|速递|瞭望|前沿|现场|编后|编者按|专版|时空|论坛|副刊)"
)
_LABEL_EN = re.compile(
    r"[A-Z][A-Z &/-]{2,24}|(?i:in depth|in focus|analysis|feature|opinion|editorial|comment|sidebar)"
)


def is_source(text: str) -> bool:
    """Whether `text` as a whole names where the article comes from: 据重庆日报, (Source: Xinhua)."""
    return len(text) <= 70 and bool(_SOURCE_LINE.fullmatch(text))


def source_name(line: str) -> str:
    """The name in a source line: 重庆日报客户端 out of 据重庆日报客户端."""
    bare = re.sub(r"^[—–\-\s（(\[【]+|[\s）)\]】]+$", "", line)
    return _SOURCE_TRAIL.sub("", _SOURCE_LEAD.sub("", bare)).strip("《》 ")


def tail(text: str) -> str:
    """The source or byline after the last sentence of a paragraph; empty when there is none."""
    found = _SOURCE_TAIL.search(text) or _BYLINE_TAIL.search(text)
    return found["tail"] if found else ""


def is_byline(text: str) -> bool:
    return len(text) <= 80 and bool(_BYLINE.fullmatch(text))


def byline_names(line: str) -> tuple[str, ...]:
    """The names in a byline: ("张三", "李四") out of 本报记者 张三 李四. A name set wide, 李 明, is one name."""
    bare = _BYLINE_LEAD.sub("、", line)
    if not re.search(r"[\u4e00-\u9fff]", bare):
        bare = re.sub(r"\s+in\s.*$", "", bare)
        return tuple(name.strip() for name in re.split(r",|、|\band\b|&", bare) if name.strip())
    bare = re.sub(r"(?<![\u4e00-\u9fff])([\u4e00-\u9fff])\s+([\u4e00-\u9fff])(?![\u4e00-\u9fff])", r"\1\2", bare)
    return tuple(name for name in re.split(r"[\s、，,]+", bare) if name and name != "文")


def is_caption(text: str) -> bool:
    """Whether `text` bears the mark of a picture's caption: 摄, 供图, 图/, Photo by, ▲."""
    return len(text) <= 160 and bool(_CAPTION.search(text))


def is_label(text: str) -> bool:
    """Whether `text` names a column or kind of article, as stands above a title: 新闻纵深, IN DEPTH."""
    return len(text) <= 26 and bool(_LABEL.fullmatch(text) or _LABEL_EN.fullmatch(text))


def opens_article(text: str) -> bool:
    """Whether a paragraph begins as the first of an article does: 本报讯, 新华社重庆8月16日电, CHONGQING —."""
    return bool(_OPENS_ARTICLE.match(text))
