"""A newspaper crawled again: nearly nothing is asked for when nothing happened, and whatever happened is found."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from typing import Any

import pymongo
import pytest
from typer.testing import CliRunner

from newsspider.cli import app
from newsspider.errors import UsageError
from tests.conftest import Store
from tests.spiders.conftest import FAST, PROJECT, Run
from tests.spiders.daily import Daily
from tests.warm.process import Process


@pytest.fixture
def paper() -> Iterator[Daily]:
    daily = Daily()
    with daily.serve():
        yield daily


TIMES = {"first_seen", "last_seen", "last_changed", "written", "seen_at", "next_visit", "extracted_at", "fetched_at"}


def crawl(scrapy: Run, paper: Daily, store: Store, *more: str) -> str:
    paper.requests.clear()
    done = scrapy("crawl", "news", *arguments(paper, store), *more)
    assert done.returncode == 0, done.stderr
    return done.stderr


def arguments(paper: Daily, store: Store) -> list[str]:
    settings = {"NEWSSPIDER_MONGO_URI": store.uri, "NEWSSPIDER_DATABASE": store.database}
    return ["-a", f"site={paper.base}", *FAST, *(part for pair in settings.items() for part in ("-s", "=".join(pair)))]


def stored(mongo: pymongo.MongoClient[dict[str, Any]], store: Store) -> dict[str, dict[str, Any]]:
    return {document["title"]: document for document in mongo[store.database]["articles"].find()}


def test_an_unchanged_newspaper_costs_a_few_requests(
    scrapy: Run, paper: Daily, store: Store, mongo_client: pymongo.MongoClient[dict[str, Any]]
) -> None:
    crawl(scrapy, paper, store)
    before = stored(mongo_client, store)
    assert len(before) == len(paper.stories)
    crawl(scrapy, paper, store)
    assert paper.requests.total() <= 9, paper.requests
    after = stored(mongo_client, store)
    asked = [title for title in before if after[title].pop("last_seen") != before[title].pop("last_seen")]
    assert len(asked) == 1, "one story is asked for, to see how it is read now"
    for story in (before[asked[0]], after[asked[0]]):
        assert {link.pop("last_seen") for link in story["links"]} != set()
    assert after == before


def test_what_is_new_edited_and_gone_is_found(
    scrapy: Run, paper: Daily, store: Store, mongo_client: pymongo.MongoClient[dict[str, Any]]
) -> None:
    crawl(scrapy, paper, store)
    edited, gone = [5, 21, 40], [11, 33]
    titles = {number: story.title for number, story in paper.stories.items()}
    paper.edit(*edited)
    new = paper.add(3)
    paper.remove(*gone)
    crawl(scrapy, paper, store)
    now = stored(mongo_client, store)
    assert {title for title, document in now.items() if document["revision"] > 1} == {titles[n] for n in edited}
    assert {title for title, document in now.items() if document["gone_at"]} == {titles[n] for n in gone}
    assert {paper.stories[n].title for n in new} <= now.keys()
    assert mongo_client[store.database]["revisions"].count_documents({}) == len(edited)
    assert paper.requests.total() <= len(edited) + len(new) + len(gone) + 10, paper.requests


def test_a_killed_run_loses_nothing(
    scrapy: Run, paper: Daily, store: Store, mongo_client: pymongo.MongoClient[dict[str, Any]]
) -> None:
    crawl(scrapy, paper, store)
    undisturbed = content(mongo_client, store)
    for share in (0.1, 0.5, 0.9):
        mongo_client.drop_database(store.database)
        paper.requests.clear()
        kill_at(share, paper, store, mongo_client)
        fetched = {path for path in paper.requests if path.endswith("-in-the-news")}
        acknowledged = mongo_client[store.database]["frontier"].count_documents({"state": "fetched"})
        crawl(scrapy, paper, store)
        again = [path for path in paper.requests if path in fetched]
        # the last run's stories that were not acknowledged, and one that tells how pages are read now
        assert len(again) <= min(80, len(fetched) - acknowledged + 1), share
        assert content(mongo_client, store) == undisturbed, share
        crawl(scrapy, paper, store)
        assert paper.requests.total() <= 8, paper.requests


def kill_at(share: float, paper: Daily, store: Store, client: pymongo.MongoClient[dict[str, Any]]) -> None:
    """Begin a run, and end it by force when so much of the newspaper is stored."""
    least = share * len(paper.stories)
    with Process("scrapy", "crawl", "news", *arguments(paper, store), environment=PROJECT) as process:
        limit = time.monotonic() + 60
        while client[store.database]["articles"].estimated_document_count() < least and time.monotonic() < limit:
            time.sleep(0.005)
        process.kill()
    assert least <= client[store.database]["articles"].estimated_document_count() <= len(paper.stories)


def content(client: pymongo.MongoClient[dict[str, Any]], store: Store) -> dict[str, dict[Any, Any]]:
    """All of a store but the times at which it came to be."""
    kept = {}
    for name in ("articles", "revisions", "signatures", "frontier"):
        documents = {d["_id"]: _timeless(d) for d in client[store.database][name].find()}
        kept[name] = {key: d for key, d in documents.items() if d.get("state", "fetched") == "fetched"}
    kept["pages"] = {d["article"]: d["body"] for d in client[store.database]["pages"].find()}
    return kept


def _timeless(part: Any) -> Any:
    if isinstance(part, dict):
        return {key: _timeless(value) for key, value in part.items() if key not in TIMES}
    return [_timeless(value) for value in part] if isinstance(part, list) else part


def test_an_edit_can_be_read(scrapy: Run, paper: Daily, store: Store) -> None:
    crawl(scrapy, paper, store)
    paper.edit(7)
    crawl(scrapy, paper, store)
    place = ["--mongo", store.uri, "--database", store.database]
    url = paper.base + paper.stories[7].path
    shown = CliRunner().invoke(app, ["revisions", url, *place])
    assert shown.exit_code == 0, shown.output
    assert "{+mended after 10 complaints+}" in shown.stdout
    assert "[-said first-]" in shown.stdout
    [line] = CliRunner().invoke(app, ["revisions", url, "--json", *place]).stdout.splitlines()
    assert json.loads(line)["paragraphs"][1].endswith("the news was said first.")
    assert json.loads(line)["matters"] is True
    unedited = CliRunner().invoke(app, ["revisions", paper.base + paper.stories[8].path, *place])
    assert "no edit was seen" in unedited.stdout
    unknown = CliRunner().invoke(app, ["revisions", f"{paper.base}/nothing", *place])
    assert isinstance(unknown.exception, UsageError)
