"""python -m index build | add | remove | search | info | verify | rollback | read | approve.

It knows the commands' words and what they print; the work is done elsewhere. Installed packages may add commands, and
do something of their own after a build.
"""

import argparse
import json
import sys
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from importlib.metadata import entry_points
from pathlib import Path

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from index.article import Article
from index.building import Built, add_files, build_folder, remove_ids
from index.changes import changing, rollback
from index.command import ARTICLES, INDEX, place_options, progress_bar, run, store_address
from index.dense import keep_snapshot
from index.encoder import Encoder, load_encoder
from index.errors import ArticleError
from index.folder import Folder
from index.hits import Hit
from index.place import opened
from index.reading import open_page
from index.reading.drafts import DraftError, approve
from index.reading.files import listed
from index.reading.report import show, write
from index.search import Index
from index.stocktaking import show_stock, take_stock
from index.store import Store

COMMANDS = "yuwen.index"
"""The entry points by which an installed package gives another command: functions that take the subparsers."""
BUILT = "yuwen.built"
"""Those by which it is told of a build: functions that take the index's folder and the encoder."""


def main(arguments: list[str] | None = None) -> int:
    given = sys.argv[1:] if arguments is None else arguments
    options = _parser(given[:1]).parse_args(given)
    return run(lambda: options.command(options))


def _parser(wanted: Sequence[str]) -> argparse.ArgumentParser:
    """Of this module's commands, and of the others where none of these is `wanted`: they take time to load."""
    parser = argparse.ArgumentParser(prog="python -m index", description="The index of the source articles.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    model, as_json, sent = (argparse.ArgumentParser(add_help=False) for _ in range(3))
    sent.add_argument("--replace", action="store_true", help="publish also where another index is there")
    there, publishing = place_options(), "publish it there afterwards: milvus://host:port/name"
    on = argparse.ArgumentParser(add_help=False, parents=[place_options(publishing), sent])
    model.add_argument("--model", metavar="NAME", help="a sentence-transformers model; default: the packaged one")
    as_json.add_argument("--json", action="store_true", help="for programs")

    build = commands.add_parser("build", parents=[model, sent], help="make the index hold exactly a folder's articles")
    build.add_argument("articles", nargs="?", type=Path, default=ARTICLES, metavar="ARTICLES")
    build.add_argument("--out", type=Path, default=INDEX, metavar="DIR", help=f"default: {INDEX}")
    build.add_argument("--store", type=store_address, metavar="URL", help=publishing)
    build.add_argument("--names", type=Path, metavar="FILE", help="default: names.yaml beside the folder")
    build.set_defaults(command=_build)
    add = commands.add_parser("add", parents=[on, model], help="add or replace articles")
    add.add_argument("files", nargs="+", type=Path, metavar="FILE")
    add.set_defaults(command=_add)
    remove = commands.add_parser("remove", parents=[on, model], help="withdraw articles")
    remove.add_argument("ids", nargs="+", metavar="ID")
    remove.set_defaults(command=_remove)
    search = commands.add_parser("search", parents=[there, model, as_json], help="the passages nearest to a question")
    search.add_argument("question")
    search.add_argument("-k", type=_positive, default=5, metavar="N", help="how many; default: 5")
    search.set_defaults(command=_search)
    info = commands.add_parser("info", parents=[there, as_json], help="what the index holds")
    info.set_defaults(command=_info)
    whole = commands.add_parser("verify", parents=[there], help="check every file, row and offset")
    whole.set_defaults(command=_verify)
    back = commands.add_parser("rollback", parents=[on], help="go back to an earlier version")
    back.add_argument("version", nargs="?", type=_positive, metavar="VERSION", help="default: the one before")
    back.set_defaults(command=_rollback)
    read = commands.add_parser("read", help="the dry run: what would be read from a file or folder")
    read.add_argument("file", type=Path, metavar="FILE")
    read.add_argument("--out", type=Path, metavar="DIR", help="write the articles there as Markdown")
    read.add_argument("--ids", nargs="+", default=(), metavar="ID", help="names for the articles, in order")
    read.add_argument("--force", action="store_true", help="overwrite files that differ")
    read.set_defaults(command=_read)
    approved = commands.add_parser("approve", help="take drafts for good: they are indexed from the next build on")
    approved.add_argument("files", nargs="+", type=Path, metavar="FILE")
    approved.set_defaults(command=_approve)
    if not commands.choices.keys() & set(wanted):
        for other in entry_points(group=COMMANDS):
            other.load()(commands)
    return parser


def _positive(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number from 1 on")
    return int(text)


def _build(options: argparse.Namespace) -> int:
    _reach(options)
    encoder = load_encoder(options.model)
    with progress_bar("embedding") as progress:
        built, errors = build_folder(options.articles, options.out, encoder, options.names, progress)
    for error in errors:
        print(f"left out: {' '.join(str(error).split())}", file=sys.stderr)
    _report(built, options.out)
    for told in entry_points(group=BUILT):
        told.load()(options.out, encoder)
    _publish(options, options.out)
    return 0 if all(isinstance(error, DraftError) for error in errors) else 1


def _add(options: argparse.Namespace) -> None:
    _reach(options)
    with _existing(options) as (store, encoder), progress_bar("embedding") as progress:
        built = add_files(store, encoder, options.files, progress)
    _report(built, options.index)
    _publish(options, options.index)


def _remove(options: argparse.Namespace) -> None:
    _reach(options)
    with _existing(options) as (store, encoder):
        built = remove_ids(store, encoder, options.ids)
    _report(built, options.index)
    _publish(options, options.index)


@contextmanager
def _existing(options: argparse.Namespace) -> Iterator[tuple[Store, Encoder]]:
    """The index named by --index, of the model named by --model."""
    store = Store(options.index)
    try:
        encoder = load_encoder(options.model)
        store.check_encoder(encoder.name, encoder.dimension)
        yield store, encoder
    finally:
        store.close()


def _report(built: Built, folder: Path) -> None:
    print(f"{folder}: version {built.version}, {built.articles} articles, {built.embedded} texts embedded")


def _reach(options: argparse.Namespace) -> None:
    """Says that the store cannot be reached before minutes go into embedding, not after them."""
    if options.store:
        from index.milvus.wire import Wire

        Wire(options.store).close()


def _publish(options: argparse.Namespace, folder: Path) -> None:
    """Where --store names a Milvus, makes it hold what the folder holds."""
    if not options.store:
        return
    from index.milvus.publishing import publish

    with closing(Folder(folder)) as store, progress_bar("publishing") as progress:
        made = publish(store, options.store, replacing=options.replace, progress=progress)
    print(f"{options.store}: version {made.version}, {made.articles} articles, {made.written} written")


def _search(options: argparse.Namespace) -> None:
    with closing(
        opened(options.store or options.index)
    ) as store:  # says at once when there is none, before a model is loaded
        index = Index.over(store, load_encoder(options.model))
        hits = index.search(index.query(options.question), options.k)
    if options.json:
        print(json.dumps([_hit(hit) for hit in hits], ensure_ascii=False, indent=2))
        return
    table = Table("score", "passage", "text", title=escape(options.question), show_lines=True)
    for hit in hits:
        table.add_row(f"{hit.score:.3f}", escape(hit.passage.id), escape(hit.text))
    Console().print(table)


def _hit(hit: Hit) -> dict[str, object]:
    scores = {name: round(getattr(hit, name), 4) for name in ("score", "cosine", "best_sentence", "lexical", "maxsim")}
    place = {"start": hit.passage.start, "end": hit.passage.end, "article": hit.article.id, "title": hit.article.title}
    return {"passage": hit.passage.id, "text": hit.text, **place, **scores}


def _info(options: argparse.Namespace) -> None:
    with closing(opened(options.store or options.index)) as store:
        stock = take_stock(store)
    if options.json:
        print(json.dumps(stock, ensure_ascii=False, indent=2))
    else:
        show_stock(stock, Console())


def _verify(options: argparse.Namespace) -> int:
    with closing(opened(options.store or options.index)) as store:
        faults, place = store.faults(), store.place
    for fault in faults:
        print(f"fault: {fault}", file=sys.stderr)
    if not faults:
        print(f"{place}: whole")
    return 1 if faults else 0


def _rollback(options: argparse.Namespace) -> None:
    _reach(options)
    with closing(Store(options.index)) as store:
        with changing(store):
            number = rollback(store, options.version)
            keep_snapshot(store)
        print(f"{options.index}: version {number}, {store.count()} articles")
    _publish(options, options.index)


def _read(options: argparse.Namespace) -> int:
    console, failed = Console(), 0
    articles: list[Article] = []
    for path in listed([options.file]):
        try:
            page = open_page(path)
        except ArticleError as error:
            if path == options.file:
                raise
            print(f"left out: {' '.join(str(error).split())}", file=sys.stderr)
            failed = 1
        else:
            articles += page.articles
            show(page, console)
    if options.out:
        for path in write(articles, options.out, options.ids, options.force):
            print(f"written: {path}")
    return failed


def _approve(options: argparse.Namespace) -> None:
    for path in options.files:
        approve(path)
        print(f"approved: {path}")


if __name__ == "__main__":
    sys.exit(main())
