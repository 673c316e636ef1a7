"""CPU of our whole extraction against trafilatura's own with metadata, page by page in one run.

    python benchmarks/extraction.py            # the 92 real pages of ../shared/pages
    python benchmarks/extraction.py FOLDER     # a folder of pages, .html or .html.gz

Prints the mean CPU a page of both and their ratio, the slowest page, and how many pages needed a second extractor.
Each page is read by both in turn, three times; the least of a page's times counts.
"""

from __future__ import annotations

import gzip
import sys
import time
from collections.abc import Callable
from pathlib import Path
from statistics import mean

from trafilatura import bare_extraction

from newsspider import extract_article

PAGES = Path(__file__).parents[2] / "shared" / "pages"
ROUNDS = 3


def seconds(work: Callable[[], object]) -> float:
    """CPU seconds of one call."""
    start = time.process_time()
    work()
    return time.process_time() - start


def main() -> None:
    """Measure and print."""
    folder = Path(sys.argv[1]) if sys.argv[1:] else PAGES
    files = sorted(folder.glob("*.html*"))
    ours: dict[str, float] = {}
    theirs: dict[str, float] = {}
    doubted = 0
    for number, file in enumerate(files):
        page = gzip.decompress(file.read_bytes()) if file.suffix == ".gz" else file.read_bytes()
        url = f"https://example.org/2026/11/page-{number}"
        pairs = [
            (
                seconds(lambda: extract_article(page, url)),  # noqa: B023 - called at once
                seconds(lambda: bare_extraction(page, url=url, include_comments=False, with_metadata=True)),  # noqa: B023
            )
            for _ in range(ROUNDS)
        ]
        ours[file.name], theirs[file.name] = (min(times) for times in zip(*pairs, strict=True))
        doubted += extract_article(page, url).rules["paragraphs"] == "vote"
    slowest = max(ours, key=lambda name: ours[name])
    print(f"pages                      {len(files)}")
    print(f"newsspider, mean           {1000 * mean(ours.values()):.1f} ms CPU a page")
    print(f"bare_extraction, mean      {1000 * mean(theirs.values()):.1f} ms CPU a page (with_metadata=True)")
    print(f"ratio                      {mean(ours.values()) / mean(theirs.values()):.2f}")
    print(f"slowest page               {ours[slowest]:.2f} s ({slowest})")
    print(f"needed a second extractor  {doubted} of {len(files)}")


if __name__ == "__main__":
    main()
