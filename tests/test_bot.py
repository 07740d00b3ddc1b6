"""The whole line with the packaged model over the project's own articles."""

import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from bot import Answer, Bot, Done, Searching
from bot.checking import check
from bot.phrases import phrases
from tests.desk import LANGUAGES

pytestmark = pytest.mark.model
pytest_plugins = ["tests.indexed"]

JOURNALISTS = {
    "zh": "陆海国际新闻中心有多少注册记者？",
    "zh-Hant": "陸海國際新聞中心有多少註冊記者？",
    "en": "How many registered journalists does the Luhai International News Centre have?",
    "fr": "Combien de journalistes enregistrés le Luhai International News Centre compte-t-il ?",
    "es": "¿Cuántos periodistas registrados tiene el Luhai International News Centre?",
    "de": "Wie viele registrierte Journalisten hat das Luhai International News Centre?",
    "pt": "Quantos jornalistas registrados tem o Luhai International News Centre?",
    "ru": "Сколько зарегистрированных журналистов в Luhai International News Centre?",
    "ja": "Luhai International News Centreに登録されている記者は何人ですか？",
    "ko": "Luhai International News Centre에 등록된 기자는 몇 명입니까?",
    "ar": "كم عدد الصحفيين المسجلين في Luhai International News Centre؟",
    "vi": "Luhai International News Centre có bao nhiêu nhà báo đăng ký?",
}
NITROGEN = {
    "zh": "液氮的沸点是多少度？",
    "zh-Hant": "液氮的沸點是多少度？",
    "en": "What is the boiling point of liquid nitrogen?",
    "fr": "Quelle est la température d'ébullition de l'azote liquide ?",
    "es": "¿Cuál es el punto de ebullición del nitrógeno líquido?",
    "de": "Was ist der Siedepunkt von flüssigem Stickstoff?",
    "pt": "Qual é o ponto de ebulição do nitrogênio líquido?",
    "ru": "Какова температура кипения жидкого азота?",
    "ja": "液体窒素の沸点は何度ですか？",
    "ko": "액체 질소의 끓는점은 몇 도입니까?",
    "ar": "ما هي درجة غليان النيتروجين السائل؟",
    "vi": "Nhiệt độ sôi của nitơ lỏng là bao nhiêu?",
}
HELLO = {
    "zh": "你好！", "zh-Hant": "您好！", "en": "Hello!", "fr": "Bonjour !", "es": "¡Hola!", "de": "Guten Tag!",
    "pt": "Olá!", "ru": "Привет!", "ja": "こんにちは", "ko": "안녕하세요", "ar": "مرحباً", "vi": "Xin chào!",
}  # fmt: skip
ZH = "此外，重庆还建设陆海国际新闻中心，为全球媒体报道重庆提供专业服务，目前已有注册记者2600多人。"
EN_START = "Chongqing has also built the Luhai International News Centre"


def test_a_desk_that_is_there_is_ready(bot: Bot) -> None:
    now = bot.readiness()
    assert (now.ready, now.language_model) == (True, "none")
    assert (now.index, now.articles) == (bot.index_version, len(bot.articles()))
    assert datetime.fromisoformat(now.built).tzinfo


@pytest.fixture(scope="module")
def bot(model_index: Path) -> Iterator[Bot]:
    bot = Bot.open(model_index)
    yield bot
    bot.index.store.close()


def sound(bot: Bot, answer: Answer) -> Answer:
    """The answer, once each quote is to the letter what the index holds and each marker has its source."""
    for citation in answer.to_dict()["citations"]:
        for quote in filter(None, (citation, citation["original"])):
            stored = bot.article(quote["article"]["id"])
            assert stored is not None and quote["quote"] == stored.text[quote["start"] : quote["end"]] != ""
        span = f"{citation['start']}-{citation['end']}"
        stored = bot.article(citation["article"]["id"])
        assert stored and citation["link"] == f"/articles/{stored.id}?v={stored.hash}&s={span}#quote"
        assert citation["passage"].startswith(f"{stored.id}:")
    assert [c.n for c in answer.citations] == list(range(1, len(answer.citations) + 1))
    assert answer.checks == {"quotes_verbatim": True, "facts_supported": True, "withheld": 0}
    return answer


def without_times(answer: Answer) -> dict[str, Any]:
    return {key: value for key, value in answer.to_dict().items() if key != "timings_ms"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_question_is_answered_in_each_language(bot: Bot, language: str) -> None:
    answer = sound(bot, bot.ask(JOURNALISTS[language]))
    assert (answer.language, answer.refused, answer.certainty, answer.mode) == (language, False, "high", "quotes")
    assert answer.index == bot.index_version and answer.timings_ms["total"] >= answer.timings_ms["search"] >= 0
    shown = next(c for c in answer.citations if "600" in c.quote.text)
    said = phrases(language)
    if language.startswith("zh"):
        assert (shown.quote.text, shown.original) == (ZH, None)
        assert said["translation"] not in answer.text and f"“{ZH}”[{shown.n}]" in answer.text
    else:
        assert shown.quote.text.startswith(EN_START) and shown.original and shown.original.text == ZH
        assert f"“{shown.quote.text}”[{shown.n}] ({said['translation']})" in answer.text
        assert f"{said['original']}: “{ZH}”[{shown.n}]" in answer.text
        assert answer.text.startswith(said["foreign_edition"]) is (language != "en")


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_the_articles_do_not_say_is_refused_in_each_language(bot: Bot, language: str) -> None:
    answer = sound(bot, bot.ask(NITROGEN[language]))
    assert (answer.language, answer.refused) == (language, True)
    filled = {"n": 2, "date": "2023-08"}
    assert answer.text.splitlines()[0] in {phrases(language)[said].format(**filled) for said in ("refused", "possible")}
    assert answer.citations


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_greeting_is_answered_with_questions_that_are_answered(bot: Bot, language: str) -> None:
    answer = bot.ask(HELLO[language], (), language)
    lead, *examples = answer.text.split("\n- ")
    assert (answer.language, answer.refused, answer.citations) == (language, False, ())
    assert lead == phrases(language)["greeting"] and examples == bot.examples(language)
    if language in ("zh", "en"):
        assert examples and not any(sound(bot, bot.ask(example)).refused for example in examples)


@pytest.mark.parametrize(("question", "wish"), [("谢谢", "thanks"), ("再见", "bye"), ("Merci", "thanks")])
def test_politeness_is_no_refusal(bot: Bot, question: str, wish: str) -> None:
    answer = bot.ask(question)
    assert (answer.text, answer.refused) == (phrases(answer.language)[wish], False)


def test_help_says_how_many_articles_there_are(bot: Bot) -> None:
    assert bot.ask("你能做什么？").text.startswith(phrases("zh")["help"].format(n=2))


def test_a_greeting_before_a_question_is_a_question(bot: Bot) -> None:
    answer = sound(
        bot, bot.ask("Hello, how many registered journalists does the Luhai International News Centre have?")
    )
    assert not answer.refused and "2,600" in answer.text


def test_a_follow_up_leans_on_the_question_before(bot: Bot) -> None:
    assert "成都人口2000多万" in sound(bot, bot.ask("那成都呢？", ["重庆人口多少？"])).text
    answer = sound(bot, bot.ask("Where was her article published?", ["Who is Tatiana Prateres?"]))
    assert not answer.refused and "Folha de S.Paulo" in answer.text
    assert "2600多人" in bot.ask("它有多少注册记者？", ["陆海国际新闻中心是什么？"]).text


def test_a_change_of_subject_is_not_dragged_along(bot: Bot) -> None:
    for history in (["Who is Tatiana Prateres?"], ["重庆人口多少？", "那成都呢？"]):
        for question in (JOURNALISTS["zh"], JOURNALISTS["en"]):
            assert without_times(bot.ask(question, history)) == without_times(bot.ask(question))
        assert bot.ask(NITROGEN["en"], history).refused


def test_the_source_of_an_answer_is_told(bot: Bot) -> None:
    answer = sound(bot, bot.ask("谁说的？", [JOURNALISTS["zh"], "谢谢"]))
    assert "城市国际传播中的重庆探索, 重庆日报, 2023-08[1]" in answer.text and not answer.refused


def test_the_stream_of_what_is_known_at_once_is_the_answer(bot: Bot) -> None:
    for question in (JOURNALISTS["fr"], NITROGEN["zh"], "你好", ""):
        first, last = bot.stream(question)
        assert isinstance(first, Searching) and isinstance(last, Done)
        assert first.language == last.answer.language
        assert without_times(last.answer) == without_times(bot.ask(question))


def test_the_same_question_has_the_same_answer(bot: Bot, model_index: Path) -> None:
    other = Bot.open(model_index)
    for question in (*JOURNALISTS.values(), *NITROGEN.values()):
        assert (
            without_times(bot.ask(question)) == without_times(bot.ask(question)) == without_times(other.ask(question))
        )
    other.index.store.close()


def test_threads_get_each_their_own_answer(bot: Bot) -> None:
    questions = [*JOURNALISTS.values(), *NITROGEN.values()]
    alone = [without_times(bot.ask(question)) for question in questions]
    with ThreadPoolExecutor(8) as threads:
        together = list(threads.map(lambda question: without_times(bot.ask(question)), questions * 2))
    assert together == alone * 2


def test_caution_refuses_more_and_never_less(bot: Bot) -> None:
    questions = [
        "重庆的GDP是多少？",
        "Who leads the centre?",
        "中心有多少员工？",
        *JOURNALISTS.values(),
        *NITROGEN.values(),
    ]
    refused = []
    for caution in (0.0, 0.5, 1.0):
        desk = Bot(bot.index, caution)
        refused.append({question for question in questions if desk.ask(question).refused})
    assert refused[0] <= refused[1] <= refused[2] and refused[0] < refused[2]
    assert JOURNALISTS["zh"] not in refused[1] and NITROGEN["zh"] in refused[0]


def test_what_is_shown_passes_the_gate_again(bot: Bot) -> None:
    answer = bot.ask(JOURNALISTS["en"])
    quoted = [quote.text for c in answer.citations for quote in (c.quote, c.original) if quote]
    check(answer.text, quoted, answer.citations)
    assert {int(n) for n in re.findall(r"”\[(\d+)\]", answer.text)} == {c.n for c in answer.citations}


def test_a_search_gives_the_nearest_passages_best_first(bot: Bot) -> None:
    hits = bot.search(JOURNALISTS["zh"], 3)
    assert len(hits) == 3 and "2600" in hits[0].text
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    assert bot.search("\ud800", 1)  # half a character is no reason to fail


FIRST_ASKED = [
    ("西部国际传播中心是什么？", ("西部国际传播中心",)),
    ("What is the Western International Communication Centre?", ("Western International Communication Centre",)),
    ("西部国际传播中心什么时候成立的？", ("8月16日",)),
    ("中心的五个品牌项目分别是什么？", ("陆海之约", "感知重庆", "万里中国", "蓝色星球", "陆海书系")),
    ("What are the centre's five flagship projects?", ("Luhai Rendezvous", "Blue Planet")),
    ("Which universities signed?", ("Sichuan International Studies University",)),
]


@pytest.mark.parametrize(("question", "held"), FIRST_ASKED)
def test_what_visitors_ask_first_is_answered(bot: Bot, question: str, held: tuple[str, ...]) -> None:
    answer = bot.ask(question)
    quoted = "\n".join(citation.quote.text for citation in answer.citations)
    assert not answer.refused and all(words in quoted for words in held), answer.text
