"""How much memory a crawl takes, over the size of the newspaper.

    python benchmarks/memory.py [STORIES ...]     # 1,000 and 10,000 unless told

Crawls a newspaper on loopback (``papers.py``) of each size into an empty database, and prints the peak resident memory
of all the crawl's processes together (pages that they share counted once for each; mongod and the newspaper apart).
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from crawl import ours
from papers import serving

from newsspider.archive.embedded import EmbeddedMongod


def main() -> None:
    """Crawl, and print."""
    sizes = [int(given) for given in sys.argv[1:]] or [1_000, 10_000]
    peaks = []
    with tempfile.TemporaryDirectory() as folder, EmbeddedMongod(Path(folder)) as mongod:
        for size in sizes:
            with serving(size) as url:
                cost = ours(url, mongod.uri, f"memory_{size}")
            peaks.append(cost.megabytes)
            print(f"{size:>8} stories: {cost.megabytes:5.0f} MB, {size / cost.seconds:5.1f} stories/s", flush=True)
    print(f"ratio of the last to the first: {peaks[-1] / peaks[0]:.2f}")


if __name__ == "__main__":
    main()
