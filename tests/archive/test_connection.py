"""A store that can't be used: found at once, told with a way out, never with a password."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pymongo
import pytest

from newsspider.archive import Writer, mongod, open_archive, patience
from newsspider.archive.connection import shown
from newsspider.archive.documents import story_to_document
from newsspider.archive.embedded import EmbeddedMongod
from newsspider.archive.merging import first_story
from newsspider.archive.mongod import find_mongod
from newsspider.archive.schema import SCHEMA_VERSION, prepare_store
from newsspider.errors import SchemaTooNew, StoreDenied, StoreError, StoreUnavailable, UsageError
from newsspider.urls import identity_key, key_id
from tests.archive.pages import AT, fetched, link
from tests.conftest import Store

SECRET = "s3cr3t-Pass"


@pytest.fixture(scope="module")
def guarded_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Host and port of a mongod with users: "owner" may write, "reader" may read."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    folder = tmp_path_factory.mktemp("guarded")
    options = ["--auth", "--dbpath", str(folder), "--bind_ip", "127.0.0.1", "--port", str(port), "--nounixsocket"]
    with subprocess.Popen([find_mongod(), *options], stdout=subprocess.DEVNULL) as process:
        try:
            client: pymongo.MongoClient[dict[str, Any]] = pymongo.MongoClient(f"mongodb://127.0.0.1:{port}/")
            with client:
                client.admin.command("createUser", "owner", pwd=SECRET, roles=["root"])
            client = pymongo.MongoClient(f"mongodb://owner:{SECRET}@127.0.0.1:{port}/")
            with client:
                client.admin.command("createUser", "writer", pwd=SECRET, roles=["readWriteAnyDatabase"])
                client.admin.command("createUser", "reader", pwd=SECRET, roles=["readAnyDatabase"])
            yield f"127.0.0.1:{port}"
        finally:
            process.terminate()


async def fails(uri: str, kind: type[StoreError]) -> str:
    """What the writer says about a store that it can't use."""
    start = time.monotonic()
    with pytest.raises(kind) as caught:
        await Writer.open(uri)
    assert time.monotonic() - start < 10
    message = str(caught.value)
    assert SECRET not in message
    assert SECRET.lower() not in message.lower()
    return message


async def test_nobody_answers() -> None:
    message = await fails(f"mongodb://me:{SECRET}@127.0.0.1:9/", StoreUnavailable)
    assert "127.0.0.1:9" in message
    assert "Connection refused" in message
    assert "--mongo" in message


@pytest.mark.parametrize(
    "uri",
    [
        f"mysql://me:{SECRET}@127.0.0.1/",
        f"mongodb://me:{SECRET}",
        f"mongodb://me:{SECRET}/x@127.0.0.1:1/",
        f"mongodb://me:{SECRET}@127.0.0.1:none/",
        f"mongodb://me:a@{SECRET}@127.0.0.1/",
        SECRET,
        "mongodb://",
    ],
)
async def test_no_address(uri: str) -> None:
    assert "no MongoDB address" in await fails(uri, StoreUnavailable)


async def test_wrong_password(guarded_server: str) -> None:
    message = await fails(f"mongodb://owner:x{SECRET}@{guarded_server}/", StoreDenied)
    assert "Authentication failed" in message
    assert guarded_server in message


async def test_no_password(guarded_server: str) -> None:
    assert "refuses the user" in await fails(f"mongodb://{guarded_server}/", StoreDenied)


async def test_a_user_who_may_only_read(guarded_server: str) -> None:
    uri = f"mongodb://reader:{SECRET}@{guarded_server}/"
    assert "readWrite" in await fails(uri, StoreDenied)
    with open_archive(uri) as archive:
        assert archive.summary().stories == 0


async def test_a_user_who_may_only_read_may_ask_for_all(guarded_server: str) -> None:
    writer = await Writer.open(f"mongodb://writer:{SECRET}@{guarded_server}/", database="asked")
    await writer.put(fetched("https://a.org/1", title="Rain", published=AT, links=(link("https://a.org/1"),)))
    await writer.close()
    with open_archive(f"mongodb://reader:{SECRET}@{guarded_server}/", database="asked") as archive:
        (story,) = archive.articles(text="rain", changed_since=AT.replace(year=1999))
        assert archive.related(story.url, depth=2)
        assert archive.cluster(story) is None
        assert len(list(archive.search("rain"))) == len(archive.timeline()) == len(list(archive.tally("site"))) == 1
        asked = (archive.headlines, archive.top, archive.clusters, archive.runs, archive.refused)
        assert [len(list(ask())) for ask in asked] == [1, 1, 0, 0, 0]
        for ask in (archive.linked_from, archive.revisions, archive.nearest, archive.pages):
            list(ask(story.url))
        assert archive.sites() == archive.newspapers() == archive.names("site") == ["a.org"]


async def test_a_user_who_may_write_needs_no_more(guarded_server: str) -> None:
    for _ in range(2):
        writer = await Writer.open(f"mongodb://writer:{SECRET}@{guarded_server}/", database="written")
        await writer.close()


async def test_a_newer_store_is_not_touched(store: Store, mongo: pymongo.database.Database[dict[str, object]]) -> None:
    mongo["meta"].insert_one({"_id": "schema", "version": SCHEMA_VERSION + 1})
    with pytest.raises(SchemaTooNew, match="a newer newsspider wrote it"):
        await Writer.open(store.uri, database=store.database)
    with pytest.raises(SchemaTooNew):
        store.open()
    assert mongo.list_collection_names() == ["meta"]


async def test_a_name_that_is_none(archive_address: str) -> None:
    with pytest.raises(UsageError, match="--database"):
        await Writer.open(archive_address, database="a b.c")


def test_an_address_is_shown_by_its_hosts() -> None:
    assert shown(f"mongodb://me:{SECRET}@one:1,two:2/db?authSource=x") == "one:1,two:2"
    assert shown(f"mongodb+srv://me:{quote(SECRET)}@cluster.example.org/db?x=y") == "cluster.example.org"


async def test_a_server_that_dies_ends_the_writing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(patience, "PATIENCE", 1.0)
    with EmbeddedMongod(tmp_path) as embedded:
        writer = await Writer.open(embedded.uri)
        await writer.put(fetched("https://a.org/1"))
        os.kill(int(json.loads((tmp_path / "server.json").read_bytes())["pid"]), signal.SIGKILL)
        start = time.monotonic()
        for _ in range(3):
            with pytest.raises(StoreUnavailable):
                await writer.put(fetched("https://a.org/2"))
        await writer.close()
        assert time.monotonic() - start < 10
    with open_archive(data_dir=tmp_path, database="newsspider") as archive:
        assert [story.url for story in archive.articles()] == ["https://a.org/1"]


async def test_a_server_that_comes_back_in_time_costs_nothing(tmp_path: Path) -> None:
    def server() -> subprocess.Popen[bytes]:
        options = mongod._options(tmp_path / "db", str(tmp_path / "m.sock"))
        return subprocess.Popen([mongod.find_mongod(), *options], stdout=subprocess.DEVNULL)

    (tmp_path / "db").mkdir()
    process = server()
    try:
        while not mongod.answers(str(tmp_path / "m.sock")):
            await asyncio.sleep(0.1)
        writer = await Writer.open(mongod.uri_of(str(tmp_path / "m.sock")))
        await writer.put(fetched("https://a.org/1"))
        process.kill()
        process.wait()
        waiting = asyncio.create_task(writer.put(fetched("https://a.org/2")))
        await asyncio.sleep(1)
        assert not waiting.done()
        process = server()
        assert (await waiting).new
        await writer.close()
    finally:
        process.terminate()
        process.wait()


def test_an_older_store_is_migrated_and_again_after_an_interruption(store: Store, mongo: Any) -> None:
    prepare_store(store.uri, store.database)
    document = {
        "_id": key_id("old"),
        "url": "https://a.org/1",
        "site": "a.org",
        "state": "fetched",
        "reason": None,
        "detail": None,
        "seen_at": datetime(2026, 11, 1, tzinfo=UTC),
        "article": None,
    }
    mongo["frontier"].insert_one(document)
    mongo.command("collMod", "frontier", validator={"state": {"$in": ["fetched", "refused"]}})
    page = fetched("https://a.org/1", links=(link("https://a.org/2", "next"), link("https://a.org/3", "inline")))
    assert page.identity
    story = first_story(page.article, page.identity, [page.identity.own], page.page)
    mongo["articles"].insert_one(story_to_document(story) | {"pending": True})
    mongo["articles"].update_one({}, {"$unset": {"outlinks": ""}})
    mongo["signatures"].create_index([("bands", 1), ("scheme", 1)])
    mongo["meta"].update_one({"_id": "schema"}, {"$set": {"version": 1}})
    for _ in range(2):
        prepare_store(store.uri, store.database)
        found = mongo["frontier"].find_one({"url": "https://a.org/1"})
        assert found is not None
        assert found["key"] == key_id(identity_key("https://a.org/1"))
        mongo["frontier"].update_one({"url": "https://a.org/1"}, {"$set": {"state": "due"}})
        assert [d["_id"] for d in mongo["unsettled"].find()] == [story.id]
        assert mongo["articles"].count_documents({"pending": True}) == 0
        assert mongo["articles"].find_one()["outlinks"] == {"editorial": 1, "sequence": 1, "rotating": 0}
        assert set(mongo["signatures"].index_information()) == {"_id_", "bands_1"}
        assert mongo["meta"].find_one({"_id": "schema"}) == {"_id": "schema", "version": SCHEMA_VERSION}
