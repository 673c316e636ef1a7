"""Crawls of the sample newspaper, as ``scrapy crawl news`` makes them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from newsspider.sample import SampleServer, serve
from newsspider.urls import identity_key
from tests.conftest import Store
from tests.spiders.conftest import FAST, Run

AGAIN = 15
"""Requests of a second crawl of a newspaper where nothing happened."""
SPARE = 50
"""Requests beyond the stories: sitemaps, feeds, sections, pages that turn out to be no stories, and redirects."""


@pytest.fixture
def paper() -> Iterator[SampleServer]:
    with serve() as server:
        yield server


def crawl(scrapy: Run, paper: SampleServer, store: Store, *more: str) -> str:
    """Crawl the newspaper; the log."""
    place = ("-s", f"NEWSSPIDER_MONGO_URI={store.uri}", "-s", f"NEWSSPIDER_DATABASE={store.database}")
    done = scrapy("crawl", "news", "-a", f"site={paper.url}", *place, *FAST, *more)
    assert done.returncode == 0, done.stderr
    return done.stderr


def test_every_story_once(scrapy: Run, paper: SampleServer, store: Store) -> None:
    log = crawl(scrapy, paper, store)
    assert "Traceback" not in log
    assert "Deprecat" not in log
    true = {identity_key(story.url) for story in paper.truth()}
    with store.open() as archive:
        stored = [identity_key(article.url) for article in archive.articles(unique=False)]
        texts = {article.title: article.paragraphs for article in archive.articles(unique=False) if article.parts}
        updates = {article.title: [u.text for u in article.updates] for article in archive.articles(unique=False)}
        refused = {item.url.removeprefix(paper.url): item.detail.partition(":")[0] for item in archive.refused()}
    assert sorted(stored) == sorted(true)
    assert texts == {story.title: story.paragraphs for story in paper.truth() if story.parts}
    assert updates == {story.title: [update.text for update in story.updates] for story in paper.truth()}
    kinds = {"/about/": "page", "/gallery/regatta-2025/": "gallery", "/reading-room/": "login_wall"}
    assert (kinds | {"/tide-table/": "error"}).items() <= refused.items()

    asked = paper.requests
    assert sum(asked.values()) <= len(true) + SPARE
    # a redirect to a story that is known asks for it again, and so learns an alias
    twice = [path for path, times in asked.items() if times > 1 and path != "/robots.txt"]
    assert len(twice) <= 4
    assert {paper.url + path for path in twice} <= {story.url for story in paper.truth()}
    assert not any(path.startswith(("/calendar/", "/tag/", "/author/")) or "print=1" in path for path in asked)

    before = asked.total()
    again = crawl(scrapy, paper, store)
    assert paper.requests.total() - before <= AGAIN
    assert "'newsspider/stored/unchanged': 1," in again  # the one that tells how stories are read now
    assert "newsspider/stored/new" not in again
    assert "newsspider/stored/edited" not in again


def test_the_newest(scrapy: Run, paper: SampleServer, store: Store) -> None:
    crawl(scrapy, paper, store, "-a", "limit=8")
    newest = sorted(paper.truth(), key=lambda story: story.published, reverse=True)[:12]
    with store.open() as archive:
        stored = {identity_key(article.url) for article in archive.articles(unique=False)}
    assert len(stored) == 8
    assert stored <= {identity_key(story.url) for story in newest}


def test_since(scrapy: Run, paper: SampleServer, store: Store) -> None:
    stories = sorted(paper.truth(), key=lambda story: story.published)
    since = stories[-10].published
    crawl(scrapy, paper, store, "-a", f"since={since.isoformat()}")
    with store.open() as archive:
        assert {article.title for article in archive.articles(unique=False)} == {story.title for story in stories[-10:]}
