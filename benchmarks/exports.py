"""How fast the store is exported, and with how much memory.

    python benchmarks/exports.py [STORIES]     # 200,000 unless told

Fills an embedded MongoDB in a temporary folder with made-up stories of 350 words and 15 links (seeded, in the form that
the Writer gives documents). Then writes each export in a process of its own and prints rows a second, the size of the
file, and the peak of the process's resident memory.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path
from time import perf_counter
from typing import Any

from store import DATABASE, LINKS, in_chunks, page

from newsspider.archive.connection import connect
from newsspider.archive.documents import story_to_document
from newsspider.archive.embedded import EmbeddedMongod
from newsspider.archive.merging import first_story
from newsspider.archive.schema import prepare_store
from newsspider.items import Fetched, Identity
from newsspider.urls import identity_key

EXPORTS = (
    ("articles", "parquet"),
    ("articles", "jsonl"),
    ("articles", "csv"),
    ("links", "parquet"),
    ("links", "jsonl"),
    ("links", "csv"),
    ("links", "graphml"),
    ("links", "gexf"),
)
MEASURED = """
import resource, sys, time
from newsspider.cli import app
begun = time.perf_counter()
try:
    app(sys.argv[1:])
finally:
    print(time.perf_counter() - begun, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""


def fill(uri: str, stories: int) -> None:
    """Fill a new store with stories alone; no text is signed, for no export tells of that."""
    prepare_store(uri, DATABASE)
    with connect(uri) as client:
        articles = client[DATABASE]["articles"]
        articles.drop_indexes()
        for chunk in in_chunks(page(number, stories) for number in range(stories)):
            articles.insert_many([document(one) for one in chunk], ordered=False)
    prepare_store(uri, DATABASE)


def document(one: Fetched) -> dict[str, Any]:
    """The document of a story."""
    key = identity_key(one.article.url)
    return story_to_document(first_story(one.article, Identity(own=key, claimed=key), [key], one.page))


def measure(uri: str, what: str, file_format: str, stories: int, folder: Path) -> str:
    """One export: its rate, size and memory, in a line."""
    file = folder / f"{what}.{file_format}"
    command = ["export", what, "--output", str(file), "--mongo", uri, "--database", DATABASE]
    done = subprocess.run([sys.executable, "-c", MEASURED, *command], capture_output=True, text=True, check=True)
    seconds, kilobytes = map(float, done.stdout.split())
    rows = stories * (LINKS if what == "links" else 1)
    size = file.stat().st_size / 1e6
    file.unlink()
    rate = f"{rows / seconds:9,.0f} rows/s {seconds:7.1f} s"
    return f"{what:9} {file_format:8} {rate} {size:8.1f} MB {kilobytes / 1024:6.0f} MB RSS"


def main() -> None:
    """Measure and print."""
    stories = int(sys.argv[1]) if len(sys.argv) > 1 else 200_000
    with tempfile.TemporaryDirectory() as folder, EmbeddedMongod(Path(folder)) as mongod:
        begun = perf_counter()
        fill(mongod.uri, stories)
        print(f"{stories:,} stories with {LINKS} links each, filled in {perf_counter() - begun:.0f} s", flush=True)
        for what, file_format in EXPORTS:
            print(measure(mongod.uri, what, file_format, stories, Path(folder)), flush=True)


if __name__ == "__main__":
    main()
