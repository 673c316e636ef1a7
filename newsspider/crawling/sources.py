"""Asks for sitemaps, feeds and pages that name stories, reads them, and takes down how each is now."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from newsspider.discovery import Child, Listing, PageLinks, is_feed, read_listing, read_page, read_parts
from newsspider.items import Lead, Page, Refused
from newsspider.sites import Site
from newsspider.visits import Source

Fetch = Callable[[str, bool], Awaitable[Page | Refused]]
"""Fetches a URL: the page if its status is 200 (or 304, for what ``Survey`` remembers), else why there is none. The
flag says whether it may lie on another host: true for what robots.txt or the home page names as a sitemap or a feed."""
Take = Callable[[str, Sequence[Lead], bool], Awaitable[None]]
"""Takes on some of what the plain sitemap at a URL lists; the flag says that it is whole with them."""
Known = Callable[[Collection[str]], Awaitable[Collection[str]]]
"""The identity keys of those of some URLs whose stories earlier runs knew."""
Apply = Callable[..., Awaitable[Any]]
"""Calls a function with what a server sent, where it does no harm: what the function gives, or None if that took too
long or too much."""

_NOT_MODIFIED = 304


async def _nothing(urls: Collection[str]) -> Collection[str]:  # noqa: ARG001 - as ``Known``
    return ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Memory:
    """What earlier runs knew of a newspaper; nothing by default."""

    sources: Mapping[str, Source] = field(default_factory=dict)
    """Its sitemaps, feeds and sections by URL: what is as it was is not read again."""
    full: bool = False
    """Whether its sitemaps listed (nearly) all that feeds and sections named."""
    known: Known = _nothing
    """Which stories they knew."""
    take: Take | None = None
    """Who takes on the leads of sitemaps, so that no run holds them all; None: the survey's catalogue holds them."""


async def apply_here(function: Callable[..., Any], *arguments: Any) -> Any:
    """See ``Apply``: without any guard."""
    return function(*arguments)


class Sources:
    """What a survey asks for, with how it is now."""

    def __init__(self, site: Site, fetch: Fetch, apply: Apply, memory: Memory, *, nofollow: bool) -> None:
        """See ``Survey``; ``nofollow``: whether the links of a page that reserves them are left alone."""
        self.seen: dict[str, Source] = {}
        """Those that answered, as they are now, by URL."""
        self.told: dict[str, datetime | None] = {}
        """The sitemaps' lastmods in the indexes that name them."""
        self._site = site
        self._fetch = fetch
        self._apply = apply
        self._before = memory.sources
        self._nofollow = nofollow

    async def page(self, url: str) -> Page | Refused:
        """A page of the newspaper."""
        return await self._fetch(url, False)

    async def links(self, page: Page | Refused, section: str | None = None) -> PageLinks:
        """What a home or section page links; nothing if there is none, or it can't be read."""
        if isinstance(page, Refused):
            return PageLinks()
        return await self._apply(read_page, page, self._site, section, self._nofollow) or PageLinks()

    async def section(self, url: str) -> Page | None:
        """A section's page; None if it can't be had, or is as it was."""
        page = await self._fetch(url, False)
        if not isinstance(page, Page):
            return None
        before = self._before.get(url)
        self._see(page, url, before if page.status == _NOT_MODIFIED else None)
        return None if page.status == _NOT_MODIFIED else page

    async def listing(self, url: str) -> Listing:
        """What a feed lists, or a sitemap as a whole; empty if there is no such file."""
        parts = [part async for part in self.parts(url)]
        return replace(parts[-1], leads=tuple(lead for part in parts for lead in part.leads)) if parts else Listing()

    async def parts(self, url: str) -> AsyncIterator[Listing]:
        """What a sitemap or a feed lists, in as many parts as it is large; none if there is no such file."""
        page = await self._fetch(url, True)
        if not isinstance(page, Page):
            return
        before = self._before.get(url)
        if page.status == _NOT_MODIFIED:
            self._see(page, url, before)
            children = tuple(Child(url=name, modified=when) for name, when in before.children) if before else ()
            yield Listing(children=children, whole=True, unmodified=True)
            return
        async for part in self._read(page):
            yield part
            if part.whole and not part.more:
                self._see(page, url, None, part.children)

    def stays(self, child: Child) -> bool:
        """Whether an index tells that a sitemap has not changed since it was read; it counts as seen then."""
        before = self._before.get(child.url)
        if before is None or child.modified is None or child.modified != before.modified:
            return False
        self.seen[child.url] = before
        return True

    def last_read(self, url: str) -> float:
        """When a sitemap last answered, as a timestamp: so those that can't all be asked for have their turns."""
        before = self._before.get(url)
        return before.read_at.timestamp() if before and before.read_at else 0.0

    def note(self, source: Source) -> None:
        """Take down how a source is that was read elsewhere."""
        self.seen[source.url] = source

    async def _read(self, page: Page) -> AsyncIterator[Listing]:
        """Sitemaps are read here, in parts, by a parser that is bounded; feeds where they can do no harm."""
        if is_feed(page.body):
            yield await self._apply(read_listing, page.body, page.url, self._site.zone) or Listing()
            return
        for part in read_parts(page.body, page.url, self._site.zone):
            yield part

    def _see(self, page: Page, url: str, before: Source | None, children: Iterable[Child] = ()) -> None:
        """Take down how a source is now: as ``before`` if it was not modified."""
        told = self.told.get(url)
        if before is not None:
            self.seen[url] = replace(before, modified=told or before.modified, read_at=page.fetched_at)
            return
        self.seen[url] = Source(
            url=url,
            etag=page.headers.get("etag"),
            last_modified=page.headers.get("last-modified"),
            modified=told,
            read_at=page.fetched_at,
            children=tuple((child.url, child.modified) for child in children),
        )
