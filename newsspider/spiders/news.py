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
from newsspider.crawling.agenda import Agenda
from newsspider.crawling.arguments import instant_argument, number_argument
from newsspider.crawling.ending import UNREACHABLE
from newsspider.crawling.exchange import page_of, refusal
from newsspider.crawling.frontier import Frontier
from newsspider.crawling.outcome import failed, refused
from newsspider.crawling.politeness import OPTIONAL, RobotsMiddleware
from newsspider.crawling.rights import RESERVED, RightsMiddleware
from newsspider.crawling.scope import scope_meta
from newsspider.crawling.strays import Strays
from newsspider.crawling.survey import Budget, Section, Survey
from newsspider.crawling.variants import Variants
from newsspider.discovery import Catalogue, is_older, merge_leads
from newsspider.errors import UsageError
from newsspider.items import Article, Fetched, Lead, Page, Refused, Unchanged
from newsspider.runs import NOTHING, Reading, is_loss
from newsspider.sites import Site, load_site
from newsspider.spiders.story import NOT_MODIFIED, StorySpider
from newsspider.urls import identity_key, without_credentials

SAMPLE = 25
"""Pages that tell how well a newspaper is read; a run that fetches fewer asks for a known story besides, and for as
many if that one is read worse than it was."""
VAIN = 500
"""Addresses in a row that answer with an error, or not at all, after which a run asks for no more."""
FEW = 1_000
"""Leads in memory below which more are read from the store."""


class NewsSpider(StorySpider):
    """Looks up what a newspaper has, then fetches its stories, the newest first.

    Arguments:
        site: the newspaper's name or URL.
        limit: how many stories to store, the newest; all without it.
        full: anything but 0 asks for all known stories again, and for everything without conditions.
        since: date (2026-11-23) or instant (2026-11-23T06:00+01:00); older stories are left alone.

    Stats: ``newsspider/leads`` (stories that feeds, sitemaps and pages name), ``newsspider/leads/older`` (those
    left alone), ``newsspider/leads/left`` (those that waited when the run ended), ``newsspider/surveyed`` (files
    and pages asked for to find them).
    """

    name = "news"
    command = "crawl"

    def __init__(self, site: str = "", limit: str = "", since: str = "", full: str = "", **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.asked = site
        self.limit = number_argument("limit", limit)
        self.since = since
        self.everything = full.lower() not in ("", "0", "no", "false")
        self.agenda: Agenda | None = None
        self.site: Site | None = None
        self.catalogue: Catalogue | None = None
        self.has_full_sitemap = False
        self.strays = Strays()
        self.probes: dict[str, Reading] = {}
        self.reads_worse = False
        self.probed_more = False
        self.variants = Variants()
        self.vain = 0
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
        spider.origins = spider.site.named_origins if spider.site else None
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
        return {
            "site": without_credentials(self.asked),
            "limit": str(self.limit or ""),
            "since": self.since,
            "full": "1" if self.everything else "",
        }

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
        if isinstance(survey.home, Refused) and not survey.catalogue and not survey.seen:
            self.logger.error("%s can't be had: %s", survey.home.url, survey.home.detail)
            self.frontier.take(survey.home.url)
            yield self.counted(survey.home)
            raise CloseSpider(UNREACHABLE)
        if self.agenda and self.agenda.waiting < SAMPLE and not (self.limit or self.since):
            await self.probe(1)
        for section in survey.sections:
            if result := await self.section_result(section, survey.catalogue):
                yield self.whole(result)
        while lead := await self.next_lead():
            yield self.known_variant(lead) or self.story_request(lead.url, lead)
        await self.frontier.quiet()
        async for item in self.settle():
            yield item

    def known_variant(self, lead: Lead) -> Refused | None:
        """Why a lead needs no request: its page was read under another address. None if it needs one."""
        if not self.variants.is_known(lead.url):
            return None
        detail = f"the same as a page that was read but for {', '.join(sorted(self.variants.noise))}"
        answer = refused(lead.url, self.site_of(lead.url), "scope", detail, datetime.now(UTC))
        self.counted(answer)
        return answer

    async def look_up(self, site: Site) -> Survey:
        """All that names the newspaper's stories; the leads wait in the frontier then."""
        budget = Budget(leads=2 * self.limit if self.limit else None, nofollow="nofollow" in self.terms.rights)
        writer = await self.writer()
        agenda = Agenda(writer, site, since=self.terms.since, everything=self.everything) if writer else None
        self.agenda = agenda
        memory = await self.agenda.begin() if self.agenda else None
        survey = Survey(site, self.fetch, budget, memory, self.apply)
        await survey.run()
        self.catalogue, self.has_full_sitemap = survey.catalogue, survey.has_full_sitemap()
        self.crawler.stats.set_value("newsspider/leads", len(self.catalogue))
        if self.agenda:
            await self.agenda.plan(survey, whole=not self.limit and not self.since)
            self.crawler.stats.set_value("newsspider/leads/older", self.agenda.older)
            for url in await self.agenda.strays():
                self.look_into(url)
            return survey
        wanted = [x for x in self.catalogue.leads.values() if not (self.terms.since and is_older(x, self.terms.since))]
        self.crawler.stats.set_value("newsspider/leads/older", len(self.catalogue) - len(wanted))
        for lead in wanted:
            self.frontier.add(lead)
        return survey

    async def next_lead(self) -> Lead | None:
        """The next lead, from the store where the run has one; None when no more will come."""
        while True:
            if self.vain >= VAIN:
                self.logger.warning(
                    "%d addresses in a row gave no page: the others stay due for the next run", self.vain
                )
                return None
            if self.agenda and self.agenda.waiting and len(self.frontier) < FEW and not self.frontier.has_enough:
                for due in await self.agenda.more():
                    self.frontier.add(due)
            lead = await self.frontier.next()
            if lead or self.agenda is None or self.frontier.has_enough:
                return lead
            if self.reads_worse and not self.probed_more:
                self.probed_more = True
                await self.probe(SAMPLE)
            elif not self.agenda.waiting:
                return None

    async def probe(self, most: int) -> None:
        """Ask for known stories, to see whether the newspaper's pages are read as well as they were."""
        probes = await self.agenda.probes(most) if self.agenda else {}
        self.probes |= {identity_key(url): reading for url, reading in probes.items()}
        for url in probes:
            if url not in self.frontier:
                self.frontier.add((self.agenda and self.agenda.lead(url)) or Lead(url=url, source="named"))

    def judge(self, item: Fetched | Refused) -> None:
        """Whether a story that was asked for as a probe lacks what it had."""
        url = item.article.fetched_url if isinstance(item, Fetched) else item.url
        before = self.probes.get(identity_key(url))
        if before and (isinstance(item, Fetched) or is_loss(item)):
            self.reads_worse |= (Reading.of(item.article) if isinstance(item, Fetched) else NOTHING).is_worse_than(
                before
            )

    def conditions(self, url: str) -> Mapping[str, str]:
        """The headers that ask for what earlier runs saw only if it changed."""
        return self.agenda.conditions(url) if self.agenda else {}

    async def settle(self) -> AsyncIterator[Fetched]:
        """As every spider; after a run that died, the stories that it left are read again with what is known now."""
        writer, begun = await self.writer(), self.agenda.unsettled if self.agenda else None
        if self.site and writer and begun:
            async for _ in self.teach(writer.kept(site=self.site.name, since=begun)):
                pass
            await writer.remember(self.site.name, self.teaching.settled(self.site.name))
            await writer.recount(self.site.name)
            async for _, item in self.read_again(writer.kept(site=self.site.name, since=begun)):
                if item:
                    yield item
        else:
            async for item in super().settle():
                yield item
        if self.agenda:
            await self.agenda.end()

    async def fetch(self, url: str, anywhere: bool) -> Page | Refused:
        """A file or a page that may name stories: what the survey asks for."""
        site = self.site_of(url)
        self.crawler.stats.inc_value("newsspider/surveyed")
        robots = self.crawler.get_downloader_middleware(RobotsMiddleware)
        try:
            if robots and urlsplit(url).path == "/robots.txt":
                return await robots.answer(url)
            headers = dict(self.conditions(url))
            request = Request(url, headers=headers, meta={OPTIONAL: True} if anywhere else dict(scope_meta(site)))
        except ValueError as error:
            return refused(url, site, "scope", str(error), datetime.now(UTC))
        try:
            response = await self.crawler.engine.download_async(request)
        except Exception as error:
            return refusal(request, site, error)
        page = page_of(response)
        if response.status == 200 or (response.status == NOT_MODIFIED and headers):
            return page
        return failed(page, site)

    async def result_of(
        self, page: Page, lead: Lead | None, redirected_from: tuple[str, ...] = ()
    ) -> Fetched | Refused:
        """What becomes of a page; a redirect may have led to a story of which more is known than of the URL asked."""
        known = self.catalogue.lead(page.url) if self.catalogue is not None else None
        known = known or (self.agenda.lead(page.url) if self.agenda else None)
        if lead and known and known is not lead:
            lead = replace(merge_leads(lead, known), url=lead.url)
        return await super().result_of(page, lead, redirected_from)

    async def section_result(self, section: Section, catalogue: Catalogue) -> Fetched | Refused | None:
        """What becomes of a page that was taken for a section: a story after all, refused if a lead, else None."""
        lead = catalogue.lead(section.link.url)
        result = await self.result_of(section.page, lead)
        rights = self.crawler.get_downloader_middleware(RightsMiddleware)
        if rights and isinstance(result, Fetched) and await rights.reserves(section.page.url):
            result = refused(section.page.url, self.site_of(section.page.url), *RESERVED, section.page.fetched_at)
        if isinstance(result, Refused) and section.link.url not in catalogue:
            return None
        self.frontier.take(section.link.url)
        return result

    def whole(self, result: Fetched | Refused) -> Fetched | Refused | Request:
        """The item, or the request for what its story lacks; the story's parts are no leads any more."""
        for part in result.article.parts if isinstance(result, Fetched) else ():
            self.frontier.forget(part)
        return super().whole(result)

    def counted(self, item: Fetched | Refused) -> Fetched | Refused:
        """The item, counted, with those of its links that the run doesn't know."""
        self.judge(item)
        self.vain = self.vain + 1 if isinstance(item, Refused) and item.reason in ("status", "time") else 0
        if isinstance(item, Fetched):
            self.strays.found(item)
            item = replace(item, leads=self.leads_in(item.article))
        return super().counted(item)

    def leads_in(self, article: Article) -> tuple[Lead, ...]:
        """The links of a story that may be stories and that the run doesn't know."""
        if self.site is None or {"nofollow"} & set(article.rights) & set(self.terms.rights):
            return ()
        urls = [link.url for link in article.links if is_story_url(link.url, self.site)]
        new = (url for url in dict.fromkeys(urls) if url not in self.frontier and not self.variants.is_known(url))
        return tuple(Lead(url=url, source="story") for url in new)

    def look_into(self, url: str) -> None:
        """Let a story wait that nothing but a story's link names; beside a full sitemap, as long as that pays."""
        if not self.has_full_sitemap:
            self.wait_for(url)
            return
        self.strays.add(url)
        for ready in self.strays.ready():
            self.wait_for(ready)

    def wait_for(self, url: str) -> None:
        """Let a story that another links wait."""
        if url not in self.frontier:
            self.crawler.stats.inc_value("newsspider/leads")
            self.frontier.add(Lead(url=url, source="story"))

    def acknowledge(self, item: object) -> None:
        """An item is at the line's end: its links wait that nobody knew, and there is room for another story."""
        if _is_again(item):
            return
        if isinstance(item, Fetched) and item.article_id:
            self.variants.learn(item.article.fetched_url, item.article_id)
        if isinstance(item, Unchanged):
            self.vain = 0
        for lead in item.leads if isinstance(item, Fetched) else ():
            self.look_into(lead.url)
        self.frontier.done(story=isinstance(item, Fetched | Unchanged))

    def give_up(self, item: object) -> None:
        """A stage lost an item: there is room for another story."""
        if not _is_again(item):
            self.frontier.done(story=False)

    def tell_left(self) -> None:
        """Tell in the stats how many leads still wait."""
        unread = self.agenda.waiting if self.agenda else 0
        self.crawler.stats.set_value("newsspider/leads/left", len(self.frontier) + unread)


def _is_again(item: object) -> bool:
    return isinstance(item, Fetched) and item.again
