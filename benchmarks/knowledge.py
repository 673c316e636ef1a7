"""What a newspaper's own lines and boxes, learned from its pages, gain over reading each page alone.

    python benchmarks/knowledge.py DATA_DIR [TRUTH.json]

DATA_DIR is where a crawl has put its store (``--data-dir``). TRUTH.json, for a newspaper whose stories are known, maps
a URL to an object with ``paragraphs``; with it, text F1 (4-grams of words) and the share of stories without a foreign
line are printed as well.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from statistics import mean

sys.path.insert(0, str(Path(__file__).parents[1]))

from newsspider import open_archive
from newsspider.extraction import examine_page
from newsspider.items import Page
from newsspider.knowledge import Knowledge, Learner
from newsspider.sites import site_for_url
from newsspider.urls import identity_key
from tests.ratchet.scoring import f1, flat, runs

Truth = dict[str, tuple[str, ...]]


def told(file: Path) -> Truth:
    """The paragraphs of each story, by the identity key of its URL."""
    found = json.loads(file.read_text(encoding="utf-8"))
    stories = found.get("stories", found)
    return {
        identity_key(url): tuple(story["paragraphs"])
        for url, story in stories.items()
        if url.startswith("http") and story.get("page_kind", "article") == "article"
    }


def measure(pages: dict[str, Page], truth: Truth, knowledge: Knowledge, learner: Learner | None) -> None:
    """Read all pages with the knowledge, and print how well."""
    scores, clean, lines = [], 0, 0
    for url, page in pages.items():
        site = site_for_url(page.url)
        read = examine_page(
            page.body, page.url, site=site, headers=page.headers, fetched_at=page.fetched_at, knowledge=knowledge
        )
        if learner:
            learner.add(read.trace)
        lines += len(read.article.paragraphs)
        if paragraphs := truth.get(identity_key(url)):
            scores.append(f1(runs("\n".join(paragraphs)), runs(read.article.text)))
            clean += {flat(line) for line in read.article.paragraphs} <= {flat(line) for line in paragraphs}
    print(f"  lines of all stories            {lines}")
    if scores:
        print(f"  text F1                         {mean(scores):.4f}")
        print(f"  stories without a foreign line  {clean / len(scores):.4f}")


def main() -> None:
    """Read a store's pages alone, then with what they teach together."""
    truth = told(Path(sys.argv[2])) if sys.argv[2:] else {}
    with open_archive(data_dir=sys.argv[1]) as archive:
        kept = {story.url: archive.pages(story.url) for story in archive.articles(unique=False)}
    pages = {url: found[-1] for url, found in kept.items() if found}
    learner = Learner()
    print(f"{len(pages)} pages, each alone")
    measure(pages, truth, Knowledge(), learner)
    knowledge = learner.knowledge()
    print(f"with the {len(knowledge.lines)} lines and {len(knowledge.places)} places of boxes that they teach")
    measure(pages, truth, knowledge, None)


if __name__ == "__main__":
    main()
