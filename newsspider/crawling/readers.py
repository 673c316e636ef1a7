"""Reads pages in processes of their own, as many as there are cores: one that hangs or dies costs its page alone."""

from __future__ import annotations

import asyncio
import os
import pickle
import sys
from collections.abc import Collection
from concurrent.futures import BrokenExecutor
from fcntl import F_GETFL, F_SETFL, F_SETOWN, fcntl
from functools import lru_cache
from multiprocessing import get_context, parent_process

from pebble import ProcessExpired, ProcessPool

from newsspider.crawling.outcome import Terms, outcome, refused
from newsspider.items import Fetched, Lead, Page, Refused
from newsspider.knowledge import Knowledge
from newsspider.sites import Site

SECONDS = 20.0
"""How long a process may read one page."""
TRIES = 2
"""How often a page is read whose process came to an end: another page, or the system, may have ended it."""

_ENDED = "the process that read it came to an end"
_PRELOADED = "newsspider.crawling.readers"


class Readers:
    """The processes; they begin with the first page, and end with ``close`` or with this one."""

    def __init__(self, processes: int, seconds: float = SECONDS) -> None:
        """Of how many processes (0: pages are read in this one), and how long each may read a page."""
        self._processes = processes
        self._seconds = seconds
        self._pool: ProcessPool | None = None
        self._known: tuple[Knowledge | None, bytes] = (None, pickle.dumps(None))

    async def read(
        self,
        page: Page,
        site: Site,
        terms: Terms,
        *,
        lead: Lead | None = None,
        redirected_from: Collection[str] = (),
        knowledge: Knowledge | None = None,
    ) -> Fetched | Refused:
        """See ``outcome``. A page that takes too long, or ends its process, is refused (``parse``)."""
        if not self._processes:
            return outcome(page, site, terms, lead=lead, redirected_from=redirected_from, knowledge=knowledge)
        asked = (page, site, terms, lead, tuple(redirected_from), self._packed(knowledge))
        for _ in range(TRIES):
            future = self._running().schedule(_read, args=asked, timeout=self._seconds)
            try:
                return await asyncio.wrap_future(future)
            except TimeoutError:
                detail = f"reading it took more than {self._seconds:g} s"
                break
            except (ProcessExpired, BrokenExecutor):
                detail = _ENDED
            except asyncio.CancelledError:  # the processes were, and not who waits for them
                if not future.cancelled() or (task := asyncio.current_task()) is None or task.cancelling():
                    raise
                detail = _ENDED
        return refused(next(iter(redirected_from), page.url), site, "parse", detail, page.fetched_at)

    def close(self) -> None:
        """End the processes, whatever they do."""
        if self._pool:
            self._pool.stop()  # type: ignore[no-untyped-call]
            self._pool.join()

    def _running(self) -> ProcessPool:
        """The processes; new ones if something ended them all."""
        if self._pool is None or not self._pool.active:
            self.close()
            # forked from a process without threads, which has imported what reading needs
            context = get_context("forkserver")
            context.set_forkserver_preload([_PRELOADED])
            self._pool = ProcessPool(max_workers=self._processes, context=context, initializer=_end_together)
        return self._pool

    def _packed(self, knowledge: Knowledge | None) -> bytes:
        """What is known, made ready but once while it stays the same."""
        if knowledge is not self._known[0]:
            self._known = knowledge, pickle.dumps(knowledge)
        return self._known[1]


def _end_together() -> None:
    """Let this process end with the crawl's, whatever it does: signal(7) and fcntl(2) of Linux, where SIGIO tells that
    the other end of a pipe is closed, and ends a process. Elsewhere it ends after its page.
    """
    crawl = parent_process()
    if crawl and sys.platform == "linux":
        fcntl(crawl.sentinel, F_SETOWN, os.getpid())
        fcntl(crawl.sentinel, F_SETFL, fcntl(crawl.sentinel, F_GETFL) | os.O_ASYNC)


def _read(
    page: Page, site: Site, terms: Terms, lead: Lead | None, redirected_from: tuple[str, ...], packed: bytes
) -> Fetched | Refused:
    knowledge = _unpacked(packed)
    return outcome(page, site, terms, lead=lead, redirected_from=redirected_from, knowledge=knowledge)


@lru_cache(8)
def _unpacked(packed: bytes) -> Knowledge | None:
    known: Knowledge | None = pickle.loads(packed)
    return known
