"""Which story is fetched next: the newest of those that wait, each identity once."""

from __future__ import annotations

import asyncio
import heapq
from itertools import count

from newsspider.discovery import lead_date, merge_leads
from newsspider.items import Lead
from newsspider.urls import identity_key


class Frontier:
    """The leads of one run, in memory.

    ``next`` hands out a lead when there is room; whoever takes one says ``done`` when the story is stored or
    refused. So the crawl is never further ahead of the store than ``width`` stories.
    """

    def __init__(self, *, width: int, limit: int | None = None) -> None:
        """``width``: how many may be under way at a time; ``limit``: how many stories are wanted, None for all."""
        self._width = width
        self._limit = limit
        self._waiting: dict[str, Lead] = {}
        self._taken: set[str] = set()
        self._heap: list[tuple[float, int, str]] = []
        self._order = count()
        self._under_way = 0
        self._stories = 0
        self._changed = asyncio.Event()

    def __len__(self) -> int:
        """How many leads wait."""
        return len(self._waiting)

    def __contains__(self, url: str) -> bool:
        """Whether the URL's story waits or has been handed out."""
        key = identity_key(url)
        return key in self._waiting or key in self._taken

    def add(self, lead: Lead) -> None:
        """Let a lead wait; one of a story that waits already is merged with it, one handed out is forgotten.

        Raises:
            ValueError: the lead's URL is no http or https URL.
        """
        key = identity_key(lead.url)
        if key in self._taken:
            return
        known = self._waiting.get(key)
        self._waiting[key] = merge_leads(known, lead) if known else lead
        heapq.heappush(self._heap, (_age(self._waiting[key]), next(self._order), key))
        self._changed.set()

    def take(self, url: str) -> None:
        """Count a story as handed out that came to us without a lead: a section page that is a story."""
        self._under_way += 1
        self._taken.add(identity_key(url))
        self._waiting.pop(identity_key(url), None)

    def forget(self, url: str) -> None:
        """Hand out no lead to the URL: it is a part of a story that was handed out."""
        self._taken.add(identity_key(url))
        self._waiting.pop(identity_key(url), None)
        self._changed.set()

    @property
    def has_enough(self) -> bool:
        """Whether as many stories as wanted are stored."""
        return self._limit is not None and self._stories >= self._limit

    async def next(self) -> Lead | None:
        """The newest lead that waits, as soon as there is room for it.

        None when no more will come: as many stories as wanted are stored, or none waits and none is under way.
        """
        while True:
            if self._is_over():
                return None
            if self._has_room() and self._waiting:
                return self._pop()
            self._changed.clear()
            await self._changed.wait()

    async def quiet(self) -> None:
        """Return when nothing is under way."""
        while self._under_way:
            self._changed.clear()
            await self._changed.wait()

    def done(self, *, story: bool) -> None:
        """A lead that was handed out is stored (``story``) or refused."""
        self._under_way -= 1
        self._stories += story
        self._changed.set()

    def _is_over(self) -> bool:
        return self.has_enough or (not self._waiting and not self._under_way)

    def _has_room(self) -> bool:
        wanted = self._width if self._limit is None else min(self._width, self._limit - self._stories)
        return self._under_way < wanted

    def _pop(self) -> Lead:
        while True:
            _, _, key = heapq.heappop(self._heap)
            if lead := self._waiting.pop(key, None):
                self._taken.add(key)
                self._under_way += 1
                return lead


def _age(lead: Lead) -> float:
    """Sorts the newest first, those without a date last."""
    when = lead_date(lead)
    return -when.timestamp() if when else float("inf")
