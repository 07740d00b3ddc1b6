"""The head of an article's file: YAML between two lines "---" ↔ the fields of an Article.

It knows nothing of the body. Values of the named fields are taken as written (a date stays "2023-08-16", a
page "03"), so YAML's guesses about numbers, dates and yes/no never change what an editor typed.
"""

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

import yaml

from index.article import Article, Correction
from index.errors import ArticleError
from index.reading.checks import check_date, check_id, check_lang, check_url
from index.reading.normal import normalise

MAX_FRONT_MATTER = 64 * 1024
"""Characters; more is a mistake or an attack."""

TEXT_FIELDS = (
    "title", "subtitle", "section", "source", "source_line", "date", "lang", "url", "page", "translation_of",
)  # fmt: skip
LIST_FIELDS = ("authors", "inferred")
FIELDS = (*TEXT_FIELDS, *LIST_FIELDS, "corrections")

_HEAD = re.compile(r"---[ \t]*\n(?P<yaml>(?:.*\n)*?)---[ \t]*(?:\n|$)")
_NULL, _STRING, _TIMESTAMP = "tag:yaml.org,2002:null", "tag:yaml.org,2002:str", "tag:yaml.org,2002:timestamp"


class _Loader(yaml.SafeLoader):
    """YAML without aliases (a few lines of them unfold into gigabytes) and without dates."""

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        if self.check_event(yaml.AliasEvent):
            raise yaml.composer.ComposerError(
                None,
                None,
                "aliases (*name) are not allowed",
                self.peek_event().start_mark,  # type: ignore[no-untyped-call]
            )
        return super().compose_node(parent, index)


def _as_text(loader: _Loader, node: yaml.ScalarNode) -> str:
    return str(loader.construct_scalar(node))


_Loader.add_constructor(_TIMESTAMP, _as_text)


def split_front_matter(text: str, name: str) -> tuple[str, str]:
    """The YAML and the body of `text`; raises ArticleError naming the file `name` when there is no head."""
    head = _HEAD.match(text)
    if head is None:
        raise ArticleError(
            f"{name}: no front matter found. Expected a first line '---', fields such as 'title: …' and 'lang: zh', "
            "and a closing line '---'; add them at the top of the file."
        )
    if len(head["yaml"]) > MAX_FRONT_MATTER:
        raise ArticleError(
            f"{name}: the front matter has {len(head['yaml']):,} characters. Expected at most {MAX_FRONT_MATTER:,}; "
            "move what belongs to the text below the closing '---'."
        )
    return head["yaml"], text[head.end() :]


def read_fields(front_matter: str, name: str) -> dict[str, Any]:
    """The fields of an Article out of its front matter, checked; `extra` holds the keys the format does not name.

    Raises ArticleError naming the file `name` for broken YAML and for a value that is missing or not valid.
    """
    values = _values(front_matter, name)
    fields: dict[str, Any] = {key: _text(values.pop(key, None), key, name) for key in TEXT_FIELDS}
    fields |= {key: _texts(values.pop(key, None), key, name) for key in LIST_FIELDS}
    fields["corrections"] = _corrections(values.pop("corrections", None), name)
    fields["extra"] = MappingProxyType({key: _plain(value, key, name) for key, value in values.items()})
    for key in ("url", "page", "translation_of"):
        fields[key] = fields[key] or None
    _check(fields, name)
    return fields


def write_fields(article: Article) -> str:
    """The front matter of `article`, without what is empty, between its two lines "---"."""
    values: dict[str, object] = {key: getattr(article, key) for key in TEXT_FIELDS}
    values |= {key: list(getattr(article, key)) for key in LIST_FIELDS}
    values["corrections"] = [
        {"printed": one.printed, "corrected": one.corrected, "reason": one.reason} for one in article.corrections
    ]
    values = {key: value for key, value in values.items() if value} | dict(article.extra)
    dumped = yaml.safe_dump(values, allow_unicode=True, sort_keys=False, width=10**6)
    return f"---\n{dumped}---\n"


def _values(front_matter: str, name: str) -> dict[str, Any]:
    """Keys and values of the YAML mapping: named fields as written, all others as YAML understands them."""
    try:
        loader = _Loader(front_matter)
        node = loader.get_single_node()
        if not isinstance(node, yaml.MappingNode):
            raise ArticleError(f"{name}: the front matter is no list of fields. Expected lines such as 'title: …'.")
        values: dict[str, Any] = {}
        for key_node, value_node in node.value:
            key = key_node.value if isinstance(key_node, yaml.ScalarNode) else ""
            if not key or key in values:
                line = key_node.start_mark.line + 2
                raise ArticleError(f"{name}, line {line}: expected each field once, by name; received {key!r} again.")
            values[key] = _raw(value_node) if key in FIELDS else loader.construct_document(value_node)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        where = f"{name}, line {mark.line + 2}" if mark else name
        raise ArticleError(f"{where}: the front matter is not valid YAML: {error.problem}. {_MEND_YAML}") from None
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        problem = str(error).splitlines()[0]
        raise ArticleError(f"{name}: the front matter is not valid YAML: {problem}. {_MEND_YAML}") from None
    return values


_MEND_YAML = "Put quotation marks around a value that holds ': ' or begins with a sign."


def _raw(node: yaml.Node) -> Any:
    """The node as typed: strings, None for nothing, and lists and mappings of these."""
    if isinstance(node, yaml.ScalarNode):
        return None if node.tag == _NULL else normalise(node.value).strip()
    if isinstance(node, yaml.SequenceNode):
        return [_raw(item) for item in node.value]
    return {_raw(key): _raw(value) for key, value in node.value if isinstance(key, yaml.ScalarNode)}


def _text(value: Any, key: str, name: str) -> str:
    if value is None or isinstance(value, str):
        return value or ""
    raise ArticleError(f"{name}: '{key}' has the value {value!r}. Expected one text, as in '{key}: …'.")


def _texts(value: Any, key: str, name: str) -> tuple[str, ...]:
    values = [value] if isinstance(value, str) else value or []
    if isinstance(values, list) and all(isinstance(item, str) and item for item in values):
        return tuple(item for item in values)
    raise ArticleError(f"{name}: '{key}' has the value {value!r}. Expected a text or a list of texts.")


def _plain(value: Any, key: str, name: str) -> Any:
    """A value of a key that the format does not name: what JSON can hold, so that the index can keep it."""
    if isinstance(value, str):
        return normalise(value)
    if isinstance(value, list):
        return [_plain(item, key, name) for item in value]
    if isinstance(value, dict):
        return {normalise(str(inner)): _plain(item, key, name) for inner, item in value.items()}
    if value is None or isinstance(value, bool | int | float):
        return value
    raise ArticleError(f"{name}: '{key}' holds a {type(value).__name__}. Expected texts, numbers and lists of them.")


def _corrections(value: Any, name: str) -> tuple[Correction, ...]:
    keys = {"printed", "corrected", "reason"}
    entries = value or []
    if not isinstance(entries, list):
        entries = [entries]
    for entry in entries:
        texts = isinstance(entry, Mapping) and all(isinstance(item, str) for item in entry.values())
        if not texts or not {"printed", "corrected"} <= set(entry) <= keys:
            raise ArticleError(
                f"{name}: 'corrections' holds {entry!r}. Expected entries with printed, corrected and reason."
            )
    return tuple(Correction(**entry) for entry in entries)


def _check(fields: Mapping[str, Any], name: str) -> None:
    for key, example in (("title", "西部国际传播中心在渝揭牌成立"), ("lang", "zh")):
        if not fields[key]:
            raise ArticleError(f"{name}: the field '{key}' is missing. Add a line such as '{key}: {example}'.")
    check_lang(fields["lang"], name)
    if fields["date"]:
        check_date(fields["date"], name)
    if fields["url"]:
        check_url(fields["url"], name)
    if fields["translation_of"]:
        check_id(fields["translation_of"], f"{name}: translation_of")
    unknown = [key for key in fields["inferred"] if key not in FIELDS]
    if unknown:
        raise ArticleError(f"{name}: 'inferred' names {unknown[0]!r}. Expected names of fields: {', '.join(FIELDS)}.")
