"""What a run says of itself."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any, cast

import pytest
from scrapy.crawler import Crawler
from scrapy.settings import Settings

from newsspider.archive import Writer
from newsspider.crawling import run_log
from newsspider.crawling.run_log import RunLog, versions, with_numbers
from newsspider.errors import LeaseLost, NewsspiderError, StoreError
from newsspider.runs import RunRecord, Task
from newsspider.spiders.kept import KeptSpider
from newsspider.spiders.news import NewsSpider
from newsspider.spiders.page import PageSpider
from newsspider.spiders.warc import WarcSpider


def test_numbers() -> None:
    stats: dict[str, Any] = {
        "newsspider/leads": 9,
        "newsspider/surveyed": 4,
        "newsspider/read": 7,
        "newsspider/stored/new": 5,
        "newsspider/stored/unchanged": 2,
        "newsspider/refused/status": 3,
        "newsspider/lost/status": 1,
        "newsspider/fields/title": 7,
        "downloader/request_count": 20,
        "downloader/response_bytes": 1234,
        "start_time": "any",
    }
    run = with_numbers(RunRecord(id="0", command="crawl"), stats)
    assert (run.found, run.surveyed, run.read, run.new, run.edited, run.unchanged) == (9, 4, 7, 5, 0, 2)
    assert (run.refused, run.lost, run.fields) == ({"status": 3}, {"status": 1}, {"title": 7})
    assert (run.requests, run.bytes, run.pages) == (20, 1234, 8)
    assert set(versions()) == {"newsspider", "scrapy", "trafilatura", "python"}


def test_what_a_run_is_for_and_what_it_keeps_others_from() -> None:
    crawler = Crawler(NewsSpider, Settings())
    news = NewsSpider.from_crawler(crawler, site="https://a.org", limit="3")
    assert news.task(("b.org",)) == Task(
        command="crawl", asked={"site": "https://a.org", "limit": "3"}, claims=("a.org",)
    )
    assert KeptSpider().task(("a.org", "b.org")) == Task(
        command="reextract", asked={"site": "all"}, claims=("a.org", "b.org")
    )
    assert KeptSpider(site="a.org").claims(("a.org", "b.org")) == ("a.org",)
    assert PageSpider(urls="https://a.org/1,https://a.org/2").task(()) == Task(
        command="scrape", asked={"urls": "https://a.org/1 https://a.org/2"}
    )
    assert WarcSpider(files="a.warc").task(()) == Task(command="ingest", asked={"files": "a.warc"})
    assert NewsSpider().task(()) is None, "scrapy shell and check ask for nothing"
    assert PageSpider().task(()) is None


class Silent:
    """A ledger that can't write."""

    def __init__(self, error: StoreError) -> None:
        self.error = error

    async def keep_up(self, *_: object) -> None:
        raise self.error


@pytest.mark.parametrize(("error", "silence"), [(StoreError("no answer"), 0.05), (LeaseLost("taken"), 60.0)])
async def test_who_passes_for_dead_stops(
    writer: Writer, monkeypatch: pytest.MonkeyPatch, error: StoreError, silence: float
) -> None:
    """At once if the lease is another's; after as long as others wait if that can't be known."""
    monkeypatch.setattr(run_log, "BEAT", 0.01)
    monkeypatch.setattr(run_log, "SILENCE", silence)
    told: list[NewsspiderError] = []
    crawler = Crawler(NewsSpider, Settings({"TWISTED_REACTOR_ENABLED": False, "TELNETCONSOLE_ENABLED": False}))
    crawler._apply_settings()
    log = RunLog(crawler, cast("Callable[[StoreError], None]", told.append))
    await asyncio.wait_for(log._beat(writer, cast("Any", Silent(error))), 5)
    assert told == [error]
    with pytest.raises(StoreError, match=str(error)):
        await writer.put(cast("Any", None))
