"""The fields of the records that are exported, told from the docstrings of the classes behind them."""

from __future__ import annotations

import ast
import inspect
import textwrap
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from itertools import pairwise

from rich.table import Table

from newsspider.archive.stories import StoredArticle, StoredLink
from newsspider.export import article_to_json
from newsspider.items import LINK_GROUPS, STORED_KINDS, Article, Image, Link, Update


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a record."""

    name: str
    type: str
    """Its type in JSON; "or null" if it may be empty."""
    meaning: str


_JSON_TYPES = {
    "str": "text",
    "int": "number",
    "datetime": "date",
    "PageKind": "text",
    "LinkKind": "text",
    "Precision": "text",
    "Image": "image",
    "bool": "true or false",
    "None": "null",
}


def _kinds() -> str:
    return "; ".join(f"{group}: {', '.join(kinds)}" for group, kinds in LINK_GROUPS.items())


_OWN_MEANINGS = {
    "page_kind": f"What the page is: {' or '.join(sorted(STORED_KINDS))}; pages of other kinds are not stored.",
    "kind": f"Why the link stands there: {_kinds()}.",
    "inlinks": f"How many stories link here, by group ({', '.join(LINK_GROUPS)}), as of the end of the last run.",
    "text": "The paragraphs with an empty line between them.",
    "aliases": "The identity keys of all its URLs: host without www, and path, without what never changes the page.",
}


def exported_fields() -> dict[str, list[Field]]:
    """The fields of each kind of record, in the order of the export."""
    record = article_to_json(specimen(), {})
    return {
        "article": [_field(name, StoredArticle, Article) for name in record],
        "update": [_field(name, Update) for name in record["updates"][0]],
        "link": [_field(name, StoredLink, Link) for name in record["links"][0]],
        "image": [_field(name, Image) for name in record["image"]],
    }


def field_meanings(cls: type) -> dict[str, str]:
    """The docstring under each field of a class, on one line, in the words of JSON."""
    tree = ast.parse(textwrap.dedent(inspect.getsource(cls))).body[0]
    body = tree.body if isinstance(tree, ast.ClassDef) else []
    found = {}
    for field, text in pairwise(body):
        if isinstance(field, ast.AnnAssign) and isinstance(field.target, ast.Name) and isinstance(text, ast.Expr):
            words = " ".join(str(ast.literal_eval(text.value)).split())
            for python, json in (("``", ""), ("None", "null"), ("True", "true"), ("False", "false")):
                words = words.replace(python, json)
            found[field.target.id] = words
    return found


def meaning(name: str, *classes: type) -> str:
    """What a field means, in the words of the first of these classes that has it."""
    return _OWN_MEANINGS.get(name) or next(found[name] for found in map(field_meanings, classes) if name in found)


def fields_table(title: str, found: list[Field]) -> Table:
    """The fields, one a line."""
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="dim", title=title, title_justify="left")
    table.add_column("field", no_wrap=True, style="bold")
    table.add_column("type", no_wrap=True)
    table.add_column("meaning", overflow="fold", ratio=1)
    for field in found:
        table.add_row(field.name, field.type, field.meaning)
    return table


def _field(name: str, *classes: type) -> Field:
    types = {field.name: str(field.type) for field in fields(classes[0])}
    return Field(name, _json_type(types.get(name, "str")), meaning(name, *classes))


def _json_type(annotation: str) -> str:
    if annotation.startswith("tuple[StoredLink"):
        return "list of link"
    if annotation.startswith("tuple[Update"):
        return "list of update"
    if annotation.startswith("tuple["):
        return "list of text"
    if annotation.startswith("Mapping"):
        return "object"
    return " or ".join(_JSON_TYPES[part] for part in annotation.split(" | "))


def specimen() -> StoredArticle:
    """A story with a link, an update and an image, to see what an export has."""
    now = datetime(2023, 4, 25, tzinfo=UTC)
    link = StoredLink(kind="related", url="", title="", target="", first_seen=now, last_seen=now)
    return StoredArticle(
        url="",
        fetched_url="",
        site="",
        page_kind="article",
        id="",
        first_seen=now,
        last_seen=now,
        last_changed=now,
        content_hash="",
        links=(link,),
        updates=(Update(),),
        image=Image(url=""),
    )
