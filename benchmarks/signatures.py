"""How long it takes to find the stories that nearly say what a new one says, among a million.

    python benchmarks/signatures.py [STORIES]

Fills an embedded MongoDB in a temporary folder with made-up signatures (1,000,000 unless told), a twentieth of them
copies of another at a likeness of 0.6 to 0.9, and looks up 500 stories. Prints the median, and the share found.
"""

from __future__ import annotations

import asyncio
import random
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from time import perf_counter

from pymongo import AsyncMongoClient

from newsspider.archive import Writer
from newsspider.archive.duplicates import AT_ONCE, signed_document, similar
from newsspider.archive.embedded import EmbeddedMongod
from newsspider.signatures import ALIKE, likeness

LOOKED_UP = 500
VALUES = 128


def made_up(number: int) -> Iterator[tuple[str, bytes]]:
    """Ids and signatures; each twentieth is like the one before it."""
    chance = random.Random(1)
    last = b""
    for place in range(number):
        if place % 20 == 19:
            kept = chance.uniform(0.6, 0.9)
            parts = (last[at : at + 4] if chance.random() < kept else chance.randbytes(4) for at in range(0, 512, 4))
            signature = b"".join(parts)
        else:
            signature = last = chance.randbytes(4 * VALUES)
        yield f"{place:032x}", signature


async def measure(number: int, folder: Path) -> None:
    """Fill the store, look up and print."""
    with EmbeddedMongod(folder) as mongod:
        async with AsyncMongoClient(mongod.uri) as client:
            database = client["benchmark"]
            chunk = []
            begun = perf_counter()
            for name, signature in made_up(number):
                chunk.append(signed_document(name, signature))
                if len(chunk) == 10 * AT_ONCE:
                    await database["signatures"].insert_many(chunk, ordered=False)
                    chunk = []
            if chunk:
                await database["signatures"].insert_many(chunk, ordered=False)
            await (await Writer.open(mongod.uri, database="benchmark")).close()  # makes the indexes
            print(f"filled   {number:,} signatures in {perf_counter() - begun:.0f} s")
            places = random.Random(2).sample(range(19, number, 20), min(LOOKED_UP, number // 20))
            times, pairs, found = [], 0, 0
            for place in places:
                copy = await database["signatures"].find_one({"_id": f"{place:032x}"})
                original = await database["signatures"].find_one({"_id": f"{place - 1:032x}"})
                begun = perf_counter()
                near = await similar(database, [copy["_id"]])
                times.append(perf_counter() - begun)
                if likeness(copy["values"], original["values"]) >= ALIKE:
                    pairs += 1
                    found += original["_id"] in near
            worst = sorted(times)[int(0.95 * len(times))]
            print(f"look-up  {1000 * median(times):.2f} ms at the median, {1000 * worst:.2f} ms at 95 of 100")
            print(f"found    {found} of {pairs} pairs")


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as place:
        asyncio.run(measure(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000, Path(place)))
