"""G15: exit code 0 means that all is stored or listed; a store that can't be used is told at once, before any fetch.

The writer's own words on each fault are tested in tests/archive/test_connection.py, a store that is not there and a
newspaper that keeps us out in tests/cli/test_crawling.py; here it is the command that ends, and asks for nothing.
"""

from __future__ import annotations

import os
import signal
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pymongo
import pytest

from newsspider.archive import mongod
from newsspider.archive.schema import SCHEMA_VERSION
from tests.conftest import Store
from tests.guarantees.conftest import Aftermath
from tests.guarantees.crawls import Done, newsspider
from tests.guarantees.paper import Mongo, await_, place
from tests.guarantees.wire import Host, served

PASSWORD = "s3cr3t-Db"
SOON = 10.0
"""Seconds within which a fault is found; a busy machine is given as much again to start the command."""


@pytest.fixture
def paper() -> Iterator[Host]:
    with served() as host:
        yield host


@pytest.fixture(scope="module")
def guarded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Host and port of a mongod with users."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    options = ["--auth", "--dbpath", str(tmp_path_factory.mktemp("g")), "--bind_ip", "127.0.0.1", "--port", str(port)]
    with subprocess.Popen([mongod.find_mongod(), *options, "--nounixsocket"], stdout=subprocess.DEVNULL) as process:
        try:
            client: pymongo.MongoClient[dict[str, Any]] = pymongo.MongoClient(f"mongodb://127.0.0.1:{port}/")
            with client:
                client.admin.command("createUser", "owner", pwd=PASSWORD, roles=["root"])
            client = pymongo.MongoClient(f"mongodb://owner:{PASSWORD}@127.0.0.1:{port}/")
            with client:
                client.admin.command("createUser", "reader", pwd=PASSWORD, roles=["readAnyDatabase"])
            yield f"127.0.0.1:{port}"
        finally:
            process.terminate()


def is_found_at_once(done: Done, paper: Host, told: str) -> None:
    assert done.code == 3, done.stderr
    assert done.seconds < 2 * SOON
    assert told in done.stderr
    assert "Traceback" not in done.stderr
    assert PASSWORD not in done.stderr + done.stdout
    assert paper.log == []


def test_a_wrong_password(guarded: str, paper: Host) -> None:
    done = newsspider("crawl", paper.base, "--mongo", f"mongodb://owner:x{PASSWORD}@{guarded}/")
    is_found_at_once(done, paper, "Authentication failed")


def test_a_user_who_may_only_read(guarded: str, paper: Host) -> None:
    done = newsspider("crawl", paper.base, "--mongo", f"mongodb://reader:{PASSWORD}@{guarded}/")
    is_found_at_once(done, paper, "readWrite")


def test_a_newer_schema(store: Store, mongo: Mongo, paper: Host) -> None:
    mongo["meta"].insert_one({"_id": "schema", "version": SCHEMA_VERSION + 1})
    is_found_at_once(newsspider("crawl", paper.base, *place(store)), paper, "newer newsspider")


@pytest.mark.parametrize(
    "uri", ["mongodb://", f"mongodb://me:{PASSWORD}@127.0.0.1:none/", f"postgres://me:{PASSWORD}@x/"]
)
def test_what_is_no_address(uri: str, paper: Host) -> None:
    is_found_at_once(newsspider("crawl", paper.base, "--mongo", uri), paper, "MongoDB address")


def test_a_server_that_is_none(paper: Host) -> None:
    with served() as web:
        done = newsspider("crawl", paper.base, "--mongo", web.base.replace("http", "mongodb") + "/")
    is_found_at_once(done, paper, "127.0.0.1")


def test_a_server_that_is_frozen(tmp_path_factory: pytest.TempPathFactory, paper: Host) -> None:
    folder = tmp_path_factory.mktemp("f")
    (folder / "db").mkdir()
    name = str(folder / "m.sock")
    options = mongod._options(folder / "db", name)
    with subprocess.Popen([mongod.find_mongod(), *options], stdout=subprocess.DEVNULL) as process:
        try:
            await_(lambda: mongod.answers(name))
            os.kill(process.pid, signal.SIGSTOP)
            done = newsspider("crawl", paper.base, "--mongo", mongod.uri_of(name))
        finally:
            process.kill()
    is_found_at_once(done, paper, "m.sock")


def test_a_data_folder_that_is_a_file(tmp_path: Path, paper: Host) -> None:
    (tmp_path / "data").touch()
    is_found_at_once(newsspider("crawl", paper.base, "--data-dir", str(tmp_path / "data")), paper, "--data-dir")


def test_zero_means_that_all_that_was_found_is_stored_or_listed(aftermath: Aftermath) -> None:
    assert aftermath.done.code == 0
    frontier = aftermath.store["frontier"]
    assert {document["state"] for document in frontier} <= {"fetched", "refused"}
    stored = {document["_id"] for document in aftermath.store["articles"]}
    assert {document["article"] for document in frontier if document["state"] == "fetched"} <= stored
    [run] = aftermath.store["runs"]
    assert (run["state"], run["exit_code"]) == ("ended", 0)
