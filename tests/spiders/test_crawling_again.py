"""A newspaper crawled again: nearly nothing is asked for when nothing happened, and whatever happened is found."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from typing import Any

import pymongo
import pytest
from typer.testing import CliRunner

from newsspider.cli import app
from newsspider.errors import UsageError
from tests.conftest import Store
from tests.spiders.conftest import FAST, Run
from tests.spiders.daily import Daily


@pytest.fixture
def paper() -> Iterator[Daily]:
    daily = Daily()
    with daily.serve():
        yield daily


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
    command = [sys.executable, "-m", "scrapy", "crawl", "news", *arguments(paper, store)]
    environment = os.environ | {"SCRAPY_SETTINGS_MODULE": "newsspider.settings"}
    with subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL) as process:
        limit = time.monotonic() + 60
        while mongo_client[store.database]["articles"].estimated_document_count() < 10 and time.monotonic() < limit:
            time.sleep(0.01)
        process.send_signal(signal.SIGKILL)
    fetched = {path for path in paper.requests if path.endswith("-in-the-news")}
    assert 0 < len(stored(mongo_client, store)) < len(paper.stories)
    crawl(scrapy, paper, store)
    assert {title: d["text"] for title, d in stored(mongo_client, store).items()}.keys() == {
        story.title for story in paper.stories.values()
    }
    again = [path for path in paper.requests if path in fetched]
    assert len(again) <= 80
    crawl(scrapy, paper, store)
    assert paper.requests.total() <= 8, paper.requests


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
