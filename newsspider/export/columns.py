"""The columns of the exports: one definition for CSV, Parquet, JSON lines, data frames and the documentation.

A column has the name of the field that it comes from. What is nested is a column of its own (``image_url``), what is
counted by group is one a group (``inlinks_editorial``); the links themselves are rows of an export of their own.
Instants are UTC; what is a day in the newspaper's zone has ``published_precision`` "day", and ``published_zone`` tells
the zone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from types import MappingProxyType
from typing import Any, Literal

from newsspider.items import LINK_GROUPS

ColumnType = Literal["text", "texts", "integer", "number", "boolean", "instant", "counts", "words", "updates"]
"""``texts`` is a list of text; ``counts`` and ``words`` are mappings of text to integers and to text; ``updates`` are
the entries of a live blog: ``at`` (an instant), ``headline`` and ``paragraphs``."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of an export."""

    name: str
    """Its name in all formats."""
    type: ColumnType
    """What its values are; any may be missing."""
    reads: str
    """The field that it comes from: of a document in the store, an ``Edge``, a ``RunRecord``; after a dot a field of
    that, as in "image.url"."""
    make: Callable[[Any], Any] | None = None
    """Makes the value of what that field holds; None where it is the value."""
    meaning: str = ""
    """What it tells; empty for what the docstring of that field says."""


Row = list[Any]
"""The values of some columns, in their order."""


def row_of(columns: Sequence[Column]) -> Callable[[Mapping[str, Any]], Row]:
    """Gives the row of a document of the store, an ``Edge``, a ``RunRecord``; None where that tells nothing."""
    paths = [column.reads.rpartition(".") for column in columns]
    parts = [(above, [name for _, _, name in some]) for above, some in groupby(paths, key=itemgetter(0))]
    makes = [(place, column.make) for place, column in enumerate(columns) if column.make]

    def row(document: Mapping[str, Any]) -> Row:
        found: Row = []
        for above, names in parts:
            inside = document.get(above) or {} if above else document
            found += map(inside.get, names)
        for place, make in makes:
            found[place] = make(found[place])
        return found

    return row


def fields_of(columns: Iterable[Column]) -> dict[str, int]:
    """The fields of a document that some columns come from, as a projection of MongoDB."""
    return {column.reads: 1 for column in columns}


def _is_there(value: object) -> bool:
    return value is not None


def _named(type_: ColumnType, *names: str, of: str = "") -> Iterable[Column]:
    """Columns that are fields as they stand; ``of`` is the end of a link that they are of."""
    return (Column(f"{of}_{name}" if of else name, type_, f"{of}.{name}" if of else name) for name in names)


def _end(name: str) -> Iterable[Column]:
    """The columns of the story at one end of a link."""
    yield from _named("text", "url", "title", "site", "section", of=name)
    yield from _named("instant", "published", of=name)
    yield from _named("text", "published_precision", "published_zone", of=name)


_TEXT = Column("text", "text", "text", meaning="The paragraphs with an empty line between them, and none in one.")

GROUP_OF: Mapping[str, str] = MappingProxyType({kind: group for group, kinds in LINK_GROUPS.items() for kind in kinds})
"""The group of each kind of links."""

ARTICLES: tuple[Column, ...] = (
    Column("id", "text", "_id"),
    *_named("text", "url"),
    *_named("texts", "aliases"),
    *_named("text", "site", "page_kind", "title", "standfirst"),
    _TEXT,
    *_named("texts", "paragraph_kinds"),
    *_named("updates", "updates"),
    *_named("texts", "parts"),
    *(Column(f"image_{name}", "text", f"image.{name}") for name in ("url", "caption", "credit")),
    *_named("texts", "captions", "embeds"),
    *_named("boolean", "free"),
    *_named("instant", "published"),
    *_named("text", "published_precision", "published_raw", "published_zone"),
    *_named("instant", "modified"),
    *_named("texts", "authors"),
    *_named("text", "section"),
    *_named("texts", "tags"),
    *_named("text", "language", "credit"),
    *_named("texts", "agencies"),
    *_named("integer", "reading_minutes"),
    *_named("text", "duplicate_of"),
    *_named("integer", "revision"),
    *_named("instant", "gone_at", "first_seen", "last_seen", "last_changed"),
    *(
        Column(
            f"inlinks_{group}",
            "integer",
            f"inlinks.{group}",
            meaning=f"How many stories lead here by {group} links, as of the end of the last run; null before it.",
        )
        for group in LINK_GROUPS
    ),
    *(
        Column(
            f"links_{group}",
            "integer",
            f"outlinks.{group}",
            meaning=f"How many {group} links the story shows or showed: its rows in the export of links.",
        )
        for group in LINK_GROUPS
    ),
)
"""Stories. The fields are those of a document in ``articles``."""

LINKS: tuple[Column, ...] = (
    Column("source", "text", "source._id", meaning="Id of the story that shows the link."),
    *_end("source"),
    Column("target", "text", "link.target"),
    *_end("target"),
    Column(
        "stored",
        "boolean",
        "target._id",
        _is_there,
        meaning="Whether the target is a stored story; of another one nothing but id and URL is known.",
    ),
    Column("group", "text", "link.kind", GROUP_OF.get, meaning="What the kind tells: editorial, sequence, rotating."),
    *(Column(name, "text", f"link.{name}") for name in ("kind", "title", "teaser", "label")),
    Column("position", "integer", "link.position"),
    *(Column(name, "instant", f"link.{name}") for name in ("first_seen", "last_seen")),
)
"""Links, a row each: of an ``Edge``, whose ends have the fields of a document in ``articles``."""

REVISIONS: tuple[Column, ...] = (
    Column("id", "text", "_id", meaning="The story's id and the hash of what it said."),
    Column("article", "text", "article", meaning="Id of the story."),
    *_named("text", "url", "site", "page_kind"),
    Column("revision", "integer", "revision", meaning="The story's revision then: 1 for what it said first."),
    Column("matters", "boolean", "matters", lambda said: said is not False),  # versions before said nothing
    *_named("text", "title", "standfirst", "credit"),
    _TEXT,
    *_named("instant", "published", "modified", "first_seen", "last_seen"),
)
"""What edited stories said before. The fields are those of a document in ``revisions``."""

RUNS: tuple[Column, ...] = (
    *_named("text", "id", "command"),
    *_named("texts", "sites"),
    *_named("words", "asked"),
    *_named("texts", "rights"),
    *_named("text", "state"),
    *_named("instant", "started", "seen", "ended"),
    *_named("text", "host"),
    *_named("integer", "pid", "done", "total"),
    *_named("text", "reason"),
    *_named("integer", "exit_code", "found", "surveyed", "read", "new", "edited", "unchanged", "gone"),
    *_named("counts", "refused", "lost"),
    *_named("integer", "requests", "bytes"),
    *_named("number", "seconds"),
    *_named("counts", "fields"),
    *_named("words", "versions"),
    *_named("texts", "alarms"),
)
"""Runs. The fields are those of a ``RunRecord``."""
