"""What a run has to do, between what is named and what earlier runs knew: the newspaper's frontier in the store."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from datetime import UTC, datetime

from newsspider.archive import FrontierStore, SourceStore, Writer
from newsspider.crawling.survey import Memory, Survey
from newsspider.discovery import lead_date, merge_leads
from newsspider.items import Lead
from newsspider.sites import Site
from newsspider.urls import canonical_url, identity_key
from newsspider.visits import Source, Visit, calls


class Agenda:
    """A run's part in the newspaper's frontier. All methods raise StoreError if the store can't be used."""

    def __init__(self, writer: Writer, site: Site, *, everything: bool) -> None:
        """``everything``: known stories are asked for again, and nothing is asked for with conditions."""
        self._frontier: FrontierStore = writer.frontier()
        self._stored: SourceStore = writer.sources()
        self._site = site.name
        self._everything = everything
        self._visits: dict[str, Visit] = {}
        self.sources: Mapping[str, Source] = {}
        """The newspaper's sources as the last run saw them, by URL."""
        self.unsettled: datetime | None = None
        """When an earlier run began that never came to its end."""

    async def begin(self) -> Memory:
        """Note that the run is under way; what a survey is to know of earlier ones."""
        self.unsettled = await self._stored.begin(self._site, datetime.now(UTC))
        sources, full = await self._stored.recall(self._site)
        if self._everything:
            return Memory()
        self.sources = sources
        return Memory(sources=sources, full=full, known=self.known)

    async def known(self, urls: Collection[str]) -> Collection[str]:
        """The identity keys of those of some URLs that earlier runs knew."""
        return (await self._frontier.visits(urls)).keys()

    async def plan(self, leads: Iterable[Lead], survey: Survey, *, whole: bool) -> list[Lead]:
        """Which of a survey's leads call for a fetch; they are due in the store then, with what else it holds due.

        ``whole``: all that the survey saw is among the leads, so the next run need not see it again.
        """
        now = datetime.now(UTC)
        leads = list(leads)
        visits = await self._frontier.visits([lead.url for lead in leads])
        found = [(lead, visits.get(identity_key(lead.url))) for lead in leads]
        called = [_filled(lead, visit) for lead, visit in found if calls(visit, lead, everything=self._everything)]
        await self._frontier.call_due(self._site, now)
        await self._frontier.make_due(((lead, lead_date(lead)) for lead in called), self._site, now)
        await self._frontier.list_in(self._site, survey.catalogue.files)
        if whole:
            await self._stored.remember(self._site, survey.seen.values(), full=survey.has_full_sitemap())
        self._visits = {key: visits[key] for lead in called if (key := identity_key(lead.url)) in visits}
        return called

    def lead(self, url: str) -> Lead | None:
        """What was said of a story that is due; None if nothing, or if it isn't."""
        visit = self._visits.get(identity_key(url))
        return visit.lead if visit else None

    async def due(self, most: int) -> list[Lead]:
        """What is due in the store besides, the newest first."""
        found = []
        async for visit in self._frontier.due(self._site, most):
            self._visits.setdefault(identity_key(visit.url), visit)
            found.append(visit.lead or Lead(url=visit.url, source="named"))
        return found

    async def strays(self) -> list[str]:
        """The links that a run had not looked up when it died; empty if none did."""
        return await self._frontier.strays(self._site) if self.unsettled else []

    async def end(self) -> None:
        """Note that the run came to its end."""
        await self._stored.end(self._site)

    def conditions(self, url: str) -> Mapping[str, str]:
        """The headers that ask for a story or a source only if it changed (RFC 9110, 13.1); empty without any."""
        visit = self._visits.get(identity_key(url))
        asked: Visit | Source | None = visit if visit and visit.url == canonical_url(url) else self.sources.get(url)
        if self._everything or asked is None:
            return {}
        told = {"If-None-Match": asked.etag, "If-Modified-Since": asked.last_modified}
        return {name: value for name, value in told.items() if value}


def _filled(lead: Lead, visit: Visit | None) -> Lead:
    """The lead with what was said of the story before, where it says nothing."""
    if visit is None or visit.lead is None:
        return lead
    return replace(merge_leads(lead, visit.lead), url=lead.url)
