"""How fast the store takes and gives stories when it holds many.

    python benchmarks/store.py [STORIES]     # 200,000 unless told

Fills an embedded MongoDB in a temporary folder with made-up stories of 350 words and 15 links, as the documents that
the Writer would write. Then puts other stories through the Writer, 100 at a time as a crawl does: new ones, the same
again, and the answer "not modified"; and looks stories up through the Reader. Prints, as medians of five rounds, the
stories a second, beside the same documents written by pymongo alone, 50 at a time, and waited for in the journal; and
the milliseconds of a look-up. The raw pages are small: to compress them is the crawl's work, and a fixed one.
"""

from __future__ import annotations

import asyncio
import random
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any, get_args

from pymongo import InsertOne, WriteConcern
from pymongo.collection import Collection

from newsspider import open_archive
from newsspider.archive import Archive, Writer
from newsspider.archive.answers import fetched_writes
from newsspider.archive.connection import connect
from newsspider.archive.documents import page_to_document, story_to_document
from newsspider.archive.duplicates import signed_document
from newsspider.archive.embedded import EmbeddedMongod
from newsspider.archive.merging import first_story
from newsspider.archive.schema import prepare_store
from newsspider.archive.stories import StoredArticle
from newsspider.items import Article, Fetched, Link, LinkKind, Page, Unchanged
from pipelines.deduplicate import identify

DATABASE = "benchmark"
BEGUN = datetime(2016, 1, 1, tzinfo=UTC)
LINKS = 15
PARAGRAPHS = 10
WORDS = [a + b + c for a in "ba ko ri tu ne".split() for b in "lem dor vik nas tul".split() for c in "o en ir".split()]
KINDS = get_args(LinkKind)
SECTIONS = "Top News,Politics,Business,Sport,Culture,Science,Travel,Opinion".split(",")
IN_FLIGHT = 100
"""Items that a crawl has on their way at a time."""
ROUNDS = 5
ROUND = 500
"""Stories of one round of writes."""
CHUNK = 1000
HOUR = timedelta(hours=1)


def item(number: int, stories: int, seen: datetime | None = None) -> Fetched:
    """A story as it comes to the store; its links lead to some of so many stories."""
    return identify(page(number, stories, seen))


def page(number: int, stories: int, seen: datetime | None = None) -> Fetched:
    """The same before it is known by what it is recognised."""
    chance = random.Random(number)
    url = address(number)
    links = tuple(
        Link(
            kind=KINDS[place % len(KINDS)],
            url=address(chance.randrange(stories)),
            title=" ".join(chance.choices(WORDS, k=8)),
            position=place,
        )
        for place in range(LINKS)
    )
    paragraphs = tuple(" ".join(chance.choices(WORDS, k=35)) + "." for _ in range(PARAGRAPHS))
    at = BEGUN + timedelta(minutes=25 * number)
    article = Article(
        url=url,
        fetched_url=url,
        site=f"paper{number % 5}",
        page_kind="article",
        title=f"Headline {number} {' '.join(chance.choices(WORDS, k=6))}",
        standfirst=" ".join(chance.choices(WORDS, k=15)),
        paragraphs=paragraphs,
        paragraph_kinds=("paragraph",) * PARAGRAPHS,
        published=at,
        published_precision="minute",
        published_zone="UTC",
        authors=("A. Reporter",),
        section=SECTIONS[number // 5 % len(SECTIONS)],
        links=links,
        rules={"title": "json-ld", "published": "json-ld", "paragraphs": "trafilatura"},
    )
    body = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs).encode()
    raw = Page(url=url, status=200, headers={"etag": f'"{number}"'}, body=body, fetched_at=seen or at)
    return Fetched(article=article, page=raw)


def address(number: int) -> str:
    """The URL of a story."""
    return f"https://www.paper{number % 5}.test/2026/11/20/a-story-of-the-town-{number}"


def stored(one: Fetched) -> StoredArticle:
    """The story that the Writer makes of an item."""
    who = one.identity
    assert who is not None
    return first_story(one.article, who, [who.own], one.page)


def in_chunks(stories: Iterable[Fetched], size: int = CHUNK) -> Iterator[list[Fetched]]:
    """The stories, so many at a time."""
    rest = iter(stories)
    while chunk := list(islice(rest, size)):
        yield chunk


def fill(uri: str, stories: int) -> None:
    """Fill a new store; its indexes are made at the end."""
    prepare_store(uri, DATABASE)
    with connect(uri) as client:
        database = client[DATABASE]
        filled = [database[name] for name in ("articles", "signatures", "pages", "frontier")]
        for collection in filled:
            collection.drop_indexes()
        for chunk in in_chunks(item(number, stories) for number in range(stories)):
            pairs = [(one, stored(one)) for one in chunk]
            for collection, documents in zip(filled, documents_of(pairs), strict=False):
                collection.insert_many(documents, ordered=False)
            database["frontier"].bulk_write([next(fetched_writes(*pair)) for pair in pairs], ordered=False)
    prepare_store(uri, DATABASE)


def documents_of(pairs: Sequence[tuple[Fetched, StoredArticle]]) -> Iterator[list[dict[str, Any]]]:
    """The documents of some stories in ``articles``, ``signatures`` and ``pages``."""
    yield [story_to_document(story) for _, story in pairs]
    yield [signed_document(s.id, one.identity.signature) for one, s in pairs if one.identity and one.identity.signature]
    yield [page_to_document(one, story) for one, story in pairs]


async def put_all(writer: Writer, items: Sequence[Fetched | Unchanged]) -> float:
    """Stories a second that the writer takes."""
    rest = iter(items)

    async def carry() -> None:
        for one in rest:
            await writer.put(one)

    begun = perf_counter()
    await asyncio.gather(*(carry() for _ in range(IN_FLIGHT)))
    return len(items) / (perf_counter() - begun)


def plainly(uri: str, first: int, stories: int) -> float:
    """Stories a second that pymongo alone writes: their articles, to a collection with the same indexes."""
    chunks = [[story_to_document(stored(one)) for one in chunk] for chunk in in_chunks(items(first, stories), 50)]
    with connect(uri) as client:
        articles: Collection[dict[str, Any]] = client[DATABASE].get_collection(
            "articles", write_concern=WriteConcern(w=1, j=True)
        )
        begun = perf_counter()
        for chunk in chunks:
            articles.bulk_write([InsertOne(document) for document in chunk], ordered=False)
        return ROUND / (perf_counter() - begun)


def items(first: int, stories: int, later: timedelta = timedelta()) -> list[Fetched]:
    """The stories of one round, as they are fetched."""
    seen = datetime(2026, 11, 20, tzinfo=UTC) + later
    return [item(number, stories, seen) for number in range(first, first + ROUND)]


async def writes(uri: str, stories: int) -> dict[str, float]:
    """Stories a second, of each kind of write."""
    found: dict[str, list[float]] = {}
    for number in range(ROUNDS):
        first = stories + 2 * number * ROUND
        writer = await Writer.open(uri, database=DATABASE)
        new = items(first, stories)
        same = [replace(one, page=later.page) for one, later in zip(new, items(first, stories, HOUR), strict=True)]
        told = [Unchanged(url=one.page.url, site=one.article.site, seen_at=one.page.fetched_at) for one in same]
        found.setdefault("new", []).append(await put_all(writer, new))
        found.setdefault("same content again", []).append(await put_all(writer, same))
        found.setdefault("not modified", []).append(await put_all(writer, told))
        begun = perf_counter()
        await writer.close()
        found.setdefault("in-links counted at the end", []).append(ROUND / (perf_counter() - begun))
        found.setdefault("articles by pymongo alone", []).append(plainly(uri, first + ROUND, stories))
    return {name: median(rates) for name, rates in found.items()}


def looks(archive: Archive) -> dict[str, Callable[[int], object]]:
    """Ways to look up, each of a story's number."""

    def section(number: int) -> str:
        return SECTIONS[number % len(SECTIONS)]

    return {
        "a story": lambda n: archive.article(address(n)),
        "out- and in-links": lambda n: archive.related(address(n)),
        "two hops": lambda n: archive.related(address(n), 2),
        "a section's newest 100 headlines": lambda n: list(archive.headlines(section=section(n), limit=100)),
        "a section's newest 100 stories": lambda n: list(archive.articles(section=section(n), limit=100)),
    }


def milliseconds(look: Callable[[int], object], stories: int) -> float:
    """The median time of a look-up, of random stories."""
    chance, times = random.Random(1), []
    for _ in range(200):
        number = chance.randrange(stories)
        begun = perf_counter()
        look(number)
        times.append(perf_counter() - begun)
    return 1000 * median(times)


def main() -> None:
    """Measure and print."""
    stories = int(sys.argv[1]) if len(sys.argv) > 1 else 200_000
    with tempfile.TemporaryDirectory() as folder, EmbeddedMongod(Path(folder)) as mongod:
        begun = perf_counter()
        fill(mongod.uri, stories)
        print(f"{stories:,} stories with {LINKS} links each, filled in {perf_counter() - begun:.0f} s")
        with open_archive(mongod.uri, database=DATABASE) as archive:
            for name, look in looks(archive).items():
                print(f"{name:35} {milliseconds(look, stories):8.2f} ms")
        for name, rate in asyncio.run(writes(mongod.uri, stories)).items():
            print(f"{name:35} {rate:8.0f} a second")


if __name__ == "__main__":
    main()
