"""What the spiders share: a request for a story, and what comes of it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Self

from scrapy import Spider
from scrapy.crawler import Crawler
from scrapy.http import Request, Response
from twisted.python.failure import Failure

from newsspider.crawling.exchange import page_of, redirects_of, refusal
from newsspider.crawling.outcome import Terms, outcome
from newsspider.crawling.scope import scope_meta
from newsspider.items import Fetched, Lead, Page, Refused
from newsspider.sites import Site, known_sites, site_for_url


class StorySpider(Spider):
    """A spider that turns each response into one item: ``Fetched``, or ``Refused`` with the reason.

    Stats: ``newsspider/refused/REASON`` counts the ``Refused``; the store stage counts the stories.
    """

    sites: tuple[Site, ...] = ()
    """The newspapers with a TOML."""
    terms: Terms = Terms()
    """What a page must allow to be stored."""

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
        return outcome(page, self.site_of(page.url), self.terms, lead=lead, redirected_from=redirected_from)

    def counted(self, item: Fetched | Refused) -> Fetched | Refused:
        """The item, counted in the stats if it is refused."""
        if isinstance(item, Refused):
            self.crawler.stats.inc_value(f"newsspider/refused/{item.reason}")
        return item
