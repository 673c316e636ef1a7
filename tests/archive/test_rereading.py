"""A page that shows what it showed is no edit, whatever was read in it this time."""

from __future__ import annotations

from dataclasses import replace

from newsspider.archive import Writer
from newsspider.items import Fetched
from tests.archive.pages import fetched, link
from tests.conftest import Store

STORY = "The council voted on the bridge."
OWN = "Follow us wherever you are, day and night."
BODY = f"<p>{STORY}</p><p>{OWN} <a href=/us>Us</a></p>".encode()


def page(*, hours: float, paragraphs: tuple[str, ...], links: tuple[str, ...], body: bytes = BODY) -> Fetched:
    """The page as it is read: its paragraphs, and the URLs of its inline links."""
    item = fetched(
        "https://a.org/1",
        title=None,
        paragraphs=paragraphs,
        links=tuple(link(url, "inline", place) for place, url in enumerate(links)),
        hours=hours,
    )
    return replace(item, page=replace(item.page, body=body))


async def test_links_of_lines_that_are_not_read_any_more_go(store: Store) -> None:
    writer = await Writer.open(store.uri, database=store.database)
    await writer.put(page(hours=0, paragraphs=(STORY, OWN), links=("https://a.org/2", "https://a.org/us")))
    await writer.put(page(hours=1, paragraphs=(STORY,), links=("https://a.org/2",)))
    await writer.close()
    with store.open() as archive:
        (story,) = archive.articles()
        assert (story.paragraphs, story.revision, list(archive.revisions(story.url))) == ((STORY,), 1, [])
        assert [link.url for link in story.links] == ["https://a.org/2"]


async def test_links_of_lines_that_went_are_kept(store: Store) -> None:
    writer = await Writer.open(store.uri, database=store.database)
    await writer.put(page(hours=0, paragraphs=(STORY, OWN), links=("https://a.org/2", "https://a.org/us")))
    shorter = f"<p>{STORY}</p>".encode()
    await writer.put(page(hours=1, paragraphs=(STORY,), links=("https://a.org/2",), body=shorter))
    await writer.close()
    with store.open() as archive:
        (story,) = archive.articles()
        assert len(list(archive.revisions(story.url))) == 1
        seen = {link.url: link.last_seen == story.last_seen for link in story.links}
        assert seen == {"https://a.org/2": True, "https://a.org/us": False}
