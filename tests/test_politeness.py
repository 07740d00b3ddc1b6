"""What wraps a question is taken off, and nothing of the question."""

import time

import pytest

from bot.politeness import bare


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("你好，请问一下陆海财经的下载量是多少，谢谢", "陆海财经的下载量是多少"),
        ("請問一下，中心什麼時候成立？謝謝", "中心什麼時候成立？"),
        ("您好！不好意思打扰一下，我想知道重庆人口多少", "重庆人口多少"),
        ("Hi, could you please tell me when the centre was inaugurated? Thanks!", "when the centre was inaugurated?"),
        ("GOOD MORNING! WHO SIGNED? THANK YOU", "WHO SIGNED?"),
        (
            "Bonjour, pouvez-vous me dire quand le centre a été inauguré, s'il vous plaît ?",
            "quand le centre a été inauguré",
        ),
        ("¡Hola! ¿Podría decirme cuándo se inauguró el centro? Gracias", "cuándo se inauguró el centro?"),
        ("Guten Tag, können Sie mir bitte sagen, wann es eröffnet wurde? Danke schön", "wann es eröffnet wurde?"),
        ("Здравствуйте, подскажите, пожалуйста, сколько скачиваний?", "сколько скачиваний?"),
        ("すみません、センターはいつ設立されましたか？", "センターはいつ設立されましたか？"),
        ("안녕하세요, 센터는 언제 설립되었나요? 감사합니다", "센터는 언제 설립되었나요?"),
        ("مرحبا، من فضلك كم عدد الصحفيين؟", "كم عدد الصحفيين؟"),
        ("Xin chào, cho tôi hỏi trung tâm ở đâu?", "trung tâm ở đâu?"),
    ],
)
def test_politeness_around_a_question_is_taken_off(said: str, meant: str) -> None:
    assert bare(said) == meant


@pytest.mark.parametrize(
    "question",
    [
        "你好中国是什么节目",
        "感谢信是谁写的？",
        "问题是什么",
        "Highest building?",
        "Tell me more about Luhai Finance",
        "Thanksgiving in Chongqing",
        "Danke",
        "谢谢",
        "Who said hello",
        "",
    ],
)
def test_what_is_part_of_the_question_stays(question: str) -> None:
    assert bare(question) == question


@pytest.mark.parametrize("piece", ["你好", "hi ", "谢谢", ",", "，", "请问", " "])
def test_a_million_of_them_take_no_time(piece: str) -> None:
    started = time.perf_counter()
    bare(piece * 500_000 + "a")
    bare("a" + piece * 500_000)
    assert time.perf_counter() - started < 1.0
