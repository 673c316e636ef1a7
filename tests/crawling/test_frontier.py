from __future__ import annotations

import asyncio
from datetime import UTC, datetime

from newsspider.crawling.frontier import Frontier
from newsspider.items import Lead


def lead(name: str, day: int | None = None) -> Lead:
    published = datetime(2026, 4, day, tzinfo=UTC) if day else None
    return Lead(url=f"https://lantern.test/{name}", source="feed", published=published)


async def names(frontier: Frontier, *, stories: bool = True) -> list[str]:
    """What is handed out while each is done at once."""
    found = []
    while taken := await frontier.next():
        found.append(taken.url.rpartition("/")[2])
        frontier.done(story=stories)
    return found


async def test_newest_first_and_undated_last() -> None:
    frontier = Frontier(width=1)
    for entry in (lead("undated"), lead("old", 1), lead("new", 9)):
        frontier.add(entry)
    assert await names(frontier) == ["new", "old", "undated"]


async def test_each_identity_once() -> None:
    frontier = Frontier(width=1)
    frontier.add(lead("story/amp/"))
    frontier.add(lead("story"))
    frontier.add(lead("story?utm_source=x", 3))
    assert len(frontier) == 1
    first = await frontier.next()
    assert first is not None
    assert first.url == "https://lantern.test/story"
    frontier.add(lead("story/?print=1"))
    assert len(frontier) == 0


async def test_a_limit_counts_stories_alone() -> None:
    frontier = Frontier(width=10, limit=2)
    for day in range(1, 8):
        frontier.add(lead(f"story-{day}", day))
    first, second = await frontier.next(), await frontier.next()
    assert [entry.url[-1] for entry in (first, second) if entry] == ["7", "6"]
    waiting = asyncio.ensure_future(frontier.next())
    await asyncio.sleep(0)
    assert not waiting.done(), "two are under way, so no third is needed yet"
    frontier.done(story=False)
    third = await waiting
    assert third is not None
    assert third.url.endswith("5")
    frontier.done(story=True)
    frontier.done(story=True)
    assert await frontier.next() is None


async def test_waits_for_room_and_for_late_leads() -> None:
    frontier = Frontier(width=1)
    frontier.add(lead("first", 9))
    await frontier.next()
    waiting = asyncio.ensure_future(frontier.next())
    await asyncio.sleep(0)
    frontier.add(lead("linked-by-it"))
    await asyncio.sleep(0)
    assert not waiting.done()
    frontier.done(story=True)
    assert await waiting == lead("linked-by-it")
    frontier.done(story=True)
    assert await frontier.next() is None


async def test_a_story_without_a_lead_takes_its_place() -> None:
    frontier = Frontier(width=4)
    frontier.add(lead("short", 2))
    frontier.take("https://lantern.test/short/")
    assert len(frontier) == 0
    frontier.done(story=True)
    assert await frontier.next() is None
