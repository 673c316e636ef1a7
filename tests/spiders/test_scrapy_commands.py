"""What a Scrapy user tries first."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from newsspider.sample import FRONT_STORY, serve
from tests.conftest import Store
from tests.spiders.conftest import FAST, Run


@pytest.fixture
def front_story() -> Iterator[str]:
    with serve() as server:
        yield server.url + FRONT_STORY


@pytest.fixture
def place(store: Store) -> tuple[str, ...]:
    return ("-s", f"NEWSSPIDER_MONGO_URI={store.uri}", "-s", f"NEWSSPIDER_DATABASE={store.database}", *FAST)


def test_list(scrapy: Run) -> None:
    assert scrapy("list").stdout.split() == ["kept", "news", "page", "warc"]


def test_check(scrapy: Run, place: tuple[str, ...]) -> None:
    done = scrapy("check", *place)
    assert done.returncode == 0
    assert "Ran 12 contracts" in done.stderr
    assert "OK" in done.stderr


def test_parse(scrapy: Run, place: tuple[str, ...], front_story: str, store: Store) -> None:
    shown = scrapy("parse", "--nocolour", *place, front_story).stdout
    assert "'title': 'Norvane pledges closer ties with Veldria'" in shown
    with store.open() as archive:
        assert not list(archive.articles())
    scrapy("parse", "--pipelines", *place, front_story)
    with store.open() as archive:
        assert [article.url for article in archive.articles()] == [front_story]


def test_shell(scrapy: Run, place: tuple[str, ...], front_story: str) -> None:
    assert scrapy("shell", *place, front_story, "-c", "response.status").stdout.strip() == "200"


def test_a_feed_of_items(scrapy: Run, place: tuple[str, ...], front_story: str, tmp_path: Path) -> None:
    file = tmp_path / "items.jsonl"
    scrapy("crawl", "page", "-a", f"urls={front_story},{front_story}-not-there", *place, "-O", str(file))
    items = sorted(map(json.loads, file.read_text().splitlines()), key=len)
    assert items[0]["article"]["url"] == front_story
    assert (items[1]["reason"], items[1]["detail"]) == ("status", "404")
