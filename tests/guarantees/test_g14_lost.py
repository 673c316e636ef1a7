"""G14: whatever is killed, stopped or frozen, one more run makes the store whole.

A crawl that is killed while it stores is tested in tests/spiders/test_crawling_again.py, a writer whose server dies or
comes back in tests/archive/test_connection.py; here a whole crawl loses its server, or dies before it stores.
"""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pymongo
import pytest

from newsspider.archive import mongod
from tests.conftest import Store
from tests.guarantees.crawls import Command, begun, newsspider
from tests.guarantees.paper import Mongo, await_, content, differences, place
from tests.spiders.daily import Daily

SLOW = ("-s", "DOWNLOAD_DELAY=0.03", "-s", "CONCURRENT_REQUESTS_PER_DOMAIN=2")
COUNT = 30


@pytest.fixture
def paper() -> Iterator[Daily]:
    daily = Daily(count=COUNT)
    with daily.serve():
        yield daily


class Server:
    """A mongod of a test's own, which can be killed and started again on the same data."""

    def __init__(self, folder: Path) -> None:
        (folder / "db").mkdir()
        self.folder = folder
        self.socket = str(folder / "m.sock")
        self.process = self.start()

    def start(self) -> subprocess.Popen[bytes]:
        options = mongod._options(self.folder / "db", self.socket)
        self.process = subprocess.Popen([mongod.find_mongod(), *options], stdout=subprocess.DEVNULL)
        await_(lambda: mongod.answers(self.socket))
        return self.process

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()

    def freeze(self, seconds: float) -> None:
        os.kill(self.process.pid, signal.SIGSTOP)
        time.sleep(seconds)
        os.kill(self.process.pid, signal.SIGCONT)


@pytest.fixture
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    found = Server(tmp_path_factory.mktemp("m"))
    yield found
    found.kill()


def content_of(store: Store) -> dict[str, Any]:
    client: pymongo.MongoClient[dict[str, Any]] = pymongo.MongoClient(store.uri, tz_aware=True)
    with client:
        return content(client[store.database])


def crawled(paper: Daily, store: Store) -> dict[str, Any]:
    """What an undisturbed crawl leaves."""
    done = newsspider("crawl", paper.base, *place(store), *SLOW)
    assert done.code == 0, done.stderr
    found = content_of(store)
    assert sum(key.startswith("page of") for key in found) == COUNT
    return found


@pytest.mark.parametrize("requests", [6])
def test_a_crawl_that_dies_at_its_beginning_loses_nothing(
    paper: Daily, store: Store, mongo: Mongo, requests: int
) -> None:
    before = crawled(paper, store)
    mongo.client.drop_database(store.database)
    paper.requests.clear()
    with begun("crawl", paper.base, *place(store), *SLOW) as command:
        await_(lambda: paper.requests.total() >= requests)
        command.process.kill()
    assert content_of(store) != before, "it was killed midway"
    assert differences(crawled(paper, store), before) == []


def told(store: Store) -> set[str]:
    """The stories that the frontier says are stored."""
    client: pymongo.MongoClient[dict[str, Any]] = pymongo.MongoClient(store.uri)
    with client:
        return {d["article"] for d in client[store.database]["frontier"].find({"state": "fetched"})}


def lost(store: Store) -> set[str]:
    """The stories that the frontier says are stored, and are not: what was acknowledged and not in the journal."""
    acknowledged = told(store)
    assert acknowledged, "it died before anything was acknowledged"
    client: pymongo.MongoClient[dict[str, Any]] = pymongo.MongoClient(store.uri)
    with client:
        return acknowledged - {d["_id"] for d in client[store.database]["articles"].find({}, {"_id": 1})}


def half_done(command: Command, paper: Daily, store: Store) -> None:
    """Return when half of the stories were asked for, and the first ones are told to be stored."""
    await_(lambda: sum(path.endswith("-in-the-news") for path in list(paper.requests)) >= COUNT // 2)
    await_(lambda: bool(told(store)))
    assert command.runs


def test_a_server_that_dies_midway_loses_nothing(paper: Daily, store: Store, server: Server) -> None:
    before = crawled(paper, store)
    own = Store(mongod.uri_of(server.socket), "news")
    paper.requests.clear()
    with begun("crawl", paper.base, *place(own), *SLOW) as command:
        half_done(command, paper, own)
        server.kill()
        server.start()
        assert lost(own) == set()
        assert command.process.wait(120) in (0, 3)
    assert differences(crawled(paper, own), before) == []


def test_a_server_that_freezes_midway_loses_nothing(paper: Daily, store: Store, server: Server) -> None:
    before = crawled(paper, store)
    own = Store(mongod.uri_of(server.socket), "news")
    paper.requests.clear()
    with begun("crawl", paper.base, *place(own), *SLOW) as command:
        half_done(command, paper, own)
        server.freeze(2)
        assert command.process.wait(120) == 0, "two seconds of silence end no crawl"
    assert differences(content_of(own), before) == []
