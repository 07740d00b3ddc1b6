"""The dry run: what was read, shown to an editor before anything is stored, and written out on demand.

It knows nothing of how a page is read; it prints what the Page and its articles say of themselves.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from index.article import Article
from index.errors import ArticleError
from index.reading.checks import check_id
from index.reading.markdown import to_markdown
from index.reading.page import Join, Page
from index.reading.writing import replace_file

_EXAMPLES = 5
"""Joins of each kind that are shown."""
_PREVIEW = 24
"""Characters of a block that are shown."""


def show(read: Page | Sequence[Article], console: Console) -> None:
    """Print what was read: the articles, their outlines and, for a printed page, every kind of decision."""
    articles = read.articles if isinstance(read, Page) else read
    console.print(_overview(articles))
    for article in articles:
        console.print(_outline(article))
    if isinstance(read, Page) and read.printed:
        console.print(_joins(read.joins))
        for part in read.folio:
            console.print(f"Page line: {escape(part.text)}")
    corrections = [(article.id, one) for article in articles for one in article.corrections]
    for article_id, one in corrections:
        console.print(f"Corrected in {article_id}: {one.printed} → {one.corrected} ({escape(one.reason)})")
    for article in articles:
        if article.draft:
            console.print(f"[yellow]A draft:[/] {escape(article.id)} is left out of every index until it is approved")
    for warning in read.warnings if isinstance(read, Page) else ():
        console.print(f"[yellow]Please check:[/] {escape(warning)}")


def write(articles: Sequence[Article], out: Path, ids: Sequence[str] = (), force: bool = False) -> list[Path]:
    """Write each article as `<id>.md` into the folder `out`, which is made; `ids` name them anew, in order.

    All or nothing is checked first: raises ArticleError for a wrong number of ids, for one that is not valid or
    used twice, and, but for `force`, for a file that is there and differs. Each file appears whole or not at all.
    """
    named = [replace(article, id=new) for article, new in zip(articles, _checked(articles, ids), strict=True)]
    texts = {out / f"{article.id}.md": to_markdown(article) for article in named}
    try:
        for path, text in texts.items():
            if path.exists() and not force and path.read_bytes() != text.encode():
                raise ArticleError(
                    f"{path}: the file is there and differs. Expected a new name or the same text; "
                    "give other ids, another folder, or force it."
                )
        out.mkdir(parents=True, exist_ok=True)
        for path, text in texts.items():
            replace_file(path, text)
    except OSError as error:
        raise ArticleError(f"{out}: cannot write there: {error.strerror}. Give another folder.") from None
    return list(texts)


def _checked(articles: Sequence[Article], ids: Sequence[str]) -> list[str]:
    if ids and len(ids) != len(articles):
        raise ArticleError(f"{len(ids)} ids were given for {len(articles)} articles. Expected one id for each.")
    checked = [check_id(article_id) for article_id in ids or [article.id for article in articles]]
    twice = [article_id for article_id, count in Counter(checked).items() if count > 1]
    if twice:
        raise ArticleError(f"the id {twice[0]!r} names two articles. Expected another id for each.")
    return checked


def _overview(articles: Sequence[Article]) -> Table:
    """One column an article: there are few of them and much to say of each."""
    table = Table(title=f"{len(articles)} article{'s' if len(articles) != 1 else ''}", title_justify="left")
    table.add_column("")
    facts = [_facts(one) for one in articles]
    for one in articles:
        table.add_column(escape(one.id), overflow="fold")
    for name in facts[0] if facts else ():
        if any(of_one[name] for of_one in facts):
            table.add_row(name, *(escape(of_one[name]) or "–" for of_one in facts))
    return table


def _facts(one: Article) -> dict[str, str]:
    return {
        "title": one.title,
        "section": one.section,
        "subtitle": one.subtitle,
        "date": f"{one.date} (inferred)" if "date" in one.inferred else one.date,
        "source": one.source,
        "authors": ", ".join(one.authors),
        "lang": one.lang,
        "characters": f"{len(one.text):,}",
    }


def _outline(article: Article) -> Table:
    table = Table(title=escape(article.title), title_justify="left")
    for column in ("block", "kind", "begins", "ends", "characters"):
        table.add_column(column, overflow="fold")
    for number, block in enumerate(article.blocks, 1):
        text = article.block_text(block)
        begins = text if len(text) <= 2 * _PREVIEW else text[:_PREVIEW] + "…"
        ends = "" if len(text) <= 2 * _PREVIEW else "…" + text[-_PREVIEW // 2 :]
        table.add_row(str(number), block.kind, escape(begins), escape(ends), str(len(text)))
    return table


def _joins(joins: Sequence[Join]) -> Table:
    table = Table(title=f"{len(joins)} line ends joined", title_justify="left")
    for column in ("kind", "joins", "examples"):
        table.add_column(column, overflow="fold")
    kinds: dict[str, list[Join]] = {}
    for join in joins:
        kinds.setdefault("over a blank line" if join.over_blank else join.kind, []).append(join)
    for kind, of_kind in sorted(kinds.items(), key=lambda item: len(item[1])):
        examples = [f"line {join.line}: {escape(join.joined)}" for join in of_kind[:_EXAMPLES]]
        table.add_row(kind, str(len(of_kind)), "\n".join(examples))
    return table
