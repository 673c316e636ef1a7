"""Marks stories that repeat another's text, or nearly: the one published first is the original, whatever came first."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from bson import Binary
from pymongo import DeleteMany, ReplaceOne, UpdateOne
from pymongo.asynchronous.database import AsyncDatabase

from newsspider.archive.merging import content_hash
from newsspider.archive.shelf import Shelf
from newsspider.archive.stories import StoredArticle
from newsspider.items import Fetched, Identity
from newsspider.signatures import SCHEME, bands, components

Document = dict[str, Any]

MOST_LIKE = 200
"""Stories that are looked at for one story: a line that thousands share makes no story a duplicate."""

_NEVER = datetime.max.replace(tzinfo=UTC)
_FIELDS = {"text_hash": 1, "published": 1, "url": 1, "duplicate_of": 1}


def originals(stories: Iterable[Mapping[str, Any]]) -> dict[str, str | None]:
    """For each story of a group the id of the original; None for the original itself.

    The original is the first published (a story without a date comes last), of equal ones that with the smaller URL.
    """
    first, *others = sorted(stories, key=lambda story: (story["published"] or _NEVER, story["url"]))
    return {first["_id"]: None, **{story["_id"]: first["_id"] for story in others}}


async def sign_stories(
    database: AsyncDatabase[Document], shelf: Shelf, stories: Iterable[tuple[Fetched, Identity]]
) -> None:
    """Write the signatures of the stories whose content the pages gave; those of stories that are no more go."""
    writes: list[ReplaceOne[Document] | DeleteMany] = []
    for item, who in stories:
        story = shelf.holder(who.own)
        if story is None or story.content_hash != content_hash(item.article):
            continue
        if who.signature is None:
            writes.append(DeleteMany({"_id": story.id}))
            continue
        writes.append(ReplaceOne({"_id": story.id}, _signed(story.id, who.signature), upsert=True))
    if gone := shelf.before.keys() - shelf.stories.keys():
        writes.append(DeleteMany({"_id": {"$in": list(gone)}}))
    if writes:
        await database["signatures"].bulk_write(writes)


async def mark(database: AsyncDatabase[Document], shelf: Shelf) -> dict[str, str | None]:
    """Set ``duplicate_of`` on all stories that are joined with a story on the shelf, or were before the batch.

    Returns:
        For each of these stories the id of the original, None for an original.
    """
    changed = [story for story in shelf.stories.values() if _stands_otherwise(shelf.before.get(story.id), story)]
    touched = [story for story in shelf.before.values() if story.id not in shelf.stories] + changed
    if not touched:
        return {story.id: story.duplicate_of for story in shelf.stories.values()}
    found = await _around(database, touched, [*shelf.stories.values(), *shelf.before.values()])
    names = list(found)
    signed = {d["_id"]: d["values"] async for d in database["signatures"].find({"_id": {"$in": names}, **_SCHEME})}
    marks: dict[str, str | None] = {story.id: story.duplicate_of for story in shelf.stories.values()}
    writes = []
    for group in components([signed.get(name) for name in names], [found[name].get("text_hash") for name in names]):
        now = originals(found[names[place]] for place in group)
        marks |= now
        writes += [
            UpdateOne({"_id": name}, {"$set": {"duplicate_of": original}})
            for name, original in now.items()
            if found[name].get("duplicate_of") != original
        ]
    if writes:
        await database["articles"].bulk_write(writes, ordered=False)
    return marks


async def _around(
    database: AsyncDatabase[Document], touched: Sequence[StoredArticle], known: Sequence[StoredArticle]
) -> dict[str, Document]:
    """The stories that may be of one group with some: of equal text, with a common band, of the same group before."""
    names = [story.id for story in touched]
    hashes = [story.text_hash for story in (*touched, *known) if story.text_hash]
    heads = [head for story in touched for head in (story.id, story.duplicate_of) if head]
    like: set[str] = set()
    async for document in database["signatures"].find({"_id": {"$in": names}, **_SCHEME}, {"bands": 1}):
        query = {"bands": {"$in": document["bands"]}, **_SCHEME}
        like |= {d["_id"] async for d in database["signatures"].find(query, {"_id": 1}).limit(MOST_LIKE)}
    found = await _stories(database, {"$or": [{"_id": {"$in": [*names, *like]}}, {"text_hash": {"$in": hashes}}]})
    heads += [head for d in found.values() for head in (d["_id"], d.get("duplicate_of")) if head]
    return found | await _stories(database, {"$or": [{"_id": {"$in": heads}}, {"duplicate_of": {"$in": heads}}]})


async def _stories(database: AsyncDatabase[Document], query: Document) -> dict[str, Document]:
    return {d["_id"]: d async for d in database["articles"].find(query, _FIELDS)}


def _stands_otherwise(before: StoredArticle | None, now: StoredArticle) -> bool:
    """Whether a story's text, or what decides which one is the original, is new."""
    told: Collection[str] = ("text_hash", "content_hash", "published", "url")
    return before is None or any(getattr(before, name) != getattr(now, name) for name in told)


def _signed(name: str, signature: bytes) -> Document:
    return {"_id": name, "scheme": SCHEME, "bands": bands(signature), "values": Binary(signature)}


_SCHEME = {"scheme": SCHEME}
