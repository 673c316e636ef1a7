"""Saved pages: ``scrapy crawl warc -a files=FILE,FILE``; nothing is fetched."""

from __future__ import annotations

from collections.abc import AsyncIterator, Coroutine, Mapping, Sequence
from contextlib import aclosing
from pathlib import Path
from typing import Any

from newsspider.crawling.in_order import in_order
from newsspider.crawling.outcome import failed
from newsspider.crawling.serial import Binder
from newsspider.crawling.warc import read_warc
from newsspider.errors import UsageError
from newsspider.items import Fetched, Page, Refused
from newsspider.knowledge import Knowledge
from newsspider.sites import Site
from newsspider.spiders.story import StorySpider


class WarcSpider(StorySpider):
    """Sends the responses in WARC files down the same line as fetched pages.

    The parts of a story that are in the same file are joined.

    Arguments:
        files: paths, with commas between them.

    Stats: ``newsspider/files/broken`` counts the files that could not be read to their end.
    """

    name = "warc"
    command = "ingest"

    def __init__(self, files: str | Sequence[str] = (), **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.files = files.split(",") if isinstance(files, str) else list(files)

    def asks(self) -> Mapping[str, str]:
        """See the arguments."""
        return {"files": ",".join(self.files)}

    async def start(self) -> AsyncIterator[Any]:
        """The pages as items, no faster than they are stored. A file that breaks costs what follows in it."""
        for name in self.files:
            async for item in self.stories_of(name):
                await self.room.acquire()
                yield self.counted(item)
        async for again in self.settle():
            yield again

    async def stories_of(self, name: str) -> AsyncIterator[Fetched | Refused]:
        """What becomes of a file's pages, in their order."""
        binder = Binder()
        try:
            async with aclosing(in_order(self.pages_of(name), self.reading, lambda page: len(page.body))) as read:
                async for _, (item, knowledge) in read:
                    if isinstance(item, Fetched):
                        self.teaching.learn(item, knowledge)
                    for whole in binder.add(item):
                        yield whole
        except UsageError as error:
            self.logger.error("%s", error)
            self.crawler.stats.inc_value("newsspider/files/broken")
        for whole in binder.rest():
            yield whole

    async def pages_of(self, name: str) -> AsyncIterator[Page]:
        """A file's pages; what is known of a page's newspaper is recalled before it."""
        for page in read_warc(Path(name)):
            await self.recall(self.site_of(page.url))
            yield page

    def reading(self, page: Page) -> Coroutine[Any, Any, tuple[Fetched | Refused, Knowledge]]:
        """What becomes of a page, with what is known of its newspaper now; and what that is."""
        site = self.site_of(page.url)
        return self._read(page, site, self.teaching.knowledge(site.name))

    async def _read(self, page: Page, site: Site, knowledge: Knowledge) -> tuple[Fetched | Refused, Knowledge]:
        if page.status != 200:
            return failed(page, site), knowledge
        return await self.readers.read(page, site, self.terms, knowledge=knowledge), knowledge

    def make_room(self, item: object) -> None:  # noqa: ARG002 - the signal gives it
        """An item is at the line's end."""
        self.room.release()
