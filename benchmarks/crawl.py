"""A whole crawl, with everything on, against sixty lines of Scrapy and trafilatura.

    python benchmarks/crawl.py [STORIES] [RUNS]     # 1,000 stories, three runs each, unless told

Both crawl the same newspaper on loopback (``papers.py``), in turn. Ours fills an embedded MongoDB: typed links,
metadata, near-duplicates, frontier, raw pages, guards. The naive spider below reads each page with
``trafilatura.bare_extraction(with_metadata=True)`` in its callback and writes lines of JSON. Prints for both, as
medians: stories a second by the clock, milliseconds of a processor a story (all processes; mongod and the newspaper
apart), peak resident memory of all processes together; and the ratios.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import psutil
from papers import serving

from newsspider.archive.embedded import EmbeddedMongod

FAST = ("-s", "DOWNLOAD_DELAY=0", "-s", "CONCURRENT_REQUESTS_PER_DOMAIN=16")
NAIVE = """
import scrapy, trafilatura
class Naive(scrapy.spiders.SitemapSpider):
    name = "naive"
    custom_settings = {"ROBOTSTXT_OBEY": True, "LOG_LEVEL": "WARNING", "CONCURRENT_REQUESTS_PER_DOMAIN": 16,
                       "DOWNLOAD_DELAY": 0, "TELNETCONSOLE_ENABLED": False}
    def __init__(self, url, **kwargs):
        super().__init__(**kwargs)
        self.sitemap_urls = [url + "/sitemap.xml"]
    def parse(self, response):
        found = trafilatura.bare_extraction(response.text, url=response.url, with_metadata=True)
        if found:
            yield {"url": response.url, "title": found.title, "author": found.author, "date": found.date,
                   "text": found.text}
"""


@dataclass(frozen=True)
class Cost:
    """What a crawl took."""

    seconds: float
    processor: float
    """Seconds of all its processes."""
    megabytes: float
    """The most that all its processes had together."""


def measured(command: Sequence[str | Path]) -> Cost:
    """Run a command to its end."""
    begun = time.perf_counter()
    spent: dict[int, float] = {}
    peak = 0.0
    with subprocess.Popen(list(command), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE) as process:
        top = psutil.Process(process.pid)
        while process.poll() is None:
            held = 0.0
            for each in _family(top):
                try:
                    times = each.cpu_times()
                    spent[each.pid] = times.user + times.system
                    held += each.memory_info().rss
                except psutil.NoSuchProcess:
                    continue
            peak = max(peak, held)
            time.sleep(0.1)
        if process.returncode:
            raise SystemExit(process.stderr.read().decode() if process.stderr else "")
    return Cost(time.perf_counter() - begun, sum(spent.values()), peak / 1e6)


def _family(top: psutil.Process) -> list[psutil.Process]:
    try:
        return [top, *top.children(recursive=True)]
    except psutil.NoSuchProcess:
        return []


def ours(url: str, uri: str, database: str) -> Cost:
    """A crawl of ours into an empty database."""
    newsspider = Path(sys.executable).with_name("newsspider")
    return measured([newsspider, "crawl", url, "--mongo", uri, "--database", database, *FAST])


def naive(url: str, folder: Path) -> Cost:
    """A crawl of the naive spider."""
    spider, out = folder / "naive.py", folder / "naive.jsonl"
    spider.write_text(NAIVE)
    scrapy = Path(sys.executable).with_name("scrapy")
    return measured([scrapy, "runspider", spider, "-a", f"url={url}", "-O", out])


def main() -> None:
    """Crawl in turn, and print."""
    stories, runs = (int(given) for given in (sys.argv[1:] + ["1000", "3"][len(sys.argv) - 1 :])[:2])
    found: dict[str, list[Cost]] = {"newsspider": [], "naive": []}
    with tempfile.TemporaryDirectory() as name, EmbeddedMongod(Path(name)) as mongod, serving(stories) as url:
        for number in range(runs):
            found["naive"].append(naive(url, Path(name)))
            found["newsspider"].append(ours(url, mongod.uri, f"crawl_{number}"))
    print(f"{stories} stories, {runs} runs each, medians")
    rows = {
        who: [median(getattr(cost, part) for cost in costs) for part in ("seconds", "processor", "megabytes")]
        for who, costs in found.items()
    }
    for who, (seconds, processor, megabytes) in rows.items():
        print(
            f"{who:<11}{stories / seconds:8.1f} stories/s {1000 * processor / stories:7.1f} ms CPU a story"
            f" {megabytes:7.0f} MB"
        )
    us, them = rows["newsspider"], rows["naive"]
    print(f"ratio      {them[0] / us[0]:8.2f} {us[1] / them[1]:17.2f}")


if __name__ == "__main__":
    main()
