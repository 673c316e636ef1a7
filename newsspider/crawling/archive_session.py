"""One crawl's hold on the store: the one writer that its stages share."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Self

from scrapy import signals
from scrapy.crawler import Crawler
from scrapy.exceptions import CloseSpider

from newsspider.archive import Writer
from newsspider.crawling.ending import LEASE_LOST, STORE_FAULT
from newsspider.crawling.run_log import RunLog
from newsspider.errors import LeaseHeld, LeaseLost, StoreError

logger = logging.getLogger(__name__)

_A_MOMENT = 0.05
"""Seconds after an item's last signal until Scrapy counts it as done."""


class ArchiveSession:
    """A Scrapy extension that opens the writer when it is first asked for, and closes it after all else.

    All stages close at the same time; the writer closes after them, at the signal ``spider_closed``.
    """

    def __init__(self, crawler: Crawler) -> None:
        """Use ``from_crawler``."""
        self._crawler = crawler
        self._log = RunLog(crawler, self.end_crawl)
        self._opening: asyncio.Task[Writer] | None = None
        self._ending: asyncio.Task[None] | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """The session of a crawl."""
        session = cls(crawler)
        crawler.signals.connect(session._spider_closed, signal=signals.spider_closed)
        for signal in (signals.item_scraped, signals.item_dropped, signals.item_error):
            crawler.signals.connect(session._item_left, signal=signal)
        return session

    async def writer(self) -> Writer:
        """The crawl's writer. With it the run holds its newspapers' leases, and is written down in ``runs``.

        Raises:
            LeaseHeld: another run works on the same newspaper.
            StoreError: the store can't be used.
        """
        if self._opening is None:
            self._opening = asyncio.create_task(self._open())
        return await self._opening

    @property
    def is_ending(self) -> bool:
        """Whether the crawl ends because it can't store any more."""
        return self._ending is not None

    def end_crawl(self, error: StoreError) -> None:
        """End the crawl because it can't store any more; what wasn't stored stays due."""
        if self._ending is None:
            logger.critical("%s", error)
            reason = _reason(error)
            self._ending = asyncio.create_task(self._crawler.engine.close_spider_async(reason=reason))

    async def _open(self) -> Writer:
        settings = self._crawler.settings
        data_dir = settings["NEWSSPIDER_DATA_DIR"]
        writer = await Writer.open(
            settings["NEWSSPIDER_MONGO_URI"] or None,
            data_dir=Path(data_dir) if data_dir else None,
            database=settings["NEWSSPIDER_DATABASE"],
        )
        try:
            await self._log.begin(writer)
        except BaseException:
            await writer.close()
            raise
        return writer

    async def _spider_closed(self, reason: str) -> None:
        if self._opening is None:
            return
        try:
            writer = await self._opening
        except (StoreError, LeaseHeld):
            return  # the crawl has ended with this error
        try:
            try:
                await self._log.end(reason)
                await self._drop_old_pages(writer)
            finally:
                await writer.close()
        except StoreError as error:
            logger.critical("%s", error)

    async def _drop_old_pages(self, writer: Writer) -> None:
        days = self._crawler.settings.getfloat("NEWSSPIDER_KEEP_PAGES_DAYS")
        if days and (dropped := await writer.drop_pages(datetime.now(UTC) - timedelta(days=days))):
            logger.info("%d raw pages older than %g days were dropped", dropped, days)

    def _item_left(self) -> None:
        asyncio.get_running_loop().call_later(_A_MOMENT, self._look_up)

    def _look_up(self) -> None:
        """Let Scrapy 2.19 see that an item has left the line. If it came from ``start()`` and is the last one, Scrapy
        would else see it with its next heartbeat, up to five seconds later; while it closes, never.
        """
        if engine_slot := self._crawler.engine._slot:
            engine_slot.nextcall.schedule()
        slot, spider = self._crawler.engine.scraper.slot, self._crawler.spider
        if slot and spider and slot.closing and slot.is_idle() and not slot.closing.called:
            slot.closing.callback(spider)


class StoreFaults:
    """Spider middleware that ends the crawl where its start meets a store that can't be used any more."""

    async def process_start(self, start: AsyncIterator[Any]) -> AsyncIterator[Any]:
        """What ``start`` gives.

        Raises:
            CloseSpider: the store can't be used.
        """
        try:
            async for found in start:
                yield found
        except StoreError as error:
            logger.critical("%s", error)
            raise CloseSpider(_reason(error)) from None


def _reason(error: StoreError) -> str:
    return LEASE_LOST if isinstance(error, LeaseLost) else STORE_FAULT
