"""How many copies of a story under another headline are found, and how many that are none.

    python benchmarks/copies.py [STORIES [SEED]]

Stores made-up stories (1,000 unless told) of 6 to 25 sentences in an embedded MongoDB in a temporary folder, a
twentieth of them copies of another with another headline and 5 to 15 % of the sentences written anew. The sentences
come from few patterns and a small stock of names, so that other stories have phrases in common too.
Prints precision and recall of the pairs that the store marks.
"""

from __future__ import annotations

import asyncio
import random
import sys
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import combinations
from pathlib import Path

from newsspider import open_archive
from newsspider.archive import Writer
from newsspider.archive.embedded import EmbeddedMongod
from newsspider.items import Article, Fetched, Page
from pipelines.deduplicate import identify

BEGUN = datetime(2026, 1, 1, tzinfo=UTC)
WHO = "council ministry court union school hospital harbour museum railway police team company bank mayor".split()
DONE = "approved delayed rejected opened closed praised sold rebuilt inspected flooded painted measured".split()
WHAT = "bridge road market budget stadium tower ferry library bakery tunnel garden school archive depot".split()
WHEN = "on Monday;on Friday;last week;after a long debate;in the early hours;despite the rain;for the first time".split(
    ";"
)
PATTERNS = (
    "The {a} {b} the {c} {d}, a spokesman for the {e} said",
    "According to the {a}, the {c} will be {b} {d} and the {e} has been told",
    "Residents said that the {a} had {b} the old {c} near the {e} {d}",
    "It was not clear why the {a} {b} {n} parts of the {c} {d}",
    "The cost of the {c} rose to {n} million after the {a} {b} the {e} {d}",
)


def sentence(chance: random.Random) -> str:
    """A sentence of a made-up story."""
    pattern = chance.choice(PATTERNS)
    words = {"a": WHO, "b": DONE, "c": WHAT, "d": WHEN, "e": WHO}
    return pattern.format(n=chance.randint(2, 90), **{name: chance.choice(some) for name, some in words.items()}) + "."


def made_up(number: int, chance: random.Random) -> Iterator[tuple[int, list[str]]]:
    """The stories' sentences, each with the number of the story that it is or repeats; copies stand anywhere later."""
    stories = {n: [sentence(chance) for _ in range(chance.randint(6, 25))] for n in range(number - number // 20)}
    yield from stories.items()
    for origin in chance.sample(sorted(stories), number // 20):
        lines = list(stories[origin])
        edited = max(1, round(chance.uniform(0.05, 0.15) * len(lines)))
        for place in chance.sample(range(len(lines)), edited):
            lines[place] = sentence(chance)
        yield origin, lines


def fetched(place: int, lines: list[str]) -> Fetched:
    """The story as it comes to the store."""
    url = f"https://paper{place % 3}.test/story-{place}"
    at = BEGUN + timedelta(minutes=place)
    article = Article(
        url=url,
        fetched_url=url,
        site=f"paper{place % 3}",
        page_kind="article",
        title=f"Headline {place}",
        paragraphs=tuple(lines),
        published=at,
        published_precision="minute",
        published_zone="UTC",
    )
    return identify(Fetched(article=article, page=Page(url=url, status=200, headers={}, body=b"", fetched_at=at)))


async def measure(number: int, seed: int, folder: Path) -> None:
    """Store the stories and compare the store's groups with the truth."""
    chance = random.Random(seed)
    stories = list(enumerate(made_up(number, chance)))
    chance.shuffle(stories)
    with EmbeddedMongod(folder) as mongod:
        writer = await Writer.open(mongod.uri, database="benchmark")
        done = await asyncio.gather(*(writer.put(fetched(place, lines)) for place, (_, lines) in stories))
        await writer.close()
        groups: dict[int, list[str]] = {}
        for (_, (origin, _)), outcome in zip(stories, done, strict=True):
            groups.setdefault(origin, []).append(outcome.article_id or "")
        true = {pair for group in groups.values() for pair in combinations(sorted(group), 2)}
        with open_archive(mongod.uri, database="benchmark") as archive:
            found = {
                pair
                for group in archive.clusters()
                for pair in combinations(sorted([group.original.id, *(copy.id for copy in group.copies)]), 2)
            }
    hits = len(true & found)
    print(f"{number:,} stories, {len(true)} copies, seed {seed}")
    print(f"precision {hits / max(1, len(found)):.3f}   recall {hits / max(1, len(true)):.3f}")


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as place:
        counts = [int(word) for word in sys.argv[1:]]
        asyncio.run(measure(*(counts + [1_000, 1][len(counts) :]), Path(place)))
