"""Building: only what is new is embedded, one bad file never harms the rest, nothing known is lost by mistake."""

from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from index.building import build_folder, change, open_for, replace_all
from index.encoder import Encoded
from index.errors import ArticleError
from index.store import Store
from index.verifying import verify
from tests.making import BRIDGE, CORPUS, RAIL, TEA, article, write_articles
from tests.tiny import TinyEncoder


class Counting(TinyEncoder):
    """Keeps the texts that it was asked to embed."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[str] = []

    def passage_tokens(self, texts: Sequence[str], progress: Callable[[int], None] | None = None) -> list[Encoded]:
        self.seen += texts
        return super().passage_tokens(texts, progress)


def ids(folder: Path) -> list[str]:
    with closing(Store(folder)) as store:
        assert verify(store) == []
        return list(store.members())


def test_each_text_is_embedded_once_and_an_unchanged_one_never_again(tmp_path: Path) -> None:
    encoder = Counting()
    folder = write_articles(tmp_path / "articles", [*CORPUS, replace(TEA, id="reprint")])
    built, errors = build_folder(folder, tmp_path / "index", encoder)
    assert (built.version, built.articles, errors) == (1, 5, [])
    texts = encoder.seen[-built.embedded :]
    assert len(texts) == len(set(texts)) == 18  # 6 passages and 12 sentences; the reprint says nothing new
    encoder.seen.clear()
    assert build_folder(folder, tmp_path / "index", encoder)[0] == replace(built, embedded=0)
    assert encoder.seen == []


def test_of_a_changed_article_only_what_is_new_is_embedded(tmp_path: Path) -> None:
    encoder = Counting()
    with closing(open_for(tmp_path, encoder)) as store:
        replace_all(store, encoder, CORPUS)
        encoder.seen.clear()
        text = TEA.text.replace("三月", "四月")
        built = change(store, encoder, "correct", [replace(TEA, text=text)])
        assert sorted(encoder.seen) == sorted([text, "采茶季节从四月开始。"])
        assert built.embedded == 2


def test_progress_is_told_to_the_end(tmp_path: Path, tiny: TinyEncoder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("index.embedding.BATCH", 4)
    told: list[tuple[int, int]] = []
    with closing(open_for(tmp_path, tiny)) as store:
        built = replace_all(store, tiny, CORPUS, lambda done, total: told.append((done, total)))
    assert [done for done, _ in told] == sorted(done for done, _ in told)
    assert told[-1] == (built.embedded, built.embedded)
    assert len(told) >= built.embedded / 4


def test_a_file_that_is_gone_takes_its_article_along(tmp_path: Path, tiny: TinyEncoder) -> None:
    folder = write_articles(tmp_path / "articles", CORPUS)
    build_folder(folder, tmp_path / "index", tiny)
    (folder / "tea.md").unlink()
    (folder / "tea.jpg").write_bytes(b"a picture of the same name is no article")
    (folder / "rail.md").rename(tmp_path / "rail.md")
    assert build_folder(folder, tmp_path / "index", tiny)[1] == []
    assert ids(tmp_path / "index") == ["bridge", "bridge.en"]


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "the file is empty"),
        ("没有开头的文章".encode(), "no front matter"),
        (b"---\ntitle: [\n---\n\ntext\n", "not valid YAML"),
        (b"\xff\x80", "not UTF-8"),
    ],
)
def test_a_file_that_cannot_be_read_is_told_and_keeps_its_article(
    tmp_path: Path, tiny: TinyEncoder, content: bytes, told: str
) -> None:
    folder = write_articles(tmp_path / "articles", CORPUS)
    build_folder(folder, tmp_path / "index", tiny)
    for name in ("tea.md", "new.md"):
        (folder / name).write_bytes(content)
    write_articles(folder, [replace(RAIL, title="Changed")])
    built, errors = build_folder(folder, tmp_path / "index", tiny)
    assert [str(error).partition(":")[0].split(",")[0] for error in errors] == ["new.md", "tea.md"]
    assert all(told in str(error) for error in errors)
    with closing(Store(tmp_path / "index")) as store:
        assert {one.title for one in store.articles()} >= {TEA.title, "Changed"}
        assert built.articles == 4


def test_an_original_that_cannot_be_read_keeps_its_edition_too(tmp_path: Path, tiny: TinyEncoder) -> None:
    folder = write_articles(tmp_path / "articles", CORPUS)
    build_folder(folder, tmp_path / "index", tiny)
    (folder / "bridge.md").write_bytes(b"")
    _, errors = build_folder(folder, tmp_path / "index", tiny)
    assert len(errors) == 2
    assert ids(tmp_path / "index") == ["bridge", "bridge.en", "rail", "tea"]


def test_an_edition_with_a_paragraph_too_few_is_left_out_and_told_where(tmp_path: Path, tiny: TinyEncoder) -> None:
    short = article("bridge.en", "One.", "## Two", lang="en", translation_of="bridge")
    folder = write_articles(tmp_path / "articles", [BRIDGE, short, TEA])
    built, (error,) = build_folder(folder, tmp_path / "index", tiny)
    assert str(error).startswith("bridge.en.md: has 1 paragraphs where its original has 2; first difference at block 3")
    assert built.articles == 2


def test_an_edition_that_no_longer_matches_its_original_goes(tmp_path: Path, tiny: TinyEncoder) -> None:
    folder = write_articles(tmp_path / "articles", CORPUS)
    build_folder(folder, tmp_path / "index", tiny)
    write_articles(folder, [article("bridge", "第一段。", "## 今后", "第二段。", "新的一段。")])
    _, errors = build_folder(folder, tmp_path / "index", tiny)
    assert len(errors) == 1
    assert ids(tmp_path / "index") == ["bridge", "rail", "tea"]


def test_of_two_files_with_one_id_the_first_counts(tmp_path: Path, tiny: TinyEncoder) -> None:
    folder = write_articles(tmp_path / "articles", [TEA])
    (folder / "tea.markdown").write_text((folder / "tea.md").read_text("utf-8"), encoding="utf-8")
    built, (error,) = build_folder(folder, tmp_path / "index", tiny)
    assert built.articles == 1
    assert "the id 'tea'" in str(error)


def _remove_all(folder: Path) -> None:
    for path in folder.iterdir():
        path.unlink()


def _spoil_all(folder: Path) -> None:
    for path in folder.iterdir():
        path.write_bytes(b"")


@pytest.mark.parametrize(
    ("spoil", "told"),
    [
        (_remove_all, "no articles in"),
        (_spoil_all, "the file is empty"),
        (lambda folder: folder.rename(folder.with_name("elsewhere")), "no such folder"),
        (lambda folder: (folder.parent / "names.yaml").write_text("- {zh: }"), "names.yaml, name 1"),
    ],
)
def test_where_nothing_can_be_read_the_index_stays_as_it_was(
    tmp_path: Path, tiny: TinyEncoder, spoil: Callable[[Path], object], told: str
) -> None:
    folder = write_articles(tmp_path / "articles", CORPUS)
    build_folder(folder, tmp_path / "index", tiny)
    spoil(folder)
    with pytest.raises(ArticleError, match=told):
        build_folder(folder, tmp_path / "index", tiny)
    assert len(ids(tmp_path / "index")) == 4
    with pytest.raises(ArticleError, match=told):
        build_folder(folder, tmp_path / "other", tiny)
    assert not (tmp_path / "other").exists()
