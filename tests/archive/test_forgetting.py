"""Stories that are erased, and stay so."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from pymongo.database import Database
from typer.testing import CliRunner

from newsspider.archive import Writer
from newsspider.cli import app
from newsspider.errors import LeaseHeld
from newsspider.items import Lead, Refused
from newsspider.knowledge import Lesson, Trace
from newsspider.runs import RunRecord
from newsspider.visits import calls
from tests.archive.pages import AT, fetched, link
from tests.conftest import Store

Mongo = Database[dict[str, Any]]
URL = "https://a.org/private-matter"
TEXT = tuple(f"Sentence number {n} of the long report about Ada Private and her private affairs." for n in range(6))
OTHER = tuple(f"Sentence number {n} of the council's long debate on the bridge over the river." for n in range(6))


async def fill(store: Store) -> None:
    """The story with an edit and a copy, one that links to it, one that it links to."""
    writer = await Writer.open(store.uri, database=store.database)
    story = {"title": "Ada Private", "links": (link("https://a.org/bridge"),)}
    await writer.put(fetched(URL, paragraphs=TEXT, **story))  # type: ignore[arg-type]
    await writer.put(fetched(f"{URL}?utm_source=x", paragraphs=(*TEXT, "She is 44."), hours=1, **story))  # type: ignore[arg-type]
    links = (link(f"{URL}/"), link("https://a.org/else", position=1))
    await writer.put(fetched("https://a.org/bridge", paragraphs=OTHER, links=links))
    await writer.put(fetched("https://b.org/copied", title="Ada", paragraphs=TEXT, published=AT))
    await writer.close()


def everything(mongo: Mongo) -> str:
    return " ".join(str(d) for name in mongo.list_collection_names() for d in mongo[name].find()).lower()


async def test_nothing_of_it_is_left_but_a_tombstone(store: Store, mongo: Mongo) -> None:
    await fill(store)
    mongo["runs"].insert_one({"_id": "r", "sites": ["a.org"], "asked": {"urls": f"https://a.org/x {URL}"}})
    writer = await Writer.open(store.uri, database=store.database)
    trace = Trace(0, frozenset(), frozenset(), {})
    await writer.lessons("work").keep(0, [Lesson(site="a.org", url=URL, trace=trace, version=0)])
    erased = await writer.forget("http://www.a.org/private-matter/?utm_medium=y")
    await writer.close()
    assert (erased.stories, erased.revisions, erased.pages, erased.signatures) == (1, 1, 2, 1)
    assert (erased.mentions, erased.urls, erased.runs) == (1, 1, 1)
    mongo["articles"].delete_one({"url": "https://b.org/copied"})
    mongo["signatures"].delete_many({})
    mongo["pages"].delete_many({"url": "https://b.org/copied"})
    assert "private" not in everything(mongo)
    with store.open() as archive:
        bridge = archive.article("https://a.org/bridge")
        assert bridge
        assert [one.url for one in bridge.links] == ["https://a.org/else"]
        assert not any(bridge.inlinks.values())


async def test_it_is_neither_fetched_nor_stored_again(store: Store, mongo: Mongo) -> None:
    await fill(store)
    writer = await Writer.open(store.uri, database=store.database)
    await writer.forget(URL)
    frontier = writer.frontier()
    [visit] = (await frontier.visits([f"{URL}?utm_source=feed"])).values()
    lead = Lead(url=URL, source="feed", modified=datetime(2030, 1, 1, tzinfo=UTC))
    assert not calls(visit, lead, everything=True)
    page = fetched(URL, paragraphs=TEXT, links=(link("https://a.org/bridge"),))
    assert (await writer.put(page)).forgotten
    assert (await writer.put(fetched("https://a.org/new-url", claims=URL, paragraphs=TEXT))).forgotten
    assert (await writer.put(Refused(url=URL, site="a.org", reason="status", detail="404", seen_at=AT))).forgotten
    other = fetched(
        "https://a.org/third", title="Third", paragraphs=OTHER[:4], links=(link(URL), link("https://a.org/1"))
    )
    assert not (await writer.put(other)).forgotten
    await writer.close()
    assert mongo["articles"].count_documents({"links.url": URL}) == 0
    assert mongo["articles"].count_documents({"url": URL}) == 0
    assert mongo["frontier"].count_documents({"url": {"$regex": "private"}}) == 0


async def test_the_first_copy_stands_for_the_others(store: Store, mongo: Mongo) -> None:
    writer = await Writer.open(store.uri, database=store.database)
    for hour, url in enumerate([URL, "https://b.org/copy", "https://c.org/copy"]):
        await writer.put(fetched(url, title=url, paragraphs=TEXT, published=AT.replace(hour=hour)))
    await writer.forget(URL)
    await writer.close()
    marks = {d["url"]: d["duplicate_of"] for d in mongo["articles"].find()}
    first = mongo["articles"].find_one({"url": "https://b.org/copy"})
    assert first
    assert marks == {"https://b.org/copy": None, "https://c.org/copy": first["_id"]}


async def test_not_while_a_run_goes_on(store: Store) -> None:
    await fill(store)
    writer = await Writer.open(store.uri, database=store.database)
    ledger = writer.ledger()
    await ledger.begin(RunRecord(id="0" * 12, command="crawl"), ["a.org"])
    with pytest.raises(LeaseHeld, match=r"a run of a\.org goes on"):
        await writer.forget(URL)
    await ledger.end(RunRecord(id="0" * 12, command="crawl"))
    assert (await writer.forget(URL)).stories == 1
    assert (await writer.forget(URL)).stories == 0, "it is done twice"
    await writer.close()


def test_the_command(store: Store, mongo: Mongo) -> None:
    where = ("--mongo", store.uri, "--database", store.database)
    said = CliRunner().invoke(app, ["forget", URL, *where])
    assert said.exit_code == 0
    assert said.stdout == "nothing of it was stored; it will not be fetched or stored again\n"
    assert mongo["forgotten"].count_documents({}) == 1
    assert "private" not in str(mongo["forgotten"].find_one())
    wrong = CliRunner().invoke(app, ["forget", "private-matter", *where])
    assert "starts with https://" in str(wrong.exception)
