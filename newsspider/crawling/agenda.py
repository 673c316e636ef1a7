"""What a run has to do, between what is named and what earlier runs knew: the newspaper's frontier in the store."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime

from newsspider.archive import Departure, FrontierStore, SourceStore, Writer
from newsspider.crawling.sources import Memory
from newsspider.crawling.survey import Survey
from newsspider.discovery import is_older, lead_date, merge_leads
from newsspider.items import Lead
from newsspider.runs import Reading
from newsspider.sites import Site
from newsspider.urls import canonical_url, identity_key, key_id
from newsspider.visits import Source, Visit, calls

AT_ONCE = 5_000
"""Due URLs that are read from the store together."""
MOST_CHECKED = 100
"""Stories that left their sitemap that a run asks for, the newest first."""


class Agenda:
    """A run's part in the newspaper's frontier. All methods raise StoreError if the store can't be used."""

    def __init__(self, writer: Writer, site: Site, *, since: datetime | None = None, everything: bool = False) -> None:
        """What the run is for.

        Args:
            writer: the store's.
            site: the newspaper.
            since: stories that are older are left alone; None for none.
            everything: known stories are asked for again, and nothing is asked for with conditions.
        """
        self._frontier: FrontierStore = writer.frontier()
        self._stored: SourceStore = writer.sources()
        self._site = site.name
        self._since = since
        self._everything = everything
        now = datetime.now(UTC)
        self._begun = now.replace(microsecond=now.microsecond // 1000 * 1000)  # as the store keeps it
        self._given: dict[str, Visit] = {}
        self._probed: dict[str, Visit] = {}
        self._visits: dict[str, Visit] = {}
        self._here: dict[str, set[str]] = {}
        self._left: list[Departure] = []
        self._last: Visit | None = None
        self._checked = 0
        self.older = 0
        """Leads that were left alone because their stories are older than the run is to go."""
        self.waiting = 0
        """About how many URLs are due that ``more`` has not given yet."""
        self.sources: Mapping[str, Source] = {}
        """The newspaper's sources as the last run saw them, by URL."""
        self.unsettled: datetime | None = None
        """When an earlier run began that never came to its end."""

    async def begin(self) -> Memory:
        """Note that the run is under way; what a survey is to know of earlier ones."""
        self.unsettled = await self._stored.begin(self._site, datetime.now(UTC))
        sources, full = await self._stored.recall(self._site)
        if self._everything:
            return Memory(take=self.take)
        self.sources = sources
        return Memory(sources=sources, full=full, known=self.known, take=self.take)

    async def known(self, urls: Collection[str]) -> Collection[str]:
        """The identity keys of those of some URLs that earlier runs knew."""
        visits = await self._frontier.visits(urls)
        return {key for key, visit in visits.items() if visit.state != "due" or visit.seen_at < self._begun}

    async def take(self, file: str, leads: Sequence[Lead], whole: bool) -> None:
        """Make those due that a plain sitemap calls for; ``whole``: with these leads all of the file's were given."""
        here = self._here.setdefault(file, set())
        here.update(key_id(identity_key(lead.url)) for lead in leads)
        await self._call(leads)
        if whole:
            self._left += await self._frontier.list_in(self._site, file, self._here.pop(file))

    async def plan(self, survey: Survey, *, whole: bool) -> None:
        """Make all else due that is called for, by the survey's leads and by the clock; ``more`` gives it then.

        ``whole``: all that the survey saw is due now, so the next run need not see it again.
        """
        await self._call(list(survey.catalogue.leads.values()))
        await self._frontier.call_due(self._site, datetime.now(UTC))
        await self._frontier.take_leave(self._left)
        if whole:
            await self._stored.remember(self._site, survey.seen.values(), full=survey.has_full_sitemap())
        self.waiting = await self._frontier.count_due(self._site)

    async def _call(self, leads: Sequence[Lead]) -> None:
        """Write those of some leads as due that call for a fetch."""
        wanted = [lead for lead in leads if not (self._since and is_older(lead, self._since))]
        self.older += len(leads) - len(wanted)
        visits = await self._frontier.visits([lead.url for lead in wanted])
        called = []
        for lead in wanted:
            visit = visits.get(identity_key(lead.url))
            filled = _filled(lead, visit)
            is_due = visit is not None and visit.state == "due" and visit.lead == filled
            if not is_due and calls(visit, lead, everything=self._everything):
                called.append((filled, lead_date(filled)))
        await self._frontier.make_due(called, self._site, self._begun)

    def lead(self, url: str) -> Lead | None:
        """What was said of a story that ``more`` gave lately; None if nothing."""
        visit = self._visits.get(identity_key(url))
        return visit.lead if visit else None

    async def more(self) -> list[Lead]:
        """The next URLs that are due, the newest first; empty when there are no more."""
        found = await self._frontier.due(self._site, AT_ONCE, self._last) if self.waiting else []
        self.waiting = max(0, self.waiting - len(found)) if len(found) == AT_ONCE else 0
        self._last = found[-1] if found else None
        # what was given before may still wait for its turn
        self._given, self._visits = {}, self._probed | self._given
        leads = []
        for visit in found:
            self._checked += visit.missing
            if visit.missing and self._checked > MOST_CHECKED:
                continue
            self._given.setdefault(identity_key(visit.url), visit)
            leads.append(visit.lead or Lead(url=visit.url, source="named"))
        self._visits |= self._given
        return leads

    async def probes(self, most: int) -> dict[str, Reading]:
        """Known stories that are asked for to see how their pages are read now: their URLs, with how they were read.
        Those that were not seen the longest; ``conditions`` knows them.
        """
        found = await self._frontier.longest_unseen(self._site, most)
        self._probed |= {identity_key(visit.url): visit for visit, _ in found}
        self._visits |= self._probed
        return {visit.url: reading for visit, reading in found}

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
    merged = merge_leads(lead, visit.lead)
    return merged if visit.state == "due" else replace(merged, url=lead.url)
