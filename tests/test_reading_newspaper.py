"""Printed pages: whole pages with their exact result, every decision by itself, and nothing ever lost."""

from dataclasses import replace
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from index.article import Article, Correction
from index.errors import ArticleError
from index.reading import open_page, read_page
from index.reading.conserving import check_conservation
from index.reading.correcting import correct
from index.reading.dating import conclude_date, read_folio
from index.reading.joining import Setting, glue
from index.reading.marks import byline_names, is_byline, is_caption, is_label, is_source, source_name
from index.reading.page import Page

DATA = Path(__file__).parent / "data"
SEED = Path(__file__).parents[2] / "shared" / "seed" / "newspaper-page.txt"


def blocks_of(article: Article) -> list[tuple[str, str]]:
    return [(block.kind, article.block_text(block)) for block in article.blocks]


def as_expected(article: Article) -> dict[str, object]:
    """The article in the form of the expected results: what is empty is left out."""
    keys = ("id", "title", "subtitle", "section", "source", "source_line", "date", "page", "lang")
    told: dict[str, object] = {key: getattr(article, key) for key in keys}
    told |= {"authors": list(article.authors), "inferred": list(article.inferred), "extra": dict(article.extra)}
    told["corrections"] = [f"{one.printed}→{one.corrected}" for one in article.corrections]
    told["blocks"] = [{kind: text} for kind, text in blocks_of(article)]
    return {key: value for key, value in told.items() if value}


@pytest.mark.parametrize("name", sorted(path.stem for path in DATA.glob("page-*.txt")))
def test_pages_of_other_layouts(name: str) -> None:
    page = open_page(DATA / f"{name}.txt")
    expected = yaml.safe_load((DATA / f"{name}.yaml").read_text(encoding="utf-8"))
    assert [as_expected(article) for article in page.articles] == expected["articles"]
    assert [part.text for part in page.folio] == expected["folio"]


@pytest.fixture
def seed() -> Page:
    if not SEED.exists():
        pytest.skip("the seed page is not beside this checkout")
    return open_page(SEED)


def test_the_seed_page(seed: Page) -> None:
    first, second = seed.articles
    assert (first.title, first.subtitle) == ("西部国际传播中心在渝揭牌成立", "让世界读懂中国城市 了解中国西部")
    assert (second.title, second.section) == ("城市国际传播中的重庆探索", "新闻纵深")
    assert (first.source, first.source_line) == ("重庆日报客户端", "据重庆日报客户端")
    assert (second.source, second.source_line) == ("重庆日报", "据重庆日报")
    assert {(one.date, one.inferred, one.lang) for one in seed.articles} == {("2023-08", ("date",), "zh")}
    assert blocks_of(first)[0] == ("caption", "李子坝“单轨穿楼”")
    assert blocks_of(second)[0] == ("caption", "洪崖洞夜景")
    assert [text for kind, text in blocks_of(first) if kind == "heading"] == [
        "担起重庆责任 服务西部需求",
        "坚持国际传播与城市发展相融合",
        "举行集中签约 合力做好国际传播",
    ]
    assert [len(one.blocks) for one in seed.articles] == [12, 24]
    assert second.corrections == (Correction("緬", "缅", "traditional character in a simplified text, 2 times"),)
    assert first.corrections == ()
    assert seed.warnings == ()


@pytest.mark.parametrize(
    "text",
    [
        "让世界读懂中国城市、了解中国西部——8月16日，",
        "中新金融峰会",
        "巴西专栏作家 Tatiana Prateres 曾在",
        "下载量达3.5万次",
        "注册记者2600多人",
        "外籍记者 Mikkel 带观众",
        "还推出 Alex in the City、James' Vlog 等",
        "海外用户数超过1600万，2022年",
        "驶向缅甸仰光",
        "西部(重庆)科学城",
        "海外大V拍重庆",
        "《Chongqing Craftsman—重庆有匠人》英文视频栏目",
        "贡献更大的力量！",
    ],
)
def test_broken_words_of_the_seed_page(seed: Page, text: str) -> None:
    assert any(text in article.text for article in seed.articles)


def test_every_join_of_the_seed_page_is_reported(seed: Page) -> None:
    parts = [part for article in seed.printed for part in article.parts]
    expected = sum(len({line.number for line in part.lines}) - 1 for part in parts)
    assert len(seed.joins) == expected == 140
    assert [join.joined for join in seed.joins if join.over_blank] == ["洽会、中新金融峰会等重大"]


WIDE = Setting(latin_spaced=True, digit_spaced=False, unit_spaced=False, words=frozenset({"well-being", "email"}))


@pytest.mark.parametrize(
    ("left", "right", "joined"),
    [
        ("世界", "读懂", "世界读懂"),
        ("记者", "Mikkel", "记者 Mikkel"),
        ("Mikkel", "带", "Mikkel 带"),
        ("海外大V", "拍重庆", "海外大V拍重庆"),
        ("《", "Travel", "《Travel"),
        ("说，", "Alex", "说，Alex"),
        ("Alex", "，他", "Alex，他"),
        ("in the", "City", "in the City"),
        ("8", "月16日", "8月16日"),
        ("达3.", "5万", "达3.5万"),
        ("达12", "8公里", "达128公里"),
        ("长5", "km的路", "长5km的路"),
        ("in 2022", "500 people", "in 2022 500 people"),
        ("西部(重", "庆)科学城", "西部(重庆)科学城"),
        ("西部——", "8月", "西部——8月"),
        ("word —", "word", "word — word"),
        ("他说“", "好", "他说“好"),
        ("说", "“Hello", "说“Hello"),
        ("said", "“Hello", "said “Hello"),
        ("mountain", "(hill)", "mountain (hill)"),
        ("inter-", "national", "international"),
        ("well-", "known", "well-known"),
        ("well-", "being", "well-being"),
        ("e-", "mail", "email"),
        ("Asia-", "Pacific", "Asia-Pacific"),
        ("COVID-", "19", "COVID-19"),
        ("state-of-the-", "art", "state-of-the-art"),
        ("500-kilo-", "meter", "500-kilometer"),
        ("soft\u00ad", "ware", "software"),
    ],
)
def test_line_ends(left: str, right: str, joined: str) -> None:
    assert glue(left, right, WIDE).join(left, right) == joined


def test_a_page_that_sets_latin_words_solid_is_read_so() -> None:
    solid = Setting.of("记者Alex说Vlog好\n记者 Tom")
    assert not solid.latin_spaced
    assert glue("记者", "Mikkel", solid).join("记者", "Mikkel") == "记者Mikkel"


def test_a_drop_capital_on_a_line_of_its_own() -> None:
    page = read_page(
        "A new trail\n\nT\nhe trail opens in the old town of the city today, and\npeople came to see it.\n"
    )
    assert page.articles[0].text == "The trail opens in the old town of the city today, and people came to see it."


def test_a_chinese_drop_capital_on_a_line_of_its_own() -> None:
    page = read_page("步道开通\n\n重\n庆的步道今天全线开通，市民前\n来参观。\n\n据新华社\n")
    assert page.articles[0].text == "重庆的步道今天全线开通，市民前来参观。"


def test_a_caption_that_interrupts_a_sentence_stands_before_it() -> None:
    page = open_page(DATA / "page-columns.txt")
    kinds = [kind for kind, _ in blocks_of(page.articles[0])]
    assert kinds[:3] == ["paragraph", "caption", "paragraph"]
    assert [join.joined for join in page.joins if join.over_blank] == ["千名志愿者骑着摩托车上山"]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("据重庆日报客户端", "重庆日报客户端"),
        ("（据新华社电）", "新华社"),
        ("来源：上游新闻", "上游新闻"),
        ("稿件来源: 重庆晚报", "重庆晚报"),
        ("综合《人民日报》报道", "人民日报"),
        ("(Source: China Daily)", "China Daily"),
        ("(Xinhua)", "Xinhua"),
    ],
)
def test_source_lines(text: str, name: str) -> None:
    assert is_source(text)
    assert source_name(text) == name


@pytest.mark.parametrize(
    "text", ["据介绍，中心已成立", "据新华社报道，中心已成立。", "数据来源可靠。", "Sources said it opened."]
)
def test_sentences_are_no_source_lines(text: str) -> None:
    assert not is_source(text)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("本报记者 张三 李四", ("张三", "李四")),
        ("记者 李 明", ("李明",)),
        ("（记者 张三）", ("张三",)),
        ("新华社记者 王五、通讯员 赵六", ("王五", "赵六")),
        ("By LI MING in Chongqing", ("LI MING",)),
        ("By Li Ming, Zhang San and Wang Wu", ("Li Ming", "Zhang San", "Wang Wu")),
    ],
)
def test_bylines(text: str, names: tuple[str, ...]) -> None:
    assert is_byline(text)
    assert byline_names(text) == names


@pytest.mark.parametrize("text", ["记者从市城市管理局获悉，", "记者 赵六 摄", "By the river stands a house."])
def test_no_bylines(text: str) -> None:
    assert not is_byline(text)


def test_the_byline_in_the_first_sentence() -> None:
    page = read_page("山城步道开通\n\n本报讯（记者 张三）8月16日，山城步道开通。\n\n据新华社\n")
    assert page.articles[0].authors == ("张三",)
    assert page.articles[0].text == "本报讯（记者 张三）8月16日，山城步道开通。"


@pytest.mark.parametrize(
    "text",
    [
        "洪崖洞夜景 记者 谢智强 摄",
        "▲游客在拍照。",
        "图①：夜景",
        "洪崖洞夜景 图/视觉中国",
        "Night view. Photo by Li Ming",
    ],
)
def test_captions_by_their_marks(text: str) -> None:
    assert is_caption(text)


@pytest.mark.parametrize("text", ["他爱好拍摄。", "市民拍摄夜景", "图书馆开馆", "The photographer came."])
def test_no_captions(text: str) -> None:
    assert not is_caption(text)


def test_labels() -> None:
    assert [text for text in ("新闻纵深", "相关链接", "In Depth", "城市国际传播中的重庆探索") if is_label(text)] == [
        "新闻纵深", "相关链接", "In Depth",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("2023年8月17日 星期四", "2023-08-17"),
        ("重庆日报 2023年8月17日 第3版 要闻", "2023-08-17"),
        ("THURSDAY, AUGUST 17, 2023", "2023-08-17"),
        ("CHINA DAILY | 17 August 2023 | PAGE 3", "2023-08-17"),
        ("发布时间：2023-08-17 10:20", "2023-08-17"),
        ("第3版", ""),
    ],
)
def test_page_lines(text: str, date: str) -> None:
    folio = read_folio(text)
    assert folio is not None
    assert folio.date == date


@pytest.mark.parametrize("text", ["8月16日，中心成立。", "53项非遗", "2023年8月17日，中心在渝成立", "周一见"])
def test_no_page_lines(text: str) -> None:
    assert read_folio(text) is None


@pytest.mark.parametrize(
    ("lead", "text", "date"),
    [
        ("8月16日，中心成立。", "2022年和2023年上半年", "2023-08"),
        ("8月16日，中心成立。", "2023年开工，到2035年建成", "2023-08"),
        ("The centre opened on August 16.", "In 2023 it grew.", "2023-08"),
        ("2021年8月16日，中心成立。", "2019年", "2021-08"),
        ("8月16日，中心成立。", "没有年份", ""),
        ("中心成立。", "2023年", ""),
        ("2月30日，中心成立。", "2023年", ""),
        ("8月16日，中心成立。", "2999年", ""),
    ],
)
def test_a_date_is_concluded_only_from_evidence(lead: str, text: str, date: str) -> None:
    dating = conclude_date([lead], text)
    assert dating.date == date
    assert dating.inferred == bool(date)


SIMPLIFIED = "这个国际传播中心设备齐全，发动群众参与，让世界读懂城市，讲述时代与历史，经济发展迅猛，开创新业务。"


@pytest.mark.parametrize(
    ("printed", "corrected"),
    [
        ("驶向緬甸仰光", "驶向缅甸仰光"),
        ("瞭望智库", "瞭望智库"),
        ("乾隆著书，藉口", "乾隆著书，藉口"),
        ("東京タワー", "東京タワー"),
        ("《國語學報》", "《國語學報》"),
        ("朱镕基", "朱镕基"),
    ],
)
def test_only_plain_misprints_are_corrected(printed: str, corrected: str) -> None:
    assert correct(SIMPLIFIED + printed)[0] == SIMPLIFIED + corrected


def test_a_traditional_page_stays_as_it_is() -> None:
    text = "讓世界讀懂中國城市，這個國際傳播中心發動群眾，緬甸。国"
    assert correct(text) == (text, ())


def test_the_lines_of_corrections_are_told() -> None:
    _, changes = correct(f"{SIMPLIFIED}\n驶向緬甸")
    assert [(one.line, one.printed, one.corrected) for one in changes] == [(2, "緬", "缅")]


def test_lost_text_is_noticed() -> None:
    text = (DATA / "page-solid.txt").read_text(encoding="utf-8")
    parts = list(read_page(text).printed[0].parts)
    check_conservation(text, parts)
    with pytest.raises(ArticleError, match="would arrive as ''"):
        check_conservation(text, parts[1:])
    with pytest.raises(ArticleError, match="would change the text"):
        check_conservation(text, [replace(parts[0], text=parts[0].text[::-1]), *parts[1:]])
    with pytest.raises(ArticleError, match="would arrive as"):
        check_conservation(text, [*parts, parts[-1]])


LINES = [
    line
    for path in sorted(DATA.glob("page-*.txt"))
    for line in path.read_text(encoding="utf-8").split("\n")
]  # fmt: skip
ODD = [
    "",
    "　　缩进",
    "A",
    "《",
    "——副题",
    "（记者 李四）",
    "Co-",
    "a\u00ad",
    "😀",
    "é",
    "。",
    "！ 据重庆",
    "13.",
    "▲",
    "3",
]


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from(LINES + ODD), max_size=40))
def test_no_page_loses_a_character(lines: list[str]) -> None:
    text = "标题一行\n\n正文第一句。\n\n" + "\n".join(lines)
    try:
        page = read_page(text)
    except ArticleError as error:
        assert "fault of the reader" not in str(error)
        return
    parts = [*page.folio, *(part for one in page.printed for part in one.parts)]
    printed = "".join(text.split())
    read = "".join("".join(line.text for part in parts for line in part.lines).split())
    assert len(read) == len(printed)
    assert "".join(sorted(read)) == "".join(sorted("".join(correct(text)[0].split())))


@pytest.mark.parametrize(
    ("text", "told"),
    [("", "the file is empty"), (" \n\n", "the file is empty"), ("正文第一句，第二句。\n", "no title found")],
)
def test_pages_that_are_none(text: str, told: str) -> None:
    with pytest.raises(ArticleError, match=told):
        read_page(text, "stem", "stem.txt")
