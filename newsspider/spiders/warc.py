"""Saved pages: ``scrapy crawl warc -a files=FILE,FILE``; nothing is fetched."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from newsspider.crawling.outcome import failed
from newsspider.crawling.serial import Binder
from newsspider.crawling.warc import read_warc
from newsspider.errors import UsageError
from newsspider.items import Fetched, Page, Refused
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
            binder = Binder()
            try:
                for page in read_warc(Path(name)):
                    await self.recall(self.site_of(page.url))
                    for item in binder.add(await self.item_of(page)):
                        await self.room.acquire()
                        yield self.counted(item)
            except UsageError as error:
                self.logger.error("%s", error)
                self.crawler.stats.inc_value("newsspider/files/broken")
            for item in binder.rest():
                await self.room.acquire()
                yield self.counted(item)
        async for item in self.settle():
            yield item

    async def item_of(self, page: Page) -> Fetched | Refused:
        """What becomes of a saved page."""
        if page.status != 200:
            return failed(page, self.site_of(page.url))
        return await self.result_of(page, None)

    def make_room(self, item: object) -> None:  # noqa: ARG002 - the signal gives it
        """An item is at the line's end."""
        self.room.release()
