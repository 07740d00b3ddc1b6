"""What counts as a name where no list of names says so."""

from bot.topics import topics
from index.names import Names
from tests.making import article


def found(text: str) -> list[str]:
    return [topic.words for topic in topics(article("a", text), Names())]


def test_what_is_written_again_and_again_in_capitals_is_a_name() -> None:
    assert found("They met the Scottish Parliament, and the Scottish Parliament agreed.") == ["Scottish Parliament"]
    assert found("It began the Snow Season early.") == []


def test_days_and_the_ends_of_longer_names_are_none() -> None:
    assert found("It is on Good Friday, and on Good Friday it ends.") == []
    assert found("at the Road and Belt Summit, at the Road and Belt Summit.") == []


def test_a_title_in_its_own_marks_is_a_name_at_once() -> None:
    assert found("他读了《生态答卷》。") == ["生态答卷"]
