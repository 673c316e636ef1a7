"""Runs spiders in this process, several at a time, and says how they ended."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any

from scrapy import signals
from scrapy.crawler import AsyncCrawlerProcess, Crawler
from scrapy.settings import Settings

from newsspider.archive.connection import address
from newsspider.archive.schema import prepare_store
from newsspider.crawling.ending import exit_code
from newsspider.crawling.readers import begin_warming
from newsspider.errors import NewsspiderError, UsageError
from newsspider.items import Fetched, Refused
from newsspider.open_files import allow_open_files

WITHOUT_STORE: Mapping[str, Any] = MappingProxyType(
    {"EXTENSIONS": {}, "ITEM_PIPELINES": {"pipelines.normalize.NormalizePipeline": 100}}
)
"""Settings of a run that keeps nothing."""

_TOLD_OTHERWISE: Mapping[str, int] = MappingProxyType(
    {
        "trafilatura": logging.ERROR,
        "scrapy.downloadermiddlewares.robotstxt": logging.CRITICAL,
        "pymongo": logging.WARNING,
    }
)
"""Who logs, with a traceback, what is told as the reason of a refusal, or much of what nobody reads; and the level
from which it may."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """A spider to run."""

    title: str
    """What it is called on the terminal."""
    spider: str
    """The spider's name."""
    arguments: Mapping[str, Any]
    """The spider's arguments."""


@dataclass(slots=True, kw_only=True)
class Run:
    """A spider that runs, or has run."""

    title: str
    crawler: Crawler
    begun: float = field(default_factory=time.monotonic)
    """When it was begun, in seconds of the monotonic clock."""
    ended: float | None = None
    """When it ended; None while it runs."""
    error: BaseException | None = None
    """What kept it from starting."""

    @property
    def stats(self) -> Mapping[str, Any]:
        """Scrapy's stats; empty before the start."""
        try:
            return self.crawler.stats.get_stats()
        except RuntimeError:
            return {}

    @property
    def seconds(self) -> float:
        """How long it has run."""
        return (self.ended or time.monotonic()) - self.begun

    @property
    def exit_code(self) -> int:
        """The exit code that the run means."""
        if isinstance(self.error, NewsspiderError):
            return self.error.exit_code
        if self.error:
            return 1
        # a second signal lets nothing come to its end
        return exit_code(self.stats) if "finish_reason" in self.stats else 130


def project_settings(
    assignments: Sequence[str] = (),
    *,
    mongo: str | None = None,
    data_dir: Path | None = None,
    database: str | None = None,
    sites: Path | None = None,
    defaults: Mapping[str, Any] | None = None,
) -> Settings:
    """The project's settings with those of a command.

    Args:
        assignments: what stands after ``-s``: texts of the form NAME=VALUE.
        mongo: URI of the MongoDB, None for what the settings say; and so on.
        data_dir: folder of the embedded MongoDB.
        database: name of the database.
        sites: folder of newspapers' TOMLs.
        defaults: settings of the command itself, under those that the user gives.

    Raises:
        UsageError: an assignment is none.
    """
    settings = Settings()
    settings.setmodule("newsspider.settings", priority="project")
    settings.update({"LOG_LEVEL": "WARNING", **(defaults or {})}, priority="project")
    given = {
        "NEWSSPIDER_MONGO_URI": mongo,
        "NEWSSPIDER_DATA_DIR": data_dir and str(data_dir),
        "NEWSSPIDER_DATABASE": database,
        "NEWSSPIDER_SITES": sites and str(sites),
    }
    settings.update({name: value for name, value in given.items() if value is not None}, priority="cmdline")
    for assignment in assignments:
        name, equals, value = assignment.partition("=")
        if not equals or not name:
            raise UsageError(f"-s {assignment}: expected NAME=VALUE, as in -s DOWNLOAD_DELAY=2")
        settings.set(name, value, priority="cmdline")
    if settings.getbool("NEWSSPIDER_LOG_JSON"):
        settings.set("LOG_LEVEL", "INFO", priority="project")  # the log tells what the terminal is not told
    return settings


@contextmanager
def held_store(settings: Settings) -> Iterator[None]:
    """The store that the settings name, checked before anything is fetched, and held as long as the context is.

    Raises:
        StoreError: it can't be used; within 10 seconds.
    """
    if settings.getint("NEWSSPIDER_READERS"):
        begin_warming()
    data_dir = settings["NEWSSPIDER_DATA_DIR"]
    with address(settings["NEWSSPIDER_MONGO_URI"] or None, Path(data_dir) if data_dir else None) as uri:
        prepare_store(uri, settings["NEWSSPIDER_DATABASE"])
        settings.set("NEWSSPIDER_MONGO_URI", uri, priority="cmdline")
        yield


def run_spiders(
    settings: Settings,
    jobs: Sequence[Job],
    display: Callable[[Sequence[Run]], AbstractContextManager[object]],
    on_item: Callable[[object], None] | None = None,
) -> list[Run]:
    """Run the spiders until all have ended. The first SIGINT or SIGTERM ends them gracefully, the second at once.

    Args:
        settings: their settings.
        jobs: the spiders.
        display: shows the runs as long as it is entered.
        on_item: is called with each item that reaches the line's end, and with a ``Refused`` for one that the store
            doesn't take.

    Raises:
        NewsspiderError: what kept all spiders from starting: a store that can't be used, too few open files.
    """
    allow_open_files()
    readers = settings.getint("NEWSSPIDER_READERS")
    if readers and len(jobs) > 1:  # they share the machine
        settings.set("NEWSSPIDER_READERS", max(1, readers // len(jobs)), priority="cmdline")
    process = AsyncCrawlerProcess(settings)
    for name, level in _TOLD_OTHERWISE.items():
        logging.getLogger(name).setLevel(level)
    runs = [Run(title=job.title, crawler=process.create_crawler(job.spider)) for job in jobs]
    for run, job in zip(runs, jobs, strict=True):
        if on_item is not None:
            _connect(run.crawler, on_item)
        process.crawl(run.crawler, **job.arguments).add_done_callback(_ender(run))
    with display(runs):
        process.start()
    _raise_common(runs)
    return runs


def _connect(crawler: Crawler, on_item: Callable[[object], None]) -> None:
    def scraped(item: object) -> None:
        on_item(item)

    def dropped(item: object, exception: Exception) -> None:
        on_item(_refused_by_store(item, str(exception)) if isinstance(item, Fetched) else item)

    crawler.signals.connect(scraped, signals.item_scraped, weak=False)
    crawler.signals.connect(dropped, signals.item_dropped, weak=False)


def _refused_by_store(item: Fetched, detail: str) -> Refused:
    return Refused(
        url=item.page.url, site=item.article.site, reason="store", detail=detail, seen_at=item.page.fetched_at
    )


def _ender(run: Run) -> Callable[[asyncio.Task[None]], None]:
    def end(task: asyncio.Task[None]) -> None:
        run.ended = time.monotonic()
        run.error = None if task.cancelled() else task.exception()

    return end


def _raise_common(runs: Sequence[Run]) -> None:
    """Raise the first error if every run ended with one: then nothing was done."""
    errors = [run.error for run in runs if run.error]
    if errors and len(errors) == len(runs):
        raise errors[0]
