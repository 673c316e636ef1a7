"""Reads what servers sent in processes of their own, as many as there are cores: a page that hangs, grows or dies
costs itself alone.
"""

from __future__ import annotations

import asyncio
import os
import pickle
import resource
import signal
import sys
from collections.abc import Callable, Collection
from concurrent.futures import BrokenExecutor
from dataclasses import replace
from fcntl import F_GETFL, F_SETFL, F_SETOWN, fcntl
from functools import cache, lru_cache
from multiprocessing import forkserver, get_context, parent_process
from pathlib import Path
from typing import Any, TypeVar

from pebble import ProcessExpired, ProcessPool

from newsspider.crawling.outcome import Terms, outcome, refused
from newsspider.items import Fetched, Lead, Page, Refused
from newsspider.knowledge import Knowledge
from newsspider.sites import Site

SECONDS = 10.0
"""How much time of a processor a page may take: on a machine that has other things to do it is given more by the
clock, up to ``PATIENCE`` times as much."""
PATIENCE = 10
AHEAD = 2
"""Pages that are given to each process: one that it reads, one that is ready for it; the others wait here."""
MEGABYTES = 130
"""How much memory a page may take, above what a process has when it begins."""
TRIES = 2
"""How often a page is read whose process came to an end: another page, or the system, may have ended it."""

_FULL, _SWOLLEN = 77, 78
"""Exit codes of a process that a page filled, and of one that earlier pages had filled."""
_ENDED = "the process that read it came to an end"
_PRELOADED = "newsspider.crawling.warmed"
_T = TypeVar("_T")


class TooMuch(Exception):
    """What was to be read took too long, or too much. The message says what."""


class Readers:
    """The processes; they begin with the first page, and end with ``close`` or with this one."""

    def __init__(self, processes: int, seconds: float = SECONDS, megabytes: int = MEGABYTES) -> None:
        """Of how many processes (0: all is read in this one, unguarded), and how much each may take for a page."""
        self._processes = processes
        self._seconds = seconds
        self._megabytes = megabytes
        self._free = asyncio.Semaphore(AHEAD * processes)
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
        """See ``outcome``. A page that takes too much, or ends its process, is refused (``parse``)."""
        known = self._packed(knowledge)
        try:
            found = await self.call(_outcome, page, site, terms, lead, tuple(redirected_from), known)
            return replace(found, page=page) if isinstance(found, Fetched) else found
        except TooMuch as error:
            return refused(next(iter(redirected_from), page.url), site, "parse", str(error), page.fetched_at)

    async def call(self, function: Callable[..., _T], *arguments: Any) -> _T:
        """What a function gives that a module has at its top level, called in one of the processes.

        Raises:
            TooMuch: it took too long or too much memory, or its process came to an end.
        """
        if not self._processes:
            return function(*arguments)
        async with self._free:
            return await self._called(function, *arguments)

    async def _called(self, function: Callable[..., _T], *arguments: Any) -> _T:
        tries, detail = 0, _ENDED
        while tries < TRIES:
            limits = (self._seconds, self._megabytes)
            future = self._running().schedule(_limited, args=(*limits, function, *arguments))
            try:
                # Pebble measures its own limits by the clock on the wall, which may jump
                async with asyncio.timeout(self._seconds * PATIENCE):
                    return await asyncio.wrap_future(future)
            except TimeoutError:
                raise TooMuch(f"reading it took more than {self._seconds * PATIENCE:g} s by the clock") from None
            except ProcessExpired as error:
                if error.exitcode == -signal.SIGPROF:
                    raise TooMuch(f"reading it took more than {self._seconds:g} s") from None
                tries += error.exitcode != _SWOLLEN
                detail = f"reading it took more than {self._megabytes} MB" if error.exitcode == _FULL else _ENDED
            except BrokenExecutor:
                tries += 1
            except asyncio.CancelledError:  # the processes were, and not who waits for them
                if not future.cancelled() or (task := asyncio.current_task()) is None or task.cancelling():
                    raise
                tries += 1
        raise TooMuch(detail)

    def close(self) -> None:
        """End the processes, whatever they do."""
        if self._pool:
            self._pool.stop()  # type: ignore[no-untyped-call]
            self._pool.join()

    def _running(self) -> ProcessPool:
        """The processes; new ones if something ended them all."""
        if self._pool is None or not self._pool.active:
            self.close()
            begin_warming()
            context = get_context("forkserver")
            self._pool = ProcessPool(max_workers=self._processes, context=context, initializer=_begin)
        return self._pool

    def _packed(self, knowledge: Knowledge | None) -> bytes:
        """What is known, made ready but once while it stays the same."""
        if knowledge is not self._known[0]:
            self._known = knowledge, pickle.dumps(knowledge)
        return self._known[1]


def begin_warming() -> None:
    """Begin the process that all of them are forked from, unless it is there: one without threads, which loads what
    reading needs. Called early, it does so while this one prepares the crawl.
    """
    forkserver.set_forkserver_preload([_PRELOADED])
    forkserver.ensure_running()


def _begin() -> None:
    """Let this process end with the crawl's."""
    signal.signal(signal.SIGPROF, signal.SIG_DFL)
    _end_together()


@cache
def _limit_memory(megabytes: int) -> None:
    """Let this process, before its first page, have no more memory than it may."""
    if sys.platform == "linux":
        most = _data() + megabytes * 1024**2
        resource.setrlimit(resource.RLIMIT_DATA, (most, most))


def _left() -> float:
    """Bytes of memory that this process may still take."""
    most, _ = resource.getrlimit(resource.RLIMIT_DATA)
    return float("inf") if most == resource.RLIM_INFINITY else most - _data()


def _data() -> int:
    """Bytes of data that this process has (proc(5))."""
    said = Path("/proc/self/status").read_text(encoding="ascii", errors="replace").splitlines()
    return next(int(line.split()[1]) * 1024 for line in said if line.startswith("VmData:"))


def _end_together() -> None:
    """Let this process end with the crawl's, whatever it does: signal(7) and fcntl(2) of Linux, where SIGIO tells that
    the other end of a pipe is closed, and ends a process. Elsewhere it ends after its page.
    """
    crawl = parent_process()
    if crawl and sys.platform == "linux":
        fcntl(crawl.sentinel, F_SETOWN, os.getpid())
        fcntl(crawl.sentinel, F_SETFL, fcntl(crawl.sentinel, F_GETFL) | os.O_ASYNC)


def _limited(seconds: float, megabytes: int, function: Callable[..., _T], *arguments: Any) -> _T:
    """Call the function; if it takes more time of the processor, SIGPROF ends this process (setitimer(2)).

    One that takes more memory ends it as well, and so does a page before that left little: another process, with all
    of its memory, reads what was to be read.
    """
    _limit_memory(megabytes)
    if sys.platform == "linux" and _left() < megabytes * 1024**2 / 2:
        os._exit(_SWOLLEN)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        return function(*arguments)
    except MemoryError:
        os._exit(_FULL)
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)


def _outcome(
    page: Page, site: Site, terms: Terms, lead: Lead | None, redirected_from: tuple[str, ...], packed: bytes
) -> Fetched | Refused:
    """The outcome without the page's bytes: who asked has them."""
    knowledge = _unpacked(packed)
    found = outcome(page, site, terms, lead=lead, redirected_from=redirected_from, knowledge=knowledge)
    return replace(found, page=replace(page, body=b"")) if isinstance(found, Fetched) else found


@lru_cache(8)
def _unpacked(packed: bytes) -> Knowledge | None:
    known: Knowledge | None = pickle.loads(packed)
    return known
