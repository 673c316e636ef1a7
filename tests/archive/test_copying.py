"""A store is copied whole, can be copied on after an interruption, and never over another store."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pymongo
import pytest
from typer.testing import CliRunner

from newsspider.archive import Writer, open_archive
from newsspider.archive.copying import Copied, copy_store
from newsspider.archive.holder import Holder
from newsspider.archive.schema import COLLECTIONS
from newsspider.cli import app
from newsspider.errors import LeaseHeld, StoreError, UsageError
from tests.archive.pages import AT, fetched, link
from tests.conftest import Store

Database = pymongo.database.Database[dict[str, Any]]


@pytest.fixture
async def filled(store: Store) -> Store:
    """A store with three stories, an edit and a raw page each."""
    writer = await Writer.open(store.uri, database=store.database)
    for number in range(3):
        await writer.put(fetched(f"https://a.org/{number}", title=f"Story {number}", paragraphs=(f"Text {number}.",)))
    edited = ("All is quite different now, and nobody says why it is.",)
    links = (link("https://a.org/1"),)
    await writer.put(fetched("https://a.org/0", title="Story 0", paragraphs=edited, links=links, hours=1))
    await writer.close()
    return store


@pytest.fixture
def other(mongo_client: pymongo.MongoClient[dict[str, Any]], database_names: Iterator[str]) -> Iterator[Database]:
    """Another database, empty."""
    name = next(database_names)
    yield mongo_client[name]
    mongo_client.drop_database(name)


def copying(store: Store, other: Database) -> Iterator[Copied]:
    return copy_store(
        store.uri,
        other.name,
        uri=store.uri,
        database=store.database,
        begin=lambda _: None,
        progress=lambda *_: None,
    )


def content(database: Database) -> dict[str, list[dict[str, Any]]]:
    return {name: list(database[name].find().sort("_id", 1)) for name in (*COLLECTIONS, "meta")}


def test_copy_is_the_same(filled: Store, mongo: Database, other: Database) -> None:
    copied = {found.name: found.documents for found in copying(filled, other)}
    assert content(other) == content(mongo)
    assert (copied["articles"], copied["revisions"], copied["pages"]) == (3, 1, 4)
    with open_archive(filled.uri, database=other.name) as archive:
        story = archive.article("https://a.org/0")
        assert story is not None
        assert story.revision == 2
    assert other["articles"].index_information().keys() == mongo["articles"].index_information().keys()


def test_interrupted_copy_is_gone_on_with(filled: Store, mongo: Database, other: Database) -> None:
    begun = copying(filled, other)
    assert next(begun).written == 3
    begun.close()  # type: ignore[attr-defined]  # a generator
    with pytest.raises(StoreError, match="copy that was not finished"):
        open_archive(filled.uri, database=other.name, writable=True)
    # meanwhile a story changes, one goes and its key becomes another's
    first, second, _ = mongo["articles"].find().sort("_id", 1)
    mongo["articles"].delete_one({"_id": second["_id"]})
    mongo["articles"].update_one({"_id": first["_id"]}, {"$push": {"aliases": second["aliases"][0]}})
    written = {found.name: found.written for found in copying(filled, other)}
    assert content(other) == content(mongo)
    assert written["articles"] == 1


def test_other_store_is_not_written_over(filled: Store, mongo: Database, other: Database) -> None:
    list(copying(filled, other))
    with pytest.raises(UsageError, match="holds a store already"):
        list(copying(filled, other))
    with pytest.raises(UsageError, match="holds a store already"):
        list(copying(filled, mongo))


def test_no_copy_while_a_run_goes_on(filled: Store, mongo: Database, other: Database) -> None:
    mongo["leases"].insert_one({"_id": "a.org", "run": "1", "since": AT, "seen": AT, **Holder.this().to_document()})
    with pytest.raises(LeaseHeld, match=r"a run of a\.org goes on"):
        list(copying(filled, other))


def test_change_during_the_copy_is_seen(filled: Store, mongo: Database, other: Database) -> None:
    def write(name: str, _: int) -> None:
        if name == "articles":
            mongo["articles"].update_one({"title": "Story 2"}, {"$set": {"title": "Another"}})

    copy = copy_store(
        filled.uri, other.name, uri=filled.uri, database=filled.database, begin=lambda _: None, progress=write
    )
    with pytest.raises(StoreError, match="articles differs"):
        list(copy)
    list(copying(filled, other))
    assert content(other) == content(mongo)


def test_command(filled: Store, other: Database) -> None:
    arguments = ["copy", "--to", filled.uri, "--to-database", other.name]
    result = CliRunner().invoke(app, [*arguments, "--mongo", filled.uri, "--database", filled.database])
    assert result.exit_code == 0, result.output
    assert "Both stores hold the same." in result.output
    assert other["articles"].count_documents({}) == 3
