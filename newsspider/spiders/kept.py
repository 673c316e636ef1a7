"""The store's own pages: ``scrapy crawl kept [-a site=NAME]``; nothing is fetched."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import aclosing
from typing import Any

from newsspider.archive import Writer
from newsspider.crawling.archive_session import ArchiveSession
from newsspider.errors import UsageError
from newsspider.spiders.story import StorySpider

LESSON = 400
"""Pages of a newspaper from which it is learned what all of them share, before the first is read."""


class KeptSpider(StorySpider):
    """Reads the kept pages of all stories again: with today's extraction, and with what they teach together.

    Arguments:
        site: the newspaper's name; all newspapers of the store without it.

    Stats: ``newsspider/studied`` counts the kept pages from which it learned, ``newsspider/leads`` the stories that
    have a kept page.
    """

    name = "kept"
    command = "reextract"

    def __init__(self, site: str = "", **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.asked = site

    def claims(self, stored: Sequence[str]) -> tuple[str, ...]:
        """What it reads again: it puts back what older pages say, so no crawl may be under way."""
        return (self.asked,) if self.asked else tuple(stored)

    def asks(self) -> Mapping[str, str]:
        """See the arguments."""
        return {"site": self.asked or "all"}

    async def start(self) -> AsyncIterator[Any]:
        """The pages as items, no faster than they are stored.

        Raises:
            UsageError: the run has no store, or it has no story of the newspaper.
        """
        session = self.crawler.get_extension(ArchiveSession)
        if session is None:
            raise UsageError("without a store there are no kept pages")
        writer = await session.writer()
        names = await writer.sites()
        if self.asked and self.asked not in names:
            raise UsageError(f"no story of {self.asked!r} is stored; stored are: {', '.join(names) or 'none'}")
        for name in [self.asked] if self.asked else names:
            await self.study(writer, name)
            async with aclosing(self.read_again(writer.kept(site=name))) as items:
                async for _, item in items:
                    self.crawler.stats.inc_value("newsspider/leads")
                    if item:
                        yield item

    async def study(self, writer: Writer, name: str) -> None:
        """Learn from a newspaper's kept pages, and keep it."""
        self.teaching.recall(name, await writer.recall(name))
        async for _ in self.teach(writer.kept(site=name, most=LESSON)):
            self.crawler.stats.inc_value("newsspider/studied")
        await writer.remember(name, self.teaching.settled(name))
