"""The analysts' API."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta

import pytest

from newsspider.archive import Headline, Writer
from newsspider.items import LINK_GROUPS, Fetched
from pipelines.deduplicate import identify
from tests.archive.pages import AT, fetched, link
from tests.conftest import Store

MORNING = datetime(2023, 4, 25, 7, 30, tzinfo=UTC)


async def fill(store: Store, items: Sequence[Fetched]) -> None:
    writer = await Writer.open(store.uri, database=store.database)
    await asyncio.gather(*(writer.put(item) for item in items))
    await writer.close()


@pytest.fixture
async def filled(store: Store) -> Store:
    """Four stories of two papers: three on three days, one without a date."""
    pages = [
        fetched("https://a.org/1", title="One", published=MORNING, section="World"),
        fetched("https://a.org/2", title="Two", published=MORNING + timedelta(days=1), section="Sport"),
        fetched("https://b.org/3", title="Three", published=MORNING + timedelta(days=2), section="World"),
        fetched(
            "https://b.org/4",
            title="Four",
            links=(link("https://a.org/1"), link("https://a.org/1", "latest", 1), link("https://b.org/9", "next", 2)),
        ),
    ]
    texts = [("All about one.",), ("Now for two.",), ("Three it is.",), ("Four and out.",)]
    await fill(
        store,
        [
            identify(replace(page, article=replace(page.article, paragraphs=text)))
            for page, text in zip(pages, texts, strict=True)
        ],
    )
    return store


async def test_stories_come_newest_first(filled: Store) -> None:
    with filled.open() as archive:
        assert [story.title for story in archive.articles()] == ["Three", "Two", "One", "Four"]
        assert [story.title for story in archive.articles(limit=1)] == ["Three"]
        assert [story.title for story in archive.articles("a.org")] == ["Two", "One"]
        assert [story.title for story in archive.articles(section="World")] == ["Three", "One"]
        day = MORNING + timedelta(days=1)
        assert [story.title for story in archive.articles(since=day, until=day + timedelta(hours=1))] == ["Two"]


async def test_headlines_are_the_stories_in_brief(filled: Store) -> None:
    with filled.open() as archive:
        for arguments in ({}, {"limit": 1}, {"section": "World"}, {"site": "a.org"}):
            stories, brief = archive.articles(**arguments), archive.headlines(**arguments)
            names = [f.name for f in fields(Headline)]
            told = [[getattr(story, name) for name in names] for story in stories]
            assert told == [[getattr(story, name) for name in names] for story in brief]


async def test_dates_come_in_the_papers_zone(filled: Store) -> None:
    with filled.open() as archive:
        story = archive.article("https://a.org/1")
    assert story is not None
    assert story.published is not None
    assert story.published.isoformat() == "2023-04-25T08:30:00+01:00"


async def test_related_stories(filled: Store) -> None:
    with filled.open() as archive:
        four = archive.related("https://b.org/4")
        assert four is not None
        assert [(edge.link.kind, edge.target and edge.target.title) for edge in four.out] == [
            ("related", "One"),
            ("latest", "One"),
            ("next", None),
        ]
        one = archive.related("https://a.org/1", kinds=LINK_GROUPS["editorial"])
        assert one is not None
        assert one.out == ()
        assert [(edge.source.title, edge.link.kind) for edge in one.into] == [("Four", "related")]
        assert archive.related("https://a.org/unknown") is None


async def test_unknown_urls(filled: Store) -> None:
    with filled.open() as archive:
        assert archive.article("https://a.org/unknown") is None
        assert archive.pages("https://a.org/unknown") == []
        with pytest.raises(ValueError, match="not an http or https URL"):
            archive.article("ftp://a.org/1")


async def test_the_nearest_known_urls(store: Store) -> None:
    pages = [fetched(f"https://a.org/{path}", title=path) for path in ("2023/bridge-falls", "2023/rain", "sport")]
    await fill(store, pages)
    with store.open() as archive:
        assert archive.nearest("https://a.org/2024/bridge-fall") == ["https://a.org/2023/bridge-falls"]
        assert archive.nearest("https://b.org/2023/bridge-falls") == []


async def test_the_store_in_numbers(filled: Store) -> None:
    with filled.open() as archive:
        summary = archive.summary()
        assert (summary.stories, summary.duplicates, summary.live_blogs, summary.edited) == (4, 0, 0, 0)
        assert summary.sites == {"a.org": 2, "b.org": 2}
        assert summary.sections == {"World": 2, "": 1, "Sport": 1}
        assert list(summary.days) == ["2023-04-27", "2023-04-26", "2023-04-25", ""]
        assert summary.links == {"latest": 1, "next": 1, "related": 1}
        assert summary.open_links == 1
        assert summary.most_linked == {"https://a.org/1": 1}
        assert archive.summary("a.org").stories == 2


def test_an_empty_store(store: Store) -> None:
    with store.open() as archive:
        assert list(archive.articles()) == []
        assert list(archive.refused()) == []
        assert archive.summary().stories == 0


async def test_a_store_is_read_while_it_is_written(store: Store, writer: Writer) -> None:
    with store.open() as archive:
        for number in range(3):
            await writer.put(fetched(f"https://a.org/{number}", title=str(number)))
            assert sum(1 for _ in archive.articles()) == number + 1
            story = archive.article(f"https://a.org/{number}")
            assert story is not None
            assert story.first_seen == AT
