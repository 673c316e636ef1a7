"""A whole newspaper: ``scrapy crawl news -a site=NAME|URL [-a limit=N] [-a since=DATE]``."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Self
from urllib.parse import urlsplit

from scrapy import signals
from scrapy.crawler import Crawler
from scrapy.exceptions import CloseSpider
from scrapy.http import Request

from newsspider.addresses import is_story_url
from newsspider.crawling.arguments import instant_argument, number_argument
from newsspider.crawling.ending import UNREACHABLE
from newsspider.crawling.exchange import page_of, refusal
from newsspider.crawling.frontier import Frontier
from newsspider.crawling.outcome import failed, refused
from newsspider.crawling.scope import scope_meta
from newsspider.crawling.strays import Strays
from newsspider.crawling.survey import Budget, Section, Survey
from newsspider.discovery import Catalogue, is_older, merge_leads
from newsspider.errors import UsageError
from newsspider.items import Article, Fetched, Lead, Page, Refused
from newsspider.sites import Site, load_site
from newsspider.spiders.story import StorySpider


class NewsSpider(StorySpider):
    """Looks up what a newspaper has, then fetches its stories, the newest first.

    Arguments:
        site: the newspaper's name or URL.
        limit: how many stories to store, the newest; all without it.
        since: date (2026-11-23) or instant (2026-11-23T06:00+01:00); older stories are left alone.

    Stats: ``newsspider/leads`` (stories that feeds, sitemaps and pages name), ``newsspider/leads/older`` (those
    left alone), ``newsspider/leads/left`` (those that waited when the run ended), ``newsspider/surveyed`` (files
    and pages asked for to find them).
    """

    name = "news"
    command = "crawl"

    def __init__(self, site: str = "", limit: str = "", since: str = "", **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.asked = site
        self.limit = number_argument("limit", limit)
        self.since = since
        self.site: Site | None = None
        self.catalogue: Catalogue | None = None
        self.has_full_sitemap = False
        self.strays = Strays()
        self.frontier = Frontier(width=1)

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        """The spider for the newspaper that it is asked for.

        Raises:
            SiteError: no newspaper has that name, or a TOML is wrong.
            UsageError: ``limit`` is no number, or ``since`` no date.
        """
        spider = super().from_crawler(crawler, *args, **kwargs)
        folder = crawler.settings["NEWSSPIDER_SITES"]
        spider.site = load_site(spider.asked, Path(folder) if folder else None) if spider.asked else None
        zone = spider.site.zone if spider.site else None
        spider.terms = replace(spider.terms, since=instant_argument("since", spider.since, zone))
        spider.frontier = Frontier(width=4 * crawler.settings.getint("CONCURRENT_REQUESTS"), limit=spider.limit)
        crawler.signals.connect(spider.acknowledge, signals.item_scraped)
        crawler.signals.connect(spider.give_up, signals.item_dropped)
        crawler.signals.connect(spider.give_up, signals.item_error)
        crawler.signals.connect(spider.tell_left, signals.spider_closed)
        return spider

    def claims(self, stored: Sequence[str]) -> tuple[str, ...]:  # noqa: ARG002 - as of every spider
        """Its newspaper: no other crawl of it may overlap."""
        return (self.site.name,) if self.site else ()

    def asks(self) -> Mapping[str, str]:
        """See the arguments."""
        return {"site": self.asked, "limit": str(self.limit or ""), "since": self.since}

    def site_of(self, url: str) -> Site:
        """The newspaper of this run; without one (``scrapy parse --spider news``) the one that owns the URL."""
        return self.site or super().site_of(url)

    async def start(self) -> AsyncIterator[Any]:
        """The survey, then a request for each story as soon as there is room for it in the line to the store.

        Raises:
            UsageError: the argument ``site`` is missing.
            CloseSpider: neither the home page nor anything else of the newspaper can be had.
        """
        if self.site is None:
            raise UsageError("which newspaper? Give -a site=NAME or -a site=https://…")
        await self.recall(self.site)
        survey = await self.look_up(self.site)
        if isinstance(survey.home, Refused) and not survey.catalogue:
            self.logger.error("%s can't be had: %s", survey.home.url, survey.home.detail)
            self.frontier.take(survey.home.url)
            yield self.counted(survey.home)
            raise CloseSpider(UNREACHABLE)
        for section in survey.sections:
            if result := self.section_result(section, survey.catalogue):
                yield self.whole(result)
        while lead := await self.frontier.next():
            yield self.story_request(lead.url, lead)
        await self.frontier.quiet()
        async for item in self.settle():
            yield item

    async def look_up(self, site: Site) -> Survey:
        """All that names the newspaper's stories; the leads wait in the frontier then."""
        budget = Budget(leads=2 * self.limit if self.limit else None, nofollow="nofollow" in self.terms.rights)
        survey = Survey(site, self.fetch, budget)
        await survey.run()
        self.catalogue, self.has_full_sitemap = survey.catalogue, survey.has_full_sitemap()
        leads = self.catalogue.leads.values()
        self.crawler.stats.set_value("newsspider/leads", len(leads))
        for lead in leads:
            if self.terms.since and is_older(lead, self.terms.since):
                self.crawler.stats.inc_value("newsspider/leads/older")
            else:
                self.frontier.add(lead)
        return survey

    async def fetch(self, url: str, anywhere: bool) -> Page | Refused:
        """A file or a page that may name stories: what the survey asks for."""
        site = self.site_of(url)
        self.crawler.stats.inc_value("newsspider/surveyed")
        try:
            request = Request(url, meta={} if anywhere else dict(scope_meta(site)))
        except ValueError as error:
            return refused(url, site, "scope", str(error), datetime.now(UTC))
        request.meta["dont_obey_robotstxt"] = urlsplit(url).path == "/robots.txt"
        try:
            response = await self.crawler.engine.download_async(request)
        except Exception as error:
            return refusal(request, site, error)
        page = page_of(response)
        if response.status != 200:
            return failed(page, site)
        return page

    def result_of(self, page: Page, lead: Lead | None, redirected_from: tuple[str, ...] = ()) -> Fetched | Refused:
        """What becomes of a page; a redirect may have led to a story of which more is known than of the URL asked."""
        known = self.catalogue.lead(page.url) if self.catalogue else None
        if lead and known and known is not lead:
            lead = replace(merge_leads(lead, known), url=lead.url)
        return super().result_of(page, lead, redirected_from)

    def section_result(self, section: Section, catalogue: Catalogue) -> Fetched | Refused | None:
        """What becomes of a page that was taken for a section: a story after all, refused if a lead, else None."""
        lead = catalogue.lead(section.link.url)
        result = self.result_of(section.page, lead)
        if isinstance(result, Refused) and lead is None:
            return None
        self.frontier.take(section.link.url)
        return result

    def whole(self, result: Fetched | Refused) -> Fetched | Refused | Request:
        """The item, or the request for what its story lacks; the story's parts are no leads any more."""
        for part in result.article.parts if isinstance(result, Fetched) else ():
            self.frontier.forget(part)
        return super().whole(result)

    def counted(self, item: Fetched | Refused) -> Fetched | Refused:
        """The item, counted; a story's links wait in the frontier where they are needed."""
        if isinstance(item, Fetched):
            self.strays.found(item)
            self.follow(item.article)
        return super().counted(item)

    def follow(self, article: Article) -> None:
        """Let a story's links wait. Beside a full sitemap, a few that nothing else names: redirects, orphans."""
        if self.site is None or self.catalogue is None or {"nofollow"} & set(article.rights) & set(self.terms.rights):
            return
        covered = self.has_full_sitemap and self.catalogue.lists(article.url)
        for link in article.links:
            if is_story_url(link.url, self.site) and link.url not in self.frontier:
                if covered:
                    self.strays.add(link.url)
                else:
                    self.wait_for(link.url)
        for url in self.strays.ready():
            self.wait_for(url)

    def wait_for(self, url: str) -> None:
        """Let a story that another links wait."""
        if url not in self.frontier:
            self.crawler.stats.inc_value("newsspider/leads")
            self.frontier.add(Lead(url=url, source="story"))

    def acknowledge(self, item: object) -> None:
        """An item is at the line's end: there is room for another story."""
        if not _is_again(item):
            self.frontier.done(story=isinstance(item, Fetched))

    def give_up(self, item: object) -> None:
        """A stage lost an item: there is room for another story."""
        if not _is_again(item):
            self.frontier.done(story=False)

    def tell_left(self) -> None:
        """Tell in the stats how many leads still wait."""
        self.crawler.stats.set_value("newsspider/leads/left", len(self.frontier))


def _is_again(item: object) -> bool:
    return isinstance(item, Fetched) and item.again
