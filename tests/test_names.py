"""Official names: found in any form as whole words, kept with the index, a broken file told with its place."""

from pathlib import Path

import pytest

from index.errors import ArticleError
from index.names import Name, Names, read_names

LUHAI = Name("media", {"zh": ("陆海财经",), "en": ("Luhai Finance", "LHF")})
BOOK = Name("publication", {"zh": ("陆海",), "en": ("Land and Sea",)})


def forms(text: str) -> list[str]:
    return [found.form for found in Names([LUHAI, BOOK]).find(text)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("陸海財經的用户", ["陆海财经"]),
        ("ＬＵＨＡＩ　ＦＩＮＡＮＣＥ", ["luhai finance"]),
        ("the lhf app", ["lhf"]),
        ("xlhf lhfs", []),
        ("LHF的用户，用LHF，Luhai Finance의", ["lhf", "lhf", "luhai finance"]),
        ("陆海之间，陆海财经", ["陆海", "陆海财经"]),
        ("", []),
    ],
)
def test_a_name_is_found_in_any_form_as_whole_words_the_longest_first(text: str, found: list[str]) -> None:
    assert forms(text) == found


def test_where_a_name_stands_counts_in_the_folded_text() -> None:
    (found,) = Names([LUHAI]).find("在陸海財經上")
    assert (found.start, found.end, found.name) == (1, 5, LUHAI)


def test_the_other_official_forms_are_those_that_the_text_lacks() -> None:
    names = Names([LUHAI, BOOK])
    assert names.other_forms("What is LHF?") == ["陆海财经", "Luhai Finance"]
    assert names.other_forms("Luhai Finance") == ["陆海财经"]
    assert names.other_forms("nothing") == []


def test_no_names_find_nothing() -> None:
    assert Names().find("陆海财经") == []
    assert Names().other_forms("陆海财经") == []


def test_names_are_kept_as_they_are() -> None:
    again = Names.from_json(Names([LUHAI, BOOK]).to_json())
    assert again.names == (LUHAI, BOOK)


def test_a_file_of_names_is_read(tmp_path: Path) -> None:
    path = tmp_path / "names.yaml"
    path.write_text(
        "- {kind: media, zh: 陆海财经, en: Luhai Finance, variants: {en: [LHF], zh: 陆财}}\n- {zh: 3, kind: }\n",
        encoding="utf-8-sig",
    )
    first, second = read_names(path).names
    assert first.forms == {"zh": ("陆海财经", "陆财"), "en": ("Luhai Finance", "LHF")}
    assert (second.kind, second.forms) == ("", {"zh": ("3",)})


def test_no_file_and_an_empty_file_mean_no_names(tmp_path: Path) -> None:
    path = tmp_path / "names.yaml"
    assert read_names(path).names == ()
    path.write_text("# nothing yet\n", encoding="utf-8")
    assert read_names(path).names == ()


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"- {zh: [unclosed", "not YAML"),
        (b"\xff\xfe\x00", "not YAML in UTF-8"),
        (b"zh: a", "a list of names"),
        (b"- 3", "name 1: expected a form by language"),
        (b"- {zh: A}\n- {kind: media}", "name 2: expected a form by language"),
        (b"- {zh: }", "name 1: expected a name"),
        (b"- {zh: '  '}", "expected a name"),
        (b"- {zh: yes}", "in quotation marks"),
        (b"- {zh: {a: b}}", "expected a name"),
        (b"- {zh: A, variants: [B]}", "expected variants by language"),
        (b"- {zh: A, variants: {en: [B, '']}}", "expected a name"),
    ],
)
def test_a_broken_file_is_told_with_its_place(tmp_path: Path, content: bytes, told: str) -> None:
    path = tmp_path / "names.yaml"
    path.write_bytes(content)
    with pytest.raises(ArticleError, match=told) as error:
        read_names(path)
    assert str(path) in str(error.value)
