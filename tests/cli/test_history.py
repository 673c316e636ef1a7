"""Runs over time, as who schedules them sees them: what is recorded, who waits for whom, what alarms."""

from __future__ import annotations

import json
import re
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pytest
from pymongo import MongoClient
from pymongo.database import Database
from typer.testing import CliRunner, Result

from newsspider.cli import app
from newsspider.errors import UsageError
from newsspider.runs import FIELDS
from newsspider.sample import Answer, Newspaper, SampleServer, serve
from tests.conftest import Store
from tests.spiders.daily import Daily
from tests.warm.process import Process, run

FAST = ("-s", "DOWNLOAD_DELAY=0", "-s", "CONCURRENT_REQUESTS_PER_DOMAIN=16")
SLOW = ("-s", "DOWNLOAD_DELAY=2")
"""Of a run that goes on while others come and go, however busy the machine is."""

Mongo = Database[dict[str, Any]]


@dataclass(frozen=True)
class Crawled:
    """A newspaper, and stores with its first runs."""

    paper: SampleServer
    once: Store
    twice: Store


@pytest.fixture
def place(store: Store) -> tuple[str, ...]:
    return ("--mongo", store.uri, "--database", store.database)


@pytest.fixture
def paper() -> Iterator[SampleServer]:
    with serve() as server:
        yield server


@pytest.fixture
def daily() -> Iterator[Daily]:
    newspaper = Daily()
    with newspaper.serve():
        yield newspaper


@pytest.fixture
def change(monkeypatch: pytest.MonkeyPatch) -> Callable[[Callable[[str, bytes], bytes]], None]:
    """Lets the sample newspaper's stories be served in another form; validators are forgotten."""
    answer = Newspaper.answer

    def into(form: Callable[[str, bytes], bytes]) -> None:
        def changed(paper: Newspaper, path: str, headers: Mapping[str, str] | None = None) -> Answer:
            del headers
            said = answer(paper, path)
            is_story = re.match(r"/(20|[a-z-]+/20|log/\d)", path) and said.status == 200
            return Answer(said.status, dict(said.headers), form(path, said.body)) if is_story else said

        monkeypatch.setattr(Newspaper, "answer", changed)

    return into


def newsspider(*arguments: str) -> subprocess.CompletedProcess[str]:
    return run("newsspider", *arguments)


def begin(*arguments: str) -> Process:
    return Process("newsspider", *arguments)


def read(store: Store, *arguments: str) -> Result:
    result = CliRunner().invoke(app, [*arguments, "--mongo", store.uri, "--database", store.database])
    if isinstance(result.exception, UsageError):
        raise result.exception
    assert result.exit_code == 0, result.output
    return result


def await_lease(mongo: Mongo, number: int = 1) -> None:
    end = time.monotonic() + 120
    while mongo["leases"].count_documents({}) < number:
        assert time.monotonic() < end
        time.sleep(0.05)


@pytest.fixture(scope="module")
def crawled(archive_address: str, mongo_client: MongoClient[dict[str, Any]]) -> Iterator[Crawled]:
    """The sample newspaper after a crawl, and after a second one that fetched all again."""
    once, twice = (Store(archive_address, f"history_{name}") for name in ("once", "twice"))
    with serve() as paper:
        crawl = ("crawl", paper.url, *FAST)
        assert newsspider(*crawl, "--mongo", once.uri, "--database", once.database).returncode == 0
        copy(mongo_client, once, twice)
        assert newsspider(*crawl, "--full", "--mongo", twice.uri, "--database", twice.database).returncode == 0
        yield Crawled(paper, once, twice)
    for store in (once, twice):
        mongo_client.drop_database(store.database)


def copy(client: MongoClient[dict[str, Any]], source: Store, target: Store) -> None:
    """All documents of a store; the next run makes the indexes."""
    for name in client[source.database].list_collection_names(
        filter={"name": {"$regex": "^(?!system)"}, "type": "collection"}
    ):
        if documents := list(client[source.database][name].find()):
            client[target.database][name].insert_many(documents)


def test_runs_are_recorded_and_told(crawled: Crawled) -> None:
    paper, store = crawled.paper, crawled.twice
    second, first = [json.loads(line) for line in read(store, "runs", "--json").stdout.splitlines()]
    name = paper.url.removeprefix("http://")
    assert (first["command"], first["sites"], first["asked"]) == ("crawl", [name], {"site": paper.url})
    assert (first["state"], first["reason"], first["exit_code"]) == ("ended", "finished", 0)
    assert first["new"] == first["read"] - first["unchanged"] > 60
    assert (second["new"], second["edited"], second["lost"]) == (0, 0, {})
    assert first["found"] >= first["new"]
    assert first["requests"] > 80
    assert first["bytes"] > 100_000
    assert first["seconds"] > 0
    assert first["refused"]["not_an_article"] == first["lost"]["not_an_article"]
    assert set(first["fields"]) <= set(FIELDS)
    assert first["fields"]["title"] == first["read"]
    assert set(first["versions"]) == {"newsspider", "scrapy", "trafilatura", "python"}
    assert "finished, exit 0" in read(store, "runs", name).stdout
    told = read(store, "status").stdout
    assert f"{name}\n  last run" in told
    assert "fields    filled as usual" in told
    [standing] = [json.loads(line) for line in read(store, "status", paper.url, "--json").stdout.splitlines()]
    assert standing["usual_new"] == first["new"]
    assert standing["refused"]["status"] == 3
    lines = read(store, "status", "--refused").stdout.splitlines()
    assert len(lines) == sum(standing["refused"].values())
    assert [line for line in lines if line.startswith("status") and line.endswith("/log/0999.html  404")]
    [gone] = [
        known
        for known in map(json.loads, read(store, "status", "--refused", "--json").stdout.splitlines())
        if known["url"].endswith("/log/0999.html")
    ]
    assert (gone["reason"], gone["detail"]) == ("status", "404")
    with pytest.raises(UsageError, match=f"there is: {name}"):
        read(store, "status", "b.org")


def test_an_empty_store_tells_what_to_do(store: Store) -> None:
    for command in ("runs", "status"):
        assert "newsspider crawl SITE" in read(store, command).stderr


def test_a_second_run_waits_its_turn_and_a_killed_one_is_followed(
    daily: Daily, store: Store, place: tuple[str, ...], mongo: Mongo
) -> None:
    with begin("crawl", daily.base, *place, *SLOW) as first:
        await_lease(mongo)
        second = newsspider("crawl", daily.base, *place, *FAST)
        assert second.returncode == 5
        assert f"goes on: process {first.pid} on" in second.stderr
        assert "wait for it, or end it with kill" in second.stderr
        assert "Traceback" not in second.stderr
        with serve() as other:  # another newspaper does its own; the held one is told
            both = newsspider("crawl", daily.base, other.url, "--limit", "2", *place, *FAST)
            assert both.returncode == 5
            assert "stories 2 new" in both.stderr
        first.kill()
    third = newsspider("crawl", daily.base, *place, *FAST)
    assert third.returncode == 0, third.stderr
    with store.open() as archive:
        runs = list(archive.runs(daily.base.removeprefix("http://")))
        assert [run.state for run in runs] == ["ended", "died"], "a run that did not begin is none"
        assert len(list(archive.articles(runs[0].sites[0], unique=False))) == len(daily.stories)
    assert mongo["leases"].count_documents({}) == 0


def test_reextract_waits_for_a_crawl(paper: SampleServer, place: tuple[str, ...], mongo: Mongo) -> None:
    assert newsspider("crawl", paper.url, "--limit", "2", *place, *FAST).returncode == 0
    with begin("crawl", paper.url, *place, *SLOW) as first:
        await_lease(mongo)
        second = newsspider("reextract", *place)
        scraped = newsspider("scrape", "--store", f"{paper.url}/log/1181.html", *place, *FAST)
        first.kill()
    assert second.returncode == 5, second.stderr
    assert scraped.returncode == 0, "a page may be had at any time"


def test_who_has_lost_its_lease_stops(paper: SampleServer, place: tuple[str, ...], mongo: Mongo) -> None:
    with begin("crawl", paper.url, *place, "-s", "DOWNLOAD_DELAY=1") as first:
        await_lease(mongo)
        mongo["leases"].update_one({}, {"$set": {"run": "another"}})
        _, said = first.communicate(timeout=120)
    assert first.returncode == 5
    assert "has lost its lease" in said
    assert mongo["leases"].count_documents({"run": "another"}) == 1
    run = mongo["runs"].find_one({"state": "ended"})
    assert run
    assert (run["reason"], run["exit_code"]) == ("lease_lost", 5)


def test_a_layout_change_alarms_and_a_quiet_day_does_not(
    crawled: Crawled,
    store: Store,
    place: tuple[str, ...],
    change: Callable[[Callable[[str, bytes], bytes]], None],
    mongo_client: MongoClient[dict[str, Any]],
) -> None:
    paper = crawled.paper
    name = paper.url.removeprefix("http://")
    copy(mongo_client, crawled.twice, store)
    assert newsspider("crawl", paper.url, "--limit", "1", *place, *FAST).returncode == 0

    change(lambda path, body: b"<p>Please wait.</p>" if sum(path.encode()) % 10 < 6 else body)
    walled = newsspider("crawl", paper.url, "--full", *place, *FAST)
    assert walled.returncode == 6, walled.stderr
    assert re.search(rf"{name}: pages that are stories: \d\d%, against \d\d+% in earlier runs", walled.stderr)
    assert "ALARM" in read(store, "status", name).stdout

    change(
        lambda _, body: re.sub(
            rb"(?s)<h1.*?</h1>|<title.*?</title>|<script.*?</script>|<meta [^>]*>|<time.*?</time>", b"", body
        )
    )
    headless = newsspider("crawl", paper.url, "--full", *place, *FAST)
    assert headless.returncode == 6, headless.stderr
    for field in ("title", "published"):
        assert re.search(rf"{name}: stories with {field}: \d+%, against 100% in earlier runs", headless.stderr)


def test_a_layout_change_is_seen_on_a_quiet_day(
    crawled: Crawled,
    store: Store,
    place: tuple[str, ...],
    change: Callable[[Callable[[str, bytes], bytes]], None],
    mongo_client: MongoClient[dict[str, Any]],
) -> None:
    paper = crawled.paper
    copy(mongo_client, crawled.once, store)
    with store.open() as archive:
        before = {story.url: (story.title, story.published) for story in archive.articles(unique=False)}
    change(
        lambda path, body: (
            body
            if path.endswith((".xml", ".txt"))
            else re.sub(
                rb"(?s)<h1.*?</h1>|<title.*?</title>|<script.*?</script>|<meta [^>]*>|<time.*?</time>", b"", body
            )
        )
    )
    quiet = newsspider("crawl", paper.url, *place, *FAST)
    assert quiet.returncode == 6, quiet.stderr
    for field in ("title", "published"):
        assert re.search(rf"stories with {field}: \d+%, against 100% in earlier runs", quiet.stderr)
    with store.open() as archive:
        assert {story.url: (story.title, story.published) for story in archive.articles(unique=False)} == before
        assert {story.revision for story in archive.articles(unique=False)} == {1}


def test_the_log_is_json_on_demand(paper: SampleServer, place: tuple[str, ...]) -> None:
    with serve() as other:
        options = ("--limit", "3", "-s", "NEWSSPIDER_LOG_JSON=1", *place, *FAST)
        done = newsspider("crawl", paper.url, other.url, *options)
    assert done.returncode == 0, done.stderr
    lines = [json.loads(line) for line in done.stderr.splitlines()]
    for line in lines:
        assert {"time", "level", "logger", "message"} <= set(line)
    opened = [line for line in lines if line["message"] == "Spider opened"]
    assert {line["newspaper"] for line in opened} == {url.removeprefix("http://") for url in (paper.url, other.url)}
    assert len({line["run"] for line in opened}) == 2
    assert any("stories 3 new" in line["message"] for line in lines)
