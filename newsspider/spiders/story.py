"""What the spiders share: a request for a story, and what comes of it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Coroutine, Iterator, Mapping, Sequence
from contextlib import aclosing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Self, TypeVar

from scrapy import Spider, signals
from scrapy.crawler import Crawler
from scrapy.http import Request, Response
from twisted.python.failure import Failure

from newsspider.archive import Kept, Writer
from newsspider.crawling.archive_session import ArchiveSession
from newsspider.crawling.exchange import RunEnds, page_of, redirects_of, refusal
from newsspider.crawling.in_order import in_order
from newsspider.crawling.outcome import Terms, failed
from newsspider.crawling.readers import Readers, TooMuch
from newsspider.crawling.rights import MINED
from newsspider.crawling.scope import scope_meta
from newsspider.crawling.serial import Serial, is_later_part
from newsspider.crawling.teaching import Teaching
from newsspider.items import Fetched, Lead, Page, Refused, Unchanged
from newsspider.knowledge import Knowledge
from newsspider.runs import Task
from newsspider.sites import Site, known_sites, site_for_url
from newsspider.urls import canonical_url, same_story

_T = TypeVar("_T")

NOT_MODIFIED = 304
WHOLE = (200, 203)
"""Statuses with which a page comes whole (RFC 9110, 15.3)."""
WIDTH = 50
"""Pages without a request that are on their way to the store at a time."""


class StorySpider(Spider):
    """A spider that turns each page into one item: ``Fetched``, or ``Refused`` with the reason.

    The parts of a story over several pages are fetched, and are one item.

    Stats: ``newsspider/refused/REASON`` counts the ``Refused``; the store stage counts the stories;
    ``newsspider/outdated`` those that must be read again because more is known of their newspaper now;
    ``newsspider/kept/refused`` the kept pages that are no story any more when they are read again (it stays stored).
    """

    sites: tuple[Site, ...] = ()
    """The newspapers with a TOML."""
    command = "scrape"
    """The command that does what the spider does, for the record of the run."""
    origins: frozenset[str] | None = None
    """What the user named, as scheme, host and port: may be on a private network. None: nobody typed anything but
    single requests (``scrapy shell``), which may go anywhere."""
    terms: Terms = Terms()
    """What a page must allow to be stored."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.teaching = Teaching()
        self.readers = Readers(0)
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
        spider.readers = Readers(crawler.settings.getint("NEWSSPIDER_READERS"))
        crawler.signals.connect(spider.readers.close, signals.spider_closed)
        for signal in (signals.item_scraped, signals.item_dropped, signals.item_error):
            crawler.signals.connect(spider.make_room, signal)
        return spider

    def task(self, stored: Sequence[str]) -> Task | None:
        """What the run is for; None if it was asked for nothing."""
        asked = {name: text for name, text in self.asks().items() if text}
        return Task(command=self.command, asked=asked, claims=self.claims(stored)) if asked else None

    def claims(self, stored: Sequence[str]) -> tuple[str, ...]:  # noqa: ARG002 - those who claim all of it need it
        """The newspapers that no other run may work on meanwhile. None: pages may be stored while it is crawled."""
        return ()

    def asks(self) -> Mapping[str, str]:
        """The arguments that were given, for the record of the run; an empty text for none."""
        return {}

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
            headers=dict(self.conditions(url)),
            meta=scope_meta(self.site_of(url)) | {MINED: True, "handle_httpstatus_list": [NOT_MODIFIED]},
            dont_filter=True,
        )

    def conditions(self, url: str) -> Mapping[str, str]:  # noqa: ARG002 - for who remembers earlier answers
        """The headers that ask for a page only if it changed; a page that was never seen is asked for in any case."""
        return {}

    async def parse(
        self, response: Response, lead: Lead | None = None
    ) -> AsyncIterator[Fetched | Refused | Unchanged | Request]:
        """The page as one item, or a request for more of its story.

        @sample_story
        @returns items 1 1
        @returns requests 0 0
        @scrapes article page
        """
        asked = canonical_url(response.request.url if response.request else response.url)
        if response.status == NOT_MODIFIED and _is_conditional(response.request):
            yield Unchanged(url=asked, site=self.site_of(asked).name, seen_at=datetime.now(UTC), lead=lead)
            return
        page = page_of(response)
        if response.status not in WHOLE:
            first = next(iter(redirects_of(response.request)), page.url)
            yield self.counted(replace(failed(page, self.site_of(page.url)), url=canonical_url(first)))
            return
        yield self.whole(await self.result_of(page, lead, redirects_of(response.request)))

    def whole(self, result: Fetched | Refused) -> Fetched | Refused | Request:
        """The item, or the request for what its story lacks: the part where it begins, or the next one."""
        if isinstance(result, Refused) or not result.article.parts:
            return self.counted(result)
        if "nofollow" in result.article.rights and "nofollow" in self.terms.rights:
            return self.counted(Serial(result).story())
        if is_later_part(result.article):
            return self.part_request(result.article.parts[0], self.parse_first, later=result)
        return self.advance(Serial(result))

    def advance(self, serial: Serial) -> Fetched | Refused | Request:
        """The request for the story's next part, or the story if there is none."""
        url = serial.next_url
        return self.part_request(url, self.parse_part, serial=serial) if url else self.counted(serial.story())

    def part_request(self, url: str, callback: Callable[..., Any], **kwargs: Any) -> Request:
        """Asks for a part of a story, before other stories; without an answer the story is what is there."""
        return Request(
            url,
            callback=callback,
            errback=self.part_failed,
            cb_kwargs=kwargs,
            meta=scope_meta(self.site_of(url)),
            dont_filter=True,
            priority=1,
        )

    async def parse_part(self, response: Response, serial: Serial) -> AsyncIterator[Fetched | Refused | Request]:
        """The story with one more part, or as far as it goes if the page is none."""
        result = await self.result_of(page_of(response), None)
        if isinstance(result, Fetched) and same_story(result.article.fetched_url, serial.next_url or ""):
            yield self.advance(serial.with_part(result))
        else:
            yield self.counted(serial.story())

    async def parse_first(self, response: Response, later: Fetched) -> AsyncIterator[Fetched | Refused | Request]:
        """The story that begins on the page; the later part alone if none does."""
        result = await self.result_of(page_of(response), later.lead, redirects_of(response.request))
        begins = isinstance(result, Fetched) and result.article.parts and not is_later_part(result.article)
        yield self.whole(result) if begins else self.counted(Serial(later).story())

    def part_failed(self, failure: Failure) -> Iterator[Fetched | Refused]:
        """The story as far as it could be had."""
        request: Request = failure.request  # type: ignore[attr-defined]  # Scrapy's scraper sets it
        serial = request.cb_kwargs.get("serial") or Serial(request.cb_kwargs["later"])
        yield self.counted(serial.story())

    def failed(self, failure: Failure) -> Iterator[Fetched | Refused]:
        """Why the request brought no page, as one item."""
        request: Request = failure.request  # type: ignore[attr-defined]  # Scrapy's scraper sets it
        assert failure.value is not None
        if isinstance(failure.value, RunEnds):
            return
        yield self.counted(refusal(request, self.site_of(request.url), failure.value))

    async def result_of(
        self, page: Page, lead: Lead | None, redirected_from: tuple[str, ...] = ()
    ) -> Fetched | Refused:
        """What becomes of a page."""
        site = self.site_of(page.url)
        knowledge = self.teaching.knowledge(site.name)
        item = await self.readers.read(
            page, site, self.terms, lead=lead, redirected_from=redirected_from, knowledge=knowledge
        )
        if isinstance(item, Fetched):
            self.teaching.learn(item, knowledge)
        return item

    async def apply(self, function: Callable[..., _T], *arguments: Any) -> _T | None:
        """What a function makes of what a server sent, called where it can do no harm; None if it was too much."""
        try:
            return await self.readers.call(function, *arguments)
        except TooMuch as error:
            self.logger.warning("%s was given up: %s", function.__name__, error)
        except Exception:
            self.logger.exception("%s failed", function.__name__)
        return None

    async def recall(self, site: Site) -> None:
        """See that what the store knows of a newspaper is known; asked once a newspaper, nothing without a store.

        Raises:
            StoreError: the store can't be used.
        """
        writer = await self.writer()
        if writer and not self.teaching.has_recalled(site.name):
            self.teaching.recall(site.name, await writer.recall(site.name))

    async def writer(self) -> Writer | None:
        """The store's; None without a store.

        Raises:
            StoreError: the store can't be used.
        """
        session = self.crawler.get_extension(ArchiveSession)
        return await session.writer() if session else None

    async def settle(self) -> AsyncIterator[Fetched]:
        """Keep what was learned, and read those stories again that were read before it was known.

        So what is stored does not depend on the order in which the pages came.
        """
        writer = await self.writer()
        if writer is None:
            return
        for name in self.teaching.sites():
            outdated = self.teaching.outdated(name)
            self.crawler.stats.inc_value("newsspider/outdated", len(outdated))
            await writer.remember(name, self.teaching.settled(name))
            async with aclosing(self.read_again(writer.kept(urls=outdated))) as items:
                async for _, item in items:
                    if item:
                        yield item

    async def teach(self, pages: AsyncIterator[Kept]) -> AsyncGenerator[Kept, None]:
        """Learn from pages of the store's, in their order; each is given back then."""
        async with aclosing(in_order(pages, self._plain_reading, _kept_size)) as read:
            async for kept, item in read:
                if isinstance(item, Fetched):
                    self.teaching.learn(item, self.teaching.knowledge(item.article.site))
                yield kept

    def _plain_reading(self, kept: Kept) -> Coroutine[Any, Any, Fetched | Refused]:
        return self.readers.read(kept.page, self.site_of(kept.page.url), Terms(rights=()), lead=kept.lead)

    async def read_again(self, pages: AsyncIterator[Kept]) -> AsyncGenerator[tuple[Kept, Fetched | None], None]:
        """Pages of the store's in their order, each as an item, as soon as there is room for it.

        None if it is no story any more, or one of several parts without the others: the store has more of it.
        """
        async with aclosing(in_order(pages, self._rereading, _kept_size)) as read:
            async for kept, item in read:
                if item:
                    await self.room.acquire()
                yield kept, item

    def _rereading(self, kept: Kept) -> Coroutine[Any, Any, Fetched | None]:
        site = self.site_of(kept.page.url)
        return self._read_again(kept, site, self.teaching.knowledge(site.name))

    async def _read_again(self, kept: Kept, site: Site, knowledge: Knowledge) -> Fetched | None:
        item = await self.readers.read(kept.page, site, Terms(rights=()), lead=kept.lead, knowledge=knowledge)
        if isinstance(item, Refused):
            self.crawler.stats.inc_value("newsspider/kept/refused")
            return None
        if item.article.parts and not kept.parts:
            return None
        parts = [await self.readers.read(page, site, Terms(rights=()), knowledge=knowledge) for page in kept.parts]
        serial = Serial(item, tuple(part for part in parts if isinstance(part, Fetched)))
        return replace(serial.story(), again=True)

    def make_room(self, item: object) -> None:
        """An item is at the line's end."""
        if isinstance(item, Fetched) and item.again:
            self.room.release()

    def counted(self, item: Fetched | Refused) -> Fetched | Refused:
        """The item, counted in the stats if it is refused."""
        if isinstance(item, Refused):
            self.crawler.stats.inc_value(f"newsspider/refused/{item.reason}")
        return item


def _kept_size(kept: Kept) -> int:
    return sum(len(page.body) for page in (kept.page, *kept.parts))


def _is_conditional(request: Request | None) -> bool:
    return request is not None and ("If-None-Match" in request.headers or "If-Modified-Since" in request.headers)
