"""The store's own pages: ``scrapy crawl kept [-a site=NAME,NAME]``; nothing is fetched."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import aclosing
from typing import Any

from newsspider.archive import Kept, Writer
from newsspider.errors import UsageError
from newsspider.items import Fetched
from newsspider.spiders.saved import SavedSpider

LESSON = 400
"""Pages of a newspaper from which it is learned what all of them share, before the first is read."""


class KeptSpider(SavedSpider):
    """Reads the kept pages of all stories again: with today's extraction, and with what they teach together.

    Arguments:
        site: newspapers' names, with commas between them; all newspapers of the store without it.

    Stats: ``newsspider/studied`` counts the kept pages from which it learned, ``newsspider/leads`` the stories that
    have a kept page.
    """

    name = "kept"
    command = "reextract"
    unit = "stories"

    def __init__(self, site: str = "", **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.asked = sorted({name for name in site.split(",") if name})

    def claims(self, stored: Sequence[str]) -> tuple[str, ...]:
        """What it reads again: it puts back what older pages say, so no crawl may be under way."""
        return tuple(self.asked or stored)

    def asks(self) -> Mapping[str, str]:
        """See the arguments."""
        return {"site": ",".join(self.asked) or "all"}

    def source(self) -> Sequence[Any]:
        """What the TOMLs say of the newspapers: with another one their pages are read in another way."""
        return [site.fingerprint for site in self.sites if not self.asked or site.name in self.asked]

    async def start(self) -> AsyncIterator[Any]:
        """The pages as items, no faster than they are stored: by newspaper, then by the stories' ids.

        Raises:
            UsageError: the run has no store, or it has no story of a newspaper.
        """
        writer = await self.writer()
        if writer is None:
            raise UsageError("without a store there are no kept pages")
        names = await writer.sites()
        for name in self.asked:
            if name not in names:
                raise UsageError(f"no story of {name!r} is stored; stored are: {', '.join(names) or 'none'}")
        names = self.asked or names
        self.tell_total(sum([await writer.count(name) for name in names]))
        for name in names:
            async for item in self.stories_of(writer, name):
                yield item

    async def stories_of(self, writer: Writer, name: str) -> AsyncIterator[Fetched]:
        """What becomes of a newspaper's pages, but for those that an earlier run has read."""
        last = self.places.last
        after: str | None = ""
        if last is None or name > last[0]:
            await self.study(writer, name)
        else:
            self.teaching.recall(name, await writer.recall(name))
            after = last[1] if name == last[0] else None
        async with aclosing(self.read_again(self.pages_of(writer, name, after))) as items:
            async for kept, item in items:
                self.crawler.stats.inc_value("newsspider/pages")
                self.crawler.stats.inc_value("newsspider/leads")
                if self.places.take((name, kept.id), kept.page):
                    self.crawler.stats.inc_value("newsspider/done", kept.stories)
                if item:
                    yield item
                else:
                    self.places.done(kept.page)

    async def pages_of(self, writer: Writer, name: str, after: str | None) -> AsyncIterator[Kept]:
        """A newspaper's kept pages: those that an earlier run left open, and those behind an id; none for None."""
        if left := sorted(story for site, story in self.places.left if site == name):
            async for kept in writer.kept(ids=left):
                yield kept
        if after is not None:
            async for kept in writer.kept(site=name, after=after):
                yield kept

    async def study(self, writer: Writer, name: str) -> None:
        """Learn from a newspaper's kept pages, and keep it."""
        begun = time.monotonic()
        self.teaching.recall(name, await writer.recall(name))
        async for _ in self.teach(writer.kept(site=name, most=LESSON)):
            self.crawler.stats.inc_value("newsspider/studied")
        await writer.remember(name, self.teaching.settled(name))
        self.prepared(begun)
