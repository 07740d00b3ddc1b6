"""Does a text name a person or a body of persons, as "who" asks for: told from the form of names and from nouns.

Generous: it is meant to notice that nobody is there, not to find out who is. It knows nothing of questions
but the words that it is told to leave out of account.
"""

import re

_SURNAMES = "李王张刘陈杨赵吴徐孙胡朱郭梁宋郑谢韩唐冯董萧曹袁邓傅沈彭吕苏卢蒋蔡贾丁魏薛潘杜戴姜范谭邹崔邱秦侯邵孟"
"""Without those that more often begin other words (许多, 周年, 任何)."""
_SOUNDS = (
    "斯尔克特德拉卡巴尼莱萨诺罗兰伯维奥布达格姆贝洛普蒂里比丹顿森逊汉威廉"
    "伦迪杰埃乌佐弗哈霍茨瑟塞雅莎娜丽莉蕾妮娅丝琳勒耶沃坎恩艾约"
)
"""Characters that foreign names are written with: three of them in a row are one."""
_NOUNS_ZH = (
    "人士|人员|人民|人类|成员|负责人|领导人|主持人|创始人|发言人|居民|市民|学生|专家|教授|博士|老师|作家|博主|网友|医生|学家|艺术家|"
    "总统|主席|总理|首相|市长|部长|州长|国王|女王|皇帝|皇后|教皇|将军|上将|总督|院长|校长|经理|董事|总裁|导演|演员|歌手|球员|教练|队员|"
    "客户|先生|女士|父亲|母亲|儿子|女儿|妻子|丈夫|兄弟|公司|集团|政府|委员会|协会|组织|机构|部门|军队|议会|法院|大学|学院|球队|报社|"
    "研究所|[者们]|[一-鿿]国人"
)
_ZH = re.compile(rf"[{_SURNAMES}][一-鿿]{{1,2}}|[{_SOUNDS}]{{3,}}|[一-鿿]+[·•・‧][一-鿿]+|{_NOUNS_ZH}")
_LATIN = re.compile(r"(?<![.!?“\"] )(?<!^)\b[A-ZÀ-ÖØ-Þ][\w'’-]+(?:\.\w+)*")
_NOUNS_EN = re.compile(
    r"\b(?:man|men|woman|women|people|person|king|queen|emperor|president|minister|mayor|governor|general|author|writer|"
    r"journalist|reporter|professor|scientist|scholar|expert|artist|player|coach|team|company|corporation|group|"
    r"government|committee|council|association|organi[sz]ation|agency|army|parliament|university|students?|citizens?|"
    r"officials?|leaders?|members?|residents?|owners?|clients?|\w{3,}(?:ers|ors|ists|ians))\b",
    re.IGNORECASE,
)


def names_someone(text: str, lang: str, asked: str) -> bool | None:
    """Whether somebody is named in a text in `lang` that `asked` does not name; None where that cannot be told."""
    if lang.startswith("zh"):
        named = (*_ZH.finditer(text), *_LATIN.finditer(text))
    elif lang.startswith("en"):
        named = (*_LATIN.finditer(text), *_NOUNS_EN.finditer(text))
    else:
        return None
    known = asked.casefold()
    return any(found.group().casefold() not in known for found in named)
