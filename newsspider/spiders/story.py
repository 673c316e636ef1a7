"""What the spiders share: a request for a story, and what comes of it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, Self

from scrapy import Spider, signals
from scrapy.crawler import Crawler
from scrapy.http import Request, Response
from twisted.python.failure import Failure

from newsspider.archive import Kept
from newsspider.crawling.archive_session import ArchiveSession
from newsspider.crawling.exchange import page_of, redirects_of, refusal
from newsspider.crawling.outcome import Terms, outcome
from newsspider.crawling.scope import scope_meta
from newsspider.crawling.teaching import Teaching
from newsspider.items import Fetched, Lead, Page, Refused
from newsspider.sites import Site, known_sites, site_for_url

WIDTH = 50
"""Pages without a request that are on their way to the store at a time."""


class StorySpider(Spider):
    """A spider that turns each response into one item: ``Fetched``, or ``Refused`` with the reason.

    Stats: ``newsspider/refused/REASON`` counts the ``Refused``; the store stage counts the stories;
    ``newsspider/kept/refused`` the kept pages that are no story any more when they are read again (it stays stored).
    """

    sites: tuple[Site, ...] = ()
    """The newspapers with a TOML."""
    terms: Terms = Terms()
    """What a page must allow to be stored."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.teaching = Teaching()
        self.room = asyncio.Semaphore(WIDTH)

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        """The spider, with the newspapers and the terms that the settings name.

        Raises:
            SiteError: a newspaper's TOML is wrong.
        """
        spider = super().from_crawler(crawler, *args, **kwargs)
        folder = crawler.settings["NEWSSPIDER_SITES"]
        spider.sites = tuple(known_sites(Path(folder) if folder else None).values())
        spider.terms = Terms(rights=frozenset(crawler.settings.getlist("NEWSSPIDER_RIGHTS")))
        for signal in (signals.item_scraped, signals.item_dropped, signals.item_error):
            crawler.signals.connect(spider.make_room, signal)
        return spider

    def site_of(self, url: str) -> Site:
        """The newspaper that a URL belongs to."""
        return site_for_url(url, self.sites)

    def story_request(self, url: str, lead: Lead | None = None) -> Request:
        """Asks for a page that may be a story.

        Each story is asked for once already; a redirect may lead to a known one, and its URL is then an alias.
        """
        return Request(
            url,
            callback=self.parse,
            errback=self.failed,
            cb_kwargs={"lead": lead},
            meta=scope_meta(self.site_of(url)),
            dont_filter=True,
        )

    def parse(self, response: Response, lead: Lead | None = None) -> Iterator[Fetched | Refused]:
        """The page as one item.

        @sample_story
        @returns items 1 1
        @returns requests 0 0
        @scrapes article page
        """
        yield self.counted(self.result_of(page_of(response), lead, redirects_of(response.request)))

    def failed(self, failure: Failure) -> Iterator[Fetched | Refused]:
        """Why the request brought no page, as one item."""
        request: Request = failure.request  # type: ignore[attr-defined]  # Scrapy's scraper sets it
        assert failure.value is not None
        yield self.counted(refusal(request, self.site_of(request.url), failure.value))

    def result_of(self, page: Page, lead: Lead | None, redirected_from: tuple[str, ...] = ()) -> Fetched | Refused:
        """What becomes of a page."""
        site = self.site_of(page.url)
        knowledge = self.teaching.knowledge(site.name)
        item = outcome(page, site, self.terms, lead=lead, redirected_from=redirected_from, knowledge=knowledge)
        if isinstance(item, Fetched):
            self.teaching.learn(item)
        return item

    async def recall(self, site: Site) -> None:
        """See that what the store knows of a newspaper is known; asked once a newspaper, nothing without a store.

        Raises:
            StoreError: the store can't be used.
        """
        session = self.crawler.get_extension(ArchiveSession)
        if session is not None and not self.teaching.has_recalled(site.name):
            self.teaching.recall(site.name, await (await session.writer()).recall(site.name))

    async def settle(self) -> AsyncIterator[Fetched]:
        """Keep what was learned, and read those stories again that were read before it was known.

        So what is stored does not depend on the order in which the pages came.
        """
        session = self.crawler.get_extension(ArchiveSession)
        if session is None:
            return
        writer = await session.writer()
        for name in self.teaching.sites():
            outdated = self.teaching.outdated(name)
            await writer.remember(name, self.teaching.settled(name))
            async for kept in writer.kept(urls=outdated):
                async for item in self.read_again(kept):
                    yield item

    async def read_again(self, kept: Kept) -> AsyncIterator[Fetched]:
        """A page of the store's as an item, as soon as there is room for it; nothing if it is no story any more."""
        site = self.site_of(kept.page.url)
        knowledge = self.teaching.knowledge(site.name)
        item = outcome(kept.page, site, Terms(rights=()), lead=kept.lead, knowledge=knowledge)
        if isinstance(item, Fetched):
            await self.room.acquire()
            yield replace(item, again=True)
        else:
            self.crawler.stats.inc_value("newsspider/kept/refused")

    def make_room(self, item: object) -> None:
        """An item is at the line's end."""
        if isinstance(item, Fetched) and item.again:
            self.room.release()

    def counted(self, item: Fetched | Refused) -> Fetched | Refused:
        """The item, counted in the stats if it is refused."""
        if isinstance(item, Refused):
            self.crawler.stats.inc_value(f"newsspider/refused/{item.reason}")
        return item
