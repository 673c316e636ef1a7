"""Marks stories that repeat another's text, or nearly: the one published first is the original, whatever came first."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from bson import Binary
from pymongo import DeleteMany, ReplaceOne, UpdateOne
from pymongo.asynchronous.database import AsyncDatabase

from newsspider.archive.changes import CHANGED
from newsspider.archive.merging import content_hash
from newsspider.archive.shelf import Shelf, is_unsettled
from newsspider.items import Fetched, Identity
from newsspider.signatures import SCHEME, bands, components, sign

Document = dict[str, Any]

MOST_LIKE = 200
"""Stories that are looked at for one story: a line that thousands share makes no story a duplicate."""
AT_ONCE = 200
"""Stories that are signed, or grouped, together."""

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
        writes.append(ReplaceOne({"_id": story.id}, signed_document(story.id, who.signature), upsert=True))
    if gone := shelf.before.keys() - shelf.stories.keys():
        writes.append(DeleteMany({"_id": {"$in": list(gone)}}))
    if writes:
        await database["signatures"].bulk_write(writes)


async def mark(database: AsyncDatabase[Document], shelf: Shelf) -> dict[str, str | None]:
    """Set ``duplicate_of`` on all stories that are joined with a story on the shelf, or were before the batch.

    Returns:
        For each of these stories the id of the original, None for an original.
    """
    changed = [story for story in shelf.stories.values() if is_unsettled(shelf, story)]
    touched = [story for story in shelf.before.values() if story.id not in shelf.stories] + changed
    if not touched:
        return {story.id: story.duplicate_of for story in shelf.stories.values()}
    marks: dict[str, str | None] = {story.id: story.duplicate_of for story in shelf.stories.values()}
    hashes = [story.text_hash for story in (*shelf.stories.values(), *shelf.before.values()) if story.text_hash]
    heads = [head for story in touched for head in (story.id, story.duplicate_of) if head]
    return marks | await regroup(database, [story.id for story in touched], hashes, heads)


async def regroup(
    database: AsyncDatabase[Document], names: Sequence[str], hashes: Sequence[str], heads: Sequence[str]
) -> dict[str, str | None]:
    """Set ``duplicate_of`` on some stories and on all that are joined with one of them, or were before.

    Args:
        database: the store.
        names: ids of the stories.
        hashes: text hashes of these and of other stories.
        heads: ids of the originals before; those of groups that are found anew needn't be there.

    Returns:
        For each of these stories the id of the original, None for an original.
    """
    signed = await similar(database, names)
    found = await _around(database, [*names, *signed], hashes, heads)
    near = list(found)
    signed |= await _signed(database, {"_id": {"$in": [name for name in near if name not in signed]}})
    marks: dict[str, str | None] = {}
    writes = []
    for group in components([signed.get(name) for name in near], [found[name].get("text_hash") for name in near]):
        now = originals(found[near[place]] for place in group)
        marks |= now
        writes += [
            UpdateOne({"_id": name}, {"$set": {"duplicate_of": original}, **CHANGED})
            for name, original in now.items()
            if found[name].get("duplicate_of") != original
        ]
    if writes:
        await database["articles"].bulk_write(writes, ordered=False)
    return marks


async def resign(database: AsyncDatabase[Document]) -> AsyncIterator[int]:
    """Sign all stories anew that have no signature of today's scheme, then find all groups anew.

    May be interrupted and done again. Gives how many more stories are done, and each is done twice: signed, grouped.
    """
    async for chunk in _in_chunks(database, {"text": 1}):
        names = [d["_id"] for d in chunk]
        signed = {d["_id"] async for d in database["signatures"].find({"_id": {"$in": names}, **_SCHEME}, {"_id": 1})}
        signatures = {d["_id"]: sign(d["text"]) for d in chunk if d["_id"] not in signed}
        writes: list[ReplaceOne[Document] | DeleteMany] = [
            ReplaceOne({"_id": name}, signed_document(name, signature), upsert=True)
            for name, signature in signatures.items()
            if signature
        ]
        writes.append(DeleteMany({"_id": {"$in": [name for name, signature in signatures.items() if not signature]}}))
        await database["signatures"].bulk_write(writes, ordered=False)
        yield len(chunk)
    async for chunk in _in_chunks(database, {"text_hash": 1, "duplicate_of": 1}):
        hashes = [d["text_hash"] for d in chunk if d.get("text_hash")]
        heads = [head for d in chunk for head in (d["_id"], d.get("duplicate_of")) if head]
        await regroup(database, [d["_id"] for d in chunk], hashes, heads)
        yield len(chunk)


async def _in_chunks(database: AsyncDatabase[Document], fields: Mapping[str, int]) -> AsyncIterator[list[Document]]:
    chunk: list[Document] = []
    async for document in database["articles"].find({}, fields).sort("_id", 1):
        chunk.append(document)
        if len(chunk) == AT_ONCE:
            yield chunk
            chunk = []
    if chunk:
        yield chunk


async def similar(database: AsyncDatabase[Document], names: Sequence[str]) -> dict[str, bytes]:
    """The stories that have a band in common with one of some stories, these too: they may be like it.

    Returns:
        Their ids with their signatures; of one story that has more than ``MOST_LIKE``, these.
    """
    query = {"_id": {"$in": list(names)}, **_SCHEME}
    asked = [d["bands"] async for d in database["signatures"].find(query, {"bands": 1})]
    # Most have few: one look for all is enough, unless it finds so many that some may be missing.
    like = await _signed(database, {"bands": {"$in": [band for some in asked for band in some]}}, MOST_LIKE)
    if len(like) == MOST_LIKE and len(asked) > 1:
        for some in asked:
            like |= await _signed(database, {"bands": {"$in": some}}, MOST_LIKE)
    return like


async def _signed(database: AsyncDatabase[Document], query: Document, most: int = 0) -> dict[str, bytes]:
    """The signatures that a query finds, by id; ``most`` at most, 0 for all. Nothing is asked for no values."""
    if not any(condition["$in"] for condition in query.values()):
        return {}
    found = database["signatures"].find({**query, **_SCHEME}, {"values": 1}).limit(most)
    return {d["_id"]: d["values"] async for d in found}


async def _around(
    database: AsyncDatabase[Document], names: Sequence[str], hashes: Sequence[str], heads: Sequence[str]
) -> dict[str, Document]:
    """The stories that may be of one group with some: these, of equal text, of the same group before."""
    about = [{"_id": {"$in": list(names)}}, {"text_hash": {"$in": list(hashes)}}]
    found = await _stories(database, {"$or": about})
    all_heads = {*heads, *(head for d in found.values() for head in (d["_id"], d.get("duplicate_of")) if head)}
    of_them = [{"_id": {"$in": list(all_heads - found.keys())}}, {"duplicate_of": {"$in": list(all_heads)}}]
    return found | await _stories(database, {"$or": of_them})


async def _stories(database: AsyncDatabase[Document], query: Document) -> dict[str, Document]:
    return {d["_id"]: d async for d in database["articles"].find(query, _FIELDS)}


def signed_document(name: str, signature: bytes) -> Document:
    """A story's document in ``signatures``."""
    return {"_id": name, "scheme": SCHEME, "bands": bands(signature), "values": Binary(signature)}


_SCHEME = {"scheme": SCHEME}
