"""What a question's words are in the other language, and what search and reader make of it."""

from pathlib import Path

import pytest

from bot.language import nearness
from bot.reader.gloss import gloss, glossed
from index.building import open_for, replace_all
from index.changes import put_names
from index.lexicon import TOLD, meanings, meant_in, other_languages
from index.names import Name, Names
from index.restating import restated
from index.search import Index
from index.words import fold
from tests.making import article
from tests.tiny import TinyEncoder

LUHAI = Name("", {"zh": ("陆海财经",), "en": ("Luhai Finance",)})
BRIDGE, TEA = "市长说，大桥已经建成。", "茶园每年产茶三百吨。"


@pytest.mark.parametrize(
    ("question", "language", "word", "meaning"),
    [
        ("Who is the mayor?", "en", "mayor", "市长"),
        ("Which bridges were built?", "en", "bridges", "桥梁"),
        ("Who won the Super Bowl?", "en", "super bowl", "超级碗"),
        ("When was Chongqing founded?", "en", "founded", "创立"),
        ("市长是谁？", "zh", "市长", "mayor"),
        ("公國在哪裡？", "zh-Hant", "公国", "duchies"),
    ],
)
def test_a_word_has_its_meanings_in_the_other_language(question: str, language: str, word: str, meaning: str) -> None:
    assert meaning in meanings(question, language)[word]


def test_words_that_only_ask_are_left_out_and_strange_ones_have_no_meaning() -> None:
    meant = meanings("Where is the Xyzzyx of 1997?", "en")
    assert meant == {"xyzzyx": (), "1997": ()}


@pytest.mark.parametrize(
    ("question", "language", "word", "english", "chinese"),
    [
        ("¿Quiénes son los alcaldes?", "es", "alcaldes", "mayors", "市长"),
        ("Qui a fondé la capitale ?", "fr", "capitale", "capital", "首都"),
        ("In welcher Straße liegt es?", "de", "straße", "street", "街道"),
        ("Quantos jornalistas há?", "pt", "jornalistas", "journalist", "记者"),
        ("Chi è il sindaco?", "it", "sindaco", "mayor", "市长"),
        ("Кто возглавляет музеи?", "ru", "музеи", "museum", "博物馆"),
        ("كم عدد السكان؟", "ar", "السكان", "population", "人口"),
        ("重慶の市長は誰ですか？", "ja", "市长", "mayor", "市长"),
        ("충칭의 시장은 누구입니까?", "ko", "시장", "mayor", "市长"),
        ("Dân số là bao nhiêu?", "vi", "dan so", "population", "人口"),
    ],
)
def test_a_word_of_another_language_is_told_in_both(
    question: str, language: str, word: str, english: str, chinese: str
) -> None:
    meant = meanings(question, language)
    assert {english, chinese} <= set(meant[word])
    assert english in meant_in("en", meant)[word] and chinese not in meant_in("en", meant)[word]
    assert chinese in meant_in("zh", meant)[word] and english not in meant_in("zh", meant)[word]


def test_of_another_language_too_words_that_only_ask_are_left_out() -> None:
    assert list(meanings("¿Quién es el alcalde de la ciudad?", "es")) == ["alcalde", "ciudad"]
    assert list(meanings("Wer ist der Bürgermeister?", "de")) == ["burgermeister"]


def test_what_no_list_has_may_be_an_english_name() -> None:
    meant = meanings("¿Quién fue Tesla Xyzzyx?", "es")
    assert "特斯拉" in meant["tesla"] and meant["xyzzyx"] == ()


@pytest.mark.parametrize("language", TOLD)
def test_each_word_that_was_written_stands_in_the_table(language: str) -> None:
    lines = (Path(__file__).parent / "bench" / "words" / f"{language}.tsv").read_text("utf-8").splitlines()
    written = dict(line.split("\t") for line in lines)
    assert len(written) == len(lines) > 6000
    seen = list(written.items())[::20]
    strange = [
        (word, english)
        for word, english in seen
        if not any(fold(english.split(", ")[0]) in forms for forms in meanings(word, language).values())
    ]
    # A few are the same as a word that only asks or joins, but for their marks: "né", "sí"; Korean names have spaces.
    assert len(strange) < 0.04 * len(seen), strange


@pytest.mark.parametrize("language", ["nl", "th", ""])
def test_no_dictionary_no_meanings(language: str) -> None:
    assert meanings("mayor 市长", language) == {} and other_languages(language) == ()


def test_names_of_another_script_are_not_looked_up() -> None:
    assert meanings("What is 重庆?", "en") == {"重庆": ()}


def test_how_near_two_languages_are() -> None:
    pairs = {("zh-Hant", "zh"): "same", ("en", "zh"): "told", ("zh", "en"): "told", ("es", "zh"): "listed"}
    pairs |= {("pt-BR", "en"): "listed", ("es", "es"): "same", ("es", "fr"): "other", ("nl", "zh"): "other"}
    assert {pair: nearness(*pair) for pair in pairs} == pairs


def test_a_question_is_read_with_the_meanings_that_the_passage_holds(tmp_path: Path, tiny: TinyEncoder) -> None:
    store = open_for(tmp_path, tiny)
    replace_all(store, tiny, [article("a", BRIDGE)])
    index = Index(store, tiny)
    asked = "Who is the mayor?"
    assert glossed(asked, index.query(asked, language="en"), BRIDGE, "zh") == "Who is the mayor? 市长"
    spanish = "¿Quién es el alcalde?"
    assert glossed(spanish, index.query(spanish, language="es"), BRIDGE, "zh-Hant") == "¿Quién es el alcalde? 市长"
    for language, of_passage in (("nl", "zh"), ("en", "en"), ("", "zh")):
        assert glossed(asked, index.query(asked, language=language), BRIDGE, of_passage) == asked


def test_a_name_is_told_in_the_passages_language(tmp_path: Path, tiny: TinyEncoder) -> None:
    store = open_for(tmp_path, tiny)
    replace_all(store, tiny, [article("a", "陆海财经已经有三万用户。")])
    put_names(store, Names([LUHAI]))
    asked = "Luhai Finance"
    assert glossed(asked, Index(store, tiny).query(asked, language="en"), "陆海财经已经有三万用户。", "zh").endswith(
        "陆海财经"
    )


def test_a_word_that_is_not_held_is_told_by_its_first_meaning_but_a_phrases_words_are_not() -> None:
    assert gloss({"mayor": ("市长", "镇长")}, "大桥") == ["市长"]
    phrase = {"prime minister": ("总理", "首相"), "prime": ("主要",), "minister": ("部长",)}
    assert gloss(phrase, "首相来了") == ["首相"]
    assert gloss({"tea": ("茶", "茶叶")}, "茶叶与茶") == ["茶叶"]


def test_what_the_passages_speak_of_says_which_meaning_is_meant(tmp_path: Path, tiny: TinyEncoder) -> None:
    store = open_for(tmp_path, tiny)
    replace_all(store, tiny, [article("a", "银行贷款。银行。"), article("b", "河岸很长。")])
    hits = Index(store, tiny).find(Index(store, tiny).query("银行"), 2)
    assert restated({"bank": ("河岸", "银行"), "xyzzyx": ()}, hits) == ["银行", "xyzzyx"]
    assert restated({"bank": ("岸边",)}, hits) == ["岸边"]


def test_articles_in_another_language_share_words_with_a_question(tmp_path: Path, tiny: TinyEncoder) -> None:
    store = open_for(tmp_path, tiny)
    replace_all(store, tiny, [article("a", BRIDGE), article("b", TEA), article("c", "The mayor met us.", lang="en")])
    index = Index(store, tiny)
    told = index.query("Who is the mayor?", language="en").words
    plain = index.query("Who is the mayor?").words
    assert told.score(BRIDGE) > 0 and told.coverage(BRIDGE) == 1 and told.rarest_missing(BRIDGE) == 0
    assert told.score(TEA) == told.coverage(TEA) == 0 and told.rarest_missing(TEA) == 1
    assert plain.score(BRIDGE) == plain.coverage(BRIDGE) == 0
    own = "The mayor met us."
    assert told.coverage(own) == plain.coverage(own) == 1
    asked = index.query("市长是谁？", language="zh").words
    assert asked.coverage(own) == asked.coverage(BRIDGE) == 1


def test_of_a_third_language_a_word_that_no_list_has_is_missed(tmp_path: Path, tiny: TinyEncoder) -> None:
    store = open_for(tmp_path, tiny)
    replace_all(store, tiny, [article("a", BRIDGE), article("b", "The mayor of the city met us.", lang="en")])
    index = Index(store, tiny)
    told = index.query("¿Quién es el alcalde?", language="es").words
    for text in (BRIDGE, "The mayor of the city met us."):
        assert told.coverage(text) == 1 and told.rarest_missing(text) == 0
    for language, missed in (("es", True), ("en", False)):
        words = index.query("mayor xyzzyx", language=language).words
        assert ("xyzzyx" in words.translated) is missed and (words.coverage(BRIDGE) < 1) is missed


def test_only_hits_of_the_other_language_are_scored_anew(tmp_path: Path, tiny: TinyEncoder) -> None:
    store = open_for(tmp_path, tiny)
    replace_all(store, tiny, [article("a", BRIDGE), article("b", TEA)])
    index = Index(store, tiny)
    for language, changed in (("en", True), ("es", False), ("zh", False)):
        query = index.query("Who is the mayor?", language=language)
        hits = index.find(query, 2)
        assert (index.restate(query, hits) != hits) is changed
    assert index.search(index.query("Where was the bridge built?", language="en"), 1)[0].article.id == "a"
    assert index.restate(index.query("tea", language="en"), []) == []


def test_where_no_article_is_in_the_other_language_nothing_is_looked_up(tmp_path: Path, tiny: TinyEncoder) -> None:
    store = open_for(tmp_path, tiny)
    replace_all(store, tiny, [article("a", BRIDGE)])
    index = Index(store, tiny)
    assert index.query("市长是谁？", language="zh").words.meant == {}
    replace_all(store, tiny, [article("a", BRIDGE), article("b", "The mayor met us.", lang="en")])
    assert "mayor" in index.query("市长是谁？", language="zh").words.meant["市长"]


def test_what_a_name_is_in_other_languages_is_not_missed(tmp_path: Path, tiny: TinyEncoder) -> None:
    store = open_for(tmp_path, tiny)
    replace_all(
        store, tiny, [article("a", "陆海财经已经有三万用户。"), article("b", "Luhai Finance has users.", lang="en")]
    )
    put_names(store, Names([LUHAI]))
    words = Index(store, tiny).query("What is Luhai Finance?", language="en").words
    assert words.coverage("Luhai Finance has users.") == 1 and words.rarest_missing("Luhai Finance has users.") == 0
    assert words.score("陆海财经已经有三万用户。") > 0
