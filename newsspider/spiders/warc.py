"""Saved pages: ``scrapy crawl warc -a files=FILE,FILE``; nothing is fetched."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from typing import Any

from newsspider.crawling.outcome import refused
from newsspider.crawling.warc import read_warc
from newsspider.errors import UsageError
from newsspider.items import Fetched, Page, Refused
from newsspider.spiders.story import StorySpider


class WarcSpider(StorySpider):
    """Sends the responses in WARC files down the same line as fetched pages.

    Arguments:
        files: paths, with commas between them.

    Stats: ``newsspider/files/broken`` counts the files that could not be read to their end.
    """

    name = "warc"

    def __init__(self, files: str | Sequence[str] = (), **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.files = files.split(",") if isinstance(files, str) else list(files)

    async def start(self) -> AsyncIterator[Any]:
        """The pages as items, no faster than they are stored. A file that breaks costs what follows in it."""
        for name in self.files:
            try:
                for page in read_warc(Path(name)):
                    await self.room.acquire()
                    await self.recall(self.site_of(page.url))
                    yield self.counted(self.item_of(page))
            except UsageError as error:
                self.logger.error("%s", error)
                self.crawler.stats.inc_value("newsspider/files/broken")
        async for item in self.settle():
            yield item

    def item_of(self, page: Page) -> Fetched | Refused:
        """What becomes of a saved page."""
        if page.status != 200:
            return refused(page.url, self.site_of(page.url), "status", str(page.status), page.fetched_at)
        return self.result_of(page, None)

    def make_room(self, item: object) -> None:  # noqa: ARG002 - the signal gives it
        """An item is at the line's end."""
        self.room.release()
