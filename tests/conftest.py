"""What all tests share: one real mongod a process of pytest, a fresh database a test, no network but loopback."""

from __future__ import annotations

import ipaddress
import os
import socket
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any

import pymongo
import pytest

from newsspider.archive import Archive, Writer, open_archive
from newsspider.archive.embedded import EmbeddedMongod
from tests.warm import process

TOLD = pytest.StashKey[list[str]]()
"""What the flags that rewrite files have rewritten, told at the end."""
_REWRITING = {
    "--update-golden": "rewrite what the saved pages of tests/golden are expected to give",
    "--update-notebook": "run docs/analysis.ipynb, and rewrite what it shows",
    "--raise-ratchet": "pin the scores of tests/ratchet that rose",
    "--lower-ratchet": "pin the scores of tests/ratchet as they are, the fallen ones too",
}
LONGEST = (
    "test_readme",
    "test_crawling_again",
    "test_history",
    "test_g12_xml",
    "test_crawling",
    "test_g14_lost",
    "test_notebook",
    "test_schedules",
    "test_g16_signals",
    "test_newspaper",
    "test_mongod",
    "test_writer",
)
"""The files that begin first, so that no process of pytest is left alone with one of them at the end."""


def pytest_addoption(parser: pytest.Parser) -> None:
    for flag, what in _REWRITING.items():
        parser.addoption(flag, action="store_true", help=what)


@pytest.hookimpl(tryfirst=True)
def pytest_cmdline_main(config: pytest.Config) -> None:
    """What rewrites files, and tells of it, runs in one process."""
    if any(config.getoption(flag) for flag in _REWRITING):
        config.option.numprocesses, config.option.dist = 0, "no"


def pytest_configure(config: pytest.Config) -> None:
    config.stash[TOLD] = []
    for flag in _REWRITING:
        if config.getoption(flag) and os.environ.get("CI", "").lower() == "true":
            raise pytest.UsageError(f"{flag} rewrites what the tests expect: not where CI=true")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    places = {name: place for place, name in enumerate(LONGEST)}
    items.sort(key=lambda item: places.get(item.path.stem, len(places)))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    for line in config.stash[TOLD]:
        terminalreporter.write_line(line)


@dataclass(frozen=True)
class Store:
    """A store of a test's own."""

    uri: str
    database: str

    def open(self) -> Archive:
        return open_archive(self.uri, database=self.database)


@pytest.fixture(scope="session")
def archive_address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """URI of the session's embedded mongod."""
    with EmbeddedMongod(tmp_path_factory.mktemp("mongo")) as mongod:
        yield mongod.uri


@pytest.fixture(scope="session", autouse=True)
def commands_end() -> Iterator[None]:
    """What the tests' commands are forked from ends with the session."""
    yield
    process.end_server()


@pytest.fixture(scope="session")
def mongo_client(archive_address: str) -> Iterator[pymongo.MongoClient[dict[str, Any]]]:
    client: pymongo.MongoClient[dict[str, Any]] = pymongo.MongoClient(archive_address, tz_aware=True)
    with client:
        yield client


@pytest.fixture(scope="session")
def database_names() -> Iterator[str]:
    return (f"test_{number}" for number in count())


@pytest.fixture
def store(
    archive_address: str, mongo_client: pymongo.MongoClient[dict[str, Any]], database_names: Iterator[str]
) -> Iterator[Store]:
    """An empty store."""
    found = Store(archive_address, next(database_names))
    yield found
    mongo_client.drop_database(found.database)


@pytest.fixture
def mongo(mongo_client: pymongo.MongoClient[dict[str, Any]], store: Store) -> pymongo.database.Database[dict[str, Any]]:
    """The store's database, as MongoDB's own client sees it."""
    return mongo_client[store.database]


@pytest.fixture
async def writer(store: Store) -> AsyncIterator[Writer]:
    """A writer to the store; closed after the test unless the test closed it."""
    found = await Writer.open(store.uri, database=store.database)
    yield found
    await found.close()


@pytest.fixture(autouse=True)
def only_loopback(monkeypatch: pytest.MonkeyPatch) -> None:
    """Sockets go to loopback and to unix sockets alone."""

    def guarded(method: str) -> None:
        original = getattr(socket.socket, method)

        def connect(self: socket.socket, address: Any) -> Any:
            if self.family != socket.AF_UNIX and not _is_loopback(address[0]):
                raise AssertionError(f"a test connects to {address}")
            return original(self, address)

        monkeypatch.setattr(socket.socket, method, connect)

    guarded("connect")
    guarded("connect_ex")


@pytest.fixture(autouse=True)
def own_data_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No test touches the user's own store."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "share"))
    monkeypatch.delenv("NEWSSPIDER_MONGO_URI", raising=False)
    monkeypatch.delenv("NEWSSPIDER_DATA_DIR", raising=False)
    monkeypatch.delenv("NEWSSPIDER_DATABASE", raising=False)


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
