"""Single files added and articles withdrawn: all of it or nothing, an edition never without its original."""

from dataclasses import replace
from pathlib import Path

import pytest

from index.building import add_files, build_folder, open_for, remove_ids, replace_all
from index.errors import ArticleError, IndexStoreError
from index.search import Index
from index.verifying import verify
from tests.making import BRIDGE, BRIDGE_EN, CORPUS, TEA, article, write_articles
from tests.tiny import TinyEncoder

PAGE = Path(__file__).parent / "data" / "page-solid.txt"


def test_files_are_added_and_replace_articles_of_their_ids(built: Index, tiny: TinyEncoder, tmp_path: Path) -> None:
    new = article("new", "全新的一篇。")
    folder = write_articles(tmp_path / "new", [replace(TEA, title="新题"), new])
    made = add_files(built.store, tiny, sorted(folder.iterdir()))
    assert (made.version, made.articles) == (2, 5)
    assert built.article("new") == new
    assert built.article("tea") == replace(TEA, title="新题")
    assert built.store.versions()[-1].change == "add new tea"


def test_a_printed_page_is_added_and_stays_while_it_cannot_be_read(tmp_path: Path, tiny: TinyEncoder) -> None:
    folder = write_articles(tmp_path / "articles", [TEA])
    (folder / "page.txt").write_bytes(PAGE.read_bytes())
    first, _ = build_folder(folder, tmp_path / "index", tiny)
    assert first.articles > 1
    (folder / "page.txt").write_bytes(b"")
    again, errors = build_folder(folder, tmp_path / "index", tiny)
    assert ([str(error)[:8] for error in errors], again.version) == (["page.txt"], 1)
    (folder / "page.txt").unlink()
    assert build_folder(folder, tmp_path / "index", tiny)[0].articles == 1


@pytest.mark.parametrize(
    ("names", "told"),
    [
        (["new.md", "missing.md"], "missing.md"),
        (["new.md", "broken.md"], "broken.md: the file is empty"),
        (["new.md", "new.md"], "two articles with the id new"),
        (["new.md", "orphan.md"], "'no-such'"),
        (["new.md", "bridge.md"], "bridge.en in the index: has 2 paragraphs where its original has 1"),
        (["new.md", "picture.jpg"], "'.jpg' are not read"),
        (["new.md", "."], "broken.md: the file is empty"),
    ],
)
def test_where_one_file_cannot_be_added_none_is(
    built: Index, tiny: TinyEncoder, tmp_path: Path, names: list[str], told: str
) -> None:
    folder = tmp_path / "new"
    orphan = article("orphan", "Alone.", lang="en", translation_of="no-such")
    write_articles(folder, [article("new", "新。"), orphan, article("bridge", "只有一段。")])
    (folder / "broken.md").write_bytes(b"")
    with pytest.raises(ArticleError, match=told):
        add_files(built.store, tiny, [folder / name for name in names])
    assert built.store.version() == 1


def test_an_original_and_its_edition_are_replaced_together(built: Index, tiny: TinyEncoder, tmp_path: Path) -> None:
    edition = article("bridge.en", "One.", lang="en", translation_of="bridge")
    folder = write_articles(tmp_path / "new", [article("bridge", "只有一段。"), edition])
    add_files(built.store, tiny, sorted(folder.iterdir()))
    assert built.article("bridge.en") == edition
    assert verify(built.store) == []


def test_an_original_takes_all_its_editions_along(built: Index, tiny: TinyEncoder) -> None:
    second = replace(BRIDGE_EN, id="bridge.us")
    replace_all(built.store, tiny, [*CORPUS, second])
    assert built.editions("bridge") == {"zh": "bridge", "en": "bridge.en"}
    assert remove_ids(built.store, tiny, ["bridge"]).articles == 2
    assert list(built.store.members()) == ["rail", "tea"]


def test_an_edition_goes_alone(built: Index, tiny: TinyEncoder) -> None:
    remove_ids(built.store, tiny, ["bridge.en", "tea"])
    assert list(built.store.members()) == ["bridge", "rail"]


def test_an_unknown_id_removes_nothing(built: Index, tiny: TinyEncoder) -> None:
    with pytest.raises(ArticleError, match=r"no article 'no-such' in .*info lists them"):
        remove_ids(built.store, tiny, ["tea", "no-such"])
    assert built.store.version() == 1


def test_names_beside_the_folder_are_kept_and_replaced(tmp_path: Path, tiny: TinyEncoder) -> None:
    folder = write_articles(tmp_path / "articles", CORPUS)
    build_folder(folder, tmp_path / "index", tiny)
    index = Index.open(tmp_path / "index", tiny)
    assert index.query("Yongchuan").words.score(TEA.text) == 0
    (tmp_path / "names.yaml").write_text("- {zh: 永川, en: Yongchuan}", encoding="utf-8")
    build_folder(folder, tmp_path / "index", tiny)
    assert index.query("Yongchuan").words.score(TEA.text) > 0
    (tmp_path / "others.yaml").write_text("- {zh: 大桥, en: Yongchuan}", encoding="utf-8")
    build_folder(folder, tmp_path / "index", tiny, tmp_path / "others.yaml")
    assert index.query("Yongchuan").words.score(BRIDGE.text) > 0
    with pytest.raises(ArticleError, match="there is no such file"):
        build_folder(folder, tmp_path / "index", tiny, tmp_path / "missing.yaml")
    index.store.close()


def test_an_index_of_another_model_is_left_alone(built: Index) -> None:
    for other in (TinyEncoder(name="other"), TinyEncoder(32)):
        with pytest.raises(IndexStoreError, match="was made with the model tiny"):
            open_for(built.store.folder, other)
    assert built.store.version() == 1
