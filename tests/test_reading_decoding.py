"""Files in every encoding that newsrooms have, long and short, and bytes that are no text."""

from pathlib import Path

import opencc
import pytest

from index.errors import ArticleError
from index.reading import read_file
from index.reading.decoding import decode

SIMPLIFIED = "位于嘉陵江边的新图书馆昨日开馆，首日接待读者三千二百人次。"
TRADITIONAL = "位於嘉陵江邊的新圖書館昨日開館，首日接待讀者三千二百人次。"
ARTICLE = Path(__file__).parents[1] / "docs" / "articles" / "2023-08-chongqing-city-communication.md"


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        *((SIMPLIFIED, encoding) for encoding in ("utf-8", "utf-8-sig", "utf-16", "utf-32", "gb18030", "gbk")),
        *((TRADITIONAL, encoding) for encoding in ("utf-8", "utf-16", "big5", "big5hkscs")),
        *(("标题\n" + SIMPLIFIED, encoding) for encoding in ("utf-16-le", "utf-16-be")),
        *(("", encoding) for encoding in ("utf-8", "utf-8-sig", "utf-16")),
    ],
)
def test_each_encoding(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding), "a.txt") == text


@pytest.mark.parametrize("length", [6, 10, 25])
@pytest.mark.parametrize("encoding", ["gb18030", "big5"])
def test_short_pieces_of_an_article(encoding: str, length: int) -> None:
    text = ARTICLE.read_text(encoding="utf-8")
    text = opencc.OpenCC("s2t").convert(text) if encoding == "big5" else text
    text = text.encode(encoding, "ignore").decode(encoding)
    pieces = [text[place : place + length] for place in range(0, len(text) - length, length)]
    pieces = [piece for piece in pieces if sum(character >= "\u4e00" for character in piece) > length // 2]
    right = sum(_decoded(piece.encode(encoding)) == piece for piece in pieces)
    assert right >= 0.98 * len(pieces) > 90


def _decoded(data: bytes) -> str:
    try:
        return decode(data, "a.txt")
    except ArticleError:
        return ""


@pytest.mark.parametrize(
    ("data", "told"),
    [
        ("Le café a été fermé à midi.".encode("cp1252"), r"byte 7 is not UTF-8, and the file is neither"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "holds no text but other data"),
        (SIMPLIFIED.encode("utf-16")[:-1], "is not UTF-16-LE, which the rest of the file seems to be"),
        (SIMPLIFIED.encode("utf-8-sig") + b"\xff", "is not UTF-8, which the rest of the file seems to be"),
    ],
)
def test_bytes_that_are_no_text(data: bytes, told: str) -> None:
    with pytest.raises(ArticleError, match=told) as caught:
        decode(data, "a.txt")
    assert str(caught.value).startswith("a.txt: ")


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16"])
def test_files_of_articles(tmp_path: Path, encoding: str) -> None:
    (tmp_path / "page.txt").write_bytes(f"新图书馆开馆\n\n{SIMPLIFIED}\n".encode(encoding))
    (tmp_path / "one.md").write_bytes(f"---\ntitle: 新图书馆\nlang: zh\n---\n\n{SIMPLIFIED}\n".encode(encoding))
    assert [read_file(tmp_path / name)[0].text for name in ("page.txt", "one.md")] == [SIMPLIFIED] * 2
