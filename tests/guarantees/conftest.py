"""One crawl of the hostile newspaper, which the promises are held against."""

from __future__ import annotations

import json
import os
import pickle
from collections.abc import Callable
from dataclasses import dataclass
from fcntl import LOCK_EX, flock
from pathlib import Path
from typing import Any

import pymongo
import pytest

from newsspider.archive import StoredArticle, open_archive
from newsspider.urls import identity_key
from tests.guarantees.crawls import FAST, Done, newsspider, watched
from tests.guarantees.hostile import SECRET, Hostile
from tests.guarantees.wire import Asked, served


@dataclass(frozen=True)
class Aftermath:
    """What is there when the hostile newspaper was crawled."""

    base: str
    done: Done
    """The crawl."""
    hazards: dict[str, frozenset[str]]
    """What each path of the newspaper's was to become."""
    log: list[Asked]
    """What the newspaper was asked for."""
    elsewhere: list[Asked]
    """What the port was asked for that nobody named."""
    stories: list[StoredArticle]
    refused: dict[str, tuple[str, str]]
    """What ``newsspider status --refused`` tells: identity key to reason and detail."""
    store: dict[str, list[dict[str, Any]]]
    """The documents of the store, by collection."""

    def story(self, path: str) -> StoredArticle | None:
        """The story at a path."""
        key = identity_key(self.base + path)
        return next((story for story in self.stories if key in story.aliases), None)

    def becomes(self, path: str) -> str:
        """What a path became: "story", a reason, or "nothing"."""
        reason, _ = self.refused.get(identity_key(self.base + path), ("nothing", ""))
        return "story" if self.story(path) else reason

    def amiss(self, *areas: str) -> dict[str, str]:
        """The hazards of some areas that did not become what they should have, with what they became."""
        found = {path: self.becomes(path) for path in self.hazards if path.startswith(areas)}
        assert found
        return {path: became for path, became in found.items() if became not in self.hazards[path]}

    def asked(self, path: str) -> int:
        """How often a path (and all that begins so, if it ends in a slash) was asked for."""
        return sum(one.path == path or (path.endswith("/") and one.path.startswith(path)) for one in self.log)


@pytest.fixture(scope="session")
def aftermath(archive_address: str, tmp_path_factory: pytest.TempPathFactory) -> Aftermath:
    """The crawl's aftermath; of several processes of pytest the first one crawls."""
    folder = tmp_path_factory.getbasetemp()
    folder = folder.parent if "PYTEST_XDIST_WORKER" in os.environ else folder
    with (folder / "aftermath.lock").open("w") as lock:
        flock(lock, LOCK_EX)
        return _kept(folder / "aftermath.pickle", lambda: _crawl(archive_address))


def _kept(file: Path, make: Callable[[], Aftermath]) -> Aftermath:
    if not file.exists():
        file.write_bytes(pickle.dumps(make()))
    found: Aftermath = pickle.loads(file.read_bytes())
    return found


def _crawl(address: str) -> Aftermath:
    place = ("--mongo", address, "--database", "hostile")
    with served() as paper, served() as elsewhere:
        hostile = Hostile(paper.base, elsewhere.base)
        paper.answer = hostile.answer
        limits = ("-s", "DOWNLOAD_TIMEOUT=5", "-s", "NEWSSPIDER_READERS=2", "-s", "LOG_LEVEL=INFO")
        named = paper.base.replace("//", f"//editor:{SECRET}@")
        done = watched("crawl", named, *place, *FAST, *limits)
        listed = newsspider("status", "--refused", "--json", *place)
    refused = [json.loads(line) for line in listed.stdout.splitlines()]
    with open_archive(address, database="hostile") as archive:
        stories = list(archive.articles(unique=False))
    client: pymongo.MongoClient[dict[str, Any]] = pymongo.MongoClient(address)
    with client:
        database = client["hostile"]
        store = {name: list(database[name].find()) for name in database.list_collection_names()}
        client.drop_database("hostile")
    return Aftermath(
        base=paper.base,
        done=done,
        hazards={path: hazard.becomes for path, hazard in hostile.hazards.items()},
        log=paper.log,
        elsewhere=elsewhere.log,
        stories=stories,
        refused={_key(one["url"]): (one["reason"], one["detail"]) for one in refused},
        store=store,
    )


def _key(url: str) -> str:
    try:
        return identity_key(url)
    except ValueError:
        return url
