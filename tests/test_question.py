"""What a question asks for, in each language."""

import time

import pytest

from bot.question import Asked, holds, read_question

KINDS = {
    "zh": [
        "重庆人口多少？",
        "什么时候成立？",
        "谁写的？",
        "中心在哪里？",
        "为什么要建？",
        "有哪些项目？",
        "介绍一下重庆",
    ],
    "zh-Hant": [
        "重慶人口多少？",
        "什麼時候成立？",
        "誰寫的？",
        "中心在哪裡？",
        "為什麼要建？",
        "有哪些項目？",
        "介紹一下重慶",
    ],
    "en": ["How many?", "When was it?", "Who wrote it?", "Where is it?", "Why?", "Which projects?", "Tell me about it"],
    "fr": ["Combien ?", "Quand ?", "Qui l'a écrit ?", "Où est-il ?", "Pourquoi ?", "Quels projets ?", "Décrivez-le"],
    "es": ["¿Cuántos?", "¿Cuándo?", "¿Quién?", "¿Dónde?", "¿Por qué?", "¿Cuáles son?", "Háblame del centro"],
    "de": ["Wie viele?", "Wann?", "Wer war es?", "Wo ist es?", "Warum?", "Welche Projekte?", "Beschreibe das Zentrum"],
    "pt": ["Quantos?", "Quando?", "Quem?", "Onde?", "Por que?", "Quais são?", "Descreva o centro"],
    "it": ["Quanti?", "Quando?", "Chi?", "Dove?", "Perché?", "Quali progetti?", "Descrivi il centro"],
    "ru": ["Сколько?", "Когда?", "Кто?", "Где?", "Почему?", "Какие проекты?", "Расскажите о центре"],
    "ja": ["何人ですか", "いつですか", "誰ですか", "どこですか", "なぜですか", "すべて挙げて", "センターを紹介して"],
    "ko": ["몇 명?", "언제?", "누구?", "어디?", "왜?", "모두 나열해 주세요", "센터를 소개해 주세요"],
    "ar": ["كم عدد؟", "متى؟", "من هو؟", "أين؟", "لماذا؟", "اذكر المشاريع", "أخبرني عن المركز"],
    "vi": ["Bao nhiêu?", "Khi nào?", "Ai viết?", "Ở đâu?", "Tại sao?", "Liệt kê", "Giới thiệu trung tâm"],
}
WANTED = ["number", "date", "person", "place", "reason", "list", "account"]


@pytest.mark.parametrize("language", KINDS)
def test_each_kind_is_read_in_each_language(language: str) -> None:
    read = [read_question(question, language) for question in KINDS[language]]
    assert [asked.expected if asked.kind == "fact" else asked.kind for asked in read] == WANTED


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("¿Con cuántos usuarios cuenta la red?", "es", "number"),
        ("Quantas obras contém a série?", "pt", "number"),
        ("¿Qué es Luhai Finance?", "es", None),
        ("¿Cuál es el nombre del centro?", "es", None),
        ("What does Luhai Finance do?", "en", None),
        ("Which is the largest city?", "en", None),
        ("Mục đích của hội nghị là gì?", "vi", "reason"),
        ("何時に始まりましたか？", "ja", "date"),
        ("何億回ですか", "ja", "number"),
        ("ГДЕ?", "ru", "place"),
        ("有多少个项目，分别是哪些？", "zh", "number"),
    ],
)
def test_one_fact_is_not_taken_for_a_list_or_an_account(text: str, language: str, expected: str | None) -> None:
    asked = read_question(text, language)
    assert (asked.kind, asked.expected) == ("fact", expected)


PHRASED = {
    "number": [
        ("阅读量有多大？", "zh"), ("注册记者的人数是多少？", "zh"), ("大桥多长？", "zh"), ("占比是多少？", "zh"),
        ("這座橋多長？", "zh-Hant"), ("What percentage voted?", "en"), ("How old is the city?", "en"),
        ("What is the population of Chengdu?", "en"), ("Quelle est la population de Chengdu ?", "fr"),
        ("¿Cuál es la longitud del puente?", "es"), ("Wie lang ist die Brücke?", "de"), ("Qual é a área?", "pt"),
        ("Qual è la lunghezza?", "it"), ("Какова площадь города?", "ru"), ("いくらですか", "ja"), ("얼마입니까?", "ko"),
        ("ما مساحة المدينة؟", "ar"), ("Bao xa?", "vi"),
    ],
    "date": [
        ("哪一年通车？", "zh"), ("在哪年举行？", "zh"), ("成立日期？", "zh"), ("是几月几号？", "zh"),
        ("在哪个世纪？", "zh"),
        ("What year did it open?", "en"), ("On which day was it founded?", "en"), ("Since when has it existed?", "en"),
        ("En quelle année ?", "fr"), ("¿En qué año?", "es"), ("In welchem Jahr?", "de"), ("Em que ano?", "pt"),
        ("In quale anno?", "it"), ("В каком году?", "ru"), ("何年ですか", "ja"), ("몇 년에 열렸습니까?", "ko"),
        ("في أي عام؟", "ar"), ("Vào năm nào?", "vi"),
    ],
    "place": [
        ("总部在哪？", "zh"), ("在哪个城市举行？", "zh"), ("目的地是哪个国家？", "zh"),
        ("Which country is it in?", "en"),
        ("What city hosted it?", "en"), ("Dans quelle ville ?", "fr"), ("¿En qué país?", "es"),
        ("In welcher Stadt?", "de"), ("Em que cidade?", "pt"), ("In quale paese?", "it"), ("В каком городе?", "ru"),
        ("どの国ですか", "ja"), ("어느 도시입니까?", "ko"), ("في أي مدينة؟", "ar"), ("Ở thành phố nào?", "vi"),
    ],
    "person": [
        ("哪位记者拍的？", "zh"), ("哪个作家写的？", "zh"),
        ("Which columnist came?", "en"), ("Whose idea was it?", "en"),
        ("À qui est-ce ?", "fr"), ("¿Quién escribe?", "es"), ("Wessen Idee?", "de"), ("Кому это нужно?", "ru"),
    ],
    "title": [
        ("她写了哪本书？", "zh"), ("推出了什么英文栏目？", "zh"), ("Which report was published?", "en"),
        ("What English-language programme is it?", "en"), ("Quel livre a-t-elle écrit ?", "fr"),
        ("¿Qué libro escribió?", "es"), ("Welches Buch schrieb sie?", "de"), ("Que livro?", "pt"),
        ("Quale libro?", "it"), ("Какой фильм показали?", "ru"), ("どの番組ですか", "ja"), ("어떤 책입니까?", "ko"),
        ("أي كتاب؟", "ar"), ("Chương trình nào?", "vi"),
    ],
    "contact": [
        ("官网地址是什么？", "zh"), ("邮箱是什么？", "zh"), ("What is the e-mail address?", "en"),
        ("Quelle est l'adresse e-mail ?", "fr"), ("¿Cuál es el correo electrónico?", "es"),
        ("Wie ist die Webadresse?", "de"),
        ("Qual é o e-mail?", "pt"), ("Qual è il sito web?", "it"), ("Какой сайт у центра?", "ru"),
        ("メールアドレスは？", "ja"), ("홈페이지는?", "ko"), ("ما هو البريد الإلكتروني؟", "ar"),
        ("Trang web là gì?", "vi"),
    ],
}  # fmt: skip


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [(text, language, expected) for expected, phrased in PHRASED.items() for text, language in phrased],
)
def test_many_phrasings_ask_for_the_same(text: str, language: str, expected: str) -> None:
    asked = read_question(text, language)
    assert (asked.kind, asked.expected) == ("fact", expected)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("重庆有国际新闻中心吗？", "zh"), ("重慶是不是直轄市？", "zh-Hant"), ("Is Chongqing a municipality?", "en"),
        ("Does the centre publish books?", "en"), ("Has Luhai Finance an app?", "en"),
        ("Est-ce que Chongqing est une municipalité ?", "fr"), ("¿Es Chongqing un municipio?", "es"),
        ("Ist Chongqing eine Stadt?", "de"), ("Chongqing é um município?", "pt"), ("Chongqing è un comune?", "it"),
        ("Является ли Чунцин городом?", "ru"), ("重慶は直轄市ですか", "ja"), ("충칭은 직할시입니까?", "ko"),
        ("هل تشونغتشينغ بلدية؟", "ar"), ("Trùng Khánh có phải là thành phố không?", "vi"),
    ],
)  # fmt: skip
def test_yes_or_no_is_a_plain_fact(text: str, language: str) -> None:
    asked = read_question(text, language)
    assert (asked.kind, asked.expected) == ("fact", None)


@pytest.mark.parametrize(
    ("text", "language", "unit"),
    [
        ("占多大比例？", "zh", "percent"), ("票价多少元？", "zh", "money"), ("用了多长时间？", "zh", "time"),
        ("离市区多远？", "zh", "length"), ("有几个项目？", "zh", "count"), ("阅读量多少？", "zh", None),
        ("How long did it take?", "en", "time"), ("How long is it?", "en", None), ("How tall is it?", "en", "length"),
        ("How many square miles?", "en", "area"), ("How many people?", "en", "count"),
        ("How heavy is it?", "en", "weight"),
        ("Combien de temps ?", "fr", "time"), ("¿Cuántos años?", "es", "time"), ("Wie viele Projekte?", "de", "count"),
        ("Сколько лет?", "ru", "time"), ("何パーセントですか", "ja", "percent"), ("Bao lâu?", "vi", "time"),
    ],
)  # fmt: skip
def test_a_number_is_asked_for_in_its_unit(text: str, language: str, unit: str | None) -> None:
    asked = read_question(text, language)
    assert (asked.expected, asked.unit) == ("number", unit)


@pytest.mark.parametrize(
    ("text", "language", "count"),
    [
        ("五个品牌项目分别是什么？", "zh", 5), ("哪三家报社签了约？", "zh", 3), ("有哪些项目？", "zh", None),
        ("Name the four projects.", "en", 4), ("Which 12 cities took part?", "en", 12), ("Which cities?", "en", None),
        ("2022年和2023年有哪些项目？", "zh", None),
    ],
)  # fmt: skip
def test_how_many_members_a_list_has_is_read(text: str, language: str, count: int | None) -> None:
    asked = read_question(text, language)
    assert (asked.kind, asked.count) == ("list", count)


@pytest.mark.parametrize("language", KINDS)
@pytest.mark.parametrize(
    "piece", ["哪", "多少", "what ", "when who ", "welche ", "какой ", "ما ", "nhung ", "a", "どの", "1"]
)
def test_long_questions_take_no_longer_than_they_are(language: str, piece: str) -> None:
    started = time.perf_counter()
    read_question(piece * 500, language)
    assert time.perf_counter() - started < 1


@pytest.mark.parametrize(
    ("text", "language", "subject"),
    [
        ("介绍一下西部国际传播中心。", "zh", "西部国际传播中心"),
        ("介绍天下第一", "zh", "天下第一"),
        ("Tell me about the Luhai centre", "en", "the luhai centre"),
        ("Introduce Luhai Finance", "en", "luhai finance"),
        ("Parlez-moi du Centre de communication", "fr", "centre de communication"),
        ("センターを紹介してください", "ja", "センター"),
        ("介绍一下", "zh", "介绍一下"),
    ],
)
def test_an_account_is_of_its_subject(text: str, language: str, subject: str) -> None:
    asked = read_question(text, language)
    assert (asked.kind, asked.subject) == ("account", subject)


def test_the_subject_of_any_other_question_is_itself() -> None:
    assert read_question("Where is IT?", "en").subject == "Where is IT?"


def test_an_unknown_language_asks_for_a_plain_fact() -> None:
    asked = read_question("Hoeveel inwoners?", "nl")
    assert (asked.kind, asked.expected) == ("fact", None)


@pytest.mark.parametrize(
    ("text", "number", "date"),
    [
        ("人口3000多万", True, False),
        ("百余名专家", True, False),
        ("５３项", True, False),
        ("8月16日成立", True, True),
        ("去年", False, True),
        ("on August 16", True, True),
        ("three roles", True, False),
        ("重庆自有方略", False, False),
        ("someone", False, False),
    ],
)
def test_numbers_and_dates_are_seen(text: str, number: bool, date: bool) -> None:
    seen = [holds(text, "zh", Asked("fact", kind, "")) for kind in ("number", "date")]
    assert seen == [number, date]


def test_what_has_no_form_cannot_be_seen() -> None:
    kinds = ("place", "reason", "title", None)
    assert [holds("李 Barrett", "zh", Asked("fact", kind, "")) for kind in kinds] == [None] * len(kinds)


@pytest.mark.parametrize(
    ("text", "there"),
    [
        ("写信到 press@example.cn", True),
        ("见 www.example.org/a", True),
        ("官网已经上线", False),
        ("e-mail is popular", False),
    ],
)
def test_addresses_are_seen(text: str, there: bool) -> None:
    assert holds(text, "zh", Asked("fact", "contact", "")) is there


@pytest.mark.parametrize(
    ("text", "lang", "question", "there"),
    [
        ("打造了陆海财经海外英文客户端，提供重要财经新闻。", "zh", "陆海财经客户端的负责人是谁？", False),
        ("该客户端由李明设计。", "zh", "客户端是谁设计的？", True),
        ("巴西专栏作家 Tatiana Prateres 考察了旧城。", "zh", "谁考察了旧城？", True),
        ("培顿·曼宁赢得了比赛。", "zh", "谁赢得了比赛？", True),
        ("开幕式由市政府主办。", "zh", "谁主办了开幕式？", True),
        ("The app was downloaded often in spring.", "en", "Who leads the app?", False),
        ("In spring Maria Lopez led the app.", "en", "Who leads the app?", True),
        ("The logo was drawn by two students.", "en", "Who drew the logo?", True),
        ("The Blue Bridge is long and near Blue Bridge.", "en", "Who built Blue Bridge?", False),
        ("Строители построили мост.", "ru", "Кто построил мост?", None),
    ],
)
def test_somebody_is_seen_whom_the_question_does_not_name(
    text: str, lang: str, question: str, there: bool | None
) -> None:
    assert holds(text, lang, Asked("fact", "person", question)) is there
