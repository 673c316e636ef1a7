"""What the guards cost: the sample newspaper crawled with all of them, and with Scrapy's own parts in their places.

    python benchmarks/guards.py [RUNS]

Both crawls read pages in as many processes and store the same stories. With guards: scope with looked-up addresses,
robots.txt by RFC 9309, a site's rights, patient retries, whole bodies, bounded heads. Without: Scrapy's middlewares for
robots.txt, retries and compression, and its own download handler. Alternating, RUNS times each (5 unless told); prints
the medians of processor time (user and system, of the crawl's own process) and of wall time, and their ratios.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

from newsspider.archive.embedded import EmbeddedMongod
from newsspider.sample.server import serve

OURS = ("scope.ScopeMiddleware", "politeness.RobotsMiddleware", "rights.RightsMiddleware")
THEIRS = {
    "robotstxt.RobotsTxtMiddleware": 100,
    "retry.RetryMiddleware": 550,
    "httpcompression.HttpCompressionMiddleware": 590,
}
WITHOUT = {
    **{f"newsspider.crawling.{name}": None for name in OURS},
    "newsspider.crawling.politeness.PatientRetryMiddleware": None,
    "newsspider.crawling.compression.CompressionMiddleware": None,
    **{f"scrapy.downloadermiddlewares.{name}": order for name, order in THEIRS.items()},
}
HANDLER = "scrapy.core.downloader.handlers.http11.HTTP11DownloadHandler"
FAST = ("-s", "DOWNLOAD_DELAY=0", "-s", "CONCURRENT_REQUESTS_PER_DOMAIN=16")
BARE = (
    *("-s", f"DOWNLOADER_MIDDLEWARES={json.dumps(WITHOUT)}"),
    *("-s", f"DOWNLOAD_HANDLERS={json.dumps({'http': HANDLER, 'https': HANDLER})}"),
)


def crawl(url: str, uri: str, database: str, *settings: str) -> tuple[float, float]:
    """Processor and wall seconds of one crawl into a database of its own."""
    before, begun = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    command = [Path(sys.executable).with_name("newsspider"), "crawl", url, "--mongo", uri, "--database", database]
    subprocess.run([*command, *FAST, *settings], check=True, capture_output=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return spent, time.perf_counter() - begun


def main() -> None:
    """Crawl in turn, and print."""
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    found: dict[str, list[tuple[float, float]]] = {"with guards": [], "without": []}
    with tempfile.TemporaryDirectory() as folder, EmbeddedMongod(Path(folder)) as mongod, serve() as paper:
        for number in range(runs):
            for name, settings in (("with guards", ()), ("without", BARE)):
                found[name].append(crawl(paper.url, mongod.uri, f"guards_{number}_{len(settings)}", *settings))
    medians = {name: [median(values) for values in zip(*pairs, strict=True)] for name, pairs in found.items()}
    for name, (processor, wall) in medians.items():
        print(f"{name:<12} {processor:6.2f} s of a processor, {wall:6.2f} s by the clock")
    ratios = [on / off for on, off in zip(medians["with guards"], medians["without"], strict=True)]
    print(f"ratio        {ratios[0]:6.2f} of a processor's time, {ratios[1]:6.2f} by the clock ({runs} runs each)")


if __name__ == "__main__":
    main()
