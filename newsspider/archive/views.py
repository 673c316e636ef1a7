"""Views for people who come with other tools: ``stories`` and ``edges``. They hold nothing; they are the store, shown.

``stories`` are the stories without those that are gone or repeat another's text, and without what is ours alone.

``edges`` are the links, a row each, with the fields that ``newsspider export links`` has. A filter on the source's
fields (``source`` is its id) goes by an index. One on ``target`` alone reads all links, a second for 40,000 stories:
no index leads through an array that was taken apart. Who wants the links to a story names it twice,
``{"links.target": id, "target": id}``: the first finds the stories by an index, the second the rows. ``links`` is
there for that alone. ``_id`` is the source's id and the link's place in its ``links``: $graphLookup wants one.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from pymongo.database import Database
from pymongo.errors import OperationFailure

from newsspider.archive.connection import EXISTS
from newsspider.items import LINK_GROUPS

Document = dict[str, Any]

_INTERNAL = ("fetched_url", "witnesses", "extractor", "content_hash", "story_hash", "text_hash", "outlinks", "written")
_OF_STORY = ("url", "title", "site", "section", "published", "published_precision", "published_zone")
_OF_LINK = ("title", "teaser", "label", "position", "first_seen", "last_seen")


def _stories() -> list[Document]:
    return [{"$match": {"duplicate_of": None, "gone_at": None}}, {"$unset": [*_INTERNAL, "duplicate_of", "gone_at"]}]


def _edges() -> list[Document]:
    """First what is filtered by, under its own name, then the look-up of the targets: only for the rows that stay."""
    groups = [
        {"case": {"$in": ["$link.kind", list(kinds)]}, "then": {"$literal": name}}
        for name, kinds in LINK_GROUPS.items()
    ]
    row = {
        "_id": {"source": "$_id", "place": "$place"},
        "source": "$_id",
        **{f"source_{name}": f"${name}" for name in _OF_STORY},
        "target": 1,
        "target_url": "$link.url",
        "group": {"$switch": {"branches": groups, "default": None}},
        "kind": 1,
        **{name: f"$link.{name}" for name in _OF_LINK},
        "links.target": 1,
    }
    # whole stories: a pipeline that takes what is wanted of them costs twice the time
    target = {"from": "articles", "localField": "target", "foreignField": "_id", "as": "end"}
    told = {f"target_{name}": {"$ifNull": [f"$end.{name}", None]} for name in _OF_STORY}
    told["target_url"] = {"$ifNull": ["$end.url", "$target_url"]}
    return [
        {"$addFields": {"link": "$links"}},
        {"$unwind": {"path": "$link", "includeArrayIndex": "place"}},
        {"$addFields": {"target": "$link.target", "kind": "$link.kind"}},
        {"$project": row},
        {"$lookup": target},
        {"$unwind": {"path": "$end", "preserveNullAndEmptyArrays": True}},
        {"$addFields": {**told, "stored": {"$gt": ["$end._id", None]}}},
        {"$unset": "end"},
    ]


VIEWS: Mapping[str, list[Document]] = MappingProxyType({"stories": _stories(), "edges": _edges()})
"""The pipelines over ``articles`` that the views are."""


def make_views(store: Database[Document]) -> None:
    """Make the views that are missing, and those anew whose definition is another one.

    A collection of somebody's own that has a view's name stays.
    """
    there = {found["name"]: found for found in store.list_collections(filter={"name": {"$in": list(VIEWS)}})}
    for name, pipeline in VIEWS.items():
        found = there.get(name)
        if found and (found["type"] != "view" or found["options"]["pipeline"] == pipeline):
            continue
        if found:
            store.drop_collection(name)
        try:
            store.command({"create": name, "viewOn": "articles", "pipeline": pipeline})
        except OperationFailure as error:
            if error.code != EXISTS:  # another run made it meanwhile
                raise
