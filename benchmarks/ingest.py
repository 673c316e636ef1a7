"""Saved pages into the store, and the store's kept pages read again: with one reader, and with two.

    python benchmarks/ingest.py [STORIES] [RUNS]     # 1,000 stories, three runs each, unless told

The newspaper is generated (``papers.py``) and saved as one WARC file, each record gzipped. Each run ingests it into an
empty database and then reads the kept pages again, in turn with NEWSSPIDER_READERS=1 and 2. Prints, as medians: pages a
second by the clock, from the command's start to its end; milliseconds of a processor a page (mongod apart), and how
many times as fast two readers are as one.
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

from newsspider.archive.embedded import EmbeddedMongod

BASE = "https://paper.example"
READERS = (1, 2)


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


def run(readers: int, command: str, *arguments: str | Path) -> Cost:
    """A command of ours with so many readers."""
    newsspider = Path(sys.executable).with_name("newsspider")
    os.environ["NEWSSPIDER_READERS"] = str(readers)
    return measured([newsspider, command, *arguments])


def main() -> None:
    """Run in turn, and print."""
    stories, runs = (int(given) for given in (sys.argv[1:] + ["1000", "3"][len(sys.argv) - 1 :])[:2])
    found: dict[tuple[str, int], list[Cost]] = {(c, r): [] for c in ("ingest", "reextract") for r in READERS}
    with tempfile.TemporaryDirectory() as name, EmbeddedMongod(Path(name)) as mongod:
        file = Path(name) / "paper.warc.gz"
        save(stories, file)
        for number in range(runs):
            for readers in READERS:
                place = ("--mongo", mongod.uri, "--database", f"run_{number}_{readers}")
                found["ingest", readers].append(run(readers, "ingest", file, *place))
                found["reextract", readers].append(run(readers, "reextract", *place))
    print(f"{stories} stories, {runs} runs each, medians")
    for command in ("ingest", "reextract"):
        seconds = {readers: median(cost.seconds for cost in found[command, readers]) for readers in READERS}
        spent = {readers: median(cost.processor for cost in found[command, readers]) for readers in READERS}
        told = "   ".join(
            f"{r} reader{'s'[: r - 1]} {stories / seconds[r]:6.1f} pages/s {1000 * spent[r] / stories:5.1f} ms a page"
            for r in READERS
        )
        print(f"{command:<12}{told}   ratio {seconds[1] / seconds[2]:.2f}")


if __name__ == "__main__":
    main()
