"""Writes a run down: at its start, every few seconds, at its end; and holds its newspapers' leases meanwhile."""

from __future__ import annotations

import asyncio
import logging
import platform
import secrets
import time
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import cache
from importlib.metadata import version
from typing import Any

from scrapy import signals
from scrapy.crawler import Crawler

from newsspider.alarm import MEMORY, alarms, is_comparable
from newsspider.archive import Ledger, Writer
from newsspider.archive.leases import SILENCE
from newsspider.crawling.ending import FINISHED, counted, exit_code, refusals, stored
from newsspider.crawling.json_logs import WHOSE, Whose
from newsspider.errors import LeaseLost, StoreError
from newsspider.items import Fetched
from newsspider.runs import Resumable, RunRecord, Tasked, filled_fields

logger = logging.getLogger(__name__)

ALIKE = 2
"""Stories that may have one headline; of more it is no headline."""
BEAT = 5.0
"""Seconds between two signs of life."""


class RunLog:
    """The log of one run. Spiders that are not ours, or have no task (``scrapy shell``), leave no trace.

    Stats: ``newsspider/read`` (pages that were read as stories), ``newsspider/fields/NAME`` (those of them that gave
    the field; a headline that earlier pages had as well is none: the newspaper's name, set where headlines were),
    ``newsspider/alarms`` (what fell far below earlier runs).
    """

    def __init__(self, crawler: Crawler, end_crawl: Callable[[StoreError], None]) -> None:
        """``end_crawl`` is called when the run may not store any more."""
        self._crawler = crawler
        self._end_crawl = end_crawl
        self._record = RunRecord(id=secrets.token_hex(6), command="", versions=versions())
        self._sites: set[str] = set()
        self._titles: Counter[int] = Counter()
        self._claims: tuple[str, ...] = ()
        self._ledger: Ledger | None = None
        self._begun = time.monotonic()
        self._beating: asyncio.Task[None] | None = None
        crawler.signals.connect(self._item_scraped, signals.item_scraped)
        if isinstance(crawler.spider, Tasked) and (task := crawler.spider.task(())):
            WHOSE.set(Whose(self._record.id, ", ".join(task.claims)))

    async def begin(self, writer: Writer) -> None:
        """Take the leases and write the run down.

        Raises:
            LeaseHeld: another run works on the same newspaper.
            StoreError: the store can't be used.
        """
        spider = self._crawler.spider
        task = spider.task(await writer.sites()) if isinstance(spider, Tasked) else None
        if task is None:
            return
        self._claims = task.claims
        self._sites.update(task.claims)
        kept = tuple(sorted(self._crawler.settings.getlist("NEWSSPIDER_RIGHTS")))
        self._record = replace(self._record, command=task.command, asked=task.asked, rights=kept)
        ledger = writer.ledger()
        if isinstance(spider, Resumable) and (stopped := await ledger.stopped(self._record)):
            await self._follow(stopped, spider, writer)
        await ledger.begin(self._now(), self._claims)
        self._ledger = ledger
        self._beating = asyncio.create_task(self._beat(writer, ledger))

    async def _follow(self, stopped: RunRecord, spider: Resumable, writer: Writer) -> None:
        """Go on where a run stopped, if the spider does. One that was killed has counted no in-links; of what it did
        last it left no word.
        """
        if stopped.state != "ended":
            for site in self._claims or await writer.sites():
                await writer.recount(site)
        if _alike(stopped, self._record) and spider.go_on(stopped):
            self._record = replace(self._record, bookmark=stopped.bookmark)

    async def end(self, reason: str) -> None:
        """Judge the run, close its record and give up the leases.

        Raises:
            StoreError: the store can't be used.
        """
        if self._ledger is None or self._beating is None:
            return
        self._beating.cancel()
        await asyncio.wait([self._beating])
        await self._mark(ended=reason == FINISHED)
        self._record = replace(self._record, reason=reason, exit_code=self._exit_code(reason))
        await self._judge(self._ledger)
        self._record = replace(self._record, state="ended", exit_code=self._exit_code(reason))
        await self._ledger.end(self._now())

    async def _judge(self, ledger: Ledger) -> None:
        """Compare the run with its newspaper's earlier ones; say what fell."""
        record = self._now()
        if not is_comparable(record) or record.exit_code:
            return
        fallen = alarms(record, await ledger.earlier(record, MEMORY))
        self._record = replace(self._record, alarms=tuple(fallen))
        for sentence in fallen:
            logger.error("%s; has its layout changed? newsspider status tells more", sentence)
        if fallen:
            self._crawler.stats.set_value("newsspider/alarms", fallen)

    async def _mark(self, *, ended: bool = False) -> None:
        """Note where another run could go on; nowhere after the end."""
        spider = self._crawler.spider
        if not isinstance(spider, Resumable):
            return
        self._record = replace(self._record, bookmark={} if ended else await spider.bookmark())
        if ended:
            await spider.finish()

    async def _beat(self, writer: Writer, ledger: Ledger) -> None:
        """Give signs of life until cancelled. Who can't for so long that he passes for dead has lost his leases."""
        heard = time.monotonic()
        while True:
            await asyncio.sleep(BEAT)
            try:
                await self._mark()
                await ledger.keep_up(self._now(), self._claims)
                heard = time.monotonic()
            except StoreError as error:
                if isinstance(error, LeaseLost) or time.monotonic() - heard > SILENCE:
                    writer.give_up(error)
                    self._end_crawl(error)
                    return
                logger.warning("no sign of life could be given: %s", error)

    def _item_scraped(self, item: object) -> None:
        if not isinstance(item, Fetched) or item.again:
            return
        self._sites.add(item.article.site)
        self._crawler.stats.inc_value("newsspider/read")
        for name in filled_fields(item.article):
            if name != "title" or self._titles[hash(item.article.title)] < ALIKE:
                self._crawler.stats.inc_value(f"newsspider/fields/{name}")
        self._titles[hash(item.article.title)] += 1

    def _exit_code(self, reason: str) -> int:
        return exit_code({**self._crawler.stats.get_stats(), "finish_reason": reason})

    def _now(self) -> RunRecord:
        """The record as it stands."""
        record = replace(
            self._record, sites=tuple(sorted(self._sites)), seconds=round(time.monotonic() - self._begun, 3)
        )
        return with_numbers(record, self._crawler.stats.get_stats())


def with_numbers(record: RunRecord, stats: Mapping[str, Any]) -> RunRecord:
    """The record with what the stats say."""
    stories = stored(stats)
    return replace(
        record,
        found=int(stats.get("newsspider/leads", 0)),
        done=int(stats.get("newsspider/done", 0)),
        total=int(stats.get("newsspider/total", 0)),
        surveyed=int(stats.get("newsspider/surveyed", 0)),
        read=int(stats.get("newsspider/read", 0)),
        new=stories["new"],
        edited=stories["edited"],
        unchanged=stories["unchanged"],
        gone=int(stats.get("newsspider/gone", 0)),
        refused=refusals(stats),
        lost=counted(stats, "newsspider/lost/"),
        requests=int(stats.get("downloader/request_count", 0)),
        bytes=int(stats.get("downloader/response_bytes", 0)),
        fields=counted(stats, "newsspider/fields/"),
    )


def _alike(stopped: RunRecord, record: RunRecord) -> bool:
    """Whether a run would have read the pages as this one does."""
    return (stopped.versions, stopped.rights) == (record.versions, record.rights)


@cache
def versions() -> Mapping[str, str]:
    """The versions of what reads the pages."""
    found = {name: version(name) for name in ("newsspider", "scrapy", "trafilatura")}
    return {**found, "python": platform.python_version()}
