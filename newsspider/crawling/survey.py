"""Finds the stories of a newspaper: sitemaps and feeds first, then the home page and the sections.

The survey asks for pages through a function that it is given, so it knows nothing of Scrapy.
"""

from __future__ import annotations

import asyncio
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import urljoin

from newsspider.crawling.sources import Apply, Fetch, Memory, Sources, apply_here
from newsspider.discovery import (
    Catalogue,
    Child,
    Listing,
    PageLinks,
    SectionLink,
    edits_url,
    read_edits,
    sitemaps_in_robots,
)
from newsspider.discovery.catalogue import FULL
from newsspider.discovery.sitemaps import names_stories
from newsspider.discovery.wordpress import PAGE as EDITS_PAGE
from newsspider.items import Lead, Page, Refused
from newsspider.sites import Site
from newsspider.urls import identity_key
from newsspider.visits import Source

USUAL_SITEMAPS = ("/sitemap.xml", "/sitemap_index.xml", "/wp-sitemap.xml", "/sitemap-index.xml", "/sitemap.xml.gz")
USUAL_NEWS_SITEMAPS = ("/news-sitemap.xml", "/sitemap-news.xml")
USUAL_FEEDS = ("/feed/", "/rss.xml", "/feed.xml", "/atom.xml", "/rss", "/index.xml")

FRAME = 3
"""A link that so many of the home and section pages show belongs to the site's frame: about us, most read."""

_SOME = 2
"""Stories that a home page may show before the sitemaps list them."""
_STATUS = re.compile(r"\d+$|bot_challenge: ")
"""The details of a refusal that tell of an answer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Budget:
    """How much a survey reads of each kind."""

    sitemaps: int = 500
    """Sitemap files of one index."""
    doubted: int = 9
    """Sitemap files up to which even those are asked for (with conditions) that their index tells to be as they were,
    in turn: the lastmod of an index is the last edit's, and tells nothing of stories that left."""
    feeds: int = 20
    """Feeds."""
    feed_pages: int = 50
    """Pages of older stories of one feed."""
    barren_feed_pages: int = 20
    """Pages of older stories, of all feeds, that may name nothing but what is known: a story that a full sitemap
    forgot may still stand in the feed."""
    edit_pages: int = 50
    """Pages of WordPress's list of edits."""
    sections: int = 60
    """Sections."""
    section_pages: int = 200
    """Further pages of one section."""
    leads: int | None = None
    """Enough leads: no list is paged on with so many. None: never enough."""
    nofollow: bool = True
    """Whether the links of a page that reserves them are left alone."""


@dataclass(frozen=True, slots=True)
class Section:
    """The first page of a section, or of what was taken for one: a story may have as short an address."""

    link: SectionLink
    page: Page
    links: PageLinks


class Survey:
    """One look at all that may name a newspaper's stories."""

    def __init__(
        self, site: Site, fetch: Fetch, budget: Budget, memory: Memory | None = None, apply: Apply = apply_here
    ) -> None:
        """What it is of, and by what means; ``apply`` reads pages and feeds."""
        self.catalogue = Catalogue(site)
        """The leads that were found."""
        self.sections: list[Section] = []
        """The sections that were read."""
        self.home: Page | Refused | None = None
        """The home page, or why there is none; None before ``run``."""
        self.frame: frozenset[str] = frozenset()
        """Identity keys of what every page links."""
        self._memory = memory or Memory()
        self._site = site
        self._budget = budget
        self._sources = Sources(site, fetch, apply, self._memory, nofollow=budget.nofollow)
        self._barren_feed_pages = 0
        self._answered = False
        self._one_at_a_time = asyncio.Lock()

    @property
    def seen(self) -> Mapping[str, Source]:
        """The sitemaps, feeds and sections that answered, as they are now, by URL."""
        return self._sources.seen

    async def run(self) -> None:
        """Ask for all that may name stories, in the order of what it is worth."""
        robots, front = await asyncio.gather(
            self._sources.page(urljoin(self._site.home, "/robots.txt")), self._sources.page(self._site.home)
        )
        self.home = front
        if _is_silent(robots) and _is_silent(front):
            return
        home = await self._sources.links(front)
        await self._read_sitemaps(robots)
        feeds = await self._read_feeds(home)
        await self._read_edits(home.api, front)
        self.catalogue.add(home.stories)
        if self._memory.full and await self._is_covered(home):
            return
        await self._read_sections(home)
        await asyncio.gather(
            *map(self._page_feed, feeds),
            self._page_on(home, None),
            *(self._page_on(section.links, section.link.title) for section in self.sections),
        )

    def has_full_sitemap(self) -> bool:
        """Whether the sitemaps list (nearly) all that feeds and sections name."""
        if self._memory.full and not self.sections:
            return not self.catalogue.is_broken
        return self.catalogue.is_full(self.frame)

    async def _is_covered(self, home: PageLinks) -> bool:
        """Whether the sitemaps still list what is new: nearly all of the home page is in them, or was known."""
        if self.catalogue.is_broken or not self._answered:
            return False
        unlisted = [lead.url for lead in home.stories if not self.catalogue.lists(lead.url)]
        known = await self._memory.known(unlisted)
        fresh = sum(identity_key(url) not in known for url in unlisted)
        return fresh <= max(_SOME, (1 - FULL) * len(home.stories))

    def _enough(self) -> bool:
        return self._budget.leads is not None and len(self.catalogue) >= self._budget.leads

    # Sitemaps

    async def _read_sitemaps(self, robots: Page | Refused) -> None:
        named = sitemaps_in_robots(robots.body, robots.url) if isinstance(robots, Page) else ()
        await self._read_tree((*self._site.sitemaps, *named))
        if not self.catalogue.has_sitemap() and not (self._answered and self._memory.sources):
            await self._first_sitemap(USUAL_SITEMAPS)
            await self._first_sitemap(USUAL_NEWS_SITEMAPS)

    async def _first_sitemap(self, places: Iterable[str]) -> None:
        for url in self._usual(places):
            if await self._read_tree([url]):
                return

    def _usual(self, places: Iterable[str]) -> list[str]:
        """Where to look for what nothing names; once a run has looked, where it found something."""
        urls = [urljoin(self._site.home, place) for place in places]
        return [url for url in urls if not self._memory.sources or url in self._memory.sources]

    async def _read_tree(self, urls: Iterable[str]) -> bool:
        """Read sitemaps and all that they name, each once; say whether any was one."""
        found = False
        seen: set[str] = set()
        wave = list(dict.fromkeys(urls))
        while wave := [url for url in wave if url not in seen][: self._budget.sitemaps - len(seen)]:
            seen.update(wave)
            read = await asyncio.gather(*map(self._sitemap, wave))
            found = found or any(whole for whole, _ in read)
            children = [child for _, named in read for child in named]
            self._sources.told |= {child.url: child.modified for child in children}
            changed = [child for child in children if not self._sources.stays(child)]
            same = [child for child in children if child not in changed]
            doubted = sorted(_newest_first(same), key=self._sources.last_read)[
                : max(0, self._budget.doubted - len(seen))
            ]
            wave = _newest_first(changed) + doubted
        self._answered |= found
        return found

    async def _sitemap(self, url: str) -> tuple[bool, tuple[Child, ...]]:
        """Read a sitemap: whether it is one, and which it names. One at a time, for it may be large."""
        last = Listing()
        plain = True
        async with self._one_at_a_time:
            async for part in self._sources.parts(url):
                last = part
                take = self._memory.take if _is_plain(part) else None
                plain = plain and take is not None
                leads = self.catalogue.add_sitemap(part, keep=take is None)
                if take:
                    await take(url, leads, plain and part.whole and not part.more)
        return last.whole, last.children

    # Feeds

    async def _read_feeds(self, home: PageLinks) -> list[Listing]:
        """The first page of each feed."""
        named = list(dict.fromkeys((*self._site.feeds, *home.feeds)))[: self._budget.feeds]
        read = await asyncio.gather(*map(self._sources.listing, named))
        feeds = [feed for feed in read if feed.leads]
        if not any(feed.leads or feed.unmodified for feed in read) and not self.catalogue.has_sitemap():
            feeds = await self._usual_feed()
        for feed in feeds:
            self.catalogue.add(feed.leads)
        return feeds

    async def _usual_feed(self) -> list[Listing]:
        for url in self._usual(USUAL_FEEDS):
            feed = await self._sources.listing(url)
            if feed.leads:
                return [feed]
        return []

    async def _read_edits(self, api: str | None, front: Page | Refused) -> None:
        """Ask WordPress for what was edited since the last run; a first one only notes when it was."""
        if api is None or isinstance(front, Refused):
            return
        before = self._memory.sources.get(api)
        for number in range(1, self._budget.edit_pages + 1):
            if before is None or before.read_at is None:
                break
            page = await self._sources.page(edits_url(api, before.read_at, number))
            edits = read_edits(page.body) if isinstance(page, Page) else Listing()
            if not edits.whole:
                return
            self.catalogue.add(edits.leads)
            if len(edits.leads) < EDITS_PAGE:
                break
        self._sources.note(Source(url=api, read_at=front.fetched_at))

    async def _page_feed(self, feed: Listing) -> None:
        """Read older pages of a feed as long as they name what is new and in no sitemap, and some more."""
        known = await self._memory.known([lead.url for lead in feed.leads])
        fresh = any(not self.catalogue.lists(lead.url) and identity_key(lead.url) not in known for lead in feed.leads)
        for _ in range(self._budget.feed_pages):
            self._barren_feed_pages += not fresh
            if not feed.next_page or self._enough() or self._barren_feed_pages > self._budget.barren_feed_pages:
                return
            feed = await self._sources.listing(feed.next_page)
            known = await self._memory.known([lead.url for lead in feed.leads])
            fresh = self.catalogue.add(feed.leads) and any(identity_key(lead.url) not in known for lead in feed.leads)

    # Home and sections

    async def _read_sections(self, home: PageLinks) -> None:
        """Read the first page of each section that the home page links, and of each that those link."""
        seen = {identity_key(self._site.home)}
        wave: Iterable[SectionLink] = home.sections
        for _ in range(2):
            unread = {identity_key(link.url): link for link in wave if identity_key(link.url) not in seen}
            seen.update(unread)
            room = max(0, self._budget.sections - len(self.sections))
            read = await asyncio.gather(*map(self._section, list(unread.values())[:room]))
            self.sections += [section for section in read if section]
            wave = [link for section in read if section for link in section.links.sections]
        self.catalogue.add(_section_leads(section.links for section in self.sections))
        self.frame = _frame([home, *(section.links for section in self.sections)])

    async def _section(self, link: SectionLink) -> Section | None:
        page = await self._sources.section(link.url)
        return Section(link, page, await self._sources.links(page, link.title)) if page else None

    async def _page_on(self, links: PageLinks, section: str | None) -> None:
        """Read further pages of a list as long as they show what is new and in no sitemap."""
        known = await self._memory.known([lead.url for lead in links.stories])
        fresh = any(self._counts(lead) and identity_key(lead.url) not in known for lead in links.stories)
        for _ in range(self._budget.section_pages):
            if not fresh or not links.next_page or self._enough():
                return
            links = await self._sources.links(await self._sources.page(links.next_page), section)
            known = await self._memory.known([lead.url for lead in links.stories])
            new = [lead for lead in links.stories if lead.url not in self.catalogue]
            fresh = any(self._counts(lead) and identity_key(lead.url) not in known for lead in new)
            self.catalogue.add(links.stories)

    def _counts(self, lead: Lead) -> bool:
        """Whether a page that links this is worth paging on."""
        return not self.catalogue.lists(lead.url) and identity_key(lead.url) not in self.frame


def _is_silent(answer: Page | Refused) -> bool:
    """Whether the host gave no answer at all: unknown, closed, or too slow."""
    return isinstance(answer, Refused) and (
        answer.reason == "time" or (answer.reason == "status" and not _STATUS.match(answer.detail))
    )


def _is_plain(part: Listing) -> bool:
    """Whether it is a part of a sitemap that was read now, and no news sitemap."""
    return not part.unmodified and all(lead.source == "sitemap" for lead in part.leads)


def _newest_first(children: Iterable[Child]) -> list[str]:
    """The sitemaps that may name stories, those changed last first, so that a budget costs the oldest."""
    named = [child for child in children if names_stories(child.url)]
    named.sort(key=lambda child: child.modified.timestamp() if child.modified else 0.0, reverse=True)
    return list(dict.fromkeys(child.url for child in named))


def _section_leads(pages: Iterable[PageLinks]) -> list[Lead]:
    """The leads of all sections; a story that several of them link belongs to none of them for certain."""
    leads = [lead for links in pages for lead in links.stories]
    times = Counter(identity_key(lead.url) for lead in leads)
    return [lead if times[identity_key(lead.url)] == 1 else Lead(url=lead.url, source="page") for lead in leads]


def _frame(pages: Iterable[PageLinks]) -> frozenset[str]:
    times = Counter(key for links in pages for key in {identity_key(lead.url) for lead in links.stories})
    return frozenset(key for key, number in times.items() if number >= FRAME)
