"""Saved pages into the store, and the store's kept pages read again: on one core, with one reader, and with two.

    python benchmarks/ingest.py [STORIES] [RUNS]     # 1,000 stories, three runs each, unless told

The newspaper is generated (``papers.py``) and saved as one WARC file, each record gzipped. Each run ingests it into an
empty store and then reads the kept pages again, in turn: all processes, mongod among them, on one core (taskset(1));
on all cores with NEWSSPIDER_READERS=1; and with 2. Prints, as medians: pages a second by the clock, from the command's
start to its end; milliseconds of a processor a page, mongod's too; and how many times as fast two readers are.
"""

from __future__ import annotations

import gzip
import os
import sys
import tempfile
from pathlib import Path
from statistics import median

from crawl import Cost, measured
from papers import Copies

BASE = "https://paper.example"
WAYS = {"one core": (("taskset", "-c", "0"), 1), "one reader": ((), 1), "two readers": ((), 2)}
"""What stands before the command, and how many readers it has."""


def save(stories: int, path: Path) -> None:
    """The newspaper of so many stories as a WARC file."""
    copies = Copies(stories)
    with path.open("wb") as file:
        for story in copies.paths:
            file.write(gzip.compress(response(f"{BASE}{story}", copies.page(story, BASE)), 6, mtime=0))


def response(url: str, body: bytes) -> bytes:
    """A WARC record with a page as it was answered."""
    http = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" + body
    head = (
        f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Date: 2026-11-23T08:30:00Z\r\nWARC-Target-URI: {url}\r\n"
        f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(http)}\r\n\r\n"
    )
    return head.encode() + http + b"\r\n\r\n"


def run(way: str, command: str, *arguments: str | Path) -> Cost:
    """A command of ours in one of the ``WAYS``."""
    pinned, readers = WAYS[way]
    os.environ["NEWSSPIDER_READERS"] = str(readers)
    return measured([*pinned, Path(sys.executable).with_name("newsspider"), command, *arguments])


def main() -> None:
    """Run in turn, and print."""
    stories, runs = (int(given) for given in (sys.argv[1:] + ["1000", "3"][len(sys.argv) - 1 :])[:2])
    found: dict[tuple[str, str], list[Cost]] = {(c, way): [] for c in ("ingest", "reextract") for way in WAYS}
    with tempfile.TemporaryDirectory() as name:
        file = Path(name) / "paper.warc.gz"
        save(stories, file)
        for _ in range(runs):
            for way in WAYS:
                with tempfile.TemporaryDirectory() as store:
                    found["ingest", way].append(run(way, "ingest", file, "--data-dir", store))
                    found["reextract", way].append(run(way, "reextract", "--data-dir", store))
    print(f"{stories} stories, {runs} runs each, medians")
    for command in ("ingest", "reextract"):
        seconds = {way: median(cost.seconds for cost in found[command, way]) for way in WAYS}
        for way in WAYS:
            rate, spent = stories / seconds[way], median(cost.processor for cost in found[command, way])
            gain = f"two readers {seconds[way] / seconds['two readers']:.2f} times as fast"
            print(f"{command:<12}{way:<12}{rate:6.1f} pages/s {1000 * spent / stories:6.1f} ms CPU a page   {gain}")


if __name__ == "__main__":
    main()
