"""The whole schema as a page of Markdown: ``docs/schema.md``. All of it comes from the code that it tells of."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Any

from newsspider.archive.documents import story_to_document
from newsspider.archive.schema import COLLECTIONS, article_rules, frontier_rules, indexes
from newsspider.archive.stories import Revision, StoredArticle, StoredLink
from newsspider.archive.views import VIEWS
from newsspider.cli.fields import Field, exported_fields, meaning, specimen
from newsspider.export.columns import ARTICLES, LINKS, REVISIONS, RUNS, Column
from newsspider.items import LINK_GROUPS, Article, Identity, Image, Link, Refused
from newsspider.runs import RunRecord
from newsspider.visits import Visit

_HEAD = """\
# The schema

Written by `newsspider schema --markdown`, from the code. JSON lines, CSV, Parquet, data frames and MongoDB call a field
by one name. Text is Unicode without markup. Null means that nobody said, an empty list that there is none.
"""
_STORY = """\
## A story

In JSON lines (`newsspider export articles`), and as a document of `articles` in MongoDB; — where it isn't there. Dates
are ISO 8601 with their offset, in `published_zone`, and bare ("2023-04-25") where `published_precision` is "day"; in
MongoDB they are instants. A document that an earlier version wrote may lack fields: they are null, or empty.
"""
_COLUMNS = """\
## Columns of CSV, Parquet and data frames

What is nested is a column of its own, what is counted by group is one a group. Instants are UTC; of a story whose
`published_precision` is "day", the day is that of the instant in `published_zone`. JSON lines of links, revisions and
runs have the same.

| type | Parquet, Arrow | CSV |
|---|---|---|
| text | string | as it is |
| texts | list of string | JSON |
| integer, number, boolean | int64, double, bool | `12`, `0.5`, `true` |
| instant | timestamp[ms, UTC] | ISO 8601 |
| counts, words | map of string to int64, to string | JSON |
| updates | list of struct | JSON |
"""
_COLLECTIONS = """\
## Collections and views of MongoDB

The fields of `revisions` and `runs` are their columns above; ids are `_id`. Only a run writes; a reader needs the role
`read`. One more collection, `meta`, holds the schema's version.
"""
_NOWHERE = "—"
_VIEWS: Mapping[str, str] = MappingProxyType(
    {
        "stories": "View: the articles without those that are gone or repeat another's text, and without what is of no "
        "use to a reader. Filters go by the indexes of `articles`; a sort reads all that fit.",
        "edges": "View: the links, a document each, with the columns of the export of links. A filter on the source "
        "(`source` is its id) goes by an index; for the links to a story name it twice: "
        '`{"links.target": ID, target: ID}`.',
    }
)
_IN_FRONTIER: Mapping[str, str] = MappingProxyType(
    {
        "_id": "Id of the URL.",
        "article": "Id of its story, if it became one; null otherwise.",
        "detail": meaning("detail", Refused),
        "key": "Id that its story has, or would have: what a link's target says.",
        "listed": "URL of the sitemap that lists it.",
        "state": "due: to be asked for; stray: a link that nothing else names; fetched; refused; gone; forgotten.",
    }
)
_IN_ARTICLES: Mapping[str, str] = MappingProxyType(
    {
        "extractor": "Who read the page: the version of newsspider, and under rules the rule that gave each field.",
        "outlinks": f"How many links it shows or showed, by group ({', '.join(LINK_GROUPS)}).",
        "written": "When the store last changed what it tells of the story, by the server's clock.",
        "witnesses": "The pages under which the story was fetched, and the URL that each names as the canonical one.",
    }
)
_UNRULED: Mapping[str, Any] = MappingProxyType(
    {
        "inlinks": {"bsonType": "object"},
        "extractor": {"bsonType": "object"},
        "story_hash": {"bsonType": ["string", "null"]},
        "text_hash": {"bsonType": ["string", "null"]},
    }
)
"""Fields of ``articles`` that the store's rules leave open."""
_STORY_CLASSES = (StoredArticle, Article)
_LINK_CLASSES = (StoredLink, Link)
_PARTS: Mapping[str, tuple[type, ...]] = MappingProxyType(
    {"image": (Image,), "link": _LINK_CLASSES, "source": _STORY_CLASSES, "target": _STORY_CLASSES}
)
"""The classes of what a column reads of, by the first part of its path."""
_EXPORTS: Mapping[str, tuple[Sequence[Column], tuple[type, ...]]] = MappingProxyType(
    {
        "articles": (ARTICLES, _STORY_CLASSES),
        "links": (LINKS, _LINK_CLASSES),
        "revisions": (REVISIONS, (Revision, *_STORY_CLASSES)),
        "runs": (RUNS, (RunRecord,)),
    }
)
"""The columns of each export, and the classes whose docstrings tell what they mean, the nearest first."""


def schema_page() -> str:
    """The page."""
    records = exported_fields()
    rules = {**article_rules()["properties"], **_UNRULED}
    nested = {"link": rules["links"]["items"], "update": rules["updates"]["items"], "image": rules["image"]}
    return "\n".join(
        [
            _HEAD,
            _STORY,
            _both(records["article"], rules, _internal(records["article"])),
            *(f"### {name.title()}\n\n{_both(records[name], nested[name]['properties'])}" for name in nested),
            _COLUMNS,
            *(f"### {name.title()}\n\n{_columns(*export)}" for name, export in _EXPORTS.items()),
            _COLLECTIONS,
            _table(("name", "what it holds"), [*COLLECTIONS.items(), *((name, _VIEWS[name]) for name in VIEWS)]),
            f"### Indexes\n\n{_indexes()}",
            f"### A URL in `frontier`\n\n{_frontier()}",
        ]
    )


def _both(
    exported: Iterable[Field], rules: Mapping[str, Any], internal: Mapping[str, str] = MappingProxyType({})
) -> str:
    """Fields of JSON lines and of documents, side by side; last those that documents alone have."""
    rows = [(f.name, f.type, _bson_type(rules.get("_id" if f.name == "id" else f.name)), f.meaning) for f in exported]
    rows += [(name, _NOWHERE, _bson_type(rules[name]), meaning) for name, meaning in internal.items()]
    return _table(("field", "JSON lines", "MongoDB", "meaning"), rows)


def _internal(exported: Iterable[Field]) -> Mapping[str, str]:
    """What the fields mean that a document in ``articles`` has and an exported story has not."""
    names = story_to_document(specimen()).keys() - {"_id"} - {field.name for field in exported}
    return {name: _IN_ARTICLES.get(name) or meaning(name, Identity, *_STORY_CLASSES) for name in sorted(names)}


def _columns(columns: Sequence[Column], classes: tuple[type, ...]) -> str:
    rows = []
    for column in columns:
        first, *rest = column.reads.replace("_id", "id").split(".")
        told = column.meaning or meaning(rest[-1] if rest else first, *(_PARTS[first] if rest else classes))
        rows.append((column.name, column.type, told))
    return _table(("column", "type", "meaning"), rows)


def _indexes() -> str:
    """The indexes by their names, which tell their keys: -1 for falling values."""
    names = {where: [model.document["name"] for model in found] for where, found in indexes().items()}
    return _table(
        ("collection", "indexes"), ((where, ", ".join(f"`{n}`" for n in found)) for where, found in names.items())
    )


def _frontier() -> str:
    rules = frontier_rules()["properties"]
    told = {name: _IN_FRONTIER.get(name) or meaning(name, Visit) for name in rules}
    return _table(("field", "MongoDB", "meaning"), [(name, _bson_type(rules[name]), told[name]) for name in rules])


def _bson_type(rule: Mapping[str, Any] | None) -> str:
    """A rule of a $jsonSchema in words; what has none isn't stored."""
    if rule is None:
        return _NOWHERE
    if "enum" in rule:
        return "string or null" if None in rule["enum"] else "string"
    if rule["bsonType"] == "array":
        return f"array of {_bson_type(rule['items'])}"
    return rule["bsonType"] if isinstance(rule["bsonType"], str) else " or ".join(rule["bsonType"])


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table of Markdown; the first cells are names."""
    lines = [head, ["---"] * len(head), *((f"`{name}`", *cells) for name, *cells in rows)]
    return "".join(f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in line)} |\n" for line in lines)
