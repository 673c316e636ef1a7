"""When the store changed what it tells of a story: by the server's clock, whatever the page's time was."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pymongo
import pytest
from bson import Timestamp
from pymongo.database import Database

from newsspider.archive import Writer
from newsspider.archive.changes import Window, query, whole_second
from newsspider.archive.schema import prepare_store
from newsspider.items import Refused, Unchanged
from tests.archive.pages import AT, fetched, link
from tests.conftest import Store

Mongo = Database[dict[str, Any]]
BRIDGE = "https://a.org/bridge"


@pytest.fixture
def stamps(mongo: Mongo) -> Any:
    """A function that gives the titles of the stories that changed since it was called last."""
    seen: dict[str, Timestamp] = {}

    def changed() -> set[str]:
        now = {d["title"]: d["written"] for d in mongo["articles"].find({}, {"title": 1, "written": 1})}
        found = {title for title, when in now.items() if seen.get(title) != when}
        seen.update(now)
        return found

    return changed


async def test_what_is_a_change(store: Store, stamps: Any) -> None:
    async def put(*items: Any) -> set[str]:
        writer = await Writer.open(store.uri, database=store.database)
        for item in items:
            await writer.put(item)
        await writer.close()
        return set(stamps())

    bridge = fetched(BRIDGE, title="Bridge", links=(link("https://a.org/rain"),))
    rain = fetched("https://a.org/rain", title="Rain", paragraphs=("It rained.",))
    assert await put(bridge) == {"Bridge"}
    assert await put(rain) == {"Rain"}
    assert await put(fetched(BRIDGE, title="Bridge", links=(link("https://a.org/rain"),), hours=1)) == set()
    assert await put(Unchanged(url=BRIDGE, site="a.org", seen_at=AT + timedelta(hours=2))) == set()
    linked = fetched(BRIDGE, title="Bridge", links=(link("https://a.org/rain", "next"),), hours=3)
    assert await put(linked) == {"Bridge", "Rain"}  # which has another number of in-links
    tagged = replace(linked.article, tags=("bridges",))
    later = replace(linked.page, fetched_at=AT + timedelta(hours=4))
    assert await put(replace(linked, article=tagged, page=later)) == {"Bridge"}
    gone = Refused(url=BRIDGE, site="a.org", reason="status", detail="410", seen_at=AT + timedelta(hours=5))
    assert await put(gone) == {"Bridge"}
    assert await put(gone) == set()
    assert await put(Unchanged(url=BRIDGE, site="a.org", seen_at=AT + timedelta(hours=6))) == {"Bridge"}
    copy = fetched("https://b.org/rain", title="Wet", paragraphs=("It rained.",) * 30, hours=7)
    assert await put(copy) == {"Wet"}
    old = fetched("https://b.org/1", title="Out of an old file", paragraphs=("It rained.",) * 30, hours=-90_000)
    assert await put(old) == {"Out of an old file", "Wet"}  # which repeats it


async def test_who_led_to_an_erased_story_changed(mongo: Mongo, writer: Writer, stamps: Any) -> None:
    await writer.put(fetched(BRIDGE, title="Bridge", links=(link("https://a.org/rain"),)))
    await writer.put(fetched("https://a.org/rain", title="Rain", paragraphs=("It rained.",)))
    stamps()
    await writer.forget("https://a.org/rain")
    assert stamps() == {"Bridge"}
    assert mongo["articles"].count_documents({}) == 1


async def test_a_window_has_what_was_written_in_it(
    mongo_client: pymongo.MongoClient[dict[str, Any]], mongo: Mongo, writer: Writer
) -> None:
    def titles(since: datetime | None, until: datetime | None = None) -> list[str]:
        return [d["title"] for d in mongo["articles"].find(query(Window(since=since, until=until))).sort("written")]

    await writer.put(fetched(BRIDGE, title="Bridge"))
    first = whole_second(mongo_client)
    await writer.put(fetched("https://a.org/rain", title="Rain", paragraphs=("It rained.",)))
    assert titles(None, first) == ["Bridge"]
    assert titles(first) == ["Rain"]
    assert titles(first, first + timedelta(days=1)) == ["Rain"]
    assert titles(first + timedelta(days=1)) == []
    assert sorted(titles(None)) == ["Bridge", "Rain"]


def test_the_stories_of_an_older_store_changed_when_it_was_brought_to_todays_form(store: Store, mongo: Mongo) -> None:
    prepare_store(store.uri, store.database)
    mongo.command("collMod", "articles", validator={})
    mongo["articles"].insert_one({"_id": "0" * 32, "aliases": ["a.org/1"]})
    mongo["meta"].update_one({"_id": "schema"}, {"$set": {"version": 3}})
    assert mongo["articles"].count_documents(query(Window(since=None, until=datetime.now(UTC)))) == 1
    prepare_store(store.uri, store.database)
    [document] = mongo["articles"].find()
    assert document["written"].as_datetime() > datetime.now(UTC) - timedelta(minutes=1)
