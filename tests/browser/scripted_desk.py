"""A desk that answers from a script with real articles and answers: for tests of the web front alone."""

import re
import threading
from collections.abc import Iterator, Sequence

import numpy as np

from bot.answer import Answer, Citation, Done, Event, Quote, Searching, Text
from bot.readiness import Readiness
from index.article import BLOCK_BREAK, Article, Block, BlockKind, Passage
from index.hits import Hit

HOSTILE = (
    '<img src="https://evil.example/x.png" onerror="window.pwned=1"> <script>window.pwned=1</script> '
    "![pixel](https://evil.example/y.png) [click](javascript:window.pwned=1) [1]: https://evil.example "
    "${window.pwned=1} {{7*7}} <form action=//evil.example><mark>no</mark></form> www.evil.example [9] $$x^2$$"
)


def article(article_id: str, title: str, lang: str, *blocks: tuple[BlockKind, str], **more: object) -> Article:
    """An article with these blocks, a heading of level 2 where the kind is heading."""
    made, position = [], 0
    for kind, text in blocks:
        made.append(Block(kind, position, position + len(text), 2 if kind == "heading" else 0))
        position += len(text) + len(BLOCK_BREAK)
    joined = BLOCK_BREAK.join(text for _, text in blocks)
    return Article(article_id, title, joined, tuple(made), lang, **more)  # type: ignore[arg-type]


CENTER = article(
    "center-zh",
    "西部国际传播中心在渝揭牌成立",
    "zh",
    ("caption", "李子坝“单轨穿楼”"),
    ("paragraph", "连陆海，通世界，让世界读懂中国城市、了解中国西部——8月16日，西部国际传播中心在渝正式挂牌成立。"
     "该中心围绕深入贯彻落实党的二十大精神和习近平总书记关于加强国际传播能力建设的重要讲话精神，"
     "将坚持对外宣传与对外开放相融合、国际传播与城市发展相融合，助力重庆更好发挥“三个作用”，努力书写西部国际传播新篇章。"),
    ("paragraph", "当天，来自业界和学界的百余名国际传播领域专家学者齐聚山城，共同见证中心成立，"
     "围绕国际传播相关议题展开学术交流。成立仪式现场宣读了重庆市国际传播专家委员会首届专家名单，向专家颁发聘书，并举行了国际传播合作集中签约活动。"),
    ("heading", "坚持国际传播与城市发展相融合"),
    ("paragraph", "据介绍，西部国际传播中心成立后，将坚持对外宣传与对外开放相融合、国际传播与城市发展相融合，"
     "以跨界融合、社会参与、主体培育、移动互联网、数字赋能为创新策略，改革完善城市国际传播工作体系。"),
    ("item", "“陆海之约”国际交流"),
    ("item", "“感知重庆”好感传播"),
    subtitle="让世界读懂中国城市 了解中国西部",
    source="重庆日报",
    date="2023-08",
    page="3",
    inferred=("date",),
    source_line="据重庆日报客户端",
)  # fmt: skip
CENTER_EN = article(
    "center-en",
    "Western International Communication Center opens in Chongqing",
    "en",
    ("caption", "A monorail train passes through a building at Liziba"),
    ("paragraph", "On August 16, the Western International Communication Center was officially established in "
     "Chongqing, connecting land and sea and reaching out to the world. The center will combine publicity abroad "
     "with opening up, and international communication with urban development."),
    ("paragraph", "On the day, more than one hundred experts and scholars of international communication gathered "
     "in the mountain city to witness the opening. The first list of members of the expert committee was read out."),
    ("heading", "Communication and urban development together"),
    ("paragraph", "The center is said to reform the city's work of international communication by crossing borders "
     "between fields, by taking part of society, and by digital means."),
    ("item", "“Land and Sea” international exchange"),
    ("item", "“Feel Chongqing” goodwill communication"),
    source="重庆日报",
    date="2023-08",
    translation_of="center-zh",
    inferred=("date",),
)  # fmt: skip
CITY = article(
    "city-zh",
    "城市国际传播中的重庆探索",
    "zh",
    ("paragraph", "“网红”城市重庆，一路火到了海外。"),
    ("heading", "透视重庆“城市国际传播”的内生动力"),
    ("paragraph", "此外，重庆还建设陆海国际新闻中心，为全球媒体报道重庆提供专业服务，目前已有注册记者2600多人。"
     "客户端在海外和国内应用商店上架近半年，下载量达3.5万次。"),
    section="新闻纵深",
    source="重庆日报",
    url="https://www.cqrb.example/2023/08/17",
    date="2023-08-17",
)  # fmt: skip
HOSTILE_ARTICLE = article(
    "hostile", f"Title {HOSTILE}", "en",
    ("paragraph", f"Before. {HOSTILE} After."), ("paragraph", "A second paragraph."),
    source="<b>Source</b>", date='"><script>window.pwned=1</script>', url="javascript:window.pwned=1",
)  # fmt: skip
ARTICLES = (CENTER, CENTER_EN, CITY, HOSTILE_ARTICLE)


def quote(source: Article, words: str) -> Quote:
    start = source.text.index(words)
    return Quote(source, start, start + len(words))


def hit(source: Article, passage: Passage) -> Hit:
    """A passage found, with scores that are only numbers."""
    return Hit(source, passage, 1.5, 0.5, 0.5, 1.0, 0.5, np.ones(1, np.float32), (), 0)


FOUNDED = quote(CENTER, "8月16日，西部国际传播中心在渝正式挂牌成立。")
EXPERTS = quote(CENTER, "来自业界和学界的百余名国际传播领域专家学者齐聚山城，共同见证中心成立")
REPORTERS = quote(CITY, "目前已有注册记者2600多人。")
FOUNDED_EN = quote(
    CENTER_EN,
    "On August 16, the Western International Communication Center was officially established in Chongqing",
)
EXPERTS_EN = quote(CENTER_EN, "more than one hundred experts and scholars of international communication gathered")
ACROSS = quote(CENTER, CENTER.text[CENTER.text.index("向专家颁发聘书") : CENTER.text.index("据介绍") + 3])

SCRIPT: tuple[tuple[str, str, bool, tuple[Quote | tuple[Quote, Quote], ...]], ...] = (
    ("hostile", f"The article says: {HOSTILE} [1]", False, (quote(HOSTILE_ARTICLE, HOSTILE),)),
    ("天气|weather", "", True, (FOUNDED, REPORTERS)),
    ("跨段|across", "成立仪式之后的部分：\n“向专家颁发聘书……” [1]", False, (ACROSS,)),
    ("[A-Za-z]{4}", "The center was officially established on August 16 [1]. More than one hundred experts and "
     "scholars came to the mountain city to witness it [2].", False,
     ((FOUNDED_EN, FOUNDED), (EXPERTS_EN, EXPERTS))),
    ("", "据报道，“8月16日，西部国际传播中心在渝正式挂牌成立。”[1]\n\n"
     "当天，“来自业界和学界的百余名国际传播领域专家学者齐聚山城，共同见证中心成立”[2]；"
     "陆海国际新闻中心“目前已有注册记者2600多人。”[3]", False, (FOUNDED, EXPERTS, REPORTERS)),
)  # fmt: skip
REFUSALS = {
    "zh": "本中心的 4 篇文章（截至 2023 年 8 月 17 日）中没有找到可以确定回答这个问题的内容。",
    "en": "The 4 articles (up to 17 August 2023) hold no certain answer to this question.",
}


class ScriptedDesk:
    """Answers by keyword; a question with 稍候 stops after its first words until `gate` is set."""

    index_version = "7"

    def __init__(self) -> None:
        self.gate = threading.Event()
        self.asked: list[tuple[str, tuple[str, ...], str | None]] = []

    def readiness(self) -> Readiness:
        return Readiness(self.index_version, "2026-11-20T08:00:00+00:00", len(ARTICLES))

    def article_versions(self, article_id: str) -> Sequence[Article]:
        """Only the one of today."""
        return [found for found in [self.article(article_id)] if found]

    def articles(self) -> Sequence[Article]:
        return ARTICLES

    def article(self, article_id: str) -> Article | None:
        return next((found for found in ARTICLES if found.id == article_id), None)

    def search(self, question: str, limit: int) -> list[Hit]:
        """The blocks that hold these words, in order."""
        if "fail" in question:
            raise RuntimeError("secret: /var/lib/index")
        found = [
            (source, Passage(source.id, number, number, block.start, block.end, ()))
            for source in ARTICLES
            for number, block in enumerate(source.blocks)
            if question in source.block_text(block)
        ]
        return [hit(source, passage) for source, passage in found[:limit]]

    def examples(self, language: str) -> Sequence[str]:
        if language == "zh":
            return ("西部国际传播中心什么时候揭牌成立？", "陆海国际新闻中心有多少注册记者？", "哪些报业集团签了约？")
        return ("When was the communication center established?", "How many reporters are registered?")

    def follow_ups(self, answer: Answer, asked: Sequence[str]) -> Sequence[str]:
        near = ("陆海之约是什么？", "感知重庆是什么？") if answer.language == "zh" else ("What is Feel Chongqing?",)
        return [] if answer.refused else [question for question in near if question not in asked]

    def ask(self, question: str, history: Sequence[str] = (), language: str | None = None) -> Answer:
        self.asked.append((question, tuple(history), language))
        if "fail" in question:
            raise RuntimeError("secret: /var/lib/index")
        spoken = "zh" if re.search("[\u4e00-\u9fff]", question) else "en"
        _, text, refused, quotes = next(entry for entry in SCRIPT if re.search(entry[0], question))
        pairs = [pair if isinstance(pair, tuple) else (pair, None) for pair in quotes]
        citations = [
            Citation(n, found, f"{found.article.id}:{n}", original) for n, (found, original) in enumerate(pairs, 1)
        ]
        return Answer(
            question=question,
            language=spoken,
            text=REFUSALS[spoken] if refused else text,
            refused=refused,
            certainty="low" if refused else "high",
            citations=tuple(citations),
            checks={"quotes_verbatim": True, "facts_supported": True, "withheld": 0},
            index=self.index_version,
            timings_ms={"search": 4.2},
        )

    def stream(self, question: str, history: Sequence[str] = (), language: str | None = None) -> Iterator[Event]:
        answer = self.ask(question, history, language)
        yield Searching(answer.language)
        for n, chunk in enumerate(re.findall(r"(?s).{1,12}", answer.text)):
            yield Text(chunk)
            if "稍候" in question and n == 0:
                self.gate.wait(30)
        yield Done(answer)
