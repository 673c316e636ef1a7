"""The views for other tools."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC
from typing import Any

import pymongo
import pytest
from pymongo.database import Database

from newsspider.archive.schema import COLLECTIONS, prepare_store
from newsspider.archive.streams import Choice, Streams
from newsspider.archive.views import VIEWS
from newsspider.export.columns import LINKS, row_of
from newsspider.urls import article_id
from tests.archive.pages import AT
from tests.archive.stories import stored, story, url
from tests.conftest import Store

Mongo = Database[dict[str, Any]]
STORIES = (
    story("Bridge", "Rain", ("next", "Ferry"), ("latest", "Nowhere"), section="City"),
    story("Rain", "Bridge", published=None),
    story("Ferry", "Rain", gone_at=AT),
    story("Copy", duplicate_of=article_id(url("Bridge"))),
)
BRIDGE, RAIN = article_id(url("Bridge")), article_id(url("Rain"))


@pytest.fixture(scope="module")
def filled(archive_address: str) -> Iterator[Store]:
    with stored(archive_address, "viewed", STORIES) as store:
        yield store


@pytest.fixture
def seen(filled: Store, mongo_client: pymongo.MongoClient[dict[str, Any]]) -> Mongo:
    return mongo_client[filled.database]


def plan(seen: Mongo, view: str, query: dict[str, Any]) -> str:
    find = {"find": view, "filter": query}
    return json.dumps(seen.command({"explain": find, "verbosity": "queryPlanner"}), default=str)


def test_stories_are_those_that_there_are_now_each_once(seen: Mongo) -> None:
    found = {document["title"]: document for document in seen["stories"].find()}
    assert found.keys() == {"Bridge", "Rain"}
    assert {"url", "text", "links", "first_seen", "inlinks"} <= found["Bridge"].keys()
    assert not {"witnesses", "extractor", "text_hash", "outlinks", "gone_at"} & found["Bridge"].keys()
    assert "IXSCAN" in plan(seen, "stories", {"site": "a.org"})


def test_edges_are_the_rows_of_the_export_of_links(filled: Store, seen: Mongo) -> None:
    with filled.open() as archive:
        rows = [edge for _, edges in Streams(archive).edges(Choice()) for edge in edges]
    exported = [dict(zip((column.name for column in LINKS), row, strict=True)) for row in map(row_of(LINKS), rows)]
    shown = list(seen["edges"].find({}, {"_id": 0, "links": 0}))
    for row in shown:
        for name, value in row.items():
            row[name] = value.astimezone(UTC).replace(tzinfo=None) if hasattr(value, "astimezone") else value
    key = ("source", "position")
    assert len(shown) == len(seen["edges"].distinct("_id")) == 5
    assert sorted(shown, key=lambda row: [row[name] for name in key]) == sorted(
        exported, key=lambda row: [row[name] for name in key]
    )


@pytest.mark.parametrize(
    ("query", "index", "titles"),
    [
        ({"source": BRIDGE}, "_id_", ["Bridge", "Bridge", "Bridge"]),
        ({"source_section": "City", "kind": "next"}, "section_1_published_-1__id_1", ["Bridge"]),
        ({"links.target": RAIN, "target": RAIN}, "links.target_1", ["Bridge", "Ferry"]),
    ],
)
def test_a_filter_on_either_end_goes_by_an_index(
    seen: Mongo, query: dict[str, Any], index: str, titles: list[str]
) -> None:
    assert f'"indexName": "{index}"' in plan(seen, "edges", query)
    assert sorted(row["source_title"] for row in seen["edges"].find(query)) == titles


def test_only_links_that_fit_are_looked_up(seen: Mongo) -> None:
    stages = plan(seen, "edges", {"kind": "latest"})
    assert stages.index('"latest"') < stages.index('"$lookup"')


def test_an_old_store_gets_todays_views(store: Store, mongo: Mongo) -> None:
    mongo.command({"create": "stories", "viewOn": "articles", "pipeline": [{"$match": {"site": "a.org"}}]})
    mongo["edges"].insert_one({"mine": True})
    prepare_store(store.uri, store.database)
    prepare_store(store.uri, store.database)
    found = {one["name"]: one for one in mongo.list_collections()}
    assert found["stories"]["options"] == {"viewOn": "articles", "pipeline": VIEWS["stories"]}
    assert [document["mine"] for document in mongo["edges"].find()] == [True]
    assert not set(VIEWS) & set(COLLECTIONS)  # which are copied
