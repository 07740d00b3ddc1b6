"""What an index holds, and what its editors should look at: a table for people, a mapping for programs.

It knows nothing of searching, and changes nothing.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from index.article import Article
from index.holdings import Holdings
from index.store import CURRENT, Store

_ALIKE = 0.6
"""Share of the shorter article's sentences that stand in the other one too, from which the two are told."""
_FEWEST = 2
"""Sentences in common, at least."""
_COMMON = 10
"""Articles from which a sentence is a set phrase of the house and shows nothing."""
_NAMED = 5
"""Articles that a warning names."""


@dataclass(frozen=True, slots=True)
class Alike:
    """Two articles that hold much of the same."""

    one: str
    other: str
    share: float
    """Of the shorter one's sentences, those that stand in the other."""


@dataclass(frozen=True, slots=True)
class Warnings:
    """What an editor should look at."""

    alike: tuple[Alike, ...]
    undated: tuple[str, ...]
    behind: tuple[tuple[str, str], ...]
    """Editions older than the present text of their original, with its id."""

    def lines(self) -> Iterator[str]:
        for pair in self.alike:
            yield f"{pair.one} and {pair.other} have {pair.share:.0%} of the shorter one's sentences in common"
        if self.undated:
            yield f"{_count(len(self.undated), 'article')} without a date: {_named(self.undated)}"
        for edition, original in self.behind:
            yield f"{edition} is older than the present text of its original, {original}: is it still its translation?"


def take_stock(store: Holdings) -> dict[str, Any]:
    """Everything that is known of an index, as JSON can hold it."""
    with store.moment():
        articles, versions, sizes, facts = store.articles(), store.versions(), store.sizes(), store.facts()
        version = store.version()
    dates = sorted(article.date for article in articles if article.date)
    return {
        "index": store.place,
        "version": version,
        **asdict(sizes),
        **facts,
        "created": versions[-1].created if versions else "",
        "languages": dict(Counter(article.lang for article in articles).most_common()),
        "first_date": dates[0] if dates else "",
        "last_date": dates[-1] if dates else "",
        "members": [_member(article) for article in articles],
        "history": [asdict(version) for version in versions],
    }


def facts_of(store: Store) -> dict[str, Any]:
    """What a folder's own files and rows tell (`Holdings.facts`)."""
    found = store.snapshot()
    size = sum(path.stat().st_size for path in store.folder.iterdir() if path.is_file())
    compared = {"compared": found.kind if found else "exact", "recall": round(found.recall, 4) if found else 1.0}
    return {**asdict(store.meta), **compared, "bytes": size, "warnings": list(warnings_of(store).lines())}


def warnings_of(store: Store) -> Warnings:
    """What an editor should look at in the current version."""
    articles = store.articles()
    since = _since(store)
    editions = [(a.id, a.translation_of) for a in articles if a.translation_of]
    behind = tuple((one, original) for one, original in editions if since.get(original, 0) > since[one])
    undated = tuple(article.id for article in articles if not article.date)
    return Warnings(tuple(_alike(store, {a.id: a for a in articles})), undated, behind)


def show_stock(stock: dict[str, Any], console: Console) -> None:
    """Prints what `take_stock` found."""
    console.print(_summary(stock))
    articles = Table("id", "title", "date", "lang", "source", "characters", title="Articles", title_justify="left")
    articles.columns[0].overflow = "fold"
    for one in stock["members"]:
        date = f"{one['date']} (inferred)" if "date" in one["inferred"] else one["date"]
        values = (one["id"], one["title"], date or "–", one["lang"], one["source"] or "–", f"{one['characters']:,}")
        articles.add_row(*map(escape, values))
    console.print(articles)
    for version in stock["history"][-_NAMED:]:
        line = f"version {version['number']}, {version['created']}: {version['change']}"
        console.print(line, highlight=False, markup=False)
    for warning in stock["warnings"]:
        console.print(f"[yellow]Please check:[/] {escape(warning)}", soft_wrap=True)


def _summary(stock: dict[str, Any]) -> Table:
    table = Table(title=escape(stock["index"]), title_justify="left", show_header=False)
    dates = f"{stock['first_date']} to {stock['last_date']}" if stock["first_date"] else "–"
    rows = {
        "version": f"{stock['version']}, {age_of(stock['created'])}",
        "articles": f"{stock['articles']:,}",
        "languages": ", ".join(f"{lang} {count:,}" for lang, count in stock["languages"].items()),
        "dates": dates,
        "passages": f"{stock['passages']:,}",
        "sentences": f"{stock['sentences']:,}",
        "compared": _compared(stock),
        "model": f"{stock['encoder']}, {stock['dimension']} dimensions",
        "on disk": "–" if stock["bytes"] is None else f"{stock['bytes'] / 1e6:,.1f} MB",
    }
    for name, value in rows.items():
        table.add_row(name, escape(value))
    return table


def _compared(stock: dict[str, Any]) -> str:
    if stock["compared"] == "exact":
        return "one by one"
    if stock["recall"] is None:
        return f"as the store is set ({stock['compared']})"
    return f"by bits first, then the nearest: {stock['recall']:.1%} of the ten nearest found"


def age_of(created: str, now: datetime | None = None) -> str:
    """How long ago a version was made, in the largest whole unit."""
    if not created:
        return "never built"
    seconds = int(((now or datetime.now(UTC)) - datetime.fromisoformat(created)).total_seconds())
    for unit, length in (("day", 86400), ("hour", 3600), ("minute", 60)):
        if seconds >= length:
            return f"{_count(seconds // length, unit)} old"
    return "less than a minute old"


def _member(article: Article) -> dict[str, Any]:
    names = ("id", "title", "date", "lang", "source", "translation_of", "inferred", "hash")
    return {name: getattr(article, name) for name in names} | {"characters": len(article.text)}


def _since(store: Store) -> dict[str, int]:
    """Article id → the version that brought its present text first; going back to a text makes it no newer."""
    with store.moment() as db:
        rows = db.execute(
            "select a.article_id, min(m.since) from member m join article a on a.id = m.article "
            f"where a.id in ({CURRENT}) group by a.id"
        )
        return dict(rows.fetchall())


def _alike(store: Store, articles: dict[str, Article]) -> Iterator[Alike]:
    """Pairs that share sentences to the letter, most alike first; a text and its editions are no such pair."""
    with store.moment() as db:
        counts = dict(db.execute(f"{_SENTENCES} select article, count(*) from one group by article").fetchall())
        pairs = db.execute(_PAIRS, {"common": _COMMON, "fewest": _FEWEST}).fetchall()
    found = [Alike(min(a, b), max(a, b), both / min(counts[a], counts[b])) for a, b, both in pairs]
    for pair in sorted(found, key=lambda pair: (-pair.share, pair.one, pair.other)):
        originals = {articles[name].translation_of or name for name in (pair.one, pair.other)}
        if pair.share >= _ALIKE and len(originals) > 1:
            yield pair


_SENTENCES = f"""with one as (
    select distinct s.embedding as key, a.article_id as article
    from sentence s join passage p on p.id = s.passage join article a on a.id = p.article where a.id in ({CURRENT}))"""
"""Each sentence of each current article once; its key names its text."""
_PAIRS = f"""{_SENTENCES},
    shared as (select key from one group by key having count(*) between 2 and :common)
    select a.article, b.article, count(*) as both
    from shared join one a on a.key = shared.key join one b on b.key = shared.key and a.article < b.article
    group by 1, 2 having both >= :fewest"""


def _count(count: int, what: str) -> str:
    return f"{count:,} {what}{'' if count == 1 else 's'}"


def _named(names: tuple[str, ...]) -> str:
    more = f" and {len(names) - _NAMED:,} more" if len(names) > _NAMED else ""
    return ", ".join(names[:_NAMED]) + more
