"""Puts stories and refusals into the store, and waits until they are there."""

from __future__ import annotations

import logging
from collections.abc import Collection
from dataclasses import replace
from typing import Self

from scrapy.crawler import Crawler
from scrapy.exceptions import CloseSpider, DropItem, NotConfigured

from newsspider.archive import Outcome
from newsspider.crawling.archive_session import ArchiveSession
from newsspider.crawling.ending import LEASE_HELD
from newsspider.errors import ItemUnstorable, LeaseHeld, StoreError
from newsspider.items import Fetched, Refused, Unchanged
from newsspider.runs import is_loss

logger = logging.getLogger(__name__)


def respect_rights(item: Fetched, kept: Collection[str]) -> Fetched:
    """The item without leave to keep its page where the page reserves that, and such reservations are kept."""
    reserved = "noarchive" in item.article.rights and "noarchive" in kept
    return replace(item, keep_page=False) if reserved else item


def unstorable(item: Fetched, error: ItemUnstorable) -> Refused:
    """What is stored in the place of a story that the store doesn't take."""
    article = item.article
    return Refused(
        url=article.fetched_url,
        site=article.site,
        reason="store",
        detail=str(error),
        seen_at=item.page.fetched_at,
    )


class StorePipeline:
    """Awaits the store for each item: so a slow store slows the crawl, and nothing piles up.

    Stats: ``newsspider/stored/new``, ``newsspider/stored/edited``, ``newsspider/stored/unchanged`` count the stories,
    ``newsspider/stored/reread`` those that were read again from kept pages, ``newsspider/gone`` those that their
    newspaper took away; ``newsspider/refused/store`` those that the store doesn't take; ``newsspider/lost/REASON`` the
    refusals of pages that should have been stories and were not refused before; ``newsspider/forgotten`` stories that
    were erased before and are not stored again.
    """

    def __init__(self, crawler: Crawler, session: ArchiveSession) -> None:
        """Use ``from_crawler``."""
        self._crawler = crawler
        self._session = session
        self._kept_rights = frozenset(crawler.settings.getlist("NEWSSPIDER_RIGHTS"))

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """The stage of a crawl; the crawl needs the extension ``ArchiveSession``."""
        session = crawler.get_extension(ArchiveSession)
        if session is None:
            raise NotConfigured("the setting EXTENSIONS lacks newsspider.crawling.archive_session.ArchiveSession")
        return cls(crawler, session)

    async def open_spider(self) -> None:
        """Open the store before the first fetch: one that can't be used ends the crawl here.

        Raises:
            StoreError: the store can't be used.
            CloseSpider: another run of the newspaper goes on.
        """
        try:
            await self._session.writer()
        except LeaseHeld as error:
            logger.critical("%s", error)
            raise CloseSpider(LEASE_HELD) from None

    async def process_item(self, item: Fetched | Refused | Unchanged) -> Fetched | Refused | Unchanged:
        """The item, with the store's id of its story and those of its leads that are new there, when it is stored.

        Raises:
            DropItem: the store doesn't take the item, or can't be used any more.
        """
        writer = await self._session.writer()
        try:
            if not isinstance(item, Fetched):
                self._count(item, await writer.put(item))
                return item
            outcome = await writer.put(respect_rights(item, self._kept_rights))
        except ItemUnstorable as error:
            if isinstance(item, Fetched):
                self._crawler.stats.inc_value("newsspider/refused/store")
                await self.process_item(unstorable(item, error))
            raise DropItem(str(error)) from None
        except StoreError as error:
            self._session.end_crawl(error)
            raise DropItem(f"not stored: {error}", log_level="DEBUG") from None
        if outcome.forgotten:
            self._crawler.stats.inc_value("newsspider/forgotten")
            raise DropItem(f"{item.article.fetched_url} was erased by newsspider forget", log_level="INFO")
        word = "reread" if item.again else _word(outcome)
        self._crawler.stats.inc_value(f"newsspider/stored/{word}")
        leads = tuple(lead for lead in item.leads if lead.url in outcome.leads)
        return replace(item, article_id=outcome.article_id, duplicate_of=outcome.duplicate_of, leads=leads)

    def _count(self, item: Refused | Unchanged, outcome: Outcome) -> None:
        stats = self._crawler.stats
        if isinstance(item, Unchanged):
            stats.inc_value("newsspider/stored/unchanged")
        elif outcome.gone:
            stats.inc_value("newsspider/gone")
        elif outcome.new and is_loss(item):
            stats.inc_value(f"newsspider/lost/{item.reason}")


def _word(outcome: Outcome) -> str:
    return "new" if outcome.new else "edited" if outcome.edited else "unchanged"
